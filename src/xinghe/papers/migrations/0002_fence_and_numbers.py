"""Papers lie behind the fence; PostgreSQL counts their numbers without a gap and lets nothing of them change but their void.

The triggers fire for every role. Only the columns that place a row in the tree follow the tree.
"""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

OWN = sees(("territory_path", "industry_path"))

NUMBERS = """
CREATE FUNCTION papers_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    following integer;
BEGIN
    -- Whoever numbers at the same time waits here.
    PERFORM 1 FROM papers_series WHERE id = NEW.series_id FOR UPDATE;
    SELECT coalesce(max(number), 0) + 1 INTO following
        FROM papers_paper WHERE series_id = NEW.series_id AND year = NEW.year;
    IF NEW.number <> following OR NEW.state <> 'issued' THEN
        RAISE EXCEPTION 'the next number is %, not %', following, NEW.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_is_counted BEFORE INSERT ON papers_paper
    FOR EACH ROW EXECUTE FUNCTION papers_count();

CREATE FUNCTION papers_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['territory_path', 'industry_path'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF TG_TABLE_NAME = 'papers_series' THEN
            may_change := may_change || ARRAY['is_open'];
        ELSIF to_jsonb(OLD) ->> 'state' = 'issued' THEN
            may_change := may_change || ARRAY['state', 'void_reason', 'voided_at', 'voided_by_id'];
        END IF;
        IF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was numbered is kept: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER paper_is_kept BEFORE UPDATE OR DELETE ON papers_paper
    FOR EACH ROW EXECUTE FUNCTION papers_keep();
CREATE TRIGGER series_is_kept BEFORE UPDATE OR DELETE ON papers_series
    FOR EACH ROW EXECUTE FUNCTION papers_keep();
ALTER TABLE papers_paper ENABLE ALWAYS TRIGGER paper_is_counted;
ALTER TABLE papers_paper ENABLE ALWAYS TRIGGER paper_is_kept;
ALTER TABLE papers_series ENABLE ALWAYS TRIGGER series_is_kept;
"""
NO_NUMBERS = """
DROP TRIGGER series_is_kept ON papers_series;
DROP TRIGGER paper_is_kept ON papers_paper;
DROP FUNCTION papers_keep();
DROP TRIGGER paper_is_counted ON papers_paper;
DROP FUNCTION papers_count();
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_papers"), ("access", "0001_application_role")]
    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(protect("papers_series", OWN), unprotect("papers_series")),
        migrations.RunSQL(protect("papers_paper", OWN), unprotect("papers_paper")),
    ]
