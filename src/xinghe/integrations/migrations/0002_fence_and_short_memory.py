"""Endpoints and what happened go behind the fence; counts of requests are not worth a write-ahead log."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_tokens_and_webhooks")]
    operations = [
        migrations.RunSQL(protect("integrations_endpoint", sees(LINES)), unprotect("integrations_endpoint")),
        # Whoever did something writes down that it happened, wherever it lies.
        migrations.RunSQL(
            protect("integrations_happening", sees(LINES, owner="person_id")),
            unprotect("integrations_happening"),
        ),
        migrations.RunSQL(
            "ALTER TABLE integrations_ratecount SET UNLOGGED", "ALTER TABLE integrations_ratecount SET LOGGED"
        ),
    ]
