"""Judging lies behind the fence; what was given stays given; scores come in time by PostgreSQL's own clock, or not at all."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
OWN = sees(LINES, owner="person_id")
MINE = sees((), owner="person_id")

KEPT = """
CREATE FUNCTION reviews_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was given in judging is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- The columns named are set once, where they were empty; every other one keeps what it holds.
CREATE FUNCTION reviews_set_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
    named text;
BEGIN
    FOREACH named IN ARRAY TG_ARGV LOOP
        IF old_row ->> named IS NOT NULL AND old_row ->> named <> '' AND new_row -> named IS DISTINCT FROM old_row -> named THEN
            RAISE EXCEPTION '% of % is set once', named, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        old_row := old_row - named;
        new_row := new_row - named;
    END LOOP;
    IF old_row IS DISTINCT FROM new_row THEN
        RAISE EXCEPTION 'what was given in judging is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION reviews_me() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('xinghe.person', true), '')::bigint
$$;
-- The end itself is too late.
CREATE FUNCTION reviews_in_time(instant timestamptz, opens timestamptz, closes timestamptz) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$ SELECT instant >= opens AND instant < closes $$;
"""

PANEL = """
CREATE FUNCTION reviews_keep_panel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    steps text[] := ARRAY['draft', 'drawn', 'invited', 'open', 'closed', 'released'];
    opened constant integer := 4;
    was integer := array_position(steps, OLD.state::text);
    becomes integer := array_position(steps, NEW.state::text);
BEGIN
    IF becomes < was THEN
        RAISE EXCEPTION 'panel % does not go back from % to %', OLD.code, OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF was >= opened AND (to_jsonb(NEW) - ARRAY['state', 'closed_at', 'released_at', 'version', 'territory_path', 'industry_path'])
        IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['state', 'closed_at', 'released_at', 'version', 'territory_path', 'industry_path'])
    THEN
        RAISE EXCEPTION 'the terms of panel % are fixed since it opened', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER panel_is_kept BEFORE UPDATE ON reviews_panel FOR EACH ROW EXECUTE FUNCTION reviews_keep_panel();
"""

# Whoever closes takes the same lock alone and so waits for those who are writing: a score is either counted or refused.
SCORES = """
CREATE FUNCTION reviews_take_score() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    panel reviews_panel%ROWTYPE;
    task reviews_assignment%ROWTYPE;
    change reviews_correction%ROWTYPE;
    instant timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7205, NEW.panel_id::integer);
    SELECT * INTO panel FROM reviews_panel WHERE id = NEW.panel_id;
    SELECT * INTO task FROM reviews_assignment WHERE id = NEW.assignment_id AND panel_id = NEW.panel_id;
    IF task.id IS NULL OR task.person_id <> NEW.person_id OR task.dropped_at IS NOT NULL THEN
        RAISE EXCEPTION 'nobody scores what is not assigned to them' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM reviews_conflict WHERE judge_id = task.judge_id AND application_id = task.application_id
        AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'nobody scores what they have a conflict with' USING ERRCODE = 'check_violation';
    END IF;
    instant := clock_timestamp();
    IF NEW.at > instant OR NEW.at < instant - interval '10 seconds' THEN
        RAISE EXCEPTION 'a score bears the time at which it is given' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.correction_id IS NULL THEN
        IF reviews_me() IS DISTINCT FROM NEW.person_id THEN
            RAISE EXCEPTION 'a score is given by its judge' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT (panel.state = 'open' OR panel.state = 'closed' AND task.closes_at IS NOT NULL)
            OR NOT reviews_in_time(instant, panel.opens_at, COALESCE(task.closes_at, panel.closes_at)) THEN
            RAISE EXCEPTION 'panel % takes no score now', panel.code USING ERRCODE = 'check_violation';
        END IF;
    ELSE
        SELECT * INTO change FROM reviews_correction WHERE id = NEW.correction_id;
        IF change.granted_by_id IS NULL OR change.assignment_id <> NEW.assignment_id OR change.points <> NEW.points
            OR change.total <> NEW.total OR change.comment <> NEW.comment OR NEW.is_abstained
            OR change.asked_by_id <> NEW.person_id OR reviews_me() IS DISTINCT FROM change.granted_by_id THEN
            RAISE EXCEPTION 'a correction is as it was granted' USING ERRCODE = 'check_violation';
        END IF;
        IF panel.state NOT IN ('open', 'closed') THEN
            RAISE EXCEPTION 'panel % is released; nothing is corrected any more', panel.code USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER score_is_in_time BEFORE INSERT ON reviews_score FOR EACH ROW EXECUTE FUNCTION reviews_take_score();
