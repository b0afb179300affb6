"""Ties between texts, behind the fence: at most one standing tie of a kind between two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Greatest, Least

from xinghe.access.fence import protect, sees, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("texts", "0002_text_fence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lineage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("relation", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_reason", models.TextField(blank=True)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="texts.recordedtext"
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="texts.recordedtext"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
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
                    models.Index(fields=["territory_path"], name="lineage_by_territory"),
                    models.Index(fields=["industry_path"], name="lineage_by_industry"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("later", "earlier", "relation"),
                        name="lineage_one_standing_tie",
                    ),
                    models.UniqueConstraint(
                        Least("later", "earlier"),
                        Greatest("later", "earlier"),
                        condition=models.Q(("relation", "same_work"), ("undone_at__isnull", True)),
                        name="lineage_same_work_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("later", models.F("earlier")), _negated=True),
                        name="lineage_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                [
                                    "improved_from",
                                    "same_work",
                                    "merged_into",
                                    "split_from",
                                    "replicated_from",
                                ],
                            )
                        ),
                        name="lineage_relation_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("undone_at__isnull", True),
                                ("undone_by__isnull", True),
                                ("undone_reason", ""),
                            ),
                            models.Q(
                                ("undone_at__isnull", False), models.Q(("undone_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="lineage_undone_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            protect("texts_lineage", sees(("territory_path", "industry_path"))), unprotect("texts_lineage")
        ),
    ]
