"""What an applicant sees of the notices on which their own applications stand."""

from dataclasses import dataclass
from datetime import date, datetime

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.notices.models import NoticeLine, Objection
from xinghe.notices.vocab import BOX, INVESTIGATED, NoticeState, ObjectionState, Outcome
from xinghe.programmes.models import Application

# From here on an objection is a matter of which the people of the application know: that there is one, and no more.
_KNOWN = INVESTIGATED | {ObjectionState.ADMISSIBLE}
_DECIDED = (ObjectionState.DECIDED, ObjectionState.REPLIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided about an objection to one's application, and why; nothing of the objection itself."""

    outcome: Outcome
    grade: str
    words: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """One's application on a published notice. ``is_objected``: something is being looked into."""

    application_code: str
    application_title: str
    notice_code: str
    notice_title: str
    state: NoticeState
    opens_on: date
    closes_on: date
    takes_until: datetime
    is_objected: bool
    decided: tuple[Decided, ...]


def own_lines(actor: Actor, *, application_code: str = "") -> tuple[OwnLine, ...]:
    """The notices on which the actor's own applications stand, or one of them, the newest first. 5 queries."""
    mine = Application.objects.filter(people__contains=[actor.person_id])
    if application_code:
        mine = mine.filter(code=application_code)
    numbers = list(within(actor, Power.APPLICATION_READ, mine).values_list("pk", flat=True))
    rows = NoticeLine.objects.filter(application__in=numbers, is_public=True)
    lines = list(rows.select_related("notice", "application").order_by("-notice__published_at", "pk"))
    objected, decided = _objected(numbers)
    return tuple(
        OwnLine(
            application_code=line.application.code,
            application_title=line.application.title,
            notice_code=line.notice.code,
            notice_title=line.notice.title,
            state=NoticeState(line.notice.state),
            opens_on=line.notice.period.opens_on,
            closes_on=line.notice.period.closes_on,
            takes_until=line.notice.takes_until,
            is_objected=line.application_id in objected,
            decided=decided.get(line.application_id, ()),
        )
        for line in lines
    )


def _objected(numbers: list[int]) -> tuple[set[int], dict[int, tuple[Decided, ...]]]:
    """About which of these applications something is looked into, and what was decided."""
    objected: set[int] = set()
    decided: dict[int, tuple[Decided, ...]] = {}
    columns = ("application_id", "state", "outcome", "grade", "outcome_words", "decided_at")
    # Objections lie where their own people see nothing; these columns are for them.
    with fenced(BOX):
        rows = list(Objection.objects.filter(application__in=numbers).order_by("pk").values_list(*columns))
    for number, state, outcome, grade, words, at in rows:
        assert number is not None  # filtered above
        if state in _KNOWN:
            objected.add(number)
        if state in _DECIDED and at is not None:
            said = Decided(outcome=Outcome(outcome), grade=grade, words=words, decided_at=at)
            decided[number] = (*decided.get(number, ()), said)
    return objected, decided
