"""The register of numbered papers and the keys that sign; numbers are counted by the next migration's trigger."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("unions", "0003_two_pairs_of_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("pattern", models.CharField(max_length=60)),
                ("is_open", models.BooleanField(default=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "opened_by",
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
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("printed_number", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("pdf_digest", models.CharField(max_length=64)),
                ("docx_digest", models.CharField(blank=True, max_length=64)),
                ("state", models.CharField(default="issued", max_length=10)),
                ("void_reason", models.TextField(blank=True)),
                ("voided_at", models.DateTimeField(null=True)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "issued_by",
                    models.ForeignKey(
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
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="papers.series"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=16, unique=True)),
                ("public", models.BinaryField()),
                ("private_sealed", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("until_date", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_date__isnull", True)),
                        fields=("until_date",),
                        name="signing_key_one_in_use",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["union", "is_open"], name="series_by_union"),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["territory_path"], name="series_by_territory"),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["industry_path"], name="series_by_industry"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(fields=("code", "pattern"), name="series_writes_its_own"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["territory_path", "-issued_on", "-id"], name="paper_by_territory"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["industry_path", "-issued_on", "-id"], name="paper_by_industry"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["union", "-issued_on"], name="paper_by_union"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("series", "year", "number"), name="paper_number_once"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="paper_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("year", django.db.models.functions.datetime.ExtractYear("issued_on"))),
                name="paper_counted_in_its_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "notice",
                            "decision",
                            "circular",
                            "rules",
                            "plan",
                            "public_notice",
                            "letter",
                            "revocation",
                        ],
                    )
                ),
                name="paper_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "issued"), ("void_reason", ""), ("voided_at", None), ("voided_by", None)
                    ),
                    models.Q(
                        ("state", "void"),
                        ("voided_at__isnull", False),
                        ("voided_by__isnull", False),
                        models.Q(("void_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="paper_void_with_a_reason",
            ),
        ),
    ]
