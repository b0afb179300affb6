"""The table of Django's cache: used codes and the like, for minutes, the same for every process."""

from django.db import migrations

CREATE = """
CREATE TABLE IF NOT EXISTS accounts_counter (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_counter_expires ON accounts_counter (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE accounts_counter")]
