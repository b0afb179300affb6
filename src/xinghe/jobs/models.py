"""A run of long work, as people see it: who asked, how far it is, how it ended, row by row where it acts on many."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.jobs.vocab import LONGEST_LABEL, RowOutcome, RunState


class Run(PlacedModel):
    """One asking for long work. The queue carries only its number; everything else is here."""

    code = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    system = models.CharField(max_length=60, blank=True)
    territory_path = path_field()
    industry_path = path_field()
    state = models.CharField(max_length=20, default=RunState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    outcome = models.JSONField(default=dict)
    # For people: a refusal's code and parameters, or the words "unexpected" and a reference for the log.
    failure = models.JSONField(default=dict)
    attempts = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    READ = Power.RUN_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in RunState]), name="run_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="run_by_person"),
            models.Index(fields=["territory_path", "-asked_at"], name="run_by_place"),
            models.Index(fields=["beat_at"], condition=Q(state="running"), name="run_under_way"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.code} {self.state}"


class RunRow(PlacedModel):
    """One thing that a bulk act is done to, and what became of it. It lies where its run lies."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=LONGEST_LABEL)
    outcome = models.CharField(max_length=20, default=RowOutcome.WAITING)
    # A refusal's code, sentence and the values of its places.
    code = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    READ = Power.RUN_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="run_row_place_once"),
            models.UniqueConstraint(fields=["run", "subject_id"], name="run_row_subject_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=[o.value for o in RowOutcome]), name="run_row_outcome_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="run_row_by_person"),
            models.Index(fields=["territory_path"], name="run_row_by_territory"),
            models.Index(fields=["industry_path"], name="run_row_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.outcome}"
