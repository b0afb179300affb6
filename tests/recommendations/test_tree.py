"""The tree is rearranged while recommendations are on their way: they go on along the new one, on the same line."""

import random
from datetime import timedelta

import pytest

from tests.access.oracle import ancestors
from tests.factories.recommendations import recommended
from tests.factories.unions import FOUNDED, NOW
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation.errors import Missing, Refusal
from xinghe.recommendations import actions
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.queries import Route
from xinghe.recommendations.vocab import State
from xinghe.unions.actions import move_union
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for
from xinghe.unions.vocab import Line, UnionKind

pytestmark = pytest.mark.django_db

ARRANGER = Actor.for_job("command-line", via="command")


def move(union: Union, parent: Union, *, line: Line = Line.TERRITORY, days: int = 1) -> None:
    """Put a union under another parent."""
    move_union(
        ARRANGER,
        union_id=union.pk,
        line=line,
        parent_id=parent.pk,
        from_date=FOUNDED + timedelta(days=days),
    )


def now(who: Actor) -> Actor:
    """The same person on the next request: their places are read anew."""
    return actor_for(who.person_id, via="web", now=NOW)


def test_below_the_moved_county_it_stays_and_goes_on_to_the_new_city(people):
    made = recommended(people.tree.workshop, people.workshop)

    move(people.tree.county, people.tree.other_city)
    actions.forward(now(people.county), recommendation_id=made.pk)

    made.refresh_from_db()
    assert made.desk_id == people.tree.other_city.pk
    with pytest.raises(Missing):
        actions.forward(now(people.city), recommendation_id=made.pk)
    assert (
        actions.forward(now(people.other_city), recommendation_id=made.pk).desk_id == people.tree.province.pk
    )


def test_what_lies_at_the_old_city_goes_to_the_new_one_and_so_does_a_correction(people):
    lying, returned = (recommended(people.tree.workshop, people.workshop) for _ in range(2))
    for one in (lying, returned):
        actions.forward(people.county, recommendation_id=one.pk)
    actions.return_for_correction(
        people.city, recommendation_id=returned.pk, reasons=["duplicate"], words="请核对是否重复"
    )

    move(people.tree.county, people.tree.other_city)
    actions.hand_in_again(now(people.workshop), recommendation_id=returned.pk)

    desks = list(Recommendation.objects.order_by("pk").values_list("desk", "returned_from"))
    assert desks == [(people.tree.other_city.pk, None)] * 2


def test_a_unit_that_moves_takes_it_to_the_county_it_comes_to(people):
    made = recommended(people.tree.workshop, people.workshop)

    move(people.tree.workshop, people.tree.far_county)

    made.refresh_from_db()
    assert made.desk_id == people.tree.far_county.pk


def test_a_shorter_way_leaves_it_with_the_next_above(people):
    made = recommended(people.tree.workshop, people.workshop)
    actions.forward(people.county, recommendation_id=made.pk)
    ended = recommended(people.tree.county, people.county)

    move(people.tree.workshop, people.tree.province)
    move(people.tree.county, people.tree.province, days=2)

    assert (
        list(Recommendation.objects.order_by("pk").values_list("desk", flat=True))
        == [people.tree.province.pk] * 2
    )
    assert ended.pk == made.pk + 1


def test_joining_the_other_line_opens_nothing_to_it(people):
    made = recommended(people.tree.workshop, people.workshop)

    move(people.tree.workshop, people.tree.enterprise, line=Line.INDUSTRY)

    made.refresh_from_db()
    assert made.industry_path == ""
    with fenced(now(people.enterprise)):
        assert (Recommendation.objects.count(), Step.objects.count()) == (0, 0)


def test_the_old_desk_forgets_its_place_and_closes_the_gap(people):
    made = [recommended(unit, who) for unit, who in [
        (people.tree.workshop, people.workshop),
        (people.tree.sister_workshop, people.sister_workshop),
        (people.tree.workshop, people.workshop),
        (people.tree.sister_workshop, people.sister_workshop),
    ]]  # fmt: skip
    for one in made:
        desk = people.county if one.desk_id == people.tree.county.pk else people.sister_county
        actions.forward(desk, recommendation_id=one.pk)
    actions.rank_pile(
        people.city, desk_id=people.tree.city.pk, year=made[0].year, order=[one.pk for one in made]
    )

    move(people.tree.county, people.tree.other_city)

    assert list(Ranking.objects.order_by("position").values_list("recommendation", "position")) == [
        (made[1].pk, 1),
        (made[3].pk, 2),
    ]


MOVES = 120


def test_whatever_is_rearranged_everything_lies_on_its_own_way(people):
    dice = random.Random(20260701)
    tree = people.tree
    made = []
    for unit in ("workshop", "sister_workshop", "far_workshop", "plant", "branch"):
        for line in Line:
            for steps in range(3):
                union = getattr(tree, unit)
                if not getattr(union, f"{line}_path"):
                    continue
                one = recommended(union, getattr(people, unit), line=line)
                route = Route.of(one.path)
                for desk in route.desks[: min(steps, len(route.desks) - 1)]:
                    actions.forward(people.at(desk), recommendation_id=one.pk)
                if steps == 1:
                    actions.return_for_correction(
                        people.at(route.desks[1]),
                        recommendation_id=one.pk,
                        reasons=["secret"],
                        words="请核对定密",
                    )
                made.append(one.pk)
    unions = [one for one in tree.unions().values() if one.kind != UnionKind.PROVINCE]
    parents = [one for one in tree.unions().values() if one.kind != UnionKind.UNIT]
    moved, wrong = 0, []
    for number in range(1, MOVES + 1):
        union, parent = dice.choice(unions), dice.choice(parents)
        union.refresh_from_db()
        line = dice.choice([line for line in Line if getattr(union, f"{line}_path")])
        try:
            move(union, parent, line=line, days=number)
            moved += 1
        except Refusal:
            continue
        standing = ancestors()
        for one in Recommendation.objects.select_related("result"):
            above = standing[one.result.unit_id][one.line]
            desks = {one.desk_id, one.returned_from_id} - {None}
            deciding = {one.returned_from_id} if one.state == State.RETURNED else {one.desk_id}
            is_right = (
                {int(part) for part in one.path.split(".") if part} == above
                and not (one.territory_path and one.industry_path)
                and desks <= above
                and one.result.unit_id not in deciding
                and (one.state != State.RETURNED or one.desk_id == one.result.unit_id)
            )
            if not is_right:
                wrong.append((number, one.pk))

    assert wrong == []
    assert moved > MOVES / 4
    assert len(made) == Recommendation.objects.count() == 18
