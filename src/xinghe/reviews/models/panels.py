"""A panel, its seats, how they were drawn, and who judges what."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.codes import new_code
from xinghe.programmes.models import Application, Call
from xinghe.programmes.rules.judging import Method, Settling
from xinghe.programmes.rules.rubric import Rubric
from xinghe.programmes.vocab import JUDGED
from xinghe.reviews.models.columns import among
from xinghe.reviews.models.pool import Judge
from xinghe.reviews.vocab import MOST_SEATS, DrawPurpose, PanelState, SeatState
from xinghe.unions.models import Union


class Panel(PlacedModel):
    """One round of judging of a call: who judges the applications that lie in one phase, when, and by which method.

    From its opening on its terms and its end are fixed; a trigger keeps them. Its row holds nothing about any
    judge or score, so once it is drawn everybody may know it.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    phase = models.CharField(max_length=16)
    category = models.CharField(max_length=40, blank=True)
    seats = models.SmallIntegerField()
    per_entry = models.SmallIntegerField()
    is_blind = models.BooleanField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    method = models.CharField(max_length=12, blank=True)
    settling = models.CharField(max_length=20, blank=True)
    rubric = models.JSONField(default=dict)
    comment_band = models.SmallIntegerField(default=0)
    comment_least = models.SmallIntegerField(default=0)
    # How many entries stand above the line, where that is known beforehand.
    cut = models.IntegerField(null=True)
    state = models.CharField(max_length=10, default=PanelState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=among("state", PanelState), name="panel_state_is_known"),
            models.CheckConstraint(condition=among("phase", sorted(JUDGED)), name="panel_judges_a_phase"),
            models.CheckConstraint(
                condition=Q(per_entry__gte=1, seats__gte=F("per_entry"), seats__lte=MOST_SEATS),
                name="panel_seats_judges",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="panel_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=among("state", ["draft", "drawn", "invited"])
                | among("method", Method) & among("settling", Settling) & Q(opened_at__isnull=False),
                name="panel_open_by_a_fixed_method",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False), name="panel_released_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="panel_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="panel_by_industry"),
            models.Index(fields=["call", "phase", "category"], name="panel_by_call"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.phase} {self.state}"

    @property
    def said_rubric(self) -> Rubric:
        """What is scored, as rules read it; until it opens, what the call says."""
        return Rubric.from_json(self.rubric) if self.rubric else self.call.said_terms.rubric

    @property
    def sits_together(self) -> bool:
        """Whether all its judges hear all its entries, as in a defence; else each reads a share."""
        return self.phase == "defence"


class Seat(PlacedModel):
    """Somebody drawn for a panel, as a judge or in the order of stand-bys. ``code`` is what the draw calls them."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="places")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, unique=True, default=new_code)
    state = models.CharField(max_length=10)
    position = models.SmallIntegerField()
    is_chair = models.BooleanField(default=False)
    invited_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=among("state", SeatState), name="seat_state_is_known"),
            models.UniqueConstraint(fields=["panel", "judge"], name="seat_once_a_panel"),
            models.UniqueConstraint(fields=["panel"], condition=Q(is_chair=True), name="seat_one_chair"),
            models.CheckConstraint(
                condition=Q(is_chair=False) | ~among("state", ["standby", "declined", "left"]),
                name="seat_chair_sits",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="seat_by_person"),
            models.Index(fields=["territory_path"], name="seat_by_territory"),
            models.Index(fields=["industry_path"], name="seat_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.judge_id} {self.state}"


class DrawRecord(PlacedModel):
    """The record of a draw as the kernel makes it. Its seed lies sealed until it is revealed in the record itself."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="draws")
    purpose = models.CharField(max_length=10)
    record = models.JSONField()
    # Whom the opaque ids of the record stand for: judges, by number.
    ids = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    sealed_seed = models.BinaryField()
    supervisor = models.CharField(max_length=60)
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=among("purpose", DrawPurpose), name="draw_purpose_is_known"),
            models.UniqueConstraint(fields=["panel", "purpose"], name="draw_once_for_a_purpose"),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="draw_by_territory"),
            models.Index(fields=["industry_path"], name="draw_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.purpose} {self.commitment[:12]}"


class Assignment(PlacedModel):
    """One judge on one application. ``number`` is all that the judge gets to know of it: its place among theirs.

    It is made once and only ever dropped. ``closes_at`` is set where a further judge was asked after the panel's end.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="assignments")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="assignments")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    made_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "judge", "application"], name="assignment_made_once"),
            models.UniqueConstraint(fields=["seat", "number"], name="assignment_numbered_once"),
        ]
        indexes = [
            models.Index(fields=["person", "panel"], name="assignment_by_person"),
            models.Index(fields=["application"], name="assignment_by_application"),
            models.Index(fields=["territory_path"], name="assignment_by_territory"),
            models.Index(fields=["industry_path"], name="assignment_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.judge_id} × {self.application_id}"

    def ends_at(self) -> datetime:
        """From when on its score comes too late."""
        return self.closes_at or self.panel.closes_at
