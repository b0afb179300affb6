"""What comes of scores, and who learns it when: the chair while all sit together, officers when it is frozen, others at the release."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xinghe.access.actor import Actor
from xinghe.access.checks import may, within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.reviews.models import Conflict, Panel, Ranking, Score, Seat
from xinghe.reviews.models.standing import as_clerk, counting_in, latest_scores, standing_in, votes_in
from xinghe.reviews.queries.panels import panel_for
from xinghe.reviews.rules.feedback import criterion_means
from xinghe.reviews.rules.ranking import line_of
from xinghe.reviews.rules.scoring import off_the_middle, shown
from xinghe.reviews.rules.votes import Tally
from xinghe.reviews.vocab import TICKS, PanelState, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow:
    """How an entry stands while all sit together, for the chair: by the chair's own number of it."""

    number: int
    expected: int
    given: int
    mean: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffRow:
    """A score far from the others of its entry: whose, and how far; the entry by the number its judge has for it."""

    seat: str
    judge: str
    number: int
    total: str
    mean: str
    has_comment: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRow:
    """A line of the ranking before those who decide."""

    rank: int
    application: str
    title: str
    unit: str
    score: float
    low: float | None
    high: float | None
    p_above_cut: float | None
    scores: int
    votes: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingView:
    """The ranking that counts, with what anybody needs to make it again."""

    number: int
    method: str
    rows: tuple[RankRow, ...]
    root: str
    result_hash: str
    frozen_at: datetime
    record: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOutcome:
    """What applicants learn of their own application when results are released: no names, comments in no order."""

    panel: str
    phase: str
    rank: int
    of: int
    score: float
    comments: tuple[str, ...]
    # (criterion, mean of the points given), as far as the ranking was made of them.
    criteria: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeOutcome:
    """What a judge learns at the release about the entries they judged."""

    number: int
    application: str
    title: str
    rank: int
    score: float


def live_for_chair(actor: Actor, panel_code: str) -> tuple[LiveRow, ...]:
    """Scores as they come in while a panel sits together, for its chair, without entries the chair has a conflict with.

    What they come to is told when the chair has scored the entry too, or abstained. Refuses: Missing.
    """
    panel = _chaired(actor, panel_code, (PanelState.OPEN,))
    if not panel.sits_together:
        raise Missing
    with as_clerk():
        tasks = list(standing_in(panel))
        given: dict[int, list[int]] = {}
        for score in counting_in(panel):
            given.setdefault(score.assignment.application_id, []).append(score.total or 0)
        mine = {task.pk: task for task in tasks if task.person_id == actor.person_id}
        settled = set(latest_scores(mine))
        return tuple(
            LiveRow(
                number=own.number,
                expected=sum(task.application_id == own.application_id for task in tasks),
                given=len(given.get(own.application_id, ())),
                mean=_mean(given.get(own.application_id, [])) if own.pk in settled else "",
            )
            for own in sorted(mine.values(), key=lambda one: one.number)
        )


def off_the_middle_for(actor: Actor, panel_code: str) -> tuple[OffRow, ...]:
    """After the end: the scores that leave the middle of their entry by more than the band, for the chair to ask about.

    Refuses: Missing.
    """
    panel = _chaired(actor, panel_code, (PanelState.CLOSED,))
    with as_clerk():
        by_entry: dict[int, list[Score]] = {}
        for score in counting_in(panel):
            by_entry.setdefault(score.assignment.application_id, []).append(score)
        names = dict(Seat.objects.filter(panel=panel).values_list("pk", "judge__person__name"))
        barred = _barred(actor, panel)
        rows = []
        for entry, scores in by_entry.items():
            totals = [score.total or 0 for score in scores]
            for score, is_off in zip(scores, off_the_middle(totals, band=panel.comment_band), strict=True):
                if is_off and entry not in barred:
                    task = score.assignment
                    rows.append(
                        OffRow(
                            seat=task.seat.code,
                            judge=names[task.seat_id],
                            number=task.number,
                            total=shown(score.total or 0),
                            mean=_mean(totals),
                            has_comment=len(score.comment) >= panel.comment_least,
                        )
                    )
        return tuple(sorted(rows, key=lambda row: (row.seat, row.number)))


