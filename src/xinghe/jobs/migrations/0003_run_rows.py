"""What became of each row of a bulk act, behind the fence like its run."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xinghe.jobs.vocab
from xinghe.access.fence import protect, sees, unprotect

SEES = sees(("territory_path", "industry_path"), owner="person_id")


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_run_fence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("outcome", models.CharField(default=xinghe.jobs.vocab.RowOutcome["WAITING"], max_length=20)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("sentence", models.TextField(blank=True)),
                ("params", models.JSONField(default=dict)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="jobs.run"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="run_row_by_person"),
                    models.Index(fields=["territory_path"], name="run_row_by_territory"),
                    models.Index(fields=["industry_path"], name="run_row_by_industry"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "position"), name="run_row_place_once"),
                    models.UniqueConstraint(fields=("run", "subject_id"), name="run_row_subject_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["waiting", "fit", "done", "refused", "failed", "undone"])
                        ),
                        name="run_row_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("jobs_runrow", SEES), unprotect("jobs_runrow")),
    ]
