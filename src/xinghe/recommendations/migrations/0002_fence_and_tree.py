"""Recommendations lie behind the fence, and always on a desk of their own way: when the tree moves, they move with it."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
OWN = sees(LINES, people="people")

# The desk itself while it stands above the unit; else the one that now stands where it stood, counted from the
# top, or the next above that. The last of a path is the unit, and a unit above a unit decides nothing.
TREE = """
CREATE FUNCTION recommendations_desk(way text, was text, desk bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN strpos('.' || way, '.' || desk || '.') > 0 THEN desk ELSE (
        SELECT unions_union.id
        FROM unnest(string_to_array(rtrim(way, '.'), '.')) WITH ORDINALITY AS step (number, place)
            JOIN unions_union ON unions_union.id = step.number::bigint
        WHERE unions_union.kind <> 'unit'
            AND place < array_length(string_to_array(rtrim(way, '.'), '.'), 1)
            AND place <= array_position(string_to_array(rtrim(was, '.'), '.'), desk::text)
        ORDER BY place DESC LIMIT 1
    ) END
$$;
CREATE FUNCTION recommendations_follow_the_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    way text := NEW.territory_path || NEW.industry_path;
    was text := OLD.territory_path || OLD.industry_path;
BEGIN
    IF way <> was THEN
        NEW.desk_id := recommendations_desk(way, was, NEW.desk_id);
        IF NEW.returned_from_id IS NOT NULL THEN
            NEW.returned_from_id := recommendations_desk(way, was, NEW.returned_from_id);
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recommendation_follows_the_tree
    BEFORE UPDATE OF territory_path, industry_path ON recommendations_recommendation
    FOR EACH ROW EXECUTE FUNCTION recommendations_follow_the_tree();
ALTER TABLE recommendations_recommendation ADD CONSTRAINT recommendation_desk_on_its_way CHECK (
    strpos('.' || territory_path || industry_path, '.' || desk_id || '.') > 0
    AND (returned_from_id IS NULL
        OR strpos('.' || territory_path || industry_path, '.' || returned_from_id || '.') > 0)
);
-- A desk that no longer stands above the unit has no place for it among its own.
CREATE FUNCTION recommendations_leave_the_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place integer;
BEGIN
    IF strpos('.' || NEW.territory_path || NEW.industry_path, '.' || NEW.desk_id || '.') = 0 THEN
        DELETE FROM recommendations_ranking WHERE id = NEW.id RETURNING position INTO place;
        UPDATE recommendations_ranking SET position = position - 1
            WHERE desk_id = NEW.desk_id AND year = NEW.year AND position > place;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ranking_follows_the_tree
    AFTER UPDATE OF territory_path, industry_path ON recommendations_ranking
    FOR EACH ROW EXECUTE FUNCTION recommendations_leave_the_order();
"""
NO_TREE = """
DROP TRIGGER ranking_follows_the_tree ON recommendations_ranking;
DROP FUNCTION recommendations_leave_the_order();
ALTER TABLE recommendations_recommendation DROP CONSTRAINT recommendation_desk_on_its_way;
DROP TRIGGER recommendation_follows_the_tree ON recommendations_recommendation;
DROP FUNCTION recommendations_follow_the_tree();
DROP FUNCTION recommendations_desk(text, text, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0001_initial")]
    operations = [
        migrations.RunSQL(TREE, NO_TREE),
        migrations.RunSQL(
            protect("recommendations_recommendation", OWN), unprotect("recommendations_recommendation")
        ),
        migrations.RunSQL(protect("recommendations_step", OWN), unprotect("recommendations_step")),
        migrations.RunSQL(
            protect("recommendations_ranking", sees(LINES)), unprotect("recommendations_ranking")
        ),
    ]