CREATE TRIGGER score_is_kept BEFORE UPDATE OR DELETE ON reviews_score FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
CREATE TRIGGER ranking_is_kept BEFORE UPDATE OR DELETE ON reviews_ranking
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();

CREATE FUNCTION reviews_take_correction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    task reviews_assignment%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO task FROM reviews_assignment WHERE id = NEW.assignment_id AND panel_id = NEW.panel_id;
        IF task.person_id IS DISTINCT FROM NEW.asked_by_id OR reviews_me() IS DISTINCT FROM NEW.asked_by_id
            OR NEW.granted_by_id IS NOT NULL OR NEW.granted_at IS NOT NULL THEN
            RAISE EXCEPTION 'a correction is asked for by the judge and granted later' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF reviews_me() IS DISTINCT FROM NEW.granted_by_id OR reviews_me() IS NOT DISTINCT FROM OLD.asked_by_id THEN
        RAISE EXCEPTION 'a correction is granted by a second person' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_by_two BEFORE INSERT OR UPDATE ON reviews_correction
    FOR EACH ROW EXECUTE FUNCTION reviews_take_correction();
CREATE TRIGGER correction_is_kept BEFORE UPDATE ON reviews_correction
    FOR EACH ROW EXECUTE FUNCTION reviews_set_once('granted_by_id', 'granted_at');
CREATE TRIGGER correction_stays BEFORE DELETE ON reviews_correction
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
"""

OTHERS = """
CREATE TRIGGER assignment_is_kept BEFORE UPDATE ON reviews_assignment
    FOR EACH ROW EXECUTE FUNCTION reviews_set_once('dropped_at');
CREATE TRIGGER assignment_stays BEFORE DELETE ON reviews_assignment
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();

CREATE TRIGGER conflict_is_kept BEFORE UPDATE ON reviews_conflict FOR EACH ROW
    EXECUTE FUNCTION reviews_set_once('lift_asked_by_id', 'lift_asked_at', 'lift_reason', 'ended_at', 'ended_by_id');
CREATE TRIGGER conflict_stays BEFORE DELETE ON reviews_conflict
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
-- By itself ends only what was found in the records; nobody lifts a conflict of their own.
CREATE FUNCTION reviews_end_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF reviews_me() = OLD.person_id OR (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL AND (
        NEW.ended_by_id IS NULL AND OLD.source <> 'derived'
        OR NEW.ended_by_id IS NOT NULL AND NEW.ended_by_id IS DISTINCT FROM reviews_me())) THEN
        RAISE EXCEPTION 'a conflict is lifted by two others' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_lifted_by_others BEFORE UPDATE ON reviews_conflict
    FOR EACH ROW EXECUTE FUNCTION reviews_end_conflict();

CREATE FUNCTION reviews_take_vote() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER vote_by_its_seat BEFORE INSERT ON reviews_vote FOR EACH ROW EXECUTE FUNCTION reviews_take_vote();
CREATE TRIGGER vote_is_kept BEFORE UPDATE OR DELETE ON reviews_vote FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();

-- A record grows by links at its end.
CREATE FUNCTION reviews_grow_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    links integer := jsonb_array_length(OLD.record -> 'links');
BEGIN
    IF NEW.record - 'links' IS DISTINCT FROM OLD.record - 'links'
        OR jsonb_array_length(NEW.record -> 'links') < links
        OR EXISTS (SELECT FROM generate_series(0, links - 1) AS place
            WHERE NEW.record -> 'links' -> place IS DISTINCT FROM OLD.record -> 'links' -> place)
        OR (to_jsonb(NEW) - ARRAY['record', 'head', 'drawn_at', 'territory_path', 'industry_path'])
            IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['record', 'head', 'drawn_at', 'territory_path', 'industry_path'])
        OR OLD.drawn_at IS NOT NULL AND NEW.drawn_at IS DISTINCT FROM OLD.drawn_at THEN
        RAISE EXCEPTION 'a draw is never drawn again' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draw_only_grows BEFORE UPDATE ON reviews_drawrecord FOR EACH ROW EXECUTE FUNCTION reviews_grow_record();
