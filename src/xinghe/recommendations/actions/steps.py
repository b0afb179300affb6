"""What every act upon a recommendation has in common: who may, whether it fits, and what is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.recommendations.actions.telling import tell_of
from xinghe.recommendations.models import Recommendation, Step
from xinghe.recommendations.queries.ways import Route, forwarded_by
from xinghe.recommendations.rules.table import OF_THE_UNIT, seat_of, state_after
from xinghe.recommendations.vocab import Act, Reason, State
from xinghe.unions.models import Union


class OwnRecommendation(Refusal):
    """A second person decides."""

    code = "own_recommendation"
    message = gettext_noop(
        "You made, recorded or recommended this result yourself. Have a colleague at “%(desk)s” decide about it."
    )
    status = 403


class RecommendationMoved(Refusal):
    """The page shows how it stood before somebody acted."""

    code = "recommendation_moved"
    message = gettext_noop(
        "Somebody acted on this recommendation since your page was opened. Reload it and look again."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A recommendation held for one act: its route, the union that has it, the one that acts, and what it becomes."""

    recommendation: Recommendation
    route: Route
    desk: Union
    seat: Union
    then: State


def take(work: Work, act: Act, *, recommendation_id: int, version: int | None) -> Hand:
    """Claim a recommendation for an act. ``version`` is that of the page it was seen on; None asks nothing. 5 queries.

    Refuses: Missing, RecommendationMoved, OwnRecommendation, Forbidden, NotNow.
    """
    held = work.claim(Recommendation, recommendation_id)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.RECOMMENDATION_DECIDE)
    if version is not None and version != held.version:
        raise RecommendationMoved
    route = Route.of(held.path)
    unions = {union.pk: union for union in (route.unit, *route.desks)}
    desk, state = unions[held.desk_id], State(held.state)
    number = seat_of(
        act,
        state=state,
        desk=desk.pk,
        unit=route.unit.pk,
        returned_from=held.returned_from_id,
        forwarded_by=forwarded_by(held) if act is Act.UNDO_FORWARD else None,
    )
    # A desk that the tree has moved away since is nobody's seat.
    seat = unions.get(number, desk)
    if act in OF_THE_UNIT:
        work.require(Power.RESULT_RECOMMEND, seat)
    else:
        refuse_own(work, held, seat)
        work.require(Power.RECOMMENDATION_DECIDE, seat)
    then = state_after(act, state=state, place=route.place_of(desk.pk), desk=desk.name)
    return Hand(recommendation=held, route=route, desk=desk, seat=seat, then=then)


def refuse_own(work: Work, held: Recommendation, desk: Union) -> None:
    """Keep who made the result or put it forward from deciding about it. Refuses: OwnRecommendation."""
    if work.actor.person_id in {held.put_forward_by_id, *held.people}:
        raise OwnRecommendation(desk=desk.name)


def lay(
    work: Work,
    hand: Hand,
    act: Act,
    *,
    at: Union,
    reasons: Sequence[Reason] = (),
    words: str = "",
    clock: timedelta = timedelta(),
) -> Recommendation:
    """Write down an act of the union that acts: whose turn it is now, a step, and a line in the record.

    ``clock`` is what the union ``at`` had used of its time before. Who returns has said to whom and until when.
    """
    held = hand.recommendation
    waited, before = used(work, held), held.state
    held.state, held.desk = hand.then, at
    held.lies_since, held.waited = work.now, clock
    held.version += 1
    if hand.then is not State.RETURNED:
        held.returned_from = held.due_at = None
    held.save()
    write_step(work, held, act, by=hand.seat, reasons=reasons, words=words, waited=waited)
    work.record(
        f"recommendation.{act}",
        held,
        reason=words,
        state=(before, hand.then),
        desk=(hand.desk.name, at.name),
        reasons=(None, " ".join(reasons) or None),
    )
    tell_of(work, held, act)
    return held


def used(work: Work, held: Recommendation) -> timedelta:
    """How long the union that has it has had it; a correction stops the clock of the desk, not the unit's own."""
    before = held.waited if held.state == State.UNDER_WAY else timedelta()
    return before + (work.now - held.lies_since)


def write_step(
    work: Work,
    held: Recommendation,
    act: Act,
    *,
    by: Union,
    reasons: Sequence[Reason] = (),
    words: str = "",
    waited: timedelta = timedelta(),
) -> Step:
    """Keep what was done, for everybody who may see the recommendation. 1 query."""
    assert work.actor.person_id is not None  # every command refuses machines
    return Step.objects.create(
        recommendation=held,
        act=act,
        desk=by,
        person_id=work.actor.person_id,
        at=work.now,
        reasons=list(reasons),
        words=words,
        waited=waited,
        people=held.people,
        territory_path=held.territory_path,
        industry_path=held.industry_path,
    )
