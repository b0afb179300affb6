"""The shares of a result total 100 %, and every table of results lies behind the fence."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
OWN = sees(LINES)

# Checked when the transaction ends, so that shares may be rearranged inside one.
SHARES = """
CREATE FUNCTION results_shares_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint := COALESCE(NEW.result_id, OLD.result_id);
    total numeric;
BEGIN
    SELECT sum(share) INTO total FROM results_creator WHERE result_id = number;
    IF total IS NOT NULL AND total <> 100 THEN
        RAISE EXCEPTION 'the shares of result % total %, not 100', number, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_shares_total';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER creator_shares_total
    AFTER INSERT OR DELETE OR UPDATE OF share, result_id ON results_creator
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION results_shares_total();
"""
NO_SHARES = """
DROP TRIGGER creator_shares_total ON results_creator;
DROP FUNCTION results_shares_total();
"""


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial"), ("texts", "0002_text_fence")]
    operations = [
        migrations.RunSQL(SHARES, NO_SHARES),
        migrations.RunSQL(
            protect("results_result", sees(LINES, owner="recorded_by_id"), public="stage = 'published'"),
            unprotect("results_result"),
        ),
        migrations.RunSQL(
            protect("results_creator", OWN, public="is_public"),
            unprotect("results_creator"),
        ),
        migrations.RunSQL(
            protect("results_workbook", sees(LINES, owner="person_id")), unprotect("results_workbook")
        ),
        migrations.RunSQL(protect("results_workbookerror", OWN), unprotect("results_workbookerror")),
    ]
