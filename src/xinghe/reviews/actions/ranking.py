"""Rank what counts, and freeze it with all it was made from."""

from typing import Any

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.kernels.drawing.canonical import digest
from xinghe.programmes.rules.judging import Method
from xinghe.reviews.actions.conflicts import derive
from xinghe.reviews.actions.taking import take_panel
from xinghe.reviews.models import Panel, Ranking, Score
from xinghe.reviews.models.standing import as_clerk, counting_in, entries_of, needed_in
from xinghe.reviews.rules.ranking import ranked, reviews_of
from xinghe.reviews.rules.receipts import root_of
from xinghe.reviews.rules.refusals import NotRanked
from xinghe.reviews.vocab import PanelState


class ScoresLacking(Refusal):
    """An entry with fewer counting scores than the terms ask."""

    code = "scores_lacking"
    message = gettext_noop(
        "%(count)s entries have fewer than the %(needed)s scores that count. The first: %(entry)s. Ask one more judge "
        "about each of them, then rank."
    )


@command
def rank_panel(work: Work, *, panel_id: int) -> Ranking:
    """Rank by the method that was fixed when the panel opened, and freeze it. Again after a correction; the last counts.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, ScoresLacking, NotRanked.
    """
    panel = take_panel(work, panel_id, Power.PANEL_RANK, {PanelState.CLOSED}, alone=True)
    derive(work, panel)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.PANEL_RANK)
    with as_clerk():
        scores = counting_in(panel)
        _refuse_lacking(panel, scores)
        receipts = sorted(Score.objects.filter(panel=panel).values_list("digest", flat=True))
        number = Ranking.objects.filter(panel=panel).count() + 1
    record = _record(panel, scores)
    made = Ranking(
        panel=panel,
        number=number,
        record=record,
        input_hash=record["input_hash"],
        result_hash=record["result_hash"],
        receipts=receipts,
        root=root_of(receipts),
        frozen_by_id=work.actor.person_id,
        frozen_at=work.now,
        territory_path=panel.territory_path,
        industry_path=panel.industry_path,
    )
    made.save(force_insert=True)
    work.record("panel.rank", panel, digest=(None, digest(record)), revision=(None, number))
    return made


def _record(panel: Panel, scores: list[Score]) -> dict[str, Any]:
    from xinghe.kernels.judging import JudgingRefused

    rows = ((one.assignment.application.code, one.assignment.seat.code, one.points) for one in scores)
    try:
        return ranked(reviews_of(rows), Method(panel.method), cut=panel.cut)
    except JudgingRefused as why:
        raise NotRanked(why) from None


def _refuse_lacking(panel: Panel, scores: list[Score]) -> None:
    needed = needed_in(panel)
    counts = dict.fromkeys(entries_of(panel).order_by("pk").values_list("code", flat=True), 0)
    for score in scores:
        counts[score.assignment.application.code] = counts.get(score.assignment.application.code, 0) + 1
    short = [code for code, count in counts.items() if count < needed]
    if short:
        raise ScoresLacking(count=len(short), needed=needed, entry=short[0])
