"""A public notice with its frozen list and printed page; objections to it, who made them, and what was done with each."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.codes import new_code
from xinghe.kernels.calendar import working_days_between
from xinghe.notices.rules.admission import Case
from xinghe.notices.rules.clock import Clock, Period, china_date
from xinghe.notices.rules.listing import Line, thawed
from xinghe.notices.rules.words import Contact
from xinghe.notices.vocab import (
    TITLE_LIMIT,
    Act,
    Channel,
    Ground,
    NoticeState,
    Objecting,
    ObjectionState,
    Outcome,
)
from xinghe.programmes.models import Application, Call
from xinghe.unions.models import Union


def _among(column: str, words: type[NoticeState | ObjectionState | Channel | Objecting | Act]) -> Q:
    return Q(**{f"{column}__in": [word.value for word in words]})


class Notice(PlacedModel):
    """What is proposed, put before everybody. It belongs to who made it, so that a second person publishes it.

    ``list_text`` is the list as JSON lines, word for word what ``digest`` is the SHA-256 of.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_LIMIT)
    introduction = models.TextField(blank=True)
    channels = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=NoticeState.DRAFT)
    list_text = models.TextField()
    digest = models.CharField(max_length=64)
    notice_days = models.SmallIntegerField()
    accept_days = models.SmallIntegerField()
    investigate_days = models.SmallIntegerField()
    reply_days = models.SmallIntegerField()
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    # The notice whose place it takes, and what was corrected, for everybody to read.
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    correction = models.TextField(blank=True)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    OWNER = "made_by_id"
    READ = Power.NOTICE_READ

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_among("state", NoticeState), name="notice_state_is_known"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("made_by")),
                name="notice_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="draft", published_at__isnull=True, published_by__isnull=True, opens_on__isnull=True
                )
                | ~Q(state="draft")
                & Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    opens_on__isnull=False,
                    closes_on__gte=F("opens_on"),
                ),
                name="notice_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="notice_closed_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(state="closed"), name="notice_confirmed_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, correction="")
                | Q(replaces__isnull=False) & ~Q(correction=""),
                name="notice_correction_says_why",
            ),
            models.UniqueConstraint(fields=["replaces"], name="notice_replaced_once"),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="notice_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="notice_by_industry"),
            models.Index(fields=["-published_at"], name="notice_by_publication"),
            models.Index(fields=["call", "state"], name="notice_by_call"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The frozen list."""
        return thawed(self.list_text)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The ways to object that it names."""
        return tuple(Contact(**one) for one in self.channels)

    @property
    def clock(self) -> Clock:
        """The working days of the steps of an objection to it."""
        return Clock(accept=self.accept_days, investigate=self.investigate_days, reply=self.reply_days)

    @property
    def period(self) -> Period:
        """Its days; to be asked only of one that was published."""
        assert self.opens_on is not None
        assert self.closes_on is not None
        return Period(opens_on=self.opens_on, closes_on=self.closes_on)

    @property
    def days_run(self) -> int:
        """How many working days it has, by the calendar as it is known now: a year's may have come out since."""
        assert self.published_at is not None
        return working_days_between(china_date(self.published_at), self.period.closes_on)

    @property
    def takes_until(self) -> datetime:
        """From this instant on an objection is late: its time is over, or another notice took its place before."""
        ends_at = self.period.ends_at
        return ends_at if self.closed_at is None else min(ends_at, self.closed_at)


class NoticeLine(PlacedModel):
    """An application that stands on the list of a notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="rows")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()
    is_public = models.BooleanField(default=False)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.NOTICE_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "application"], name="notice_line_once"),
            models.UniqueConstraint(fields=["notice", "position"], name="notice_line_position_once"),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="notice_line_by_territory"),
            models.Index(fields=["industry_path"], name="notice_line_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.position}. {self.application_id}"


class NoticePaper(PlacedModel):
    """Evidence of publication: the page as it was published, and its SHA-256."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="paper")
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.NOTICE_READ

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(digest=""), name="notice_paper_is_digested")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.digest[:12]}"


