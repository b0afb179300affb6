"""What a panel that sits together has before it: one step after the other, the last one holds."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.programmes.models import Application
from xinghe.reviews.models.columns import among
from xinghe.reviews.models.panels import Panel
from xinghe.reviews.vocab import MOST_MINUTES, Part


class CallUp(PlacedModel):
    """The chair calls an entry up, starts a part of it, or makes a break. It says nothing of any judge or score."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10)
    presenting_minutes = models.SmallIntegerField()
    asking_minutes = models.SmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
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
            models.CheckConstraint(condition=among("part", Part), name="call_up_part_is_known"),
            models.CheckConstraint(
                condition=Q(part="break", application__isnull=True)
                | ~Q(part="break") & Q(application__isnull=False),
                name="call_up_of_an_entry_but_in_a_break",
            ),
            models.CheckConstraint(
                condition=Q(
                    presenting_minutes__gte=1,
                    presenting_minutes__lte=MOST_MINUTES,
                    asking_minutes__gte=1,
                    asking_minutes__lte=MOST_MINUTES,
                ),
                name="call_up_minutes_in_bounds",
            ),
        ]
        indexes = [
            models.Index(fields=["panel", "-id"], name="call_up_by_panel"),
            models.Index(fields=["territory_path"], name="call_up_by_territory"),
            models.Index(fields=["industry_path"], name="call_up_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.application_id} {self.part}"
