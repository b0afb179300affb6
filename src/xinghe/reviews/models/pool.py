"""Who may judge, and whom they may not judge."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.codes import new_code
from xinghe.programmes.models import Application
from xinghe.reviews.models.columns import among
from xinghe.reviews.vocab import ConflictKind, Source
from xinghe.unions.models import Union


class Judge(PlacedModel):
    """Somebody in the pool of one union, with what draws, assignments and conflicts go by."""

    code = models.CharField(max_length=10, unique=True, default=new_code)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    # Categories or fields of work in which they are an expert, and those near enough.
    fields = ArrayField(models.CharField(max_length=40), default=list)
    near_fields = ArrayField(models.CharField(max_length=40), default=list)
    speciality = models.CharField(max_length=120, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    employer_code = models.CharField(max_length=18, blank=True)
    # The group of enterprises the employer belongs to: its name, or its credit code.
    employer_group = models.CharField(max_length=120, blank=True)
    honours = models.JSONField(default=list)
    available_from = models.DateField(null=True)
    available_until = models.DateField(null=True)
    load_wish = models.SmallIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    OWNER = "person_id"
    READ = Power.JUDGE_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["union", "person"], name="judge_once_in_a_pool"),
            models.CheckConstraint(
                condition=Q(load_wish__isnull=True) | Q(load_wish__gte=1), name="judge_load_is_a_number"
            ),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_from__lt=F("available_until")),
                name="judge_available_for_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="judge_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="judge_by_industry"),
            models.Index(fields=["person"], name="judge_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.code} in the pool of {self.union_id}"


class Conflict(PlacedModel):
    """Why a judge may not judge an application, since when, and by which fact. Nothing of it is ever changed but its end.

    It ends by itself when the fact is gone, or by two persons, and is then not derived from that fact again.
    """

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="conflicts")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=10)
    fact = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=among("kind", ConflictKind), name="conflict_kind_is_known"),
            models.CheckConstraint(condition=among("source", Source), name="conflict_source_is_known"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True)
                | Q(lift_asked_by__isnull=False) & ~Q(ended_by=F("lift_asked_by")),
                name="conflict_lifted_by_two",
            ),
            models.UniqueConstraint(
                fields=["judge", "application", "kind", "fact"],
                condition=Q(ended_at__isnull=True),
                name="conflict_stands_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["judge", "application"], condition=Q(ended_at__isnull=True), name="conflict_standing"
            ),
            models.Index(fields=["application"], name="conflict_by_application"),
            models.Index(fields=["territory_path"], name="conflict_by_territory"),
            models.Index(fields=["industry_path"], name="conflict_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.judge_id} × {self.application_id}: {self.kind}"
