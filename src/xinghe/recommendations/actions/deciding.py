"""What a desk does with what lies on it: forward, accept, return, decline; and undo a forwarding in time."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from xinghe.access.work import Work, command
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.kernels.calendar import add_working_days
from xinghe.recommendations.actions.entering import SameWorkUnderWay
from xinghe.recommendations.actions.ranking import leave_rankings
from xinghe.recommendations.actions.steps import lay, take, used
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.queries.orders import hold_order
from xinghe.recommendations.queries.twins import twin_of
from xinghe.recommendations.rules.table import refuse_out_of_use
from xinghe.recommendations.rules.words import days_read, opinion_read, reasons_read, words_read
from xinghe.recommendations.vocab import CORRECTION_DAYS, Act, State


class UndoTooLate(Refusal):
    """The next desk has begun."""

    code = "undo_too_late"
    message = gettext_noop(
        "“%(desk)s” has it and has acted, or your desk did not forward it last. Ask that desk to return it."
    )


class CorrectionStillOpen(Refusal):
    """The unit has days left to correct it."""

    code = "correction_still_open"
    message = gettext_noop(
        "The unit may correct it until %(day)s. Wait for that day, then decline it if nothing came."
    )


@command
def forward(
    work: Work, *, recommendation_id: int, opinion: str = "", version: int | None = None
) -> Recommendation:
    """Send a recommendation on to the next desk of its line.

    Refuses: Missing, RecommendationMoved, OwnRecommendation, Forbidden, NotNow, ResultOutOfUse, OpinionTooLong.
    """
    hand = take(work, Act.FORWARD, recommendation_id=recommendation_id, version=version)
    refuse_out_of_use(code=hand.recommendation.result.code, stage=hand.recommendation.result.stage)
    on = hand.route.after(hand.desk.pk)
    return lay(work, hand, Act.FORWARD, at=on, words=opinion_read(opinion))


@command
def accept(
    work: Work, *, recommendation_id: int, opinion: str = "", version: int | None = None
) -> Recommendation:
    """Say at the top that a recommendation has arrived. The result can arrive no second time.

    Refuses: as ``forward``, and SameWorkUnderWay when the same work has arrived under another result.
    """
    hand = take(work, Act.ACCEPT, recommendation_id=recommendation_id, version=version)
    held = hand.recommendation
    refuse_out_of_use(code=held.result.code, stage=held.result.stage)
    twin = twin_of(held.result_id, states=frozenset({State.ARRIVED}))
    if twin is not None:
        raise SameWorkUnderWay(code=twin.code, state=twin.state, desk=twin.desk)
    words = opinion_read(opinion)
    return lay(work, hand, Act.ACCEPT, at=hand.desk, words=words, clock=used(work, held))


@command
def return_for_correction(
    work: Work,
    *,
    recommendation_id: int,
    reasons: Iterable[str],
    words: str,
    days: int = CORRECTION_DAYS,
    version: int | None = None,
) -> Recommendation:
    """Give a recommendation back to its unit to correct within ``days`` working days; the desk's clock stops.

    Refuses: Missing, RecommendationMoved, OwnRecommendation, Forbidden, NotNow, ReturnReasonNeeded,
    CorrectionDaysOutside.
    """
    hand = take(work, Act.RETURN, recommendation_id=recommendation_id, version=version)
    held = hand.recommendation
    chosen, said = reasons_read(reasons), words_read(words)
    held.returned_from = hand.desk
    held.due_at = _end_of_day_after(work.now, days_read(days))
    return lay(
        work,
        hand,
        Act.RETURN,
        at=hand.route.unit,
        reasons=chosen,
        words=said,
        clock=used(work, held),
    )


def _end_of_day_after(now: datetime, days: int) -> datetime:
    """Midnight in China after the last of so many working days; the present day does not count."""
    last = add_working_days(now.astimezone(clock.CHINA).date(), days)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.CHINA)


def _last_day(due_at: datetime) -> date:
    """The last day on which a correction is in time."""
    return (due_at - timedelta(microseconds=1)).astimezone(clock.CHINA).date()


@command
def decline(
    work: Work, *, recommendation_id: int, reasons: Iterable[str], words: str, version: int | None = None
) -> Recommendation:
    """End a recommendation at one's desk, or one that it returned and that was not corrected in time.

    The result may be recommended again, on the same line. Refuses: as ``return_for_correction``, and
    CorrectionStillOpen.
    """
    hand = take(work, Act.DECLINE, recommendation_id=recommendation_id, version=version)
    held = hand.recommendation
    if held.due_at is not None and work.now < held.due_at:
        raise CorrectionStillOpen(day=_last_day(held.due_at))
    chosen, said = reasons_read(reasons), words_read(words)
    spent = held.waited if held.state == State.RETURNED else used(work, held)
    ended = lay(work, hand, Act.DECLINE, at=hand.seat, reasons=chosen, words=said, clock=spent)
    leave_rankings(work, ended)
    return ended


@command
def undo_forward(work: Work, *, recommendation_id: int, version: int | None = None) -> Recommendation:
    """Take a forwarding back before the next desk has acted; one's own clock goes on where it stood.

    Refuses: Missing, RecommendationMoved, OwnRecommendation, Forbidden, NotNow, UndoTooLate.
    """
    hand = take(work, Act.UNDO_FORWARD, recommendation_id=recommendation_id, version=version)
    held = hand.recommendation
    last = Step.objects.filter(recommendation=held).order_by("-pk").first()
    hold_order(hand.desk)
    has_acted = Ranking.objects.filter(recommendation=held, desk=hand.desk).exists()
    if last is None or last.act != Act.FORWARD or last.desk_id != hand.seat.pk or has_acted:
        raise UndoTooLate(desk=hand.desk.name)
    return lay(work, hand, Act.UNDO_FORWARD, at=hand.seat, clock=last.waited)
