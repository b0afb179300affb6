"""Rank what counts, and freeze it with all it was made from."""

from typing import Any

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.kernels.drawing.canonical import digest
from xinghe.programmes.rules.judging import Method
from xinghe.reviews.actions.conflicts import derive
from xinghe.reviews.actions.taking import take_panel
from xinghe.reviews.actions.telling import tell_released
from xinghe.reviews.models import Panel, Ranking, Rerank, Score
from xinghe.reviews.models.standing import (
    as_clerk,
    counting_in,
    entries_of,
    is_outdated,
    needed_in,
    open_in,
)
from xinghe.reviews.queries.outcomes import latest_ranking
from xinghe.reviews.rules.ranking import ranked, reviews_of
from xinghe.reviews.rules.receipts import root_of
from xinghe.reviews.rules.refusals import NotRanked
from xinghe.reviews.rules.words import review_reason
from xinghe.reviews.vocab import PanelState


class ScoresLacking(Refusal):
    """An entry with fewer counting scores than the terms ask."""

    code = "scores_lacking"
    message = gettext_noop(
        "%(count)s entries have fewer than the %(needed)s scores that count. The first: %(entry)s. Ask one more judge "
        "about each of them, then rank."
    )


class RerankNotNow(Refusal):
    """What is released is ranked again when it no longer counts the right scores, and once for it."""

    code = "rerank_not_now"
    message = gettext_noop(
        "The released ranking counts the scores that count now, or a new one is asked for already. Note the conflict first, or have "
        "another officer agree to what was asked."
    )


class RerankGranted(Refusal):
    """Granted once, and by somebody else than who asked."""

    code = "rerank_granted"
    message = gettext_noop(
        "This ranking was agreed to already, or you asked for it yourself. Have another officer look at it."
    )


@command
def rank_panel(work: Work, *, panel_id: int) -> Ranking:
    """Rank by the method that was fixed when the panel opened, and freeze it. Again after a correction; the last counts.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, ScoresLacking, NotRanked.
    """
    panel = take_panel(work, panel_id, Power.PANEL_RANK, {PanelState.CLOSED}, alone=True)
    derive(work, panel)
    return _freeze(work, panel)


@command
def ask_rerank(work: Work, *, panel_id: int, reason: str) -> Rerank:
    """After the release an officer asks for another ranking, because the released one counts the wrong scores.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, RerankNotNow, ReviewReasonNeeded.
    """
    panel = take_panel(work, panel_id, Power.PANEL_RANK, {PanelState.RELEASED}, alone=True)
    derive(work, panel)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.PANEL_RANK)
    with as_clerk():
        frozen = latest_ranking(panel)
        is_needed = frozen is not None and is_outdated(panel, frozen)
    if not is_needed or Rerank.objects.filter(panel=panel, granted_by__isnull=True).exists():
        raise RerankNotNow
    made = Rerank(
        panel=panel,
        reason=review_reason(reason),
        asked_by_id=work.actor.person_id,
        asked_at=work.now,
        territory_path=panel.territory_path,
        industry_path=panel.industry_path,
    )
    made.save(force_insert=True)
    work.record("panel.ask_rerank", panel, reason=made.reason)
    return made


@command
def grant_rerank(work: Work, *, panel_id: int, rerank_id: int) -> Ranking:
    """Another officer agrees, and the ranking is frozen anew and out at once; the earlier one stays in the record.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, RerankGranted, ScoresLacking, NotRanked.
    """
    panel = take_panel(work, panel_id, Power.PANEL_RANK, {PanelState.RELEASED}, alone=True)
    asked = work.claim(Rerank, rerank_id)
    if asked.panel_id != panel.pk:
        raise Missing
    if asked.granted_by_id is not None or asked.asked_by_id == work.actor.person_id:
        raise RerankGranted
    derive(work, panel)
    made = _freeze(work, panel, reason=asked.reason)
    asked.granted_by_id, asked.granted_at, asked.ranking = work.actor.person_id, work.now, made
    asked.save(update_fields=["granted_by", "granted_at", "ranking"])
    tell_released(work, panel)
    return made


def _freeze(work: Work, panel: Panel, *, reason: str = "") -> Ranking:
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
    work.record("panel.rank", panel, reason=reason, digest=(None, digest(record)), revision=(None, number))
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
    # Whose way has ended needs no further judge, and nobody may be asked for one.
    entries = open_in(panel) if panel.state == PanelState.RELEASED else entries_of(panel)
    counts = dict.fromkeys(entries.order_by("pk").values_list("code", flat=True), 0)
    for score in scores:
        counts[score.assignment.application.code] = counts.get(score.assignment.application.code, 0) + 1
    short = [code for code, count in counts.items() if count < needed]
    if short:
        raise ScoresLacking(count=len(short), needed=needed, entry=short[0])
