"""What was released on scores that count no more is ranked again, by two officers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from xinghe.access.fence import protect, sees, unprotect

KEPT = """
CREATE FUNCTION reviews_take_rerank() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF reviews_me() IS DISTINCT FROM NEW.asked_by_id OR NEW.granted_by_id IS NOT NULL OR NEW.granted_at IS NOT NULL THEN
            RAISE EXCEPTION 'a ranking anew is asked for by one and agreed to by another' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF reviews_me() IS DISTINCT FROM NEW.granted_by_id OR reviews_me() IS NOT DISTINCT FROM OLD.asked_by_id THEN
        RAISE EXCEPTION 'a ranking anew is agreed to by a second person' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rerank_by_two BEFORE INSERT OR UPDATE ON reviews_rerank
    FOR EACH ROW EXECUTE FUNCTION reviews_take_rerank();
CREATE TRIGGER rerank_is_kept BEFORE UPDATE ON reviews_rerank
    FOR EACH ROW EXECUTE FUNCTION reviews_set_once('granted_by_id', 'granted_at', 'ranking_id');
CREATE TRIGGER rerank_stays BEFORE DELETE ON reviews_rerank
    FOR EACH ROW EXECUTE FUNCTION reviews_refuse_change();
CREATE TRIGGER reviews_rerank_never_emptied BEFORE TRUNCATE ON reviews_rerank
    FOR EACH STATEMENT EXECUTE FUNCTION reviews_refuse_change();
"""
NOT_KEPT = """
DROP TRIGGER reviews_rerank_never_emptied ON reviews_rerank;
DROP TRIGGER rerank_stays ON reviews_rerank;
DROP TRIGGER rerank_is_kept ON reviews_rerank;
DROP TRIGGER rerank_by_two ON reviews_rerank;
DROP FUNCTION reviews_take_rerank();
"""

# One more judge, asked with an end of their own, scores after the release too.
TAKES = """
CREATE OR REPLACE FUNCTION reviews_take_score() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    panel reviews_panel%ROWTYPE;
    task reviews_assignment%ROWTYPE;
    change reviews_correction%ROWTYPE;
    instant timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7205, NEW.panel_id::integer);
    SELECT * INTO panel FROM reviews_panel WHERE id = NEW.panel_id;
    SELECT * INTO task FROM reviews_assignment WHERE id = NEW.assignment_id AND panel_id = NEW.panel_id;
    IF task.id IS NULL OR task.person_id <> NEW.person_id OR task.dropped_at IS NOT NULL THEN
        RAISE EXCEPTION 'nobody scores what is not assigned to them' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM reviews_conflict WHERE judge_id = task.judge_id AND application_id = task.application_id
        AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'nobody scores what they have a conflict with' USING ERRCODE = 'check_violation';
    END IF;
    instant := clock_timestamp();
    IF NEW.at > instant OR NEW.at < instant - interval '10 seconds' THEN
        RAISE EXCEPTION 'a score bears the time at which it is given' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.correction_id IS NULL THEN
        IF reviews_me() IS DISTINCT FROM NEW.person_id THEN
            RAISE EXCEPTION 'a score is given by its judge' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT (panel.state = 'open' OR panel.state IN ('closed', 'released') AND task.closes_at IS NOT NULL)
            OR NOT reviews_in_time(instant, panel.opens_at, COALESCE(task.closes_at, panel.closes_at)) THEN
            RAISE EXCEPTION 'panel % takes no score now', panel.code USING ERRCODE = 'check_violation';
        END IF;
    ELSE
        SELECT * INTO change FROM reviews_correction WHERE id = NEW.correction_id;
        IF change.granted_by_id IS NULL OR change.assignment_id <> NEW.assignment_id OR change.points <> NEW.points
            OR change.total <> NEW.total OR change.comment <> NEW.comment OR NEW.is_abstained
            OR change.asked_by_id <> NEW.person_id OR reviews_me() IS DISTINCT FROM change.granted_by_id THEN
            RAISE EXCEPTION 'a correction is as it was granted' USING ERRCODE = 'check_violation';
        END IF;
        IF panel.state NOT IN ('open', 'closed') THEN
            RAISE EXCEPTION 'panel % is released; nothing is corrected any more', panel.code USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
TOOK = TAKES.replace("panel.state IN ('closed', 'released') AND task", "panel.state = 'closed' AND task")
OWN = sees(("territory_path", "industry_path"), owner="asked_by_id")


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0004_conflicts_wait"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rerank",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField(null=True)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reranks",
                        to="reviews.panel",
                    ),
                ),
                (
                    "ranking",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.ranking",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["territory_path"], name="rerank_by_territory"),
                    models.Index(fields=["industry_path"], name="rerank_by_industry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by__isnull", True),
                            models.Q(("granted_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="rerank_granted_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_by__isnull", True), ("ranking__isnull", True)),
                            models.Q(("granted_by__isnull", False), ("ranking__isnull", False)),
                            _connector="OR",
                        ),
                        name="rerank_granted_with_its_ranking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="rerank_with_a_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("granted_by__isnull", True)),
                        fields=("panel",),
                        name="rerank_one_asked_for",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(TAKES, TOOK),
        migrations.RunSQL(protect("reviews_rerank", OWN), unprotect("reviews_rerank")),
    ]
