"""Lists and searches read a view that has the fence inside, and an index for every order a list may have.

Row-level security evaluates its policy before any condition that is not leakproof, and neither ``@@`` nor
``LIKE`` is: behind the fence alone a word could not be looked up in its index. The view belongs to a role that
nobody signs in as and that may only read these columns; the fence is part of the view, so nothing more is seen.
"""

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import Q

from xinghe.access.fence import sees
from xinghe.access.placed import path_field

LINES = ("territory_path", "industry_path")
COLUMNS = (
    "id, code, title_pinyin, title_initials, category, field, unit_id, territory_path, industry_path, finished_date, "
    "year, stage, workbook_id, recorded_by_id, published_at, similar_coverage, search"
)
FINDABLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'xinghe_search') THEN
        CREATE ROLE xinghe_search NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- roles belong to the whole server: another database's migration was faster
END $$;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'xinghe_search', 'USAGE') THEN
        EXECUTE format('GRANT xinghe_search TO %I', current_user);
    END IF;
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO xinghe_search;
GRANT SELECT ({COLUMNS}) ON results_result TO xinghe_search;
CREATE POLICY results_result_search ON results_result FOR SELECT TO xinghe_search USING (true);
CREATE VIEW results_findable AS SELECT {COLUMNS} FROM results_result
    WHERE {sees(LINES, owner="recorded_by_id")} OR stage = 'published';
ALTER VIEW results_findable OWNER TO xinghe_search;
REVOKE CREATE ON SCHEMA public FROM xinghe_search;
REVOKE ALL ON results_findable FROM xinghe_app;
GRANT SELECT ON results_findable TO xinghe_app;
"""  # noqa: S608 -- made of fixed texts
LOST = """
DROP VIEW results_findable;
DROP POLICY results_result_search ON results_result;
REVOKE ALL ON results_result FROM xinghe_search;
REVOKE ALL ON SCHEMA public FROM xinghe_search;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0003_search_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex("result", models.Index(fields=["title_pinyin", "id"], name="result_by_title")),
        migrations.AddIndex("result", models.Index(fields=["finished_date", "id"], name="result_by_finish")),
        migrations.AddIndex("result", models.Index(fields=["year", "id"], name="result_by_year")),
        migrations.AddIndex(
            "result", models.Index(fields=["field", "category", "year", "id"], name="result_by_field")
        ),
        migrations.AddIndex("result", models.Index(fields=["stage", "id"], name="result_by_stage")),
        migrations.AddIndex(
            "result",
            models.Index(fields=["id"], condition=Q(similar_coverage__isnull=False), name="result_similar"),
        ),
        # Words are of very different frequency; with a hundred samples the planner takes rare ones for common.
        migrations.RunSQL(
            "ALTER TABLE results_result ALTER COLUMN search SET STATISTICS 1000", migrations.RunSQL.noop
        ),
        migrations.RunSQL(FINDABLE, LOST),
        migrations.CreateModel(
            name="FindableResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=12)),
                ("title_pinyin", models.CharField(db_collation="C", max_length=255)),
                ("title_initials", models.CharField(max_length=60)),
                ("category", models.CharField(max_length=30)),
                ("field", models.CharField(max_length=30)),
                ("territory_path", path_field()),
                ("industry_path", path_field()),
                ("finished_date", models.DateField()),
                ("year", models.SmallIntegerField()),
                ("stage", models.CharField(max_length=12)),
                ("published_at", models.DateTimeField(null=True)),
                ("similar_coverage", models.FloatField(null=True)),
                ("search", SearchVectorField()),
            ],
            options={"db_table": "results_findable", "managed": False},
        ),
    ]
