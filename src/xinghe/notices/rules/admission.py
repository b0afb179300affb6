"""Which objections are admitted, and by which rule one is not (domain dossier §3.4)."""

from dataclasses import dataclass
from datetime import datetime

from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.notices.vocab import JUDGED_GROUNDS, Ground, Objecting


class ObjectorAnonymous(Refusal):
    """Nobody answers for the objection."""

    code = "objector_anonymous"
    message = gettext_noop(
        "The objection bears no real name. Who objects says who they are; the name is kept sealed and is not passed on."
    )
    status = 422


class ObjectorUnreachable(Refusal):
    """Nobody could be asked or answered."""

    code = "objector_unreachable"
    message = gettext_noop(
        "An address and a telephone number are needed, so that facts can be asked for and an answer be given. Add both; they "
        "are kept sealed."
    )
    status = 422


class UnitSealMissing(Refusal):
    """A unit speaks under its seal."""

    code = "unit_seal_missing"
    message = gettext_noop(
        "A unit objects under its seal, and the sealed page was not seen. Have it sent, and note that it came."
    )
    status = 422


class ObjectionLate(Refusal):
    """Received outside the time of the notice."""

    code = "objection_late"
    message = gettext_noop(
        "Objections to this notice were taken from %(from_at)s until the end of %(closes_on)s; this one came at %(received_at)s. "
        "Other channels of the union stay open to you."
    )


class LineNotListed(Refusal):
    """It names nothing that stands on the list."""

    code = "line_not_listed"
    message = gettext_noop(
        "“%(line)s” does not stand on the list of this notice. Choose the line that the objection is about."
    )
    status = 422


class GroundNotSo(Refusal):
    """An officer would refuse by a rule that does not fit."""

    code = "ground_not_so"
    message = gettext_noop("“%(ground)s” does not hold here: look at the objection again, and admit it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What decides whether an objection is admitted. ``closes_at``: from this instant on it is late."""

    objecting: Objecting
    has_contact: bool
    has_seal: bool
    is_listed: bool
    received_at: datetime
    published_at: datetime
    closes_at: datetime


def grounds_of(case: Case) -> tuple[Ground, ...]:
    """Every rule by which it is not admitted, in the order in which they are said; none when it is."""
    found = []
    if case.objecting is Objecting.NOBODY:
        found.append(Ground.ANONYMOUS)
    elif not case.has_contact:
        found.append(Ground.NO_CONTACT)
    if case.objecting is Objecting.UNIT and not case.has_seal:
        found.append(Ground.NO_SEAL)
    if not case.published_at <= case.received_at < case.closes_at:
        found.append(Ground.LATE)
    if not case.is_listed:
        found.append(Ground.NOT_LISTED)
    return tuple(found)


def require_admissible(case: Case, *, line: str = "", later_seal: bool = False) -> None:
    """Refuse by the first rule that it breaks; with ``later_seal`` a unit's seal may follow by post.

    Refuses: ObjectorAnonymous, ObjectorUnreachable, UnitSealMissing, ObjectionLate, LineNotListed.
    """
    for ground in grounds_of(case):
        match ground:
            case Ground.ANONYMOUS:
                raise ObjectorAnonymous
            case Ground.NO_CONTACT:
                raise ObjectorUnreachable
            case Ground.NO_SEAL if not later_seal:
                raise UnitSealMissing
            case Ground.LATE:
                raise late(case.published_at, case.closes_at, received_at=case.received_at)
            case Ground.NOT_LISTED:
                raise LineNotListed(line=line)


def late(published_at: datetime, closes_at: datetime, *, received_at: datetime) -> ObjectionLate:
    """The refusal of what came outside the time of a notice, with its instants in words."""
    return ObjectionLate(
        from_at=said_instant(published_at),
        closes_on=last_day(closes_at),
        received_at=said_instant(received_at),
    )


def require_ground(case: Case, ground: Ground) -> None:
    """Let an officer refuse only by a rule that holds, or by one that is theirs to judge. Refuses: GroundNotSo."""
    if ground not in JUDGED_GROUNDS and ground not in grounds_of(case):
        raise GroundNotSo(ground=ground)


def last_day(closes_at: datetime) -> str:
    """The last day on which something could come, as people read it."""
    local = closes_at.astimezone(CHINA)
    # Midnight belongs to the day before; a notice replaced at noon ended on that day.
    day = local.date().toordinal() - (local.hour == local.minute == local.second == local.microsecond == 0)
    return local.date().fromordinal(day).isoformat()


def said_instant(instant: datetime) -> str:
    """An instant in China, as people read it."""
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}"
