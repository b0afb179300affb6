"""The shares of an idea that was handed in total 100 %; ideas lie behind the fence; lists read a view that has it inside."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
IDEA = sees(LINES, owner="author_id", people="people")
CREATOR = sees(LINES, owner="person_id", people="people")
COLUMNS = (
    "id, code, title_pinyin, title_initials, category, field, unit_id, desk_id, territory_path, industry_path, "
    "author_id, people, stage, handed_in_at, due_at, answered_at, similar_coverage, search"
)

# A draft may hold anything. Judged when the transaction ends, so that creators may be rearranged inside one.
SHARES = """
CREATE FUNCTION ideas_shares_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
    total numeric;
BEGIN
    IF TG_TABLE_NAME = 'ideas_idea' THEN
        number := NEW.id;
    ELSE
        number := COALESCE(NEW.idea_id, OLD.idea_id);
    END IF;
    IF EXISTS (SELECT FROM ideas_idea WHERE id = number AND handed_in_at IS NOT NULL) THEN
        SELECT COALESCE(sum(share), 0) INTO total FROM ideas_ideacreator WHERE idea_id = number;
        IF total <> 100 THEN
            RAISE EXCEPTION 'the shares of idea % total %, not 100', number, total
                USING ERRCODE = 'check_violation', CONSTRAINT = 'idea_shares_total';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER idea_shares_total
    AFTER INSERT OR DELETE OR UPDATE OF share, idea_id ON ideas_ideacreator
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ideas_shares_total();
CREATE CONSTRAINT TRIGGER idea_shares_total_at_hand_in
    AFTER UPDATE OF handed_in_at ON ideas_idea
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ideas_shares_total();
"""
NO_SHARES = """
DROP TRIGGER idea_shares_total_at_hand_in ON ideas_idea;
DROP TRIGGER idea_shares_total ON ideas_ideacreator;
DROP FUNCTION ideas_shares_total();
"""
FINDABLE = f"""
GRANT USAGE, CREATE ON SCHEMA public TO xinghe_search;
GRANT SELECT ({COLUMNS}) ON ideas_idea TO xinghe_search;
CREATE POLICY ideas_idea_search ON ideas_idea FOR SELECT TO xinghe_search USING (true);
CREATE VIEW ideas_findable AS SELECT {COLUMNS} FROM ideas_idea WHERE handed_in_at IS NOT NULL AND ({IDEA});
ALTER VIEW ideas_findable OWNER TO xinghe_search;
REVOKE CREATE ON SCHEMA public FROM xinghe_search;
REVOKE ALL ON ideas_findable FROM xinghe_app;
GRANT SELECT ON ideas_findable TO xinghe_app;
"""  # noqa: S608 -- made of fixed texts
LOST = """
DROP VIEW ideas_findable;
DROP POLICY ideas_idea_search ON ideas_idea;
REVOKE ALL ON ideas_idea FROM xinghe_search;
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0001_initial"), ("results", "0004_findable_results")]
    operations = [
        migrations.RunSQL(SHARES, NO_SHARES),
        migrations.RunSQL(protect("ideas_idea", IDEA), unprotect("ideas_idea")),
        migrations.RunSQL(protect("ideas_ideacreator", CREATOR), unprotect("ideas_ideacreator")),
        migrations.RunSQL(FINDABLE, LOST),
    ]
