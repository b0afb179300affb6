"""Which rows an actor may use a power on: compared with a slow oracle, and stated case by case."""

from datetime import timedelta

import pytest

from tests.access.oracle import allowed, ancestors
from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import LONG_AGO, NOW, appoint, officer, person
from xinghe.access import checks
from xinghe.access.actor import Actor, path_range
from xinghe.access.checks import claim, may, require, within
from xinghe.access.placed import placed_models
from xinghe.access.powers import MOST_OFFICES, Power, Reach, Role
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.jobs.models import Run
from xinghe.results.models import Result
from xinghe.unions.actions import OfficeHeld, TooManyOffices
from xinghe.unions.actions import appoint as appoint_command
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for


def union_of(thing: object) -> int:
    """The union whose path the row carries."""
    path = thing.territory_path or thing.industry_path
    return int(path.rstrip(".").rpartition(".")[2])


def numbers(rows) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


def test_every_actor_power_and_row_agree_with_the_oracle(world):
    tree = ancestors()
    things = [
        *((Result, result.pk, result.unit_id, result.recorded_by_id) for result in world.results),
        *((Run, run.pk, union_of(run), run.person_id) for run in world.runs),
        *((Union, union.pk, union.pk, None) for union in world.tree.unions().values()),
    ]
    wrong, seen, cells = [], 0, 0
    for name, actor in world.actors.items():
        for power in Power:
            for model in (Result, Run, Union):
                found = set(within(actor, power, model.objects.all()).values_list("pk", flat=True))
                for kind, pk, union, owner in things:
                    if kind is model:
                        cells += 1
                        expected = allowed(
                            tree, actor, power, union=union, owner=owner, has_desk=model is not Run
                        )
                        # A union is nobody's own.
                        seen += expected
                        if (pk in found) != expected:
                            wrong.append((name, str(power), model.__name__, pk, expected))

    assert wrong == []
    assert cells > 40_000
    assert 0 < seen < cells


def test_a_list_and_a_button_never_disagree(world):
    actors = [
        world.actors[name] for name in ("a worker", "officer at county", "supervisor at enterprise", "queue")
    ]
    disagreed = [
        (actor.name, str(power), thing)
        for actor in actors
        for power in (Power.RESULT_READ, Power.RESULT_CLEAR, Power.RUN_CANCEL, Power.RUN_READ)
        for thing in (*world.results, *world.runs)
        if may(actor, power, thing) != (thing.pk in numbers(within(actor, power, type(thing).objects.all())))
    ]

    assert disagreed == []


@pytest.mark.parametrize("power", Power)
def test_nobody_sees_anything_by_default(world, power):
    somebody_without_office = Actor(person_id=10**12, via="web")

    seen = {
        (actor.person_id, model.__name__): numbers(within(actor, power, model._default_manager.all()))
        for actor in (Actor.public(), somebody_without_office)
        for model in placed_models()
    }

    assert {place: found for place, found in seen.items() if found} == {}
    assert len(seen) >= 10


def test_an_enterprise_on_two_lines_is_seen_from_both_and_from_nowhere_else(tree):
    mine = results_of.result(tree.plant)
    results_of.result(tree.workshop)
    results_of.result(tree.branch)

    seen = {
        name: mine.pk in numbers(within(officer(Role.OFFICER, at), Power.RESULT_READ, Result.objects.all()))
        for name, at in tree.unions().items()
    }

    assert sorted(name for name, sees in seen.items() if sees) == [
        "city",
        "county",
        "enterprise",
        "plant",
        "province",
    ]


def test_an_office_on_two_lines_reaches_down_both(tree):
    below_plant = unions_of.union(parent=tree.plant)
    below_on_the_other_line = unions_of.union(industry_parent=tree.plant)
    actor = officer(Role.OFFICER, tree.plant)

    seen = numbers(within(actor, Power.UNION_READ, Union.objects.all()))

    assert seen == [tree.plant.pk, below_plant.pk, below_on_the_other_line.pk]


def test_a_path_does_not_cover_one_that_only_begins_alike(db):
    low, high = path_range("1.4.")
    inside = ["1.4.", "1.4.9.", "1.4.99999."]
    outside = ["1.40.", "1.3.", "1.5.", "1.", "1.4", "1.39.", "14.", ""]

    assert [path for path in inside + outside if low <= path < high] == inside
    for path in inside + outside:
        if path.endswith(".") or not path:
            Union.objects.create(name=path, kind="unit", territory_path=path)
    found = Union.objects.filter(checks.covered(("territory_path",), ("1.4.",)))
    assert sorted(found.values_list("territory_path", flat=True)) == inside


def test_an_appointment_holds_from_its_first_instant_until_before_its_last(tree):
    holder = person()
    mine = results_of.result(tree.workshop)
    appoint(holder, Role.OFFICER, tree.county, from_at=NOW, until_at=NOW + timedelta(days=1))
    step = timedelta(microseconds=1)
    moments = [NOW - step, NOW, NOW + timedelta(days=1) - step, NOW + timedelta(days=1)]

    seen = [may(actor_for(holder.pk, via="web", now=moment), Power.RESULT_CLEAR, mine) for moment in moments]

    assert seen == [False, True, True, False]


