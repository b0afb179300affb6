"""The shares of new creators are added up once a statement, not once a creator: a workbook brings 300,000 of them.

So all creators of a result go in by one statement, or the shares of those before are changed first. What is changed
or removed is still judged when the transaction ends, so that shares may be rearranged inside one; and moving a
creator to another result is now judged for both.
"""

from importlib import import_module

from django.db import migrations

BY_ROW = import_module("xinghe.results.migrations.0002_shares_and_fence").SHARES

# The insert's question is planned anew each time: a plan from when the table was small would read all of it for ever.
# Position 1 is asked for because it can be taken only once: two transactions that each bring a whole do not both pass.
BY_STATEMENT = """
DROP TRIGGER creator_shares_total ON results_creator;

CREATE FUNCTION results_new_shares_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    FOR wrong IN EXECUTE
        'SELECT result_id, sum(share) AS total, min(position) AS first FROM results_creator '
        'WHERE result_id IN (SELECT result_id FROM fresh) '
        'GROUP BY result_id HAVING sum(share) <> 100 OR min(position) <> 1 LIMIT 1'
    LOOP
        RAISE EXCEPTION 'the shares of result % total % from position %, not 100 from 1',
            wrong.result_id, wrong.total, wrong.first
            USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_shares_total';
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER creator_new_shares_total AFTER INSERT ON results_creator
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION results_new_shares_total();

CREATE OR REPLACE FUNCTION results_shares_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
    total numeric;
BEGIN
    FOREACH number IN ARRAY ARRAY[OLD.result_id, NEW.result_id] LOOP
        SELECT sum(share) INTO total FROM results_creator WHERE result_id = number;
        IF total <> 100 THEN
            RAISE EXCEPTION 'the shares of result % total %, not 100', number, total
                USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_shares_total';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER creator_shares_total AFTER DELETE OR UPDATE OF share, result_id ON results_creator
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION results_shares_total();
"""
BACK = (
    """
DROP TRIGGER creator_new_shares_total ON results_creator;
DROP TRIGGER creator_shares_total ON results_creator;
DROP FUNCTION results_new_shares_total, results_shares_total;
"""
    + BY_ROW
)


class Migration(migrations.Migration):
    dependencies = [("results", "0004_findable_results")]
    operations = [migrations.RunSQL(BY_STATEMENT, BACK)]
