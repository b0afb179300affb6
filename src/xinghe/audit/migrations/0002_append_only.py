"""The record only grows: the database refuses to change or remove what was written, whoever asks.

The triggers fire for every role and also in replica mode. The owner of the tables could take them away;
what such a hand then changes is found with a head that was kept outside (docs/adr/0007-sealed-record.md).
"""

from django.db import migrations

TABLES = ("audit_auditentry", "audit_auditlink")

REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def guard(table: str) -> str:
    return f"""
    CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_grows;
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
    REVOKE ALL ON {table} FROM xinghe_app;
    GRANT SELECT, INSERT ON {table} TO xinghe_app;
    """


def unguard(table: str) -> str:
    return f"""
    DROP TRIGGER {table}_only_grows ON {table};
    DROP TRIGGER {table}_never_emptied ON {table};
    GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO xinghe_app;
    """


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0001_application_role")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse_change()"),
        *[migrations.RunSQL(guard(table), unguard(table)) for table in TABLES],
    ]