def test_an_office_that_ended_and_one_that_begins_do_not_add_up(tree):
    holder = person()
    appoint(holder, Role.OFFICER, tree.county, from_at=LONG_AGO, until_at=NOW)
    appoint(holder, Role.LEADER, tree.far_county, from_at=NOW)
    actor = actor_for(holder.pk, via="web", now=NOW)

    assert [(office.role, office.union_id) for office in actor.offices] == [(Role.LEADER, tree.far_county.pk)]


def test_two_offices_do_not_lend_each_other_their_powers(tree):
    holder = person()
    appoint(holder, Role.OFFICER, tree.county)
    appoint(holder, Role.LEADER, tree.far_county)
    actor = actor_for(holder.pk, via="web", now=NOW)
    here, there = results_of.result(tree.workshop), results_of.result(tree.far_workshop)

    assert [may(actor, Power.RESULT_READ, thing) for thing in (here, there)] == [True, True]
    assert [may(actor, Power.RESULT_CLEAR, thing) for thing in (here, there)] == [True, False]


def test_what_is_ones_own_is_read_anywhere_and_cleared_nowhere(tree):
    actor = officer(Role.OFFICER, tree.county)
    inside = results_of.result(tree.workshop, recorded_by_id=actor.person_id)
    outside = results_of.result(tree.far_workshop, recorded_by_id=actor.person_id)
    neighbours = results_of.result(tree.workshop)

    read = numbers(within(actor, Power.RESULT_READ, Result.objects.all()))
    cleared = numbers(within(actor, Power.RESULT_CLEAR, Result.objects.all()))

    assert read == [inside.pk, outside.pk, neighbours.pk]
    assert cleared == [neighbours.pk]


def test_a_power_that_reaches_only_here_does_not_go_over_a_lower_desk(tree, monkeypatch):
    monkeypatch.setitem(checks.REACH, Power.RESULT_CLEAR, Reach.HERE)
    results_of.result(tree.workshop)
    at_county = results_of.result(tree.county)
    actor = officer(Role.OFFICER, tree.county)

    assert numbers(within(actor, Power.RESULT_CLEAR, Result.objects.all())) == [at_county.pk]
    assert numbers(within(actor, Power.RUN_CANCEL, Run.objects.all())) == []


@pytest.mark.django_db
def test_a_model_without_a_desk_is_not_reached_by_a_power_that_reaches_only_here(world, monkeypatch):
    monkeypatch.setitem(checks.REACH, Power.RUN_CANCEL, Reach.HERE)
    actor = world.actors["system_administrator at province"]

    assert numbers(within(actor, Power.RUN_CANCEL, Run.objects.all())) == []


def test_absent_and_invisible_are_refused_alike(tree, django_assert_num_queries):
    actor = officer(Role.OFFICER, tree.county)
    invisible = results_of.result(tree.far_workshop).pk
    answers = []
    for pk in (invisible, 10**15):
        with django_assert_num_queries(1), pytest.raises(Missing) as refused:
            claim(actor, Result, pk)
        answers.append((refused.value.code, refused.value.status, refused.value.params, str(refused.value)))

    assert answers[0] == answers[1]


def test_what_is_visible_but_not_theirs_to_do_is_forbidden_by_name(tree):
    actor = officer(Role.LEADER, tree.county)
    thing = results_of.result(tree.workshop)

    claimed = claim(actor, Result, thing.pk)
    with pytest.raises(Forbidden) as refused:
        require(actor, Power.RESULT_CLEAR, claimed)

    assert refused.value.params == {"power": Power.RESULT_CLEAR}


def test_an_unknown_machine_cannot_act():
    with pytest.raises(LookupError):
        Actor.for_job("somebody")


@pytest.mark.parametrize("count", [1, 3])
def test_asking_for_rows_costs_one_query_however_many(tree, django_assert_num_queries, count):
    for _ in range(count):
        results_of.result(tree.workshop)
    actor = officer(Role.OFFICER, tree.city, tree.far_county)

    with django_assert_num_queries(1):
        found = list(within(actor, Power.RESULT_READ, Result.objects.all()))

    assert len(found) == count


def test_nobody_is_given_more_offices_than_the_fence_has_room_for(tree):
    holder = person()
    security = officer(Role.SECURITY_ADMINISTRATOR, tree.province)
    unions = list(tree.unions().values())
    given = []
    for at in unions[: MOST_OFFICES + 1]:
        try:
            appoint_command(
                security,
                person_id=holder.pk,
                person_name=holder.name,
                union_id=at.pk,
                role=Role.LEADER,
                from_at=NOW,
            )
        except TooManyOffices as refused:
            given.append(refused.params["limit"])
        else:
            given.append(None)

    assert given == [None] * MOST_OFFICES + [MOST_OFFICES]


def test_the_same_office_is_not_given_twice_and_nobody_appoints_themselves(tree):
    security = officer(Role.SECURITY_ADMINISTRATOR, tree.province)
    holder = person("赵敏")
    office = {"union_id": tree.county.pk, "role": Role.LEADER, "from_at": NOW}
    appoint_command(security, person_id=holder.pk, person_name=holder.name, **office)

    with pytest.raises(OfficeHeld) as held:
        appoint_command(security, person_id=holder.pk, person_name=holder.name, **office)
    with pytest.raises(Forbidden):
        appoint_command(security, person_id=security.person_id, person_name="x", **office)

    assert held.value.params == {"name": "赵敏", "union": tree.county.name}
    assert [one.role for one in actor_for(holder.pk, via="web", now=NOW).offices] == [Role.LEADER]
