"""The tree with its history, and appointments."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
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
            name="Union",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(blank=True, max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("division_code", models.CharField(blank=True, max_length=20)),
                ("uscc", models.CharField(blank=True, max_length=18)),
                ("name_pinyin", models.CharField(blank=True, db_collation="C", max_length=400)),
                ("name_initials", models.CharField(blank=True, max_length=120)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("is_demonstration", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["territory_path"], name="union_by_territory"),
                    models.Index(fields=["industry_path"], name="union_by_industry"),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Lower("name_initials"), "text_pattern_ops"
                        ),
                        name="union_by_initials",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("uscc", ""), _negated=True),
                        fields=("uscc",),
                        name="union_uscc_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("division_code", ""), _negated=True),
                        fields=("division_code",),
                        name="union_division_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "province",
                                    "city",
                                    "county",
                                    "zone",
                                    "industry",
                                    "large_enterprise",
                                    "unit",
                                ],
                            )
                        ),
                        name="union_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("territory_path", ""), ("territory_path__endswith", "."), _connector="OR"
                        ),
                        name="union_territory_path_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("industry_path", ""), ("industry_path__endswith", "."), _connector="OR"
                        ),
                        name="union_industry_path_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=30)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                (
                    "person",
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
            ],
            options={
                "indexes": [models.Index(fields=["person", "until_at"], name="appointment_by_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="appointment_period",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("person", "union", "role"),
                        name="appointment_held_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnionName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("from_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
                (
                    "union",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="unions.union"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_date__isnull", True)),
                        fields=("union",),
                        name="union_one_name_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_date__isnull", True),
                            ("until_date__gt", models.F("from_date")),
                            _connector="OR",
                        ),
                        name="union_name_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnionParent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(max_length=20)),
                ("from_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.union",
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parents", to="unions.union"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_date__isnull", True)),
                        fields=("union", "line"),
                        name="union_one_parent_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_date__isnull", True),
                            ("until_date__gt", models.F("from_date")),
                            _connector="OR",
                        ),
                        name="union_parent_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("union", models.F("parent")), _negated=True),
                        name="union_not_its_own_parent",
                    ),
                ],
            },
        ),
    ]
