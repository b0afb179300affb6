"""What a panel does besides scoring: votes at a meeting, and looks on site."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.codes import new_code
from xinghe.programmes.models import Application
from xinghe.reviews.models.columns import among
from xinghe.reviews.models.panels import Panel, Seat
from xinghe.reviews.vocab import Choice


class Vote(PlacedModel):
    """One vote on one application. Given once, never changed."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8)
    at = models.DateTimeField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=among("choice", Choice), name="vote_choice_is_known"),
            models.UniqueConstraint(fields=["panel", "application", "seat"], name="vote_given_once"),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="vote_by_territory"),
            models.Index(fields=["industry_path"], name="vote_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.application_id} {self.choice}"


class Visit(PlacedModel):
    """What was found on site, item by item, signed by two of those who were there."""

    code = models.CharField(max_length=10, unique=True, default=new_code)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    visited_date = models.DateField()
    # By item of the checklist: {"holds": true, "note": ""}.
    findings = models.JSONField(default=dict)
    conclusion = models.TextField(blank=True)
    people = ArrayField(models.BigIntegerField(), default=list)
    begun_at = models.DateTimeField()
    first_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    first_signed_at = models.DateTimeField(null=True)
    second_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_signed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    PEOPLE = "people"
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_signed_by__isnull=True)
                | Q(first_signed_by__isnull=False) & ~Q(second_signed_by=F("first_signed_by")),
                name="visit_signed_by_two",
            ),
            models.UniqueConstraint(fields=["panel", "application"], name="visit_once_a_panel"),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="visit_by_territory"),
            models.Index(fields=["industry_path"], name="visit_by_industry"),
            GinIndex(fields=["people"], name="visit_by_people"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.visited_date}"
