"""Answers to requests that may come again, each with its sender's key (SEC-09)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_application_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnceAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.BinaryField(unique=True)),
                ("person_id", models.BigIntegerField()),
                ("fingerprint", models.BinaryField()),
                ("status", models.SmallIntegerField(default=200)),
                ("answer", models.BinaryField()),
                ("answered_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["answered_at"], name="once_answer_by_age")],
            },
        ),
    ]
