"""The entries before a decision meeting, to be ticked and acted on together, and the places that are left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xinghe.access.actor import Actor
from xinghe.foundation.keyset import KeysetPage
from xinghe.jobs.registry import bulk_acts_on
from xinghe.programmes.jobs.bulk import SUBJECT
from xinghe.programmes.queries import grades_used
from xinghe.programmes.vocab import PHASE_LABELS, Phase
from xinghe.reviews.queries import Panel
from xinghe.reviews.queries.award_sheet import may_rank
from xinghe.reviews.queries.decision_meeting import Meeting, MeetingRow
from xinghe.web.desk.panel_award_list import AWARDS
from xinghe.web.desk.panel_award_shown import votes_words
from xinghe.web.kit.address import changed
from xinghe.web.kit.applications import phase_badge
from xinghe.web.kit.called import called_grade
from xinghe.web.kit.lists import ListColumn, Listing, ShownList
from xinghe.web.kit.parts import Badge, Figure, Place
from xinghe.web.kit.words import word

# What a meeting does with entries; other bulk acts belong to the desks before it.
_ACTS: Final = (
    "applications.shortlist",
    "applications.conclude",
    "applications.propose",
    "applications.decline",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of the meeting with its grade in words."""

    one: MeetingRow
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeShown:
    """A grade with its places."""

    label: str
    most: str
    used: int
    left: str
    is_full: bool


def _voted(row: _Row) -> str:
    one = row.one
    if one.votes is not None:
        return votes_words(one.votes)
    return (
        _("%(given)s of %(count)s have voted") % {"given": one.voted, "count": one.voters}
        if one.voters
        else ""
    )


def _outcome(row: _Row) -> Badge:
    return Badge(word=_("for it"), tone="good") if row.one.is_above else Badge(word=_("not for it"))


def _columns(meeting: Meeting) -> tuple[ListColumn[_Row], ...]:
    by_score: tuple[ListColumn[_Row], ...] = (
        ListColumn(
            key="rank", label=pgettext_lazy("judging", "Rank"), cell=lambda row: row.one.rank, kind="number"
        ),
        ListColumn(
            key="score",
            label=gettext_lazy("Score"),
            cell=lambda row: "" if row.one.score is None else f"{row.one.score:.2f}",
            kind="number",
        ),
    )
    by_vote: tuple[ListColumn[_Row], ...] = (
        ListColumn(key="votes", label=gettext_lazy("Votes"), cell=_voted),
    )
    return (
        ListColumn(key="entry", label=pgettext_lazy("judging", "Entry"), cell=lambda row: row.one.title),
        *(by_score if meeting.sheet else ()),
        *(by_vote if meeting.has_votes else ()),
        ListColumn(key="outcome", label=gettext_lazy("What settles it says"), cell=_outcome, kind="tight"),
        ListColumn(
            key="phase",
            label=gettext_lazy("Phase"),
            cell=lambda row: phase_badge(row.one.phase),
            kind="tight",
        ),
        ListColumn(key="grade", label=gettext_lazy("Grade"), cell=lambda row: row.grade, kind="tight"),
        ListColumn(key="unit", label=gettext_lazy("Applying unit"), cell=lambda row: row.one.unit),
    )


def meeting_list(query: QueryDict, actor: Actor, found: Meeting) -> ShownList:
    """The entries, by rank, narrowed to a phase by the address; acts for who ranks. 1 query."""
    phase = query.get("phase", "")
    terms = found.panel.call.said_terms
    rows = tuple(
        _Row(one=one, grade=called_grade(terms, one.grade) if one.grade else "")
        for one in found.rows
        if phase in ("", one.phase)
    )
    listing: Listing[_Row] = Listing(
        name="panel-meeting",
        title=gettext_lazy("Decision meeting"),
        page="desk:panels",
        columns=_columns(found),
        numbers=lambda _actor, _query, _limit: (),
        rows=lambda _actor, _numbers: (),
        url=lambda row: reverse("desk:application", args=[row.one.application]),
        number=lambda row: row.one.number,
        keeps_views=False,
    )
    shown = listing.shown(query, actor, _whole(rows))
    exports = (
        AWARDS.shown(query, actor, _whole(()), more=f"panel={found.panel.code}").exports
        if found.sheet
        else ()
    )
    offered = bulk_acts_on(SUBJECT, actor) if may_rank(actor, found.panel) else ()
    return replace(shown, exports=exports, acts=tuple(one for one in offered if one.code in _ACTS))


def _whole(rows: Sequence[_Row]) -> KeysetPage[Any]:
    return KeysetPage(rows=tuple(rows), next_cursor="", previous_cursor="")


def phase_tabs(query: QueryDict, rows: Sequence[MeetingRow]) -> tuple[Place, ...]:
    """Every phase in which an entry stands now, with how many."""
    asked = query.get("phase", "")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.phase] = counts.get(row.phase, 0) + 1
    every = Place(label=_("All"), url=changed(query, phase=None), here=not asked, count=len(rows))
    return (
        every,
        *(
            Place(
                label=word(PHASE_LABELS, phase),
                url=changed(query, phase=phase.value),
                here=asked == phase,
                count=counts[phase],
            )
            for phase in Phase
            if phase in counts
        ),
    )


def meeting_figures(found: Meeting) -> tuple[Figure, ...]:
    """How many there are, and for how many what settles it speaks."""
    figures = [
        Figure(label=_("Entries"), value=f"{len(found.rows):,}"),
        Figure(label=_("For it"), value=f"{sum(row.is_above for row in found.rows):,}"),
    ]
    if found.has_votes:
        complete = sum(row.votes is not None for row in found.rows)
        figures.append(
            Figure(
                label=_("Votes complete"),
                value=f"{complete:,}",
                definition=_("How a vote came out is shown when everybody who may has voted."),
            )
        )
    return tuple(figures)


def grades_shown(panel: Panel) -> tuple[GradeShown, ...]:
    """The grades of the call with their places and how many are taken. 1 query."""
    terms, used = panel.call.said_terms, grades_used(panel.call_id)
    return tuple(
        GradeShown(
            label=called_grade(terms, one.code),
            most="–" if one.most is None else f"{one.most:,}",
            used=used.get(one.code, 0),
            left="–" if one.most is None else f"{max(one.most - used.get(one.code, 0), 0):,}",
            is_full=one.most is not None and used.get(one.code, 0) >= one.most,
        )
        for one in terms.grades
    )
