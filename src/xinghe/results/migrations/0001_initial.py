"""Results, their creators, and the workbooks they came in."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xinghe.results.vocab


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_application_role"),
        ("unions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Workbook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("file_digest", models.CharField(max_length=64)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("run_id", models.BigIntegerField(null=True)),
                ("received_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("rows", models.IntegerField(default=0)),
                ("accepted", models.IntegerField(default=0)),
                ("recorded", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("similar", models.IntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="unions.union"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                ("title", models.CharField(max_length=60)),
                ("title_key", models.CharField(max_length=60)),
                ("title_pinyin", models.CharField(blank=True, db_collation="C", max_length=255)),
                ("title_initials", models.CharField(blank=True, max_length=60)),
                ("category", models.CharField(max_length=30)),
                ("field", models.CharField(max_length=30)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("first_is_frontline", models.BooleanField(default=False)),
                ("finished_date", models.DateField()),
                ("finished_precision", models.CharField(default="day", max_length=5)),
                ("applied_date", models.DateField(null=True)),
                ("applied_precision", models.CharField(default="day", max_length=5)),
                ("year", models.SmallIntegerField()),
                ("problem", models.TextField(blank=True)),
                ("solution", models.TextField(blank=True)),
                ("innovation", models.TextField(blank=True)),
                ("effect", models.TextField(blank=True)),
                ("benefit_yuan", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("benefit_qualifier", models.CharField(blank=True, max_length=10)),
                ("benefit_basis", models.CharField(blank=True, max_length=12)),
                ("property_rights", models.TextField(blank=True)),
                ("stage", models.CharField(default=xinghe.results.vocab.Stage["RECORDED"], max_length=12)),
                ("workbook_row", models.IntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("similar_coverage", models.FloatField(null=True)),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                (
                    "cleared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="unions.union"
                    ),
                ),
                (
                    "workbook",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="results.workbook",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkbookError",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.IntegerField()),
                ("column", models.CharField(max_length=120)),
                ("code", models.CharField(max_length=40)),
                ("value", models.TextField(blank=True)),
                ("params", models.JSONField(default=dict)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "workbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="errors",
                        to="results.workbook",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Creator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("name_pinyin", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="creators",
                        to="results.result",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("result", "position"), name="creator_one_at_a_position"),
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 100)),
                        name="creator_share_is_a_share",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="workbook",
            index=models.Index(fields=["territory_path", "-received_at"], name="workbook_by_place"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["territory_path", "-id"], name="result_by_territory"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["industry_path", "-id"], name="result_by_industry"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["workbook", "workbook_row"], name="result_by_workbook"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["recorded_by"], name="result_by_recorder"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("stage", "published")),
                fields=["-published_at", "-id"],
                name="result_published",
            ),
        ),
        migrations.AddIndex(
            model_name="result",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="result_search"),
        ),
        migrations.AddIndex(
            model_name="result",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("title_initials", "gin_trgm_ops"),
                name="result_initials",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", xinghe.results.vocab.Stage["WITHDRAWN"]), _negated=True),
                fields=("unit", "title_key", "finished_date"),
                name="result_recorded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["recorded", "cleared", "published", "withdrawn"])),
                name="result_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cleared_by__isnull", True),
                    ("recorded_by__isnull", True),
                    models.Q(("cleared_by", models.F("recorded_by")), _negated=True),
                    _connector="OR",
                ),
                name="result_cleared_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "stage__in",
                            [xinghe.results.vocab.Stage["CLEARED"], xinghe.results.vocab.Stage["PUBLISHED"]],
                        ),
                        _negated=True,
                    ),
                    models.Q(("cleared_at__isnull", False), ("cleared_by__isnull", False)),
                    _connector="OR",
                ),
                name="result_cleared_before_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", xinghe.results.vocab.Stage["PUBLISHED"]), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="result_published_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("benefit_yuan__isnull", True), ("benefit_yuan__gte", 0), _connector="OR"),
                name="result_benefit_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="workbookerror",
            index=models.Index(fields=["workbook", "row"], name="workbook_error_by_row"),
        ),
    ]
