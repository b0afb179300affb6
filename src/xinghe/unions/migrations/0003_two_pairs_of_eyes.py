"""Fences that were put up before people could look through each other's eyes learn the second pair (ADR 13).

A condition made by ``access.fence.sees`` since then has both parts already and is left alone.
"""

from django.db import migrations

LEARN = """
DO $$
DECLARE
    one record;
    second text;
BEGIN
    FOR one IN
        SELECT polrelid::regclass AS place, polname AS name, pg_get_expr(polqual, polrelid) AS first
        FROM pg_policy WHERE pg_get_expr(polqual, polrelid) LIKE '%xinghe.low0%'
    LOOP
        CONTINUE WHEN one.first LIKE '%xinghe.looking%';
        second := replace(one.first, '''xinghe.', '''xinghe.lens_');
        second := format(
            '((%s) AND (NULLIF(current_setting(''xinghe.looking'', true), '''') IS NULL OR (%s)))', one.first, second
        );
        EXECUTE format('ALTER POLICY %I ON %s USING (%s) WITH CHECK (%s)', one.name, one.place, second, second);
    END LOOP;
    FOR one IN
        SELECT c.oid::regclass AS place, rtrim(pg_get_viewdef(c.oid), '; ') AS first
        FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace
    LOOP
        CONTINUE WHEN one.first NOT LIKE '%xinghe.low0%' OR one.first LIKE '%xinghe.looking%';
        second := substr(one.first, strpos(one.first, 'WHERE ') + 6);
        EXECUTE format(
            'CREATE OR REPLACE VIEW %s AS %sWHERE ((%s) AND (NULLIF(current_setting(''xinghe.looking'', true), '''') IS NULL OR (%s)))',
            one.place, left(one.first, strpos(one.first, 'WHERE ') - 1), second,
            replace(second, '''xinghe.', '''xinghe.lens_')
        );
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("unions", "0002_role_mapping"),
        ("jobs", "0002_run_fence"),
        ("texts", "0002_text_fence"),
        ("results", "0005_shares_by_statement"),
    ]
    operations = [migrations.RunSQL(LEARN, migrations.RunSQL.noop)]
