"""What is before a panel that sits together is the same for everybody, and only its chair says it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from xinghe.access.fence import protect, sees, unprotect

KEPT = """
CREATE FUNCTION reviews_take_call_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7205, NEW.panel_id::integer);
    IF reviews_me() IS DISTINCT FROM NEW.person_id OR NOT EXISTS (
        SELECT FROM reviews_seat AS seat JOIN reviews_panel AS panel ON panel.id = seat.panel_id
        WHERE seat.panel_id = NEW.panel_id AND seat.person_id = NEW.person_id AND seat.is_chair
            AND seat.state = 'accepted' AND panel.state = 'open') THEN
        RAISE EXCEPTION 'an entry is called up by the chair of an open panel' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER callup_by_the_chair BEFORE INSERT ON reviews_callup FOR EACH ROW EXECUTE FUNCTION reviews_take_call_up();
CREATE TRIGGER callup_is_kept BEFORE UPDATE OR DELETE ON reviews_callup
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
CREATE TRIGGER reviews_callup_never_emptied BEFORE TRUNCATE ON reviews_callup
    FOR EACH STATEMENT EXECUTE FUNCTION reviews_refuse_change();
ALTER TABLE reviews_callup ENABLE ALWAYS TRIGGER callup_is_kept;
REVOKE UPDATE, DELETE ON reviews_callup FROM xinghe_app;
"""
NOT_KEPT = """
GRANT UPDATE, DELETE ON reviews_callup TO xinghe_app;
DROP TRIGGER reviews_callup_never_emptied ON reviews_callup;
DROP TRIGGER callup_is_kept ON reviews_callup;
DROP TRIGGER callup_by_the_chair ON reviews_callup;
DROP FUNCTION reviews_take_call_up();
"""
OWN = sees(("territory_path", "industry_path"), owner="person_id")


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_forwarding_undone"),
        ("reviews", "0002_fence_and_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=10)),
                ("presenting_minutes", models.SmallIntegerField()),
                ("asking_minutes", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.application",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.panel"
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["panel", "-id"], name="call_up_by_panel"),
                    models.Index(fields=["territory_path"], name="call_up_by_territory"),
                    models.Index(fields=["industry_path"], name="call_up_by_industry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["called", "presenting", "asking", "break"])),
                        name="call_up_part_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", True), ("part", "break")),
                            models.Q(
                                models.Q(("part", "break"), _negated=True), ("application__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="call_up_of_an_entry_but_in_a_break",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asking_minutes__gte", 1),
                            ("asking_minutes__lte", 120),
                            ("presenting_minutes__gte", 1),
                            ("presenting_minutes__lte", 120),
                        ),
                        name="call_up_minutes_in_bounds",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(protect("reviews_callup", OWN), unprotect("reviews_callup")),
    ]
