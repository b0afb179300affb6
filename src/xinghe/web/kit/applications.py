"""How far an application has come, in the words that its people read: who has it until when, and what a desk asked for.

What judges and the decision think of it is nobody's to know before the public notice: till then it is "under review".
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from xinghe.foundation.clock import CHINA
from xinghe.kernels.calendar import working_days_between
from xinghe.programmes.moves import stations_of
from xinghe.programmes.queries import Application, Passage
from xinghe.programmes.vocab import (
    JUDGED,
    MOVED_LABELS,
    PHASE_LABELS,
    VEILED,
    WITH_APPLICANT,
    MoveName,
    Phase,
)
from xinghe.recommendations.vocab import REASON_LABELS
from xinghe.web.kit.ideas import Milestone
from xinghe.web.kit.parts import Badge, Event, Tone
from xinghe.web.kit.words import day_word, word

PHASE_TONES: Final[dict[Phase, Tone]] = {
    Phase.DRAFT: "",
    Phase.RETURNED: "bad",
    Phase.CORRECTION: "bad",
    Phase.PROPOSED: "good",
    Phase.PUBLIC_NOTICE: "good",
    Phase.CONFIRMED: "good",
    Phase.NAMED: "honour",
    Phase.DECLINED: "",
    Phase.WITHDRAWN: "",
    Phase.REVOKED: "bad",
}
OPEN_GRADES: Final = frozenset({Phase.PUBLIC_NOTICE, Phase.CONFIRMED, Phase.NAMED, Phase.REVOKED})
UNDER_REVIEW: Final = gettext_noop("under review")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSaid:
    """Why a desk gave it back or declined it, and until when it is to be corrected."""

    heading: str
    desk: str
    reasons: tuple[str, ...]
    words: str
    due: str
    is_to_correct: bool


def phase_badge(phase: str, *, veiled: bool = False) -> Badge:
    """How far it is; ``veiled`` for who may not know what is decided before it is public."""
    if veiled and phase in VEILED | {Phase.FIRST_REVIEW}:
        return Badge(word=_(UNDER_REVIEW), tone="wait")
    return Badge(word=_(PHASE_LABELS[Phase(phase)]), tone=PHASE_TONES.get(Phase(phase), "wait"))


def day_of(instant: datetime) -> date:
    """The day in China."""
    return instant.astimezone(CHINA).date()


def due_word(due_at: datetime) -> str:
    """The last day of a time that ends at midnight."""
    local = due_at.astimezone(CHINA)
    return day_word(
        date.fromordinal(local.toordinal() - 1) if (local.hour, local.minute) == (0, 0) else local.date()
    )


def where_it_lies(application: Application, *, now: datetime) -> str:
    """Who has it, since or until when. 0 queries where its desks are fetched."""
    phase = application.told_phase
    desk = application.desk.name if application.desk else ""
    if phase is Phase.DRAFT:
        return _("You are writing it. Nobody else sees it.")
    if phase in WITH_APPLICANT:
        if application.due_at is None:
            return _("It came back to its applicants, to be corrected. The clock stands still until then.")
        if application.due_at <= now:
            return _("It was to be corrected by %(day)s. Hand it in now, or ask the desk for time.") % {
                "day": due_word(application.due_at)
            }
        return _("Its applicants have it, to be corrected by %(day)s. The clock stands still until then.") % {
            "day": due_word(application.due_at)
        }
    if phase in (Phase.RECOMMENDING, Phase.FORMAL_CHECK) and application.lies_since:
        days = working_days_between(day_of(application.lies_since - application.waited), day_of(now))
        words = (
            ngettext(
                "%(desk)s has had it for %(days)s working day.",
                "%(desk)s has had it for %(days)s working days.",
                days,
            )
            if days
            else _("%(desk)s has had it since today.")
        )
        return words % {"desk": desk, "days": days}
    return _resting(phase, desk)


def _resting(phase: Phase, desk: str) -> str:
    if phase in JUDGED | VEILED:
        return {
            Phase.DEFENCE: _("It is to be defended. The organiser tells you when and where."),
            Phase.SITE_VISIT: _("It is looked at on the spot. The organiser tells you when."),
        }.get(phase, _("It is under review. What comes of it is said in the public notice."))
    return {
        Phase.PUBLIC_NOTICE: _("It stands in the public notice, where anybody may object."),
        Phase.CONFIRMED: _("Confirmed after the public notice; the decision follows."),
        Phase.NAMED: _("Named by decision."),
        Phase.DECLINED: _("It was not chosen."),
        Phase.WITHDRAWN: _("Taken back. It stays in the record and nowhere else."),
        Phase.REVOKED: _("Its naming was revoked."),
    }.get(phase, desk)


def desk_said(application: Application, passages: Sequence[Passage]) -> DeskSaid | None:
    """The last word of a desk that gave it back or declined it, while that is how it stands. 0 queries."""
    asked = {Phase.RETURNED: MoveName.RETURN, Phase.CORRECTION: MoveName.ASK_FOR_MORE}
    phase = application.told_phase
    move = asked.get(phase, MoveName.DECLINE if phase is Phase.DECLINED else None)
    last = next((one for one in reversed(passages) if one.move == move), None)
    if last is None:
        return None
    desk = last.desk.name if last.desk else ""
    heading = _("%(desk)s asks for a correction") if phase in asked else _("%(desk)s declined it")
    return DeskSaid(
        heading=heading % {"desk": desk},
        desk=desk,
        reasons=tuple(word(REASON_LABELS, reason) for reason in last.reasons),
        words=last.words,
        due=due_word(application.due_at) if application.due_at and phase in asked else "",
        is_to_correct=phase in asked,
    )


def events_of(
    passages: Sequence[Passage], *, veiled: bool = False, is_untold: bool = False
) -> tuple[Event, ...]:
    """What was done with it, the newest first; ``veiled`` leaves out what its people may not know yet. 0 queries.

    ``is_untold``: it was declined, which they learn with all others of the call.
    """
    is_open = any(one.target in OPEN_GRADES for one in passages)
    hidden = VEILED | ({Phase.DECLINED} if is_untold else set())
    shown = [one for one in passages if not (veiled and not is_open and _is_hidden(one, hidden))]
    return tuple(
        Event(
            at=one.at,
            act=word(MOVED_LABELS, one.move),
            who=(one.person.name if one.person else "") or pgettext("actor", "the system"),
            office=one.desk.name if one.desk else "",
            note="\n".join(part for part in (_reasons(one), one.words) if part),
        )
        for one in reversed(shown)
    )


def _is_hidden(passage: Passage, hidden: Collection[Phase]) -> bool:
    """Whether it leads to where nobody may look, or back from there."""
    return passage.target in hidden or (passage.move == MoveName.TAKE_BACK and passage.source in VEILED)


def _reasons(passage: Passage) -> str:
    return _(", ").join(word(REASON_LABELS, reason) for reason in passage.reasons)


# How far along the way each phase is, behind the desks that recommend.
_FAR: Final[dict[Phase, int]] = {
    Phase.FORMAL_CHECK: 1,
    Phase.CORRECTION: 1,
    **dict.fromkeys(JUDGED | VEILED, 2),
    Phase.PUBLIC_NOTICE: 3,
    Phase.CONFIRMED: 4,
    Phase.NAMED: 5,
    Phase.REVOKED: 5,
}


def way_of(application: Application, passages: Sequence[Passage]) -> tuple[Milestone, ...]:
    """The desks up to the organiser and what follows there, with where it is now. 1 query; nothing for a draft."""
    if not application.path:
        return ()
    desks = stations_of(application)[:-1]
    left: dict[int | None, datetime] = {}
    for one in passages:
        if one.move == MoveName.FORWARD:
            left[one.desk_id] = one.at
        elif one.target == Phase.RECOMMENDING:
            left.pop(one.desk_id, None)
    entered = {one.target: one.at for one in passages}
    phase = application.told_phase
    far = _FAR.get(phase, 0)
    at_desk = application.desk_id or application.returned_from_id
    numbers = [desk.pk for desk in desks]
    here = numbers.index(at_desk) if far == 0 and at_desk in numbers else (len(desks) if far else 0)
    points = [Milestone(name=_("handed in"), at=application.handed_in_at, state="done")]
    points += [
        Milestone(name=desk.name, at=left.get(desk.pk), state=_state(place, here))
        for place, desk in enumerate(desks)
    ]
    steps = (
        (1, _("formal examination"), None),
        (2, _("review"), None),
        (3, _("public notice"), entered.get(Phase.PUBLIC_NOTICE)),
        (5, _("naming"), entered.get(Phase.NAMED)),
    )
    points += [
        Milestone(name=name, at=at, state=_state(step, 5.5 if far == 5 else far if far != 4 else 5))
        for step, name, at in steps
        if step != 3 or Phase.PUBLIC_NOTICE in application.kind.reachable
    ]
    if phase in (Phase.DECLINED, Phase.WITHDRAWN):
        ended = Milestone(name=_(PHASE_LABELS[phase]), at=entered.get(phase), state="here")
        return (*(one for one in points if one.state == "done"), ended)
    return tuple(points)


def _state(place: float, here: float) -> str:
    if place == here:
        return "here"
    return "done" if place < here else "next"
