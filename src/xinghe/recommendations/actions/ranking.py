"""Give what lies at a desk an order: places from 1 without gaps, each held once."""

from collections.abc import Iterable, Sequence

from django.db.models import F

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import open_fence
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.recommendations.models import Ranking, Recommendation
from xinghe.recommendations.queries.orders import hold_order
from xinghe.recommendations.rules.ranking import moved, places
from xinghe.recommendations.vocab import State
from xinghe.unions.models import Union

# Who takes something out of an order closes the gap, also among what only the desk itself may see.
_CLERK = Actor.for_job("ranking-clerk")


class NotInThePile(Refusal):
    """An order may only name what lies at the desk, each once."""

    code = "not_in_the_pile"
    message = gettext_noop(
        "%(count)s of these recommendations do not lie at this desk, are your own, or stand here twice. "
        "Reload the page and order what is left."
    )


@command
def rank_pile(work: Work, *, desk_id: int, year: int, order: Sequence[int]) -> int:
    """Put what lies at a desk in the order of these numbers; what is left out has no place. How many have one.

    What was forwarded keeps its place before or after the others. Refuses: Missing, Forbidden, NotInThePile.
    """
    desk = _desk(work, desk_id)
    pile = _hold_pile(work, desk, year=year)
    hold_order(desk)
    return _set_order(work, desk, year=year, pile=pile, order=list(order))


@command
def rank(work: Work, *, recommendation_id: int, position: int | None = None) -> int:
    """Put one recommendation at a place among what lies with it at its desk; None puts it last. Its place among all.

    Refuses: Missing, Forbidden, NotInThePile.
    """
    found = within(work.actor, Recommendation.READ, Recommendation.objects.filter(pk=recommendation_id))
    asked = found.values_list("desk_id", "year").first()
    if asked is None:
        raise Missing
    desk_id, year = asked
    desk = _desk(work, desk_id)
    pile = _hold_pile(work, desk, year=year)
    hold_order(desk)
    rows = Ranking.objects.filter(desk=desk, year=year, recommendation__in=pile).order_by("position")
    standing = list(rows.values_list("recommendation_id", flat=True))
    order = moved(standing, recommendation_id, to=position)
    _set_order(work, desk, year=year, pile=pile, order=order)
    return Ranking.objects.values_list("position", flat=True).get(desk=desk, recommendation=recommendation_id)


def _desk(work: Work, desk_id: int) -> Union:
    desk = Union.objects.filter(pk=desk_id).first()
    if desk is None:
        raise Missing
    if work.actor.person_id is None:
        raise Forbidden(power=Power.RECOMMENDATION_DECIDE)
    work.require(Power.RECOMMENDATION_DECIDE, desk)
    return desk


def _hold_pile(work: Work, desk: Union, *, year: int) -> dict[int, Recommendation]:
    """What lies at the desk and is not the actor's own, locked in the order of numbers, so that two never wait for each other."""
    rows = Recommendation.objects.filter(desk=desk, year=year, state=State.UNDER_WAY)
    mine = within(work.actor, Power.RECOMMENDATION_DECIDE, rows).exclude(put_forward_by=work.actor.person_id)
    return {one.pk: one for one in mine.select_for_update(of=("self",)).order_by("pk")}


def _set_order(
    work: Work, desk: Union, *, year: int, pile: dict[int, Recommendation], order: list[int]
) -> int:
    if stray := len(order) - len(set(order) & pile.keys()):
        raise NotInThePile(count=stray)
    standing = {one.recommendation_id: one for one in Ranking.objects.filter(desk=desk, year=year)}
    fixed = {number: one.position for number, one in standing.items() if number not in pile}
    wanted = places(order, fixed=fixed)
    _write(work, desk, year=year, pile=pile, standing=standing, wanted=wanted)
    return len(wanted)


def _write(
    work: Work,
    desk: Union,
    *,
    year: int,
    pile: dict[int, Recommendation],
    standing: dict[int, Ranking],
    wanted: dict[int, int],
) -> None:
    changed = 0
    gone = [one for number, one in standing.items() if number not in wanted]
    Ranking.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for number, before in _changes(standing, wanted):
        place = wanted.get(number)
        if number in standing and place is not None:
            Ranking.objects.filter(pk=standing[number].pk).update(position=place)
        elif place is not None:
            one = pile[number]
            Ranking.objects.create(
                recommendation=one,
                desk=desk,
                year=year,
                position=place,
                territory_path=one.territory_path,
                industry_path=one.industry_path,
            )
        if number in pile:
            changed += 1
            work.record("recommendation.rank", pile[number], position=(before, place), desk=(None, desk.name))
    if not changed:
        work.leave_unrecorded("the order was this one before")


def _changes(standing: dict[int, Ranking], wanted: dict[int, int]) -> Iterable[tuple[int, int | None]]:
    """(number, place before) of everything whose place is another now."""
    for number in sorted(standing.keys() | wanted.keys()):
        before = standing[number].position if number in standing else None
        if before != wanted.get(number):
            yield number, before


def leave_rankings(work: Work, held: Recommendation) -> None:
    """Take an ended recommendation out of every order and close the gaps, inside the command that ends it."""
    rankings = list(Ranking.objects.filter(recommendation=held).select_related("desk").order_by("desk_id"))
    if not rankings:
        return
    hold_order(*(one.desk for one in rankings))
    open_fence(_CLERK)
    for one in rankings:
        place = Ranking.objects.values_list("position", flat=True).get(pk=one.pk)
        Ranking.objects.filter(pk=one.pk).delete()
        rest = Ranking.objects.filter(desk=one.desk, year=one.year, position__gt=place)
        rest.update(position=F("position") - 1)
    open_fence(work.actor)
