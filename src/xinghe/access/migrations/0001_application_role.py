"""The role that web and worker work as: it owns nothing and passes no fence.

First of all migrations, so that default privileges reach every table that any application makes.
"""

from django.db import migrations

CREATE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'xinghe_app') THEN
        CREATE ROLE xinghe_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- roles belong to the whole server: another database's migration was faster
END $$;
"""
GRANT = """
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'xinghe_app', 'MEMBER') THEN
        EXECUTE format('GRANT xinghe_app TO %I', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO xinghe_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO xinghe_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO xinghe_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO xinghe_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO xinghe_app;
"""


class Migration(migrations.Migration):
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]
    operations = [
        # Names and pinyin initials are found from their middle by trigrams; a trusted extension.
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL(CREATE, migrations.RunSQL.noop),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
    ]
