"""Calls and applications lie behind the fence; a published call is read by anybody; what was handed in stays as it was."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
OWN = sees(LINES, people="people")

KEPT = """
CREATE FUNCTION programmes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was handed in is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_is_kept BEFORE UPDATE OR DELETE ON programmes_version
    FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change();
CREATE TRIGGER passage_is_kept BEFORE UPDATE OR DELETE ON programmes_passage
    FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change();
-- The terms of an open call are those it opened with.
CREATE FUNCTION programmes_keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.terms_digest <> '' AND (NEW.terms IS DISTINCT FROM OLD.terms
        OR NEW.terms_digest <> OLD.terms_digest OR NEW.kind_code <> OLD.kind_code) THEN
        RAISE EXCEPTION 'the terms of call % are frozen', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER call_terms_are_kept BEFORE UPDATE ON programmes_call
    FOR EACH ROW EXECUTE FUNCTION programmes_keep_terms();
"""
NOT_KEPT = """
DROP TRIGGER call_terms_are_kept ON programmes_call;
DROP FUNCTION programmes_keep_terms();
DROP TRIGGER passage_is_kept ON programmes_passage;
DROP TRIGGER version_is_kept ON programmes_version;
DROP FUNCTION programmes_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(
            protect("programmes_call", sees(LINES), public="state = 'open' OR state = 'archived'"),
            unprotect("programmes_call"),
        ),
        migrations.RunSQL(protect("programmes_callquota", sees(LINES)), unprotect("programmes_callquota")),
        migrations.RunSQL(protect("programmes_extension", sees(LINES)), unprotect("programmes_extension")),
        migrations.RunSQL(protect("programmes_application", OWN), unprotect("programmes_application")),
        migrations.RunSQL(protect("programmes_version", OWN), unprotect("programmes_version")),
        migrations.RunSQL(protect("programmes_passage", OWN), unprotect("programmes_passage")),
        migrations.RunSQL(protect("programmes_place", sees(LINES)), unprotect("programmes_place")),
    ]