CREATE TRIGGER draw_stays BEFORE DELETE ON reviews_drawrecord FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();

-- Signed by two it stays as it is; a signature is one's own.
CREATE FUNCTION reviews_sign_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.second_signed_by_id IS NOT NULL
        AND (to_jsonb(NEW) - ARRAY['territory_path', 'industry_path'])
            IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['territory_path', 'industry_path'])
        OR NEW.first_signed_by_id IS DISTINCT FROM OLD.first_signed_by_id
            AND NEW.first_signed_by_id IS NOT NULL AND NEW.first_signed_by_id IS DISTINCT FROM reviews_me()
        OR NEW.second_signed_by_id IS DISTINCT FROM OLD.second_signed_by_id
            AND NEW.second_signed_by_id IS DISTINCT FROM reviews_me() THEN
        RAISE EXCEPTION 'a visit is signed by two, each for themselves' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER visit_signed BEFORE UPDATE ON reviews_visit FOR EACH ROW EXECUTE FUNCTION reviews_sign_visit();
CREATE TRIGGER visit_stays BEFORE DELETE ON reviews_visit FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
"""

GROWING = ("assignment", "conflict", "correction", "drawrecord", "ranking", "score", "vote")
EMPTIED = "\n".join(
    f"CREATE TRIGGER reviews_{name}_never_emptied BEFORE TRUNCATE ON reviews_{name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION reviews_refuse_change();"
    for name in GROWING
)
# Not even the right to try.
UNWRITTEN = "\n".join(
    f"ALTER TABLE reviews_{name} ENABLE ALWAYS TRIGGER {name}_is_kept;"
    f"REVOKE UPDATE, DELETE ON reviews_{name} FROM xinghe_app;"
    for name in ("ranking", "score", "vote")
)
WRITTEN = "\n".join(
    f"GRANT UPDATE, DELETE ON reviews_{name} TO xinghe_app;" for name in ("ranking", "score", "vote")
)
TRIGGERS = {
    "panel": ("panel_is_kept",),
    "score": ("score_is_in_time", "score_is_kept"),
    "ranking": ("ranking_is_kept",),
    "correction": ("correction_by_two", "correction_is_kept", "correction_stays"),
    "assignment": ("assignment_is_kept", "assignment_stays"),
    "conflict": ("conflict_is_kept", "conflict_stays", "conflict_lifted_by_others"),
    "vote": ("vote_by_its_seat", "vote_is_kept"),
    "drawrecord": ("draw_only_grows", "draw_stays"),
    "visit": ("visit_signed", "visit_stays"),
}
FUNCTIONS = (
    "keep_panel()", "take_score()", "take_correction()", "end_conflict()", "take_vote()", "grow_record()", "sign_visit()",
    "in_time(timestamptz, timestamptz, timestamptz)", "me()", "set_once()", "refuse_change()",
)  # fmt: skip
NOT_KEPT = "\n".join(
    [f"DROP TRIGGER reviews_{name}_never_emptied ON reviews_{name};" for name in GROWING]
    + [f"DROP TRIGGER {one} ON reviews_{name};" for name, found in TRIGGERS.items() for one in found]
    + [f"DROP FUNCTION reviews_{name};" for name in FUNCTIONS]
)


def fenced(name: str, condition: str, *, public: str = "") -> migrations.RunSQL:
    """One table behind the fence."""
    table = f"reviews_{name}"
    return migrations.RunSQL(protect(table, condition, public=public), unprotect(table))


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]
    operations = [
        migrations.RunSQL(KEPT + PANEL + SCORES + OTHERS + EMPTIED + UNWRITTEN, WRITTEN + NOT_KEPT),
        # Judges read what is about them; they write scores, votes and declarations of their own, and nothing else.
        fenced("judge", sees(LINES), public=MINE),
        fenced("seat", sees(LINES), public=MINE),
        fenced("assignment", sees(LINES), public=MINE),
        fenced("panel", sees(LINES), public="state <> 'draft'"),
        fenced("drawrecord", sees(LINES)),
        fenced("ranking", sees(LINES)),
        fenced("conflict", OWN),
        fenced("draftscore", MINE),
        fenced("score", OWN),
        fenced("vote", OWN),
        fenced("correction", sees(LINES, owner="asked_by_id")),
        fenced("visit", sees(LINES, people="people")),
    ]
