"""Notices lie behind the fence until they are published; what was published, received and done stays as it was."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
OWN = sees(LINES)

KEPT = """
CREATE FUNCTION notices_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done about an objection is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER objection_step_is_kept BEFORE UPDATE OR DELETE ON notices_objectionstep
    FOR EACH ROW EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER notice_paper_is_kept BEFORE UPDATE OR DELETE ON notices_noticepaper
    FOR EACH ROW EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER objection_is_never_deleted BEFORE DELETE ON notices_objection
    FOR EACH ROW EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER objector_is_never_deleted BEFORE DELETE ON notices_objector
    FOR EACH ROW EXECUTE FUNCTION notices_refuse_change();
-- What everybody could read stays what it was; corrected facts are another notice.
CREATE FUNCTION notices_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.list_text, NEW.digest, NEW.title, NEW.introduction, NEW.correction, NEW.channels,
            NEW.opens_on, NEW.closes_on, NEW.published_at, NEW.published_by_id, NEW.call_id, NEW.code)
        IS DISTINCT FROM (OLD.list_text, OLD.digest, OLD.title, OLD.introduction, OLD.correction, OLD.channels,
            OLD.opens_on, OLD.closes_on, OLD.published_at, OLD.published_by_id, OLD.call_id, OLD.code) THEN
        RAISE EXCEPTION 'notice % was published', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_is_kept BEFORE UPDATE OR DELETE ON notices_notice
    FOR EACH ROW EXECUTE FUNCTION notices_keep_published();
CREATE FUNCTION notices_keep_received() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.text, NEW.received_at, NEW.channel, NEW.objecting, NEW.notice_id, NEW.code)
        IS DISTINCT FROM (OLD.text, OLD.received_at, OLD.channel, OLD.objecting, OLD.notice_id, OLD.code) THEN
        RAISE EXCEPTION 'objection % was received as it is', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER objection_is_kept BEFORE UPDATE ON notices_objection
    FOR EACH ROW EXECUTE FUNCTION notices_keep_received();
"""
NOT_KEPT = """
DROP TRIGGER objection_is_kept ON notices_objection;
DROP FUNCTION notices_keep_received();
DROP TRIGGER notice_is_kept ON notices_notice;
DROP FUNCTION notices_keep_published();
DROP TRIGGER objector_is_never_deleted ON notices_objector;
DROP TRIGGER objection_is_never_deleted ON notices_objection;
DROP TRIGGER notice_paper_is_kept ON notices_noticepaper;
DROP TRIGGER objection_step_is_kept ON notices_objectionstep;
DROP FUNCTION notices_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(
            protect("notices_notice", OWN, public="published_at IS NOT NULL"), unprotect("notices_notice")
        ),
        migrations.RunSQL(
            protect("notices_noticeline", OWN, public="is_public"), unprotect("notices_noticeline")
        ),
        migrations.RunSQL(
            protect("notices_noticepaper", OWN, public="digest <> ''"), unprotect("notices_noticepaper")
        ),
        migrations.RunSQL(protect("notices_objection", OWN), unprotect("notices_objection")),
        migrations.RunSQL(protect("notices_objector", OWN), unprotect("notices_objector")),
        migrations.RunSQL(protect("notices_objectionstep", OWN), unprotect("notices_objectionstep")),
    ]
