"""Recorded texts and the similarities between them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_application_role"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("fingerprint", models.BinaryField()),
                ("fingerprint_version", models.SmallIntegerField()),
                ("transaction", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("is_public", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["transaction"], name="text_in_order"),
                    models.Index(fields=["territory_path"], name="text_by_territory"),
                    models.Index(fields=["industry_path"], name="text_by_industry"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id"), name="text_one_per_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Similarity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("coverage", models.FloatField()),
                ("coverage_of_source", models.FloatField()),
                ("verdict", models.CharField(max_length=20)),
                ("passages", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                ("ruling", models.CharField(default="open", max_length=20)),
                ("ruling_reason", models.TextField(blank=True)),
                ("ruled_at", models.DateTimeField(null=True)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "ruled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="texts.recordedtext"
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="similarities",
                        to="texts.recordedtext",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["territory_path"], name="similarity_by_territory"),
                    models.Index(fields=["industry_path"], name="similarity_by_industry"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("text", "source"), name="similarity_once_a_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("text", models.F("source")), _negated=True),
                        name="similarity_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coverage__gte", 0),
                            ("coverage__lte", 1),
                            ("coverage_of_source__gte", 0),
                            ("coverage_of_source__lte", 1),
                        ),
                        name="similarity_coverage_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ruled_by__isnull", True), ("ruling", "open")),
                            models.Q(("ruled_at__isnull", False), ("ruled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="similarity_ruling_has_an_author",
                    ),
                ],
            },
        ),
    ]
