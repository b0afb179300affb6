"""Runs of long work."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xinghe.jobs.vocab


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_application_role"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict)),
                ("system", models.CharField(blank=True, max_length=60)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("state", models.CharField(default=xinghe.jobs.vocab.RunState["WAITING"], max_length=20)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("outcome", models.JSONField(default=dict)),
                ("failure", models.JSONField(default=dict)),
                ("attempts", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-asked_at"], name="run_by_person"),
                    models.Index(fields=["territory_path", "-asked_at"], name="run_by_place"),
                    models.Index(
                        condition=models.Q(("state", "running")), fields=["beat_at"], name="run_under_way"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "running", "done", "failed", "cancelled"])
                        ),
                        name="run_state_is_known",
                    )
                ],
            },
        ),
    ]
