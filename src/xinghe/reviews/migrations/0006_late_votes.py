"""One more judge, asked because a conflict took votes away after the release, votes too."""

from django.db import migrations

TAKES = """
CREATE OR REPLACE FUNCTION reviews_take_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stands text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7205, NEW.panel_id::integer);
    SELECT state INTO stands FROM reviews_panel WHERE id = NEW.panel_id;
    IF reviews_me() IS DISTINCT FROM NEW.person_id OR stands IS NULL OR stands NOT IN ('closed', 'released') OR NOT EXISTS (
        SELECT FROM reviews_seat WHERE id = NEW.seat_id AND panel_id = NEW.panel_id AND person_id = NEW.person_id
            AND state = 'accepted') THEN
        RAISE EXCEPTION 'a vote is given by who sits on the panel, after it closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
TOOK = """
CREATE OR REPLACE FUNCTION reviews_take_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stands text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7205, NEW.panel_id::integer);
    SELECT state INTO stands FROM reviews_panel WHERE id = NEW.panel_id;
    IF reviews_me() IS DISTINCT FROM NEW.person_id OR stands IS DISTINCT FROM 'closed' OR NOT EXISTS (
        SELECT FROM reviews_seat WHERE id = NEW.seat_id AND panel_id = NEW.panel_id AND person_id = NEW.person_id
            AND state = 'accepted') THEN
        RAISE EXCEPTION 'a vote is given by who sits on the panel, after it closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """The guard of votes only."""

    dependencies = [("reviews", "0005_ranked_again")]
    operations = [migrations.RunSQL(TAKES, TOOK)]
