"""Piles and lists: orders, narrowing, their cost, the way and its clock."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.oracle import ancestors
from tests.factories.recommendations import recommended
from tests.factories.results import findable
from tests.factories.unions import NOW, officer, worker
from xinghe.access.fence import fenced
from xinghe.access.powers import Power, Role
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import CursorBroken
from xinghe.kernels.calendar import add_working_days
from xinghe.recommendations import actions, queries
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.queries import RecommendationFilter, Route
from xinghe.recommendations.vocab import State
from xinghe.results.vocab import Field, Stage
from xinghe.unions.vocab import Line

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["seal_missing"], "words": "请补盖单位公章"}


@pytest.fixture
def spread(people):
    """Eight on both lines, at every kind of place, put forward an hour apart over two years."""
    made = []
    for number in range(8):
        unit = ("workshop", "plant", "sister_workshop", "branch")[number % 4]
        line = Line.INDUSTRY if unit == "branch" or number == 5 else Line.TERRITORY
        at = NOW - timedelta(days=400 if number < 2 else 0) + timedelta(hours=number)
        with clock.held_at(at):
            result = findable(
                getattr(people.tree, unit),
                title=f"{['焊接', '喷涂', '装配', '检测'][number % 4]}夹具",
                stage=Stage.RECORDED,
                field=[Field.MACHINERY, Field.MEDICAL][number // 4],
            )
            made.append(actions.put_forward(getattr(people, unit), result_id=result.pk, line=line))
    with clock.held_at(NOW + timedelta(days=1)):
        for one in made[:2]:
            actions.forward(people.county, recommendation_id=one.pk)
        actions.return_for_correction(people.city, recommendation_id=made[0].pk, **WHY)
        actions.decline(people.enterprise, recommendation_id=made[5].pk, **WHY)
    return made


def found(actor, *, sort: str = "", **asked) -> list[int]:
    """The numbers of a list."""
    with fenced(actor):
        page = queries.recommendation_list(actor, RecommendationFilter(**asked), sort=sort).page
    return [one.pk for one in page.rows]


@pytest.mark.parametrize("key", queries.SORTS)
def test_every_order_both_ways(people, spread, key):
    def value(one):
        one.refresh_from_db()
        return getattr(one, queries.SORTS[key]), one.pk

    upward = [one.pk for one in sorted(spread, key=value)]

    assert found(people.province, sort=key) == upward
    assert found(people.province, sort=f"-{key}") == upward[::-1]


@pytest.mark.parametrize("sort", ["", "opinion", "-result__title", "--since", "?"])
def test_what_is_not_listed_sorts_nothing(people, spread, sort):
    assert found(people.province, sort=sort) == [one.pk for one in spread[::-1]]


def test_every_narrowing(people, spread):
    asked = [
        {"state": State.RETURNED},
        {"state": State.DECLINED},
        {"desk_id": people.tree.county.pk},
        {"line": Line.INDUSTRY},
        {"field": Field.MEDICAL},
        {"year": 2025},
        {"words": "焊接"},
        {"words": spread[2].result.code.lower()},
        {"words": "没有这个"},
        {"words": "&|!():*'\\"},
        {"state": "\x00"},
        {"line": Line.TERRITORY, "field": Field.MACHINERY, "year": 2026},
    ]

    answers = [
        sorted(spread.index(one) for one in spread if one.pk in found(people.province, **ask))
        for ask in asked
    ]

    assert answers == [[0], [5], [4], [3, 5, 7], [4, 5, 6, 7], [0, 1], [0, 4], [2], [], [], [], [2]]


def test_a_pile_is_what_waits_for_this_officer(people, spread):
    waiting = {
        name: sorted(spread.index(one) for one in queries.pile(actor))
        for name, actor in people.by_name.items()
    }

    assert {name: rows for name, rows in waiting.items() if rows} == {
        "workshop": [0],
        "city": [1],
        "county": [4],
        "sister_county": [2, 6],
        "industry": [3, 7],
    }
    assert found(people.sister_county, waits_for_me=True) == [spread[6].pk, spread[2].pk]
    assert not queries.pile(officer(Role.LEADER, people.tree.county)).exists()


def test_counts_by_state_and_by_desk_are_those_of_the_list(people, spread):
    assert queries.state_counts(people.province) == {"under_way": 6, "returned": 1, "declined": 1}
    assert queries.state_counts(people.far_county) == {}
    assert queries.desk_counts(people.city) == (
        (people.tree.sister_county.pk, people.tree.sister_county.name, 2),
        (people.tree.city.pk, people.tree.city.name, 1),
        (people.tree.county.pk, people.tree.county.name, 1),
    )
    assert {name for _, name in queries.desk_choices(people.county)} == {
        people.tree.workshop.name,
        people.tree.county.name,
        people.tree.city.name,
    }


def test_pages_joined_are_the_numbers(people, spread):
    wanted, rows, cursor = RecommendationFilter(), [], ""
    while True:
        page = queries.recommendation_list(people.province, wanted, sort="-since", cursor=cursor, size=3).page
        rows += [one.pk for one in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break

    numbers = queries.recommendation_numbers(people.province, wanted, sort="-since", limit=100)
    assert rows == numbers
    assert [one.pk for one in queries.recommendations_of_numbers(people.city, numbers)] == [
        number for number in numbers if number not in {spread[3].pk, spread[5].pk, spread[7].pk}
    ]
    with pytest.raises(CursorBroken):
        queries.recommendation_list(people.province, wanted, cursor="x")


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda who: list(queries.recommendation_list(who, RecommendationFilter()).page.rows), 4),
        (lambda who: queries.recommendations_of_numbers(who, range(1000)), 3),
        (lambda who: list(queries.pile(who)), 1),
        (queries.state_counts, 1),
        (queries.desk_counts, 1),
    ],
)
def test_a_list_costs_the_same_for_one_and_for_three(people, ask, most):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            ask(people.county)
        return len(counted)

    recommended(people.tree.workshop, people.workshop)
    one = cost()
    for _ in range(2):
        recommended(people.tree.workshop, people.workshop)

    assert one == cost() <= most


# -- one recommendation ------------------------------------------------------------------------------------------


def test_one_shows_where_it_lies_and_how_long_each_desk_had_it(people):
    made = None
    moments = [
        (0, lambda: None),
        (3, lambda: actions.forward(people.county, recommendation_id=made.pk)),
        (4, lambda: actions.return_for_correction(people.city, recommendation_id=made.pk, **WHY)),
        (14, lambda: actions.hand_in_again(people.workshop, recommendation_id=made.pk)),
    ]
    with clock.held_at(NOW):
        made = recommended(people.tree.workshop, people.workshop)
    drawn = []
    for day, deed in moments:
        with clock.held_at(NOW + timedelta(days=day)):
            deed()
            one = queries.recommendation_for(people.workshop, made.pk)
            way = queries.way_of(one, route=Route.of(one.path), steps=queries.steps_of(one), now=clock.now())
            drawn.append([(stop.place, stop.waited and stop.waited.days) for stop in way])

    nothing = timedelta()
    assert drawn == [
        [("done", nothing), ("here", nothing), ("next", None), ("next", None)],
        [("done", nothing), ("done", 3), ("here", nothing), ("next", None)],
        # The city had it for one day before it stopped its own clock; the unit's runs.
        [("here", nothing), ("done", 3), ("next", 1), ("next", None)],
        [("done", nothing), ("done", 3), ("here", 1), ("next", None)],
    ]
    with clock.held_at(NOW + timedelta(days=20)):
        actions.forward(people.city, recommendation_id=made.pk)
    assert Step.objects.get(desk=people.tree.city, act="forward").waited == timedelta(days=1 + 6)


def test_undoing_gives_the_desk_its_clock_back(people):
    with clock.held_at(NOW):
        made = recommended(people.tree.workshop, people.workshop)
    with clock.held_at(NOW + timedelta(days=2)):
        actions.forward(people.county, recommendation_id=made.pk)
    with clock.held_at(NOW + timedelta(days=9)):
        undone = actions.undo_forward(people.county, recommendation_id=made.pk)

    assert (undone.waited, undone.lies_since) == (timedelta(days=2), NOW + timedelta(days=9))


def test_a_correction_is_due_at_the_end_of_a_working_day_in_china(people):
    made = recommended(people.tree.workshop, people.workshop)
    # Friday before the Spring Festival of 2026: the days after it are holidays.
    with clock.held_at(datetime(2026, 2, 13, 9, tzinfo=clock.CHINA)):
        actions.return_for_correction(people.county, recommendation_id=made.pk, days=2, **WHY)

    made.refresh_from_db()
    last = add_working_days(datetime(2026, 2, 13).date(), 2)
    assert made.due_at.astimezone(clock.CHINA) == datetime(
        last.year, last.month, last.day, tzinfo=clock.CHINA
    ) + timedelta(days=1)


def test_absent_and_invisible_answer_alike(people):
    made = recommended(people.tree.plant, people.plant, line=Line.INDUSTRY)

    for number in (made.pk, made.pk + 1, 10**18):
        with pytest.raises(Missing):
            queries.recommendation_for(people.county, number)
    assert queries.recommendations_of(people.county, made.result_id) == ()
    assert [one.pk for one in queries.recommendations_of(people.enterprise, made.result_id)] == [made.pk]


# -- the fence alone ---------------------------------------------------------------------------------------------


def test_postgresql_alone_shows_every_officer_what_the_oracle_says(people, spread):
    maker = worker()
    Recommendation.objects.filter(pk=spread[2].pk).update(people=[maker.person_id])
    Step.objects.filter(recommendation=spread[2]).update(people=[maker.person_id])
    actions.rank_pile(
        people.sister_county, desk_id=people.tree.sister_county.pk, year=2026, order=[spread[2].pk]
    )
    tree = ancestors()
    wrong, cells, seen = [], 0, 0
    actors = {**people.by_name, "a maker": maker, "a stranger": worker()}
    actors |= {f"{role} at county": officer(role, people.tree.county) for role in Role}
    for name, actor in actors.items():
        with fenced(actor):
            shown = set(Recommendation.objects.values_list("pk", flat=True))
            steps = set(Step.objects.values_list("recommendation", flat=True))
            ranks = set(Ranking.objects.values_list("recommendation", flat=True))
        held = {office.union_id for office in actor.offices}
        carrying = set(actor.desks_for(Power.RECOMMENDATION_READ))
        for one in spread:
            above = tree[one.result.unit_id][one.line]
            mine = one is spread[2] and actor is maker
            by_fence, by_power = bool(above & held) or mine, bool(above & carrying) or mine
            power = queries.recommendations_for(actor).filter(pk=one.pk).exists()
            rank = bool(above & held) and one is spread[2]
            cells += 1
            seen += by_fence
            if (one.pk in shown, one.pk in steps, one.pk in ranks, power) != (
                by_fence,
                by_fence,
                rank,
                by_power,
            ):
                wrong.append((name, one.pk))

    assert wrong == []
    assert cells == 8 * len(actors)
    assert cells / 10 < seen < cells * 9 / 10
