"""A union remembers the paths it stood at: what was frozen lies there."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("unions", "0003_two_pairs_of_eyes"),
    ]

    operations = [
        migrations.AddField(
            model_name="union",
            name="former_paths",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(blank=True, db_collation="C", default="", max_length=255),
                default=list,
                size=None,
            ),
        ),
    ]
