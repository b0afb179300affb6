"""Working days of notices and objections, counted in China. A day on which something happens never counts itself."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.kernels.calendar import add_working_days, is_working_day, named_day, touches_provisional
from xinghe.notices.vocab import ACCEPT_DAYS, INVESTIGATE_DAYS, MOST_DAYS, REPLY_DAYS, ObjectionState


class ClockWrong(Refusal):
    """No time at all, or time without end."""

    code = "clock_wrong"
    message = gettext_noop(
        "%(days)s working days were given for a step. Give between 1 and %(most)s for each."
    )
    status = 422


class NotMoreTime(Refusal):
    """More time ends later than the time there is."""

    code = "not_more_time"
    message = gettext_noop(
        "The present time runs until %(due_on)s; %(until)s is not later, or more than %(most)s days off. Choose another day."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of a notice: the first and the last that count."""

    opens_on: date
    closes_on: date

    @classmethod
    def of(cls, published_at: datetime, *, days: int) -> Self:
        """So many working days after the day of publication, which does not count; make-up workdays do."""
        day = china_date(published_at)
        return cls(opens_on=add_working_days(day, 1), closes_on=add_working_days(day, days))

    @property
    def ends_at(self) -> datetime:
        """The instant at which it is over: midnight in China after the last day. The instant itself is too late."""
        return midnight_after(self.closes_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDay:
    """A day from the publication to the end: its number among those that count, or 0; the holiday that the calendar names.

    ``is_made_up``: a weekend worked to make up for a holiday.
    """

    day: date
    number: int
    name: str
    is_made_up: bool


def counted_days(published_on: date, closes_on: date) -> tuple[CountedDay, ...]:
    """Every day of a notice with the day of publication in front, which never counts, as the official calendar has it."""
    found, number = [], 0
    for at in range((closes_on - published_on).days + 1):
        day = published_on + timedelta(days=at)
        counts = at > 0 and is_working_day(day)
        number += counts
        said = named_day(day)
        found.append(
            CountedDay(
                day=day,
                number=number if counts else 0,
                name=said.name if said else "",
                is_made_up=bool(said and said.is_worked),
            )
        )
    return tuple(found)


def may_still_move(published_on: date, closes_on: date) -> bool:
    """Whether the State Council's calendar of a year in it is not out yet."""
    return touches_provisional(published_on, closes_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Working days for the steps of an objection."""

    accept: int = ACCEPT_DAYS
    investigate: int = INVESTIGATE_DAYS
    reply: int = REPLY_DAYS

    def require(self) -> None:
        """Refuses: ClockWrong."""
        for days in (self.accept, self.investigate, self.reply):
            if not 1 <= days <= MOST_DAYS:
                raise ClockWrong(days=days, most=MOST_DAYS)

    def due_on(self, state: ObjectionState, since: datetime) -> date | None:
        """The last day of the step that an objection in this state waits for, which began at ``since``."""
        match state:
            case ObjectionState.RECEIVED:
                days = self.accept
            case ObjectionState.ADMISSIBLE | ObjectionState.ASSIGNED | ObjectionState.FACT_FINDING:
                days = self.investigate
            case ObjectionState.DECIDED:
                days = self.reply
            case _:
                return None
        return add_working_days(china_date(since), days)


def china_date(instant: datetime) -> date:
    """The day in China on which an instant lies."""
    return instant.astimezone(CHINA).date()


def midnight_after(day: date) -> datetime:
    """The instant at which a day of China is over."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=CHINA)


def is_late(due_on: date | None, now: datetime) -> bool:
    """Whether the last day of a step is over."""
    return due_on is not None and now >= midnight_after(due_on)


def more_time(due_on: date, until: date) -> date:
    """A later last day. Refuses: NotMoreTime."""
    if not due_on < until <= due_on + timedelta(days=MOST_DAYS):
        raise NotMoreTime(due_on=due_on, until=until, most=MOST_DAYS)
    return until
