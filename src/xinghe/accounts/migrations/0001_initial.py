"""People and the vault of their numbers."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_application_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("staff_number", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("name_pinyin", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("name_initials", models.CharField(blank=True, max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demonstration", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField()),
                ("password_is_issued", models.BooleanField(default=False)),
                ("session_round", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["territory_path"], name="person_by_territory"),
                    models.Index(fields=["industry_path"], name="person_by_industry"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("staff_number"), name="person_staff_number_once"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="person_email_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FailureCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("identifier", "identifier"),
                            ("account", "account"),
                            ("address", "address"),
                            ("code", "code"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.BinaryField()),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failed_at", models.DateTimeField()),
                ("paused_until", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["failed_at"], name="failure_by_age")],
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="failure_counted_once")],
            },
        ),
        migrations.CreateModel(
            name="VaultNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("id_number", "id_number"), ("phone", "phone"), ("bank_card", "bank_card")],
                        max_length=20,
                    ),
                ),
                ("ciphertext", models.BinaryField()),
                ("blind_index", models.BinaryField()),
                ("masked", models.CharField(max_length=40)),
                ("stored_at", models.DateTimeField()),
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
                    models.UniqueConstraint(fields=("person", "kind"), name="vault_one_of_a_kind_each"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "phone",
                                    "id_number",
                                ],
                            )
                        ),
                        fields=("kind", "blind_index"),
                        name="vault_number_is_one_persons",
                    ),
                ],
            },
        ),
    ]
