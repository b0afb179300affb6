"""The tables of recommendations. A line chosen once for good is an exclusion over number and line, which takes btree_gist."""

import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("results", "0005_shares_by_statement"),
        ("unions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A trusted extension, as pg_trgm is.
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(max_length=20)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("state", models.CharField(default="under_way", max_length=12)),
                ("year", models.SmallIntegerField()),
                ("opinion", models.TextField(blank=True)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("put_forward_at", models.DateTimeField()),
                ("lies_since", models.DateTimeField()),
                ("waited", models.DurationField(default=datetime.timedelta)),
                ("due_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="unions.union"
                    ),
                ),
                (
                    "put_forward_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="results.result"
                    ),
                ),
                (
                    "returned_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.union",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("position", models.IntegerField()),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="unions.union"
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rankings",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("waited", models.DurationField(default=datetime.timedelta)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="unions.union"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["territory_path", "-id"], name="recommendation_by_territory"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["industry_path", "-id"], name="recommendation_by_industry"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["desk", "state", "lies_since"], name="recommendation_by_desk"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(
                condition=models.Q(("state", "returned")),
                fields=["returned_from"],
                name="recommendation_awaited",
            ),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["lies_since", "id"], name="recommendation_by_waiting"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["year", "id"], name="recommendation_by_year"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["state", "id"], name="recommendation_by_state"),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["under_way", "returned", "arrived", "declined", "withdrawn"])
                ),
                name="recommendation_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("industry_path", ""),
                        ("line", "territory"),
                        models.Q(("territory_path", ""), _negated=True),
                    ),
                    models.Q(
                        ("line", "industry"),
                        ("territory_path", ""),
                        models.Q(("industry_path", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recommendation_on_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["arrived", "returned", "under_way"])),
                fields=("result",),
                name="recommendation_one_for_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("result", "="), ("line", "<>")], name="recommendation_line_for_good"
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", False), ("returned_from__isnull", False), ("state", "returned")
                    ),
                    models.Q(
                        models.Q(("state", "returned"), _negated=True),
                        ("due_at__isnull", True),
                        ("returned_from__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="recommendation_returned_by_a_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="ranking",
            index=models.Index(fields=["territory_path"], name="ranking_by_territory"),
        ),
        migrations.AddIndex(
            model_name="ranking",
            index=models.Index(fields=["industry_path"], name="ranking_by_industry"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(fields=("recommendation", "desk"), name="ranking_once_a_desk"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("desk", "year", "position"),
                name="ranking_one_at_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="ranking_counts_from_one"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["recommendation", "id"], name="recommendation_step_in_order"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["territory_path"], name="recommendation_step_by_terr"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["industry_path"], name="recommendation_step_by_ind"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "put_forward",
                            "forward",
                            "accept",
                            "return",
                            "hand_in_again",
                            "decline",
                            "withdraw",
                            "undo_forward",
                        ],
                    )
                ),
                name="recommendation_step_is_known",
            ),
        ),
    ]
