"""What officers look at: notices in preparation and published, objections with their clocks, the late ones first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.search import code_meant
from xinghe.notices.models import Notice, Objection, ObjectionStep, Objector
from xinghe.notices.rules.admission import grounds_of
from xinghe.notices.rules.clock import is_late
from xinghe.notices.vocab import SETTLED, Ground, ObjectionState
from xinghe.programmes.queries import calls_applied_to


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFilter:
    """What a list is narrowed to; empty narrows nothing."""

    q: str = ""
    notice: str = ""
    state: str = ""
    settled_too: bool = False
    mine: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """An objection in the list of a desk: nothing of who objects."""

    id: int
    code: str
    notice_code: str
    notice_title: str
    line: str
    application_code: str
    objecting: str
    channel: str
    state: ObjectionState
    received_at: datetime
    due_on: date | None
    is_late: bool
    investigator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPage:
    """One objection for who handles it. Of the objector the little that is shown without a recorded reading."""

    row: ObjectionRow
    version: int
    text: str
    has_seal: bool
    # The rules that it breaks as it stands.
    grounds: tuple[Ground, ...]
    ground: str
    name_masked: str
    address_masked: str
    phone_masked: str
    recorded_by: str
    investigator_id: int | None
    outcome: str
    outcome_words: str
    grade: str
    reply: str
    steps: tuple[ObjectionStep, ...]


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Notices of the unions this actor looks into, the newest first; drafts of calls that are not their own too. 1 query."""
    rows = within(actor, Power.NOTICE_READ, Notice.objects.all())
    rows = rows.exclude(published_at__isnull=True, call__in=calls_applied_to(actor))
    return rows.select_related("union", "call", "made_by", "published_by", "replaces").order_by("-pk")


def notice_for(actor: Actor, code: str) -> Notice:
    """One of them. 1 query. Refuses: Missing."""
    found = notices_for(actor).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def objections_for(actor: Actor, wanted: ObjectionFilter, now: datetime) -> tuple[ObjectionRow, ...]:
    """The objections that the actor handles, by their last day: the late ones first, the settled ones last. 1 query."""
    if "\x00" in wanted.q + wanted.notice + wanted.state:
        return ()
    rows = _handled(actor)
    if words := wanted.q.strip():
        code = code_meant(words, length=CODE_LENGTH)
        rows = rows.filter(
            Q(application__title__icontains=words) | Q(notice__title__icontains=words) | Q(code=code)
        )
    if wanted.notice:
        rows = rows.filter(notice__code=wanted.notice)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    elif not wanted.settled_too:
        rows = rows.exclude(state__in=SETTLED)
    if wanted.mine:
        rows = rows.filter(investigator_id=actor.person_id)
    found = _light(rows)
    shown = (row for row in (_row(one, now) for one in found) if row.is_late or not wanted.late)
    return tuple(sorted(shown, key=lambda row: (row.due_on or date.max, row.id)))


def objections_of_numbers(actor: Actor, numbers: Sequence[int], now: datetime) -> tuple[ObjectionRow, ...]:
    """The objections of these numbers in their order, as far as the actor handles them. 1 query."""
    found = _light(_handled(actor)).in_bulk(list(numbers))
    return tuple(_row(found[number], now) for number in numbers if number in found)


def objection_state_counts(actor: Actor) -> dict[str, int]:
    """How many of the objections that the actor handles stand in each state. 1 query."""
    counted = _handled(actor).order_by().values("state").annotate(number=Count("pk"))
    return dict(counted.values_list("state", "number"))


def _light(rows: QuerySet[Objection]) -> QuerySet[Objection]:
    return rows.defer("text", "reply", "outcome_words", "notice__list_text", "application__answers").order_by(
        "pk"
    )


def objection_for(actor: Actor, code: str, now: datetime) -> ObjectionPage:
    """One of them, with its history. 3 queries. Refuses: Missing."""
    found = _handled(actor).filter(code=code).first()
    if found is None:
        raise Missing
    shown = Objector.objects.only("name_masked", "address_masked", "phone_masked").get(objection=found)
    steps = ObjectionStep.objects.filter(objection=found).select_related("person").order_by("pk")
    return ObjectionPage(
        row=_row(found, now),
        version=found.version,
        text=found.text,
        has_seal=found.has_seal,
        grounds=grounds_of(found.case),
        ground=found.ground,
        name_masked=shown.name_masked,
        address_masked=shown.address_masked,
        phone_masked=shown.phone_masked,
        recorded_by=found.recorded_by.name if found.recorded_by else "",
        investigator_id=found.investigator_id,
        outcome=found.outcome,
        outcome_words=found.outcome_words,
        grade=found.grade,
        reply=found.reply,
        steps=tuple(steps),
    )


def objection_to_act_on(actor: Actor, code: str) -> Objection:
    """One of them as the row itself, for what a page offers to do with it. 1 query. Refuses: Missing."""
    rows = within(actor, Power.OBJECTION_HANDLE, _handled(actor)).filter(code=code)
    found = rows.select_related("application__unit", "application__call").first()
    if found is None:
        raise Missing
    return found


def objections_to_handle(actor: Actor) -> QuerySet[Objection]:
    """What waits for something at this actor's desk."""
    return within(actor, Power.OBJECTION_HANDLE, _handled(actor)).exclude(state__in=SETTLED)


def _handled(actor: Actor) -> QuerySet[Objection]:
    rows = within(actor, Power.OBJECTION_READ, Objection.objects.all())
    return rows.select_related("notice", "application", "investigator", "recorded_by")


def _row(one: Objection, now: datetime) -> ObjectionRow:
    return ObjectionRow(
        id=one.pk,
        code=one.code,
        notice_code=one.notice.code,
        notice_title=one.notice.title,
        line=one.application.title if one.application else "",
        application_code=one.application.code if one.application else "",
        objecting=one.objecting,
        channel=one.channel,
        state=ObjectionState(one.state),
        received_at=one.received_at,
        due_on=one.due_on,
        is_late=is_late(one.due_on, now),
        investigator=one.investigator.name if one.investigator else "",
    )
