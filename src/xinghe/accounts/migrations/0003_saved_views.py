"""Views of lists that people keep. PostgreSQL shows each to its owner and to nobody else, machines included."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from xinghe.access.fence import protect, sees, unprotect

OWN = sees((), owner="person_id")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_application_role"), ("accounts", "0002_short_memory")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list_name", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=40)),
                ("address", models.TextField(blank=True)),
                ("is_default", models.BooleanField(default=False)),
                ("kept_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "list_name", "name"), name="view_name_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("person", "list_name"),
                        name="view_default_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("accounts_savedview", OWN), unprotect("accounts_savedview")),
    ]
