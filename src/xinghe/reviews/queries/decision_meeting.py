"""What lies before a decision meeting: the entries of a panel with ranks and votes, and who judged them."""

from dataclasses import dataclass

from xinghe.access.actor import Actor
from xinghe.programmes.models import Application
from xinghe.programmes.rules.judging import Settling
from xinghe.reviews.models import Panel, Seat, Vote
from xinghe.reviews.models.standing import as_clerk, standing_in, votes_in
from xinghe.reviews.queries.award_sheet import AwardSheet, award_sheet, is_frozen, may_rank
from xinghe.reviews.queries.panels import panel_for
from xinghe.reviews.rules.votes import Tally
from xinghe.reviews.vocab import PanelState, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One entry. ``voted`` of ``voters`` have voted; how, is known when all have."""

    number: int
    application: str
    title: str
    unit: str
    phase: str
    grade: str
    rank: int | None
    score: float | None
    is_above: bool
    voted: int
    voters: int
    votes: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A panel before those who decide. ``members`` took their seats, the chair first."""

    panel: Panel
    sheet: AwardSheet | None
    rows: tuple[MeetingRow, ...]
    members: tuple[str, ...]

    @property
    def has_votes(self) -> bool:
        """Whether the call settles by votes at all."""
        return self.panel.settling in (Settling.VOTE, Settling.SCORE_THEN_VOTE)


def meeting_of(actor: Actor, code: str, *, above: int | None = None) -> Meeting | None:
    """The meeting of a panel that has closed and, where scores count, is ranked; None before.

    For who ranks; for who looks on, since the release. About 15 queries. Refuses: Missing.
    """
    panel = panel_for(actor, code)
    if panel.state != PanelState.RELEASED and not may_rank(actor, panel):
        return None
    if panel.state not in (PanelState.CLOSED, PanelState.RELEASED):
        return None
    if is_frozen(panel):
        sheet = award_sheet(actor, code, above=above)
    elif panel.settling == Settling.VOTE:
        sheet = None
    else:
        return None
    with as_clerk():
        seats = Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED).order_by("-is_chair", "position")
        return Meeting(
            panel=panel,
            sheet=sheet,
            rows=_rows(panel, sheet),
            members=tuple(seats.values_list("judge__person__name", flat=True)),
        )


def _rows(panel: Panel, sheet: AwardSheet | None) -> tuple[MeetingRow, ...]:
    voters: dict[int, int] = {}
    for entry in standing_in(panel).values_list("application_id", flat=True):
        voters[entry] = voters.get(entry, 0) + 1
    voted: dict[int, int] = {}
    for entry in Vote.objects.filter(panel=panel).values_list("application_id", flat=True):
        voted[entry] = voted.get(entry, 0) + 1
    ranked = {row.number: row for row in sheet.rows} if sheet else {}
    votes = votes_in(panel)
    wanted = list(ranked) if sheet else list(voters)
    found = Application.objects.filter(pk__in=wanted).select_related("unit").defer("answers")
    rows = [
        MeetingRow(
            number=one.pk,
            application=one.code,
            title=one.title,
            unit=one.unit.name,
            phase=one.phase,
            grade=one.grade,
            rank=ranked[one.pk].rank if one.pk in ranked else None,
            score=ranked[one.pk].score if one.pk in ranked else None,
            is_above=_is_above(
                panel, ranked[one.pk].is_above if one.pk in ranked else True, votes.get(one.pk)
            ),
            voted=voted.get(one.pk, 0),
            voters=voters.get(one.pk, 0),
            votes=votes.get(one.pk),
        )
        for one in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank or 0, row.title, row.number)))


def _is_above(panel: Panel, by_scores: bool, votes: Tally | None) -> bool:
    """Whether what settles it in this call speaks for the entry."""
    carried = votes is not None and votes.is_carried
    match panel.settling:
        case Settling.VOTE:
            return carried
        case Settling.SCORE_THEN_VOTE:
            return by_scores and carried
    return by_scores
