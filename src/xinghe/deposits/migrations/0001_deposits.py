"""Requests that were taken in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("with_offices", models.BooleanField()),
                ("operation", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("arguments", models.JSONField(default=dict)),
                ("body", models.BinaryField()),
                ("taken_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("settled_at", models.DateTimeField(null=True)),
                ("answer", models.JSONField(null=True)),
                ("path", models.CharField(blank=True, default="", max_length=200)),
                ("code", models.CharField(blank=True, default="", max_length=60)),
                ("status", models.SmallIntegerField(null=True)),
                ("sentence", models.TextField(blank=True, default="")),
                ("params", models.JSONField(default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["taken_at", "id"],
                        name="deposit_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("body", b""), _negated=True),
                        fields=["settled_at"],
                        name="deposit_with_text",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="deposit_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "refused"])),
                        name="deposit_state_is_known",
                    ),
                ],
            },
        ),
    ]
