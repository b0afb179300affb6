"""A result belongs to its creators: they read it wherever it stands, and clear none of their own."""

import django.contrib.postgres.fields
from django.db import migrations, models

from xinghe.access.fence import sees

LINES = ("territory_path", "industry_path")


def fence(**owners: str) -> str:
    """The result's policy with these owners."""
    condition = sees(LINES, **owners)
    return f"ALTER POLICY results_result_fence ON results_result USING ({condition}) WITH CHECK ({condition})"


class Migration(migrations.Migration):
    dependencies = [("results", "0005_shares_by_statement")]
    operations = [
        migrations.AddField(
            "result",
            "people",
            django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), default=list),
        ),
        migrations.RunSQL(fence(owner="recorded_by_id", people="people"), fence(owner="recorded_by_id")),
    ]
