"""The award sheet: the frozen ranking beside a line that somebody tries, with how sure it is. Nothing before the freeze."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xinghe.access.actor import Actor
from xinghe.access.checks import may
from xinghe.access.powers import Power
from xinghe.programmes.models import Application, Call
from xinghe.reviews.models import Panel, Ranking, Rerank, Seat
from xinghe.reviews.models.standing import as_clerk, is_outdated
from xinghe.reviews.queries.award import Further, further_reviews, turns_of
from xinghe.reviews.queries.outcomes import RankingView, latest_ranking, ranking_for
from xinghe.reviews.queries.panels import panel_for
from xinghe.reviews.queries.settling import is_current
from xinghe.reviews.rules.ranking import reviews_in
from xinghe.reviews.rules.refusals import NotRanked
from xinghe.reviews.rules.votes import Tally
from xinghe.reviews.vocab import PanelState

if TYPE_CHECKING:
    from xinghe.kernels.judging import RankedEntry, Turn

# So many further judges are proposed at once; when their scores are in, one asks again.
MOST_PROPOSED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One entry. ``low``, ``middle``, ``high`` and ``p_above`` come from the calibrated model, on the scale of the scores."""

    number: int
    rank: int
    application: str
    title: str
    unit: str
    phase: str
    grade: str
    score: float
    low: float | None
    middle: float | None
    high: float | None
    p_above: float | None
    is_above: bool
    is_open: bool
    scores: int
    votes: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardSheet:
    """A frozen ranking with the line after place ``above``; ``line`` is where it lies on the scale of the scores.

    ``is_current``: nothing changed of its scores since it was frozen.
    """

    panel: Panel
    ranking: RankingView
    above: int
    line: float | None
    rows: tuple[SheetRow, ...]
    is_current: bool

    @property
    def open(self) -> tuple[SheetRow, ...]:
        """Those whose interval holds the line."""
        return tuple(row for row in self.rows if row.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardOutlook:
    """What would flip the line, with the names of judges by seat, and who could be asked about what is open."""

    turns: tuple[Turn, ...]
    judges: dict[str, str]
    further: tuple[Further, ...]


def may_rank(actor: Actor, panel: Panel) -> bool:
    """Whether this person ranks and releases the panel. 1 query."""
    return may(actor, Power.PANEL_RANK, panel)


def is_frozen(panel: Panel) -> bool:
    """Whether there is a ranking that the fence shows to who asks. 1 query."""
    return Ranking.objects.filter(panel=panel).exists()


def rerank_asked(panel: Panel) -> Rerank | None:
    """The new ranking that was asked for after the release and nobody has agreed to, where the fence shows it. 1 query."""
    return Rerank.objects.filter(panel=panel, granted_by__isnull=True).first()


def award_sheet(actor: Actor, code: str, *, above: int | None = None) -> AwardSheet:
    """The sheet with a line after place ``above``, by default the panel's own or as many as may be named.

    Whom ``ranking_for`` shows the ranking to sees it. About 12 queries. Refuses: Missing.
    """
    ranking = ranking_for(actor, code)
    panel = panel_for(actor, code)
    most = len(ranking.rows)
    line_after = min(max(above or _usual_line(panel, most), 1), most)
    estimates = _estimates(ranking, above=line_after)
    line = _line(estimates, above=line_after)
    with as_clerk():
        frozen = latest_ranking(panel)
        is_fresh = frozen is not None and (
            not is_outdated(panel, frozen)
            if panel.state == PanelState.RELEASED
            else is_current(panel, frozen)
        )
        codes = [row.application for row in ranking.rows]
        found = {one.code: one for one in Application.objects.filter(code__in=codes).defer("answers")}
    return AwardSheet(
        panel=panel,
        ranking=ranking,
        above=line_after,
        line=line,
        rows=tuple(
            _row(row, found[row.application], estimates.get(row.application), above=line_after, line=line)
            for row in ranking.rows
        ),
        is_current=is_fresh,
    )


def award_outlook(actor: Actor, sheet: AwardSheet) -> AwardOutlook:
    """What would flip the line of a sheet, and whom to ask about what is open, for who ranks. Refuses: Missing.

    It ranks anew once for each judge and criterion left out. Nobody is proposed where the scores cannot be calibrated.
    """
    code = sheet.panel.code
    turns = turns_of(actor, code, above=sheet.above) if sheet.above < len(sheet.rows) else ()
    open_ = {row.application for row in sheet.open}
    further: tuple[Further, ...] = ()
    if open_ and sheet.panel.state == PanelState.CLOSED:
        try:
            proposed = further_reviews(actor, code, above=sheet.above, budget=MOST_PROPOSED)
        except NotRanked:
            proposed = ()
        further = tuple(one for one in proposed if one.application in open_)
    with as_clerk():
        seats = Seat.objects.filter(panel=sheet.panel).values_list("code", "judge__person__name")
        return AwardOutlook(turns=turns, judges=dict(seats), further=further)


def _usual_line(panel: Panel, most: int) -> int:
    """The panel's own line; else as many as may be named, if that is fewer than there are; else the middle."""
    grades = Call.objects.get(pk=panel.call_id).said_terms.grades
    places = sum(one.most for one in grades if one.most is not None)
    is_bounded = all(one.most is not None for one in grades)
    return panel.cut or (places if is_bounded and places < most else -(-most // 2))


def _estimates(ranking: RankingView, *, above: int) -> dict[str, RankedEntry]:
    """Every entry by the calibrated model, whatever method ranks; nothing where judges share no entry."""
    from xinghe.kernels.judging import JudgingRefused, Method, Rubric, Rule, rank

    try:
        found = rank(
            reviews_in(ranking.record), Method.CALIBRATED, rule=Rule(rubric=Rubric(add="sum")), cut=above
        )
    except JudgingRefused:
        return {}
    return {one.entry: one for one in found.entries}


def _line(estimates: dict[str, RankedEntry], *, above: int) -> float | None:
    """Half way between the last above and the first below, by the model's own order."""
    scores = sorted((one.score for one in estimates.values()), reverse=True)
    return (scores[above - 1] + scores[above]) / 2 if above < len(scores) else None


def _row(
    row: Any, application: Application, estimate: RankedEntry | None, *, above: int, line: float | None
) -> SheetRow:
    low, high = (estimate.low, estimate.high) if estimate else (None, None)
    return SheetRow(
        number=application.pk,
        rank=row.rank,
        application=row.application,
        title=row.title,
        unit=row.unit,
        phase=application.phase,
        grade=application.grade,
        score=row.score,
        low=low,
        middle=estimate.score if estimate else None,
        high=high,
        p_above=estimate.p_above_cut if estimate else None,
        is_above=row.rank <= above,
        is_open=line is not None and low is not None and high is not None and low <= line <= high,
        scores=row.scores,
        votes=row.votes,
    )
