"""A public notice and its objections in the words that officers, applicants and everybody else read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xinghe.notices.rules.clock import counted_days
from xinghe.notices.vocab import OBJECTION_STATE_LABELS, NoticeState, ObjectionState
from xinghe.web.kit.parts import Badge, Tone
from xinghe.web.kit.words import left_word

OBJECTION_TONES: Final[dict[ObjectionState, Tone]] = {
    ObjectionState.RECEIVED: "wait",
    ObjectionState.REFUSED: "",
    ObjectionState.ADMISSIBLE: "wait",
    ObjectionState.ASSIGNED: "wait",
    ObjectionState.FACT_FINDING: "wait",
    ObjectionState.DECIDED: "good",
    ObjectionState.REPLIED: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """A day of a notice: whether it counts, as which one, and why where it does not or is not what it seems."""

    day: date
    weekday: str
    number: int
    why: str


def objection_badge(state: str) -> Badge:
    """How an objection stands."""
    known = ObjectionState(state)
    return Badge(word=_(OBJECTION_STATE_LABELS[known]), tone=OBJECTION_TONES[known])


def notice_badge(state: str, *, takes_until: datetime | None, is_confirmed: bool, now: datetime) -> Badge:
    """How a notice stands: a published one, whether objections are taken at this moment."""
    match NoticeState(state):
        case NoticeState.DRAFT:
            return Badge(word=_("notice being drafted"))
        case NoticeState.PUBLISHED if takes_until is not None and now < takes_until:
            return Badge(word=_("objections are taken"), tone="good")
        case NoticeState.CLOSED if is_confirmed:
            return Badge(word=pgettext("notice", "confirmed"), tone="good")
        case NoticeState.CLOSED:
            return Badge(word=_("replaced by a corrected notice"))
    return Badge(word=_("notice ended"), tone="wait")


def left_of(takes_until: datetime, now: datetime) -> str:
    """How long objections are still taken; nothing when they are not."""
    return left_word(takes_until - now) if now < takes_until else ""


def days_shown(published_on: date, closes_on: date) -> tuple[DayShown, ...]:
    """Every day of a notice with what the official calendar makes of it."""
    weekdays = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return tuple(
        DayShown(
            day=one.day,
            weekday=weekdays[one.day.weekday()],
            number=one.number,
            why=_why(one.name, is_first=at == 0, counts=bool(one.number), is_made_up=one.is_made_up),
        )
        for at, one in enumerate(counted_days(published_on, closes_on))
    )


def _why(name: str, *, is_first: bool, counts: bool, is_made_up: bool) -> str:
    if is_first:
        return _("day of publication, does not count")
    if is_made_up:
        return _("worked to make up for %(holiday)s") % {"holiday": name}
    if counts:
        return ""
    return name or _("weekend")
