"""A desk orders its pile: places from 1, each held once, kept when something is forwarded, closed when it ends."""

import pytest

from tests.factories.recommendations import recommended
from tests.factories.unions import NOW
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.recommendations import actions
from xinghe.recommendations.actions.deciding import UndoTooLate
from xinghe.recommendations.actions.ranking import NotInThePile
from xinghe.recommendations.models import Ranking
from xinghe.recommendations.queries import rank_of, recommendation_for
from xinghe.unions.vocab import Line

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["over_quota"], "words": "超出今年名额"}


@pytest.fixture
def pile(people):
    """Four at the county, by two units, without an order."""
    who = [(people.tree.workshop, people.workshop), (people.tree.plant, people.plant)] * 2
    return [recommended(unit, by, line=Line.TERRITORY) for unit, by in who]


def order(people, *numbers, by="county"):
    """Give a desk's pile an order."""
    desk = getattr(people.tree, by)
    return actions.rank_pile(getattr(people, by), desk_id=desk.pk, year=2026, order=numbers)


@pytest.fixture(autouse=True)
def this_year():
    """Recommendations of 2026."""
    with clock.held_at(NOW):
        yield


def standing(union) -> list[int]:
    """The order of a desk, with a check that places count from 1 without gaps."""
    rows = list(Ranking.objects.filter(desk=union).order_by("position"))
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [row.recommendation_id for row in rows]


def test_a_pile_is_ordered_and_ordered_again(people, pile):
    a, b, c, d = (one.pk for one in pile)

    counts = [order(people, c, a, b), order(people, a, d, c), order(people)]

    assert counts == [3, 3, 0]
    assert standing(people.tree.county) == []
    told = AuditEntry.objects.filter(verb="recommendation.rank").order_by("pk")
    assert [(entry.subject_id, entry.before["position"], entry.after["position"]) for entry in told] == [
        (a, None, "2"), (b, None, "3"), (c, None, "1"),
        (a, "2", "1"), (b, "3", None), (c, "1", "3"), (d, None, "2"),
        (a, "1", None), (c, "3", None), (d, "2", None),
    ]  # fmt: skip


def test_the_same_order_again_changes_and_records_nothing(people, pile):
    numbers = [one.pk for one in pile]
    order(people, *numbers)
    before = AuditEntry.objects.count()

    order(people, *numbers)

    assert (standing(people.tree.county), AuditEntry.objects.count()) == (numbers, before)


def test_one_is_put_at_a_place(people, pile):
    a, b, c, d = (one.pk for one in pile)

    places = [
        actions.rank(people.county, recommendation_id=number, position=at)
        for number, at in [(a, None), (b, None), (c, 1), (d, 2), (a, 1), (d, None)]
    ]

    assert places == [1, 2, 1, 2, 1, 4]
    assert standing(people.tree.county) == [a, c, b, d]


def test_what_was_forwarded_keeps_its_place_among_the_others(people, pile):
    a, b, c, d = (one.pk for one in pile)
    order(people, a, b, c, d)
    actions.forward(people.county, recommendation_id=b)
    actions.forward(people.county, recommendation_id=d)

    order(people, c, a)

    assert standing(people.tree.county) == [c, b, a, d]
    with pytest.raises(NotInThePile):
        order(people, b, a)
    order(people, a)
    assert standing(people.tree.county) == [a, b, d]


@pytest.mark.parametrize("end", ["withdrawn by its unit", "declined above"])
def test_what_ends_leaves_every_order_and_the_gap_closes(people, pile, end):
    a, b, c, d = (one.pk for one in pile)
    order(people, a, b, c, d)
    for number in (a, b, c):
        actions.forward(people.county, recommendation_id=number)
    order(people, c, a, b, by="city")

    if end == "withdrawn by its unit":
        actions.withdraw(people.workshop, recommendation_id=a, words="另行安排")
    else:
        actions.decline(people.city, recommendation_id=a, **WHY)

    assert (standing(people.tree.county), standing(people.tree.city)) == ([b, c, d], [c, b])


@pytest.mark.parametrize(
    ("by", "refusal"),
    [("workshop", Forbidden), ("city", Forbidden), ("province", Forbidden), ("far_county", Forbidden)],
)
def test_only_the_desk_itself_orders_its_pile(people, pile, by, refusal):
    with pytest.raises(refusal):
        actions.rank_pile(getattr(people, by), desk_id=people.tree.county.pk, year=2026, order=[pile[0].pk])
    with pytest.raises((Forbidden, Missing)):
        actions.rank(getattr(people, by), recommendation_id=pile[0].pk)


def test_an_order_names_what_lies_there_once(people, pile):
    a = pile[0].pk
    elsewhere = recommended(people.tree.far_workshop, people.far_workshop)

    for numbers in ([a, a], [a, elsewhere.pk], [a, 10**9]):
        with pytest.raises(NotInThePile) as refusal:
            order(people, *numbers)
        assert refusal.value.params == {"count": 1}
    with pytest.raises(Missing):
        actions.rank(people.county, recommendation_id=10**9)
    with pytest.raises(Missing):
        actions.rank_pile(people.county, desk_id=10**9, year=2026, order=[])

    assert standing(people.tree.county) == []


def test_a_desk_that_ranked_it_has_acted(people, pile):
    a = pile[0].pk
    actions.forward(people.county, recommendation_id=a)
    order(people, a, by="city")

    with pytest.raises(UndoTooLate):
        actions.undo_forward(people.county, recommendation_id=a)


def test_a_unit_is_not_told_its_place_and_those_above_see_the_latest(people, pile):
    a, b = (one.pk for one in pile[:2])
    order(people, b, a)
    actions.forward(people.county, recommendation_id=a)
    order(people, a, by="city")

    def told(who):
        ranking = rank_of(recommendation_for(who, a), who.paths)
        return ranking and (ranking.desk_id, ranking.position)

    assert [told(who) for who in (people.workshop, people.county, people.city, people.province)] == [
        None,
        (people.tree.county.pk, 2),
        (people.tree.city.pk, 1),
        (people.tree.city.pk, 1),
    ]
