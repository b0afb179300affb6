"""A call, its quotas and deadlines; an application, the versions that were handed in, and the steps of its way."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Deferrable, F, Q, Value, When

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.codes import new_code
from xinghe.programmes.kind import Kind, Move
from xinghe.programmes.registry import kind_of
from xinghe.programmes.rules.quota import Quota
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import (
    ENDED,
    TAKEN_BACK,
    TITLE_LIMIT,
    TOLD_TOGETHER,
    VEILED,
    CallState,
    MoveName,
    Phase,
)
from xinghe.results.models import Result
from xinghe.unions.models import Union

# An application of which only who decides knows how far it is.
BEHIND_DOORS = Q(is_untold=True) | Q(phase__in=sorted(phase.value for phase in VEILED))
JUDGED_NOW = Q(is_untold=True) | Q(phase__in=sorted(phase.value for phase in TOLD_TOGETHER))


def _among(column: str, words: type[CallState] | type[Phase] | type[MoveName]) -> Q:
    return Q(**{f"{column}__in": [word.value for word in words]})


class Call(PlacedModel):
    """One opening of a kind at one union. ``terms`` are frozen when it opens; until then ``terms`` is its draft.

    It belongs to who made it, so that a second person approves it.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code)
    kind_code = models.CharField(max_length=40)
    title = models.CharField(max_length=TITLE_LIMIT)
    edition = models.CharField(max_length=20, blank=True)
    year = models.SmallIntegerField()
    announcement = models.TextField(blank=True)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    state = models.CharField(max_length=12, default=CallState.DRAFT)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    terms = models.JSONField(default=dict)
    # SHA-256 of the terms as they were when it opened.
    terms_digest = models.CharField(max_length=64, blank=True)
    # Whether recommending units have places; one that sees only its own rows could not tell.
    gives_places = models.BooleanField(default=False)
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    OWNER = "made_by_id"
    READ = Power.CALL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_among("state", CallState), name="call_state_is_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="call_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_approval", "cancelled"])
                | Q(approved_by__isnull=False, opens_at__isnull=False, closes_at__isnull=False),
                name="call_opens_approved_and_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="open", opened_at__isnull=False) & ~Q(terms_digest="") | ~Q(state="open"),
                name="call_open_with_frozen_terms",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
                name="call_closes_after_it_opens",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="call_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="call_by_industry"),
            models.Index(fields=["state", "closes_at"], name="call_by_state"),
            models.Index(fields=["kind_code", "year"], name="call_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def kind(self) -> Kind:
        """What it is a call of."""
        return kind_of(self.kind_code)

    @property
    def said_terms(self) -> Terms:
        """Its terms, as rules read them."""
        return Terms.from_json(self.terms)


class CallQuota(PlacedModel):
    """What one recommending unit may send on to one call (名额分配表), and how much is to be built below it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="quotas")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    most = models.IntegerField(null=True)
    reserve = models.IntegerField(default=0)
    by_category = models.JSONField(default=dict)
    least_of = models.JSONField(default=dict)
    target = models.IntegerField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    READ = Power.CALL_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "union"], name="call_quota_once_a_union"),
            models.CheckConstraint(
                condition=(Q(most__isnull=True) | Q(most__gte=0))
                & Q(reserve__gte=0)
                & (Q(target__isnull=True) | Q(target__gte=0)),
                name="call_quota_never_below_none",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="call_quota_by_territory"),
            models.Index(fields=["industry_path"], name="call_quota_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.union_id}: {self.most}"

    @property
    def said(self) -> Quota:
        """As the rule reads it."""
        return Quota(
            most=self.most,
            reserve=self.reserve,
            by_category=self.by_category,
            least_of=self.least_of,
            target=self.target,
        )


class Extension(PlacedModel):
    """A later end of a call: asked for by one person, granted by another; it stands where its call stands."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="extensions")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    OWNER = "asked_by_id"
    READ = Power.CALL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="extension_granted_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["call"], condition=Q(granted_by__isnull=True), name="extension_one_asked_for"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} until {self.until}"


class Application(PlacedModel):
    """What somebody asks a call for. Its phase changes through ``moves.apply`` and in no other way.

    When it is handed in it takes one line and keeps it, with the path that led up from its unit on that day; a draft
    stands nowhere and is seen by its own people alone.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    kind_code = models.CharField(max_length=40)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    people = ArrayField(models.BigIntegerField(), default=list)
    unit = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    category = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    phase = models.CharField(max_length=16, default=Phase.DRAFT)
    # It dropped out after the judging began, and the call has not said so to all yet.
    is_untold = models.BooleanField(default=False)
    # What everybody but who decides may know; PostgreSQL keeps both (``told_phase`` says the same of one).
    told = models.GeneratedField(
        expression=Case(When(BEHIND_DOORS, then=Value(Phase.FIRST_REVIEW.value)), default=F("phase")),
        output_field=models.CharField(max_length=16),
        db_persist=True,
    )
    told_since = models.GeneratedField(
        expression=Case(When(JUDGED_NOW, then=F("handed_in_at")), default=F("lies_since")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    grade = models.CharField(max_length=20, blank=True)
    line = models.CharField(max_length=20, blank=True)
    territory_path = path_field()
    industry_path = path_field()
    desk = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    returned_from = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    # The desk of city rank in whose name the organiser gets it, and whether it is a stand-in there.
    recommended_by = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    is_reserve = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    lies_since = models.DateTimeField(null=True)
    waited = models.DurationField(default=timedelta)
    due_at = models.DateTimeField(null=True)
    corrections = models.SmallIntegerField(default=0)
    # What was handed in last, and which of that the unit has sealed.
    digest = models.CharField(max_length=64, blank=True)
    sealed_digest = models.CharField(max_length=64, blank=True)
    version = models.IntegerField(default=1)

    LINES = ("territory_path", "industry_path")
    DESK = "desk_id"
    PEOPLE = "people"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.APPLICATION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_among("phase", Phase), name="application_phase_is_known"),
            models.CheckConstraint(
                condition=Q(is_untold=False) | Q(phase="declined"),
                name="application_untold_only_if_declined",
            ),
            models.CheckConstraint(
                condition=Q(phase="draft")
                | Q(handed_in_at__isnull=False) & ~Q(digest="")
                | Q(phase="withdrawn"),
                name="application_handed_in_whole",
            ),
            models.CheckConstraint(
                condition=Q(territory_path="") | Q(industry_path=""), name="application_on_one_line"
            ),
            models.UniqueConstraint(
                fields=["call", "result"],
                condition=~Q(phase__in=sorted(phase.value for phase in ENDED)),
                name="application_one_for_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="application_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="application_by_industry"),
            models.Index(fields=["desk", "phase", "lies_since"], name="application_by_desk"),
            models.Index(fields=["call", "phase", "id"], name="application_by_call"),
            models.Index(fields=["call", "recommended_by"], name="application_by_recommender"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="application_by_due"),
            GinIndex(fields=["people"], name="application_by_people"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title} {self.phase}"

    @property
    def path(self) -> str:
        """Its path on the chosen line; empty while it is a draft."""
        return self.territory_path or self.industry_path

    @property
    def kind(self) -> Kind:
        """What it applies for."""
        return kind_of(self.kind_code)

    @property
    def told_phase(self) -> Phase:
        """How far everybody but who decides knows it to be: what is settled behind closed doors is under review.

        Who dropped out after the judging began learns it with all others of the call.
        """
        return Phase.FIRST_REVIEW if self.is_untold or self.phase in VEILED else Phase(self.phase)

    @property
    def is_known(self) -> bool:
        """Whether who asked for it decides about it and so knows everything, as ``queries.seen_by`` found; else not."""
        return bool(self.__dict__.get("decides"))

    @property
    def seen_phase(self) -> Phase:
        """How far whoever asked for it may know it to be."""
        return Phase(self.phase) if self.is_known else self.told_phase

    def power_for(self, move: Move) -> Power:
        """What a move needs as it stands: a unit passes on by its seal, the desks above by their power to forward."""
        at_unit = move.climbs and self.desk_id == self.unit_id != self.call.union_id
        return Power.APPLICATION_SEAL if at_unit else move.power

    def step_to_take_back(self, last: "Passage | None") -> Move | None:
        """The step that was made last, if it is the organiser's and may be taken back (``TAKEN_BACK``). 0 queries."""
        if last is None or last.move not in TAKEN_BACK or last.target != self.phase:
            return None
        step = self.kind.move(Phase(last.source), MoveName(last.move))
        return step if step is not None and step.by_hand else None


class Version(PlacedModel):
    """What was handed in at one moment, word for word. Never changed; a later one stands beside it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    answers = models.JSONField()
    # Of each file: its code of evidence, name and SHA-256.
    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    people = ArrayField(models.BigIntegerField(), default=list)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    PEOPLE = "people"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.APPLICATION_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="version_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} version {self.number}"


class Passage(PlacedModel):
    """One move of an application: from which phase into which, at which desk, by whom and why."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="passages")
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16)
    desk = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    words = models.TextField(blank=True)
    waited = models.DurationField(default=timedelta)
    people = ArrayField(models.BigIntegerField(), default=list)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    PEOPLE = "people"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.APPLICATION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_among("move", MoveName), name="passage_move_is_known"),
        ]
        indexes = [
            models.Index(fields=["application", "id"], name="passage_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.move}"


class Place(PlacedModel):
    """The place a desk gives an application among all of one call that it had."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="places")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.APPLICATION_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "desk"], name="place_once_a_desk"),
            models.UniqueConstraint(
                fields=["call", "desk", "position"],
                name="place_held_by_one",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="place_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.desk_id}: {self.position}. {self.application_id}"
