"""Published results that change are noted for the search index, whoever changes them and however."""

from django.db import migrations, models

NOTE = """
CREATE FUNCTION results_note(numbers bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO results_searchchange (result_id, transaction)
    SELECT DISTINCT number, pg_current_xact_id()::text::bigint FROM unnest(numbers) number ORDER BY number
    ON CONFLICT (result_id) DO UPDATE SET transaction = excluded.transaction
$$;

CREATE FUNCTION results_note_result() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM results_note(ARRAY[COALESCE(NEW.id, OLD.id)]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_new AFTER INSERT ON results_result
    FOR EACH ROW WHEN (NEW.stage = 'published') EXECUTE FUNCTION results_note_result();
CREATE TRIGGER search_note_gone AFTER DELETE ON results_result
    FOR EACH ROW WHEN (OLD.stage = 'published') EXECUTE FUNCTION results_note_result();

-- A statement at a time: moving a city moves tens of thousands of results.
CREATE FUNCTION results_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM results_note(array_agg(now.id)) FROM changed now JOIN earlier USING (id)
    WHERE 'published' IN (now.stage, earlier.stage) AND
        (now.stage, now.code, now.category, now.field, now.year, now.unit_id, now.territory_path, now.industry_path,
         now.published_at, now.title, now.title_initials, now.search)
        IS DISTINCT FROM
        (earlier.stage, earlier.code, earlier.category, earlier.field, earlier.year, earlier.unit_id,
         earlier.territory_path, earlier.industry_path, earlier.published_at, earlier.title,
         earlier.title_initials, earlier.search)
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_changed AFTER UPDATE ON results_result
    REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION results_note_changed();

CREATE FUNCTION results_note_creator() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM results_note(ARRAY[COALESCE(NEW.result_id, OLD.result_id)]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_creator_new AFTER INSERT ON results_creator
    FOR EACH ROW WHEN (NEW.is_public) EXECUTE FUNCTION results_note_creator();
CREATE TRIGGER search_note_creator_gone AFTER DELETE ON results_creator
    FOR EACH ROW WHEN (OLD.is_public) EXECUTE FUNCTION results_note_creator();
CREATE TRIGGER search_note_creator_changed AFTER UPDATE ON results_creator
    FOR EACH ROW WHEN ((OLD.is_public OR NEW.is_public) AND (OLD.name <> NEW.name OR OLD.is_public <> NEW.is_public))
    EXECUTE FUNCTION results_note_creator();

CREATE FUNCTION results_note_unit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM results_note(array_agg(id)) FROM results_result
    WHERE unit_id = NEW.id AND stage = 'published' HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_unit_renamed AFTER UPDATE OF name ON unions_union
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION results_note_unit();
"""
FORGET = """
DROP TRIGGER search_note_unit_renamed ON unions_union;
DROP TRIGGER search_note_creator_changed ON results_creator;
DROP TRIGGER search_note_creator_gone ON results_creator;
DROP TRIGGER search_note_creator_new ON results_creator;
DROP TRIGGER search_note_changed ON results_result;
DROP TRIGGER search_note_gone ON results_result;
DROP TRIGGER search_note_new ON results_result;
DROP FUNCTION results_note_unit, results_note_creator, results_note_changed, results_note_result;
DROP FUNCTION results_note;
"""


class Migration(migrations.Migration):
    dependencies = [("results", "0002_shares_and_fence"), ("unions", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("result_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("transaction", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["transaction"], name="search_change_in_order")]},
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