def ranking_for(actor: Actor, panel_code: str) -> RankingView:
    """The ranking that counts: for who ranks, since it is frozen; for who looks on, since it is released.

    Refuses: Missing.
    """
    panel = panel_for(actor, panel_code)
    if panel.state != PanelState.RELEASED and not may(actor, Power.PANEL_RANK, panel):
        raise Missing
    frozen = latest_ranking(panel)
    if frozen is None:
        raise Missing
    with as_clerk():
        votes = votes_in(panel)
        counts: dict[str, int] = {}
        for entry, judge in {(entry, judge) for entry, judge, *_ in frozen.record["scores"]}:
            counts[entry] = counts.get(entry, 0) + bool(judge)
        found = {one.code: one for one in Application.objects.filter(code__in=counts).select_related("unit")}
        rows = tuple(
            RankRow(
                rank=line["rank"],
                application=line["entry"],
                title=found[line["entry"]].title,
                unit=found[line["entry"]].unit.name,
                score=line["score"],
                low=line["low"],
                high=line["high"],
                p_above_cut=line["p_above_cut"],
                scores=counts[line["entry"]],
                votes=votes.get(found[line["entry"]].pk),
            )
            for line in frozen.record["result"]["entries"]
        )
        return RankingView(
            number=frozen.number,
            method=frozen.record["method"],
            rows=rows,
            root=frozen.root,
            result_hash=frozen.result_hash,
            frozen_at=frozen.frozen_at,
            record=frozen.record,
        )


def own_outcomes(actor: Actor, application_code: str) -> tuple[OwnOutcome, ...]:
    """What was released about an application, for its own people, panel by panel. Refuses: Missing."""
    mine = Application.objects.filter(code=application_code, people__contains=[actor.person_id or 0])
    application = within(actor, Power.APPLICATION_READ, mine).first()
    if application is None:
        raise Missing
    found = []
    with as_clerk():
        panels = Panel.objects.filter(assignments__application=application, state=PanelState.RELEASED)
        for panel in panels.distinct().order_by("pk"):
            frozen = latest_ranking(panel)
            line = line_of(frozen.record, application.code) if frozen else None
            if frozen is None or line is None:
                continue
            comments = [
                score.comment
                for score in counting_in(panel)
                if score.assignment.application_id == application.pk
            ]
            found.append(
                OwnOutcome(
                    panel=panel.code,
                    phase=panel.phase,
                    rank=line["rank"],
                    of=len(frozen.record["result"]["entries"]),
                    score=line["score"],
                    comments=tuple(sorted(filter(None, comments))),
                    criteria=criterion_means(frozen.record, application.code),
                )
            )
    return tuple(found)


def outcomes_for_judge(actor: Actor, panel_code: str) -> tuple[JudgeOutcome, ...]:
    """What became of the entries a judge had, since the results are released. Refuses: Missing."""
    _seat(actor, panel_code, (PanelState.RELEASED,))
    with as_clerk():
        panel = Panel.objects.get(code=panel_code)
        frozen = latest_ranking(panel)
        tasks = standing_in(panel).filter(person_id=actor.person_id or 0).select_related("application")
        rows = [(task, line_of(frozen.record, task.application.code) if frozen else None) for task in tasks]
        return tuple(
            JudgeOutcome(
                number=task.number,
                application=task.application.code,
                title=task.application.title,
                rank=line["rank"],
                score=line["score"],
            )
            for task, line in sorted(rows, key=lambda row: row[0].number)
            if line
        )


def members_of(panel_code: str) -> tuple[str, ...]:
    """Who judged, for anybody, since the results are released; nobody before. 1 query.

    By name: the order of the seats would say who gave which score of a published ranking.
    """
    with as_clerk():
        seats = Seat.objects.filter(
            panel__code=panel_code, panel__state=PanelState.RELEASED, state=SeatState.ACCEPTED
        )
        return tuple(
            seats.order_by("judge__person__name_pinyin", "judge__person__name").values_list(
                "judge__person__name", flat=True
            )
        )


def latest_ranking(panel: Panel) -> Ranking | None:
    """The ranking that counts, where the fence shows it to who asks. 1 query."""
    return Ranking.objects.filter(panel=panel).order_by("-number").first()


def _chaired(actor: Actor, panel_code: str, states: tuple[PanelState, ...]) -> Panel:
    seat = _seat(actor, panel_code, states)
    if not seat.is_chair:
        raise Missing
    return seat.panel


def _seat(actor: Actor, panel_code: str, states: tuple[PanelState, ...]) -> Seat:
    mine = within(actor, Power.REVIEW_WRITE, Seat.objects.filter(state=SeatState.ACCEPTED))
    found = mine.filter(panel__code=panel_code, panel__state__in=states).select_related("panel__call").first()
    if found is None:
        raise Missing
    return found


def _barred(actor: Actor, panel: Panel) -> set[int]:
    """The entries that the actor, as a judge of this pool, has a conflict with."""
    rows = Conflict.objects.filter(
        person_id=actor.person_id or 0, judge__union_id=panel.union_id, ended_at__isnull=True
    )
    return set(rows.values_list("application_id", flat=True))


def _mean(totals: list[int]) -> str:
    if not totals:
        return ""
    mean = Decimal(sum(totals)) / (len(totals) * TICKS)
    return f"{mean.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}"