class Objection(PlacedModel):
    """One objection, seen by those who handle objections at the union that published, and by nobody else.

    ``people`` are the application's: no office lets them see it or act on it. Who objects stands in ``Objector``.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    # Nothing where it is not about a line of the list.
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    people = ArrayField(models.BigIntegerField(), default=list)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    objecting = models.CharField(max_length=10)
    has_contact = models.BooleanField(default=False)
    has_seal = models.BooleanField(default=False)
    channel = models.CharField(max_length=10)
    text = models.TextField()
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=14, default=ObjectionState.RECEIVED)
    # Since when it stands so, and the last day of the step that it waits for.
    since_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    ground = models.CharField(max_length=12, blank=True)
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=14, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    # Why it was decided so, for the people of the application to read.
    outcome_words = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    # Keyed digests of the form's own key and content, and of the sender's address, so that it acts once and none floods.
    sent_key = models.BinaryField(null=True, unique=True)
    fingerprint = models.BinaryField(null=True)
    sender = models.BinaryField(null=True)
    version = models.IntegerField(default=1)

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    PEOPLE = "people"
    READ = Power.OBJECTION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_among("state", ObjectionState), name="objection_state_is_known"
            ),
            models.CheckConstraint(condition=_among("channel", Channel), name="objection_channel_is_known"),
            models.CheckConstraint(
                condition=_among("objecting", Objecting), name="objection_by_somebody_known"
            ),
            models.CheckConstraint(
                condition=Q(state="refused", ground__in=[one.value for one in Ground])
                | ~Q(state="refused") & Q(ground=""),
                name="objection_refused_by_a_rule",
            ),
            # What goes on to a decision bears a name, is about a line, and is sealed where a unit objects.
            models.CheckConstraint(
                condition=Q(state__in=["received", "refused"])
                | ~Q(objecting="nobody")
                & Q(application__isnull=False, has_contact=True)
                & (~Q(objecting="unit") | Q(has_seal=True)),
                name="objection_admitted_by_the_rules",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "refused", "admissible"]) | Q(investigator__isnull=False),
                name="objection_investigated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["decided", "replied"],
                    outcome__in=[one.value for one in Outcome],
                    decided_at__isnull=False,
                )
                | ~Q(state__in=["decided", "replied"]) & Q(outcome=""),
                name="objection_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="change_grade") & ~Q(grade="") | ~Q(outcome="change_grade") & Q(grade=""),
                name="objection_grade_where_it_changes",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="objection_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="objection_by_industry"),
            models.Index(fields=["union", "state", "due_on"], name="objection_by_desk"),
            models.Index(fields=["application", "state"], name="objection_by_application"),
            models.Index(fields=["sender", "received_at"], name="objection_by_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def case(self) -> Case:
        """What decides whether it is admitted. Reads its notice."""
        assert self.notice.published_at is not None  # objections are taken to published notices alone
        return Case(
            objecting=Objecting(self.objecting),
            has_contact=self.has_contact,
            has_seal=self.has_seal,
            is_listed=self.application_id is not None,
            received_at=self.received_at,
            published_at=self.notice.published_at,
            closes_at=self.notice.takes_until,
        )


class Objector(PlacedModel):
    """Who objects: sealed for this row alone (``accounts.vault``), with the little of it that is shown."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="objector")
    name_sealed = models.BinaryField()
    address_sealed = models.BinaryField()
    phone_sealed = models.BinaryField()
    name_masked = models.CharField(max_length=10)
    address_masked = models.CharField(max_length=10)
    phone_masked = models.CharField(max_length=30)
    people = ArrayField(models.BigIntegerField(), default=list)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    PEOPLE = "people"
    READ = Power.OBJECTION_READ

    class Meta:
        indexes = [
            models.Index(fields=["territory_path"], name="objector_by_territory"),
            models.Index(fields=["industry_path"], name="objector_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.name_masked}"


class ObjectionStep(PlacedModel):
    """One thing done with an objection: what, by whom, and what was written down. Never changed."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=14)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    people = ArrayField(models.BigIntegerField(), default=list)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    PEOPLE = "people"
    READ = Power.OBJECTION_READ

    class Meta:
        constraints = [models.CheckConstraint(condition=_among("act", Act), name="objection_act_is_known")]
        indexes = [
            models.Index(fields=["objection", "id"], name="objection_step_in_order"),
            models.Index(fields=["territory_path"], name="objection_step_by_territory"),
            models.Index(fields=["industry_path"], name="objection_step_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.act}"
