"""Decisions lie behind the fence; an award is read by anybody, and nothing of it changes but that it is revoked."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")

KEPT = """
CREATE FUNCTION decisions_keep_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_on IS NOT NULL
        OR to_jsonb(NEW) - ARRAY['revoked_on', 'revoked_by_id', 'revoked_document', 'revocation_list']
        <> to_jsonb(OLD) - ARRAY['revoked_on', 'revoked_by_id', 'revoked_document', 'revocation_list'] THEN
        RAISE EXCEPTION 'an award is revoked and not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER award_is_kept BEFORE UPDATE OR DELETE ON decisions_award
    FOR EACH ROW EXECUTE FUNCTION decisions_keep_award();
"""
NOT_KEPT = """
DROP TRIGGER award_is_kept ON decisions_award;
DROP FUNCTION decisions_keep_award();
"""


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]
    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(protect("decisions_decision", sees(LINES)), unprotect("decisions_decision")),
        migrations.RunSQL(
            protect("decisions_award", sees(LINES, people="people"), public="code <> ''"),
            unprotect("decisions_award"),
        ),
    ]
