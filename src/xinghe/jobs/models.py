"""A run of long work, as people see it: who asked, how far it is, how it ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.jobs.vocab import RunState


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
