"""What a unit does: put a result forward, hand it in again, take the recommendation back."""

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.recommendations.actions.ranking import leave_rankings
from xinghe.recommendations.actions.steps import lay, take, used, write_step
from xinghe.recommendations.actions.telling import tell_of
from xinghe.recommendations.models import Recommendation
from xinghe.recommendations.queries.twins import twin_of
from xinghe.recommendations.queries.ways import Route
from xinghe.recommendations.rules.route import choose_line
from xinghe.recommendations.rules.table import refuse_out_of_use
from xinghe.recommendations.rules.words import opinion_read, words_read
from xinghe.recommendations.vocab import HOLDING, Act, State
from xinghe.results.models import Creator, Result
from xinghe.unions.vocab import Line


class RecommendedAlready(Refusal):
    """A result is recommended once."""

    code = "recommended_already"
    message = gettext_noop(
        "This result is recommended already: “%(state)s”, at “%(desk)s”. Open that recommendation and follow it."
    )


class SameWorkUnderWay(Refusal):
    """The same work, recorded as another result, is recommended."""

    code = "same_work_under_way"
    message = gettext_noop(
        "The same work is recommended as the result %(code)s: “%(state)s”, at “%(desk)s”. "
        "Have one of the two withdrawn, or the ruling that they are one work looked at again."
    )


@command
def put_forward(work: Work, *, result_id: int, line: Line | None = None, opinion: str = "") -> Recommendation:
    """Put a result of one's own unit on its way up one line; the line is chosen once and for good.

    ``line`` need be said only where the unit stands on two and the result never took one.
    Refuses: Missing, Forbidden, ResultOutOfUse, RecommendedAlready, LineNeeded, LineLocked, LineNotOpen,
    NoDeskAbove, SameWorkUnderWay, OpinionTooLong.
    """
    result = work.claim(Result, result_id)
    work.require(Power.RESULT_RECOMMEND, result)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.RESULT_RECOMMEND)
    refuse_out_of_use(code=result.code, stage=result.stage)
    earlier = list(Recommendation.objects.filter(result=result).select_related("desk").order_by("pk"))
    standing = next((one for one in earlier if one.state in HOLDING), None)
    if standing is not None:
        raise RecommendedAlready(state=State(standing.state), desk=standing.desk.name)
    paths = {Line.TERRITORY: result.territory_path, Line.INDUSTRY: result.industry_path}
    locked = Line(earlier[0].line) if earlier else None
    chosen = choose_line(paths=paths, union=result.unit.name, asked=line, locked=locked)
    _refuse_twin(result)
    route = Route.of(paths[chosen])
    recommendation = Recommendation.objects.create(
        result=result,
        line=chosen,
        territory_path=paths[chosen] if chosen == Line.TERRITORY else "",
        industry_path=paths[chosen] if chosen == Line.INDUSTRY else "",
        desk=route.desks[0],
        year=work.now.astimezone(clock.CHINA).year,
        opinion=opinion_read(opinion),
        people=_people_of(result),
        put_forward_by_id=work.actor.person_id,
        put_forward_at=work.now,
        lies_since=work.now,
    )
    write_step(work, recommendation, Act.PUT_FORWARD, by=route.unit, words=recommendation.opinion)
    work.record(
        "recommendation.put_forward",
        recommendation,
        reason=recommendation.opinion,
        result=(None, result.code),
        line=(None, chosen),
        desk=(None, route.desks[0].name),
    )
    tell_of(work, recommendation, Act.PUT_FORWARD)
    return recommendation


def _refuse_twin(result: Result) -> None:
    twin = twin_of(result.pk)
    if twin is not None:
        raise SameWorkUnderWay(code=twin.code, state=twin.state, desk=twin.desk)


def _people_of(result: Result) -> list[int]:
    """Who made the result or recorded it, by number: no one of them decides about it. 1 query."""
    creators = Creator.objects.filter(result=result, person__isnull=False).values_list("person_id", flat=True)
    return sorted({number for number in (*creators, result.recorded_by_id) if number is not None})


@command
def hand_in_again(
    work: Work, *, recommendation_id: int, words: str = "", version: int | None = None
) -> Recommendation:
    """Give a corrected recommendation back to the desk that returned it; that desk's clock goes on.

    Refuses: Missing, RecommendationMoved, Forbidden, NotNow, ResultOutOfUse, OpinionTooLong.
    """
    hand = take(work, Act.HAND_IN_AGAIN, recommendation_id=recommendation_id, version=version)
    held = hand.recommendation
    refuse_out_of_use(code=held.result.code, stage=held.result.stage)
    back = next(desk for desk in hand.route.desks if desk.pk == held.returned_from_id)
    return lay(
        work,
        hand,
        Act.HAND_IN_AGAIN,
        at=back,
        words=opinion_read(words),
        clock=held.waited,
    )


@command
def withdraw(work: Work, *, recommendation_id: int, words: str, version: int | None = None) -> Recommendation:
    """Take a recommendation back that has not arrived. The result may be recommended again, on the same line.

    Refuses: Missing, RecommendationMoved, Forbidden, NotNow, ReturnReasonNeeded.
    """
    hand = take(work, Act.WITHDRAW, recommendation_id=recommendation_id, version=version)
    held = lay(
        work,
        hand,
        Act.WITHDRAW,
        at=hand.desk,
        words=words_read(words),
        clock=used(work, hand.recommendation),
    )
    leave_rankings(work, held)
    return held
