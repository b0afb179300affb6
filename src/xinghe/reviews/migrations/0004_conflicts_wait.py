"""Whoever writes a conflict and whoever releases results wait for one another, so that neither misses the other."""

from django.db import migrations

# Of calls in which the judge was given the application: where no score can be, nothing has to wait.
WAITS = """
CREATE FUNCTION reviews_hold_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7206, call_id::integer) FROM (
        SELECT DISTINCT panel.call_id FROM reviews_assignment AS task JOIN reviews_panel AS panel ON panel.id = task.panel_id
        WHERE task.judge_id = NEW.judge_id AND task.application_id = NEW.application_id) AS found;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_waits BEFORE INSERT OR UPDATE ON reviews_conflict
    FOR EACH ROW EXECUTE FUNCTION reviews_hold_conflict();
"""
GOES_ON = """
DROP TRIGGER conflict_waits ON reviews_conflict;
DROP FUNCTION reviews_hold_conflict();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_what_is_up_now")]
    operations = [migrations.RunSQL(WAITS, GOES_ON)]
