"""The notices on which one's own application stands, and what was decided about objections to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.notices.queries import own_lines
from xinghe.notices.vocab import OUTCOME_LABELS, NoticeState
from xinghe.programmes.queries import Application
from xinghe.programmes.vocab import Phase
from xinghe.web.kit.notices import left_of, notice_badge
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.words import word

_CONFIRMED: Final = frozenset({Phase.CONFIRMED, Phase.NAMED, Phase.REVOKED})
# What was taken off the list is declined, and its people read why.
_NOTICED: Final = _CONFIRMED | {Phase.PUBLIC_NOTICE, Phase.DECLINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeShown:
    """What was decided about an objection, and why; nothing of the objection itself."""

    outcome: str
    grade: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotice:
    """A notice with one's application on it."""

    title: str
    url: str
    state: Badge
    left: str
    opens_on: date
    closes_on: date
    is_objected: bool
    decided: tuple[OutcomeShown, ...]


def own_notices(actor: Actor, application: Application) -> tuple[OwnNotice, ...]:
    """The notices on which it stands, the newest first, which has what was objected. 5 queries, none before there is one."""
    if application.phase not in _NOTICED:
        return ()
    now, grades = clock.now(), {one.code: one.label for one in application.call.said_terms.grades}
    return tuple(
        OwnNotice(
            title=one.notice_title,
            url=reverse("public:notice", args=[one.notice_code]),
            state=notice_badge(
                one.state,
                takes_until=one.takes_until,
                is_confirmed=application.phase in _CONFIRMED and at == 0,
                now=now,
            ),
            left=left_of(one.takes_until, now) if one.state is NoticeState.PUBLISHED else "",
            opens_on=one.opens_on,
            closes_on=one.closes_on,
            is_objected=one.is_objected and at == 0,
            decided=tuple(
                OutcomeShown(
                    outcome=word(OUTCOME_LABELS, said.outcome),
                    grade=_(grades[said.grade]) if said.grade in grades else "",
                    words=said.words,
                    at=said.decided_at,
                )
                for said in one.decided
            )
            if at == 0
            else (),
        )
        for at, one in enumerate(own_lines(actor, application_code=application.code))
    )
