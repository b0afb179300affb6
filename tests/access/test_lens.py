"""Looking through somebody else's eyes: what both see and nothing more, and nothing can be changed."""

import importlib
import inspect
import pkgutil
import random
from dataclasses import replace

import pytest
from django.db import connection

import xinghe
from tests.access import tables
from tests.access.test_fence import MODELS, ask, conditions
from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import NOW, officer
from xinghe.access import actor as actor_module
from xinghe.access import fence, work
from xinghe.access.actor import Actor, common_paths
from xinghe.access.checks import claim, within
from xinghe.access.fence import fenced
from xinghe.access.placed import placed_models
from xinghe.access.powers import NEVER_THROUGH_OTHERS, Power, Role
from xinghe.access.work import LookingOnly, Work, command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.jobs.models import Run
from xinghe.results.actions import clear_result
from xinghe.results.models import FindableResult, Result
from xinghe.results.vocab import Stage
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for, looked_through
from xinghe.unions.rules.looking import NotLookedThrough
from xinghe.unions.vocab import UnionKind

pytestmark = pytest.mark.django_db

SHOWN = (Result, FindableResult, Run)
ORDINARY = [role for role in Role if role not in {Role.SYSTEM_ADMINISTRATOR}]


def numbers(rows):
    return set(rows.values_list("pk", flat=True))


def shown_by_the_fence(actor, models=SHOWN):
    with fenced(actor):
        return {model: numbers(model._default_manager.all()) for model in models}


def grow(dice):
    """A tree of some 25 unions, up to six deep, a third of the units on two lines."""
    unions = [unions_of.union(UnionKind.PROVINCE)]
    lines = [unions_of.union(UnionKind.LARGE_ENTERPRISE, parent=unions[0]) for _ in range(2)]
    for _ in range(22):
        second = dice.choice(lines) if dice.random() < 1 / 3 else None
        unions.append(unions_of.union(parent=dice.choice(unions), industry_parent=second))
    return unions + lines


def settle(dice, unions):
    """Eight people with up to three offices, and things of theirs and of nobody's, all over the tree."""
    people = [unions_of.person() for _ in range(8)]
    for holder in people:
        for at in dice.sample(unions, dice.randrange(4)):
            unions_of.appoint(holder, dice.choice(ORDINARY), at)
    for at in unions:
        for owner in (None, dice.choice(people).pk):
            result = results_of.result(at, recorded_by_id=owner)
            if dice.random() < 0.3:
                Result.objects.filter(pk=result.pk).update(people=[one.pk for one in dice.sample(people, 2)])
            Run.objects.create(
                code="x",
                person_id=owner,
                system="" if owner else "index-texts",
                territory_path=at.territory_path,
                industry_path=at.industry_path,
                asked_at=NOW,
            )
        if dice.random() < 0.2:
            results_of.result(
                at, stage=Stage.PUBLISHED, cleared_by_id=people[0].pk, cleared_at=NOW, published_at=NOW
            )
    return [actor_for(one.pk, via="web", now=NOW) for one in people]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_seen_is_what_both_see_by_power_and_by_the_fence_alone(seed):
    dice = random.Random(seed)
    actors = settle(dice, grow(dice))
    seen, only_one, wrong = 0, 0, []
    alone = {actor.person_id: shown_by_the_fence(actor) for actor in actors}
    for actor in actors:
        for other in actors:
            if actor is other:
                continue
            both = actor.looking_through(other)
            shown = shown_by_the_fence(both)
            for model in SHOWN:
                one, two = alone[actor.person_id][model], alone[other.person_id][model]
                seen += len(one & two)
                only_one += len(one ^ two)
                if shown[model] != one & two:
                    wrong.append(("fence", model.__name__, actor.person_id, other.person_id))
            for power in (Power.RESULT_READ, Power.RESULT_CLEAR, Power.RESULT_RECOMMEND, Power.RUN_READ):
                for model in (Result, Run):
                    rows = model._default_manager.all()
                    expected = numbers(within(actor, power, rows)) & numbers(within(other, power, rows))
                    with fenced(both):
                        found = numbers(within(both, power, rows))
                    if found != expected or numbers(within(both, power, rows)) != expected:
                        wrong.append((str(power), model.__name__, actor.person_id, other.person_id))

    assert wrong == []
    assert seen > 200
    assert only_one > 200


def test_every_scoped_table_shows_what_both_see_to_all_pairs_of_a_province(world):
    actors = [actor for actor in world.actors.values() if actor.person_id]
    dice = random.Random(9)
    pairs = [tuple(dice.sample(actors, 2)) for _ in range(60)]
    models = tuple(MODELS.values())
    wrong = []
    for one, two in pairs:
        first, second = shown_by_the_fence(one, models), shown_by_the_fence(two, models)
        both = shown_by_the_fence(one.looking_through(two), models)
        wrong += [model.__name__ for model in models if both[model] != first[model] & second[model]]

    assert wrong == []


def test_an_officer_sees_of_a_workers_things_what_lies_below_the_officer(tree):
    holder = unions_of.person()
    actor, worker = officer(Role.OFFICER, tree.county), actor_for(holder.pk, via="web", now=NOW)
    inside = results_of.result(tree.workshop, recorded_by_id=holder.pk)
    outside = results_of.result(tree.far_workshop, recorded_by_id=holder.pk)
    neighbours = results_of.result(tree.workshop)

    both = shown_by_the_fence(actor.looking_through(worker))[Result]

    assert shown_by_the_fence(actor)[Result] == {inside.pk, neighbours.pk}
    assert shown_by_the_fence(worker)[Result] == {inside.pk, outside.pk}
    assert both == {inside.pk}


def test_the_control_without_the_second_condition_the_lens_adds_rows(tree):
    holder = unions_of.person()
    actor, worker = officer(Role.OFFICER, tree.county), actor_for(holder.pk, via="web", now=NOW)
    results_of.result(tree.workshop)
    ask_to = "ALTER POLICY results_result_fence ON results_result USING ({})"
    with connection.cursor() as cursor:
        cursor.execute(ask_to.format(fence._seen_by("xinghe.", Result.LINES, owner=None, people=None)))

    assert len(shown_by_the_fence(actor.looking_through(worker))[Result]) == 1


def test_the_control_without_the_lens_in_within_one_sees_as_oneself(tree, monkeypatch):
    actor, other = officer(Role.OFFICER, tree.county), officer(Role.LEADER, tree.workshop)
    results_of.result(tree.county)
    both = actor.looking_through(other)
    monkeypatch.setattr(actor_module.Actor, "lens", None)

    assert numbers(within(both, Power.RESULT_READ, Result.objects.all())) != set()


def test_every_condition_of_the_fence_knows_both_pairs_of_eyes():
    told = [part for parts in conditions().values() for part in parts if "xinghe.low" in part]

    assert [part for part in told if "xinghe.looking" not in part or "xinghe.lens_low11" not in part] == []
    assert len(told) >= len(tables.SCOPED)


def test_conditions_from_before_learn_the_second_pair():
    migration = importlib.import_module("xinghe.unions.migrations.0003_two_pairs_of_eyes")
    before = fence._seen_by("xinghe.", Result.LINES, owner="recorded_by_id", people=None)
    after = fence.sees(Result.LINES, owner="recorded_by_id")
    get = "SELECT pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy WHERE polname = %s"
    view = "SELECT pg_get_viewdef('results_findable'::regclass), (SELECT relowner::regrole::text FROM pg_class WHERE relname = 'results_findable')"
    with connection.cursor() as cursor:

        def put(condition):
            cursor.execute(
                f"ALTER POLICY results_result_fence ON results_result USING ({condition}) WITH CHECK ({condition})"
            )
            cursor.execute(
                "CREATE OR REPLACE VIEW results_findable AS "
                + text_of_view[: text_of_view.index("WHERE ")]
                + f"WHERE {condition} OR stage = 'published'"
            )

        ((text_of_view, owner),) = ask(view)
        put(after)
        expected = ask(get, "results_result_fence")
        put(before)
        untouched = ask(get, "results_creator_fence")
        told_before = ask(get, "results_result_fence")
        cursor.execute(migration.LEARN)

        assert "lens_" not in told_before[0][0]
        assert ask(get, "results_result_fence") == expected
        assert ask(get, "results_creator_fence") == untouched
        ((learnt, still),) = ask(view)
        assert still == owner == "xinghe_search"
        assert learnt.count("xinghe.lens_low") == learnt.count("xinghe.low") > 0


def test_looking_does_not_outlive_its_transaction(tree):
    actor, other = officer(Role.OFFICER, tree.county), officer(Role.LEADER, tree.far_county)
    mine = results_of.result(tree.workshop)

    assert shown_by_the_fence(actor.looking_through(other))[Result] == set()
    assert shown_by_the_fence(actor)[Result] == {mine.pk}


# -- what is never shown, and what is never done -------------------------------------------------------------


def test_what_is_somebodys_alone_is_not_seen_through_them(tree):
    actor, other = officer(Role.OFFICER, tree.county), officer(Role.OFFICER, tree.workshop)
    both = actor.looking_through(other)

    assert {power for power in Power if both.carries(power)} == {
        power for power in Power if actor.carries(power) and other.carries(power)
    } - NEVER_THROUGH_OTHERS
    for power in NEVER_THROUGH_OTHERS:
        for model in placed_models():
            assert within(both, power, model._default_manager.all()).query.is_empty()


def test_offices_of_both_are_compared_place_by_place(tree):
    actor = officer(Role.OFFICER, tree.city, tree.far_county)
    other = officer(Role.OFFICER, tree.county, tree.far_county, tree.sister_workshop)
    both = actor.looking_through(other)

    assert set(both.paths_for(Power.RESULT_READ)) == {
        tree.county.territory_path,
        tree.far_county.territory_path,
        tree.sister_workshop.territory_path,
    }
    assert both.desks_for(Power.RESULT_RECOMMEND) == (tree.far_county.pk,)
    assert common_paths(("1.", "2.3."), ("1.4.", "2.", "5.")) == ("1.4.", "2.3.")
    assert common_paths(("1.4.",), ("1.40.",)) == ()


@pytest.mark.parametrize(
    "make",
    [
        lambda one, two: Actor.for_job("queue").looking_through(two),
        lambda one, two: one.looking_through(Actor.for_job("queue")),
        lambda one, two: one.looking_through(Actor.public()),
        lambda one, two: Actor.public().looking_through(two),
        lambda one, two: replace(one, via="api").looking_through(two),
        lambda one, two: replace(one, via="job").looking_through(two),
        lambda one, two: one.looking_through(one),
        lambda one, two: one.looking_through(two.looking_through(one)),
    ],
)
def test_only_a_person_on_the_web_looks_and_through_one_other_person(make):
    with pytest.raises(ValueError, match="lens"):
        make(Actor(person_id=1, via="web"), Actor(person_id=2, via="web"))


def every_command():
    """All commands of the product, found by walking every package."""
    found = {}
    for module in pkgutil.walk_packages(xinghe.__path__, "xinghe."):
        if ".migrations" in module.name or ".settings" in module.name or module.name.endswith("wsgi"):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if callable(thing) and getattr(thing, "is_command", False):
                found[f"{thing.__module__}.{thing.__qualname__}"] = thing
    return found


def arguments(deed):
    """Something for each parameter: a command refuses before it looks at any."""
    parameters = list(inspect.signature(deed.__wrapped__).parameters.values())[1:]
    return {one.name: None for one in parameters if one.kind is one.KEYWORD_ONLY}


def test_every_command_of_the_product_refuses_whoever_looks(tree, monkeypatch):
    both = officer(Role.OFFICER, tree.county).looking_through(officer(Role.LEADER, tree.workshop))
    refused, got_in = set(), set()
    commands = every_command()

    class GotIn(Exception):
        pass

    def door(*_args, **_kwargs):
        raise GotIn

    monkeypatch.setattr(work, "fenced", door)
    for name, deed in commands.items():
        try:
            deed(both, **arguments(deed))
        except LookingOnly:
            refused.add(name)
        # The control: the same call without the lens gets to the door.
        try:
            deed(both.alone, **arguments(deed))
        except GotIn:
            got_in.add(name)

    assert refused == got_in == set(commands)
    assert len(commands) > 40
    assert AuditEntry.objects.count() == 0


def test_a_command_that_would_run_does_not_run_through_a_lens(tree):
    actor, other = officer(Role.OFFICER, tree.city), officer(Role.OFFICER, tree.county)
    thing = results_of.result(tree.workshop)

    with pytest.raises(LookingOnly) as refused:
        clear_result(actor.looking_through(replace(other, name="李建国")), result_id=thing.pk)
    thing.refresh_from_db()
    stage = thing.stage
    clear_result(actor, result_id=thing.pk)

    assert (refused.value.code, refused.value.status, refused.value.params) == (
        "looking_only",
        403,
        {"name": "李建国"},
    )
    assert stage == Stage.RECORDED


def test_claiming_and_requiring_inside_a_command_ask_both(tree):
    actor, other = officer(Role.OFFICER, tree.city), officer(Role.OFFICER, tree.county)
    both = actor.looking_through(other)
    inside, outside = results_of.result(tree.workshop), results_of.result(tree.sister_workshop)

    assert claim(both, Result, inside.pk) == inside
    with pytest.raises(Missing):
        claim(both, Result, outside.pk)
    with pytest.raises(Forbidden):
        Work(actor=both, now=NOW, command="x").require(Power.RESULT_RECOMMEND, inside)


@command
def planted(work: Work) -> None:
    """A command that somebody adds tomorrow."""
    work.record("result.clear", Result.objects.get())


def test_a_new_command_refuses_without_doing_anything_for_it(tree):
    results_of.result(tree.workshop)
    actor, other = officer(Role.OFFICER, tree.city), officer(Role.OFFICER, tree.county)

    with pytest.raises(LookingOnly):
        planted(actor.looking_through(other))
    planted(actor)

    assert AuditEntry.objects.count() == 1


# -- who may look through whom -------------------------------------------------------------------------------


def outcome(actor, person_id):
    try:
        return looked_through(actor, person_id=person_id, now=NOW).lens.person_id == person_id
    except (Missing, NotLookedThrough) as refusal:
        return refusal.code


def below(tree, at):
    """A person who belongs to the union at this place."""
    made = unions_of.person()
    made.territory_path, made.industry_path = at.territory_path, at.industry_path
    made.save()
    return made


@pytest.mark.parametrize(
    ("role", "at", "expected"),
    [
        (None, None, True),
        (Role.UNIT_OFFICER, "workshop", True),
        (Role.ASSISTANT, "workshop", True),
        (Role.OFFICER, "county", True),
        (Role.LEADER, "county", True),
        (Role.OFFICER, "plant", True),
        (Role.OFFICER, "city", "not_looked_through"),
        (Role.PROVINCIAL_OFFICER, "province", "not_looked_through"),
        (Role.OFFICER, "sister_county", "not_looked_through"),
        (Role.UNIT_OFFICER, "branch", "not_looked_through"),
        (Role.SYSTEM_ADMINISTRATOR, "workshop", "not_looked_through"),
        (Role.SECURITY_ADMINISTRATOR, "workshop", "not_looked_through"),
        (Role.AUDIT_ADMINISTRATOR, "workshop", "not_looked_through"),
        (Role.UNION_AUDITOR, "workshop", "not_looked_through"),
        (Role.SUPERVISOR, "workshop", "not_looked_through"),
    ],
)
def test_through_whose_eyes_a_county_officer_looks(tree, role, at, expected):
    actor, target = officer(Role.OFFICER, tree.county), below(tree, tree.workshop)
    if role:
        unions_of.appoint(target, role, getattr(tree, at))

    assert outcome(actor, target.pk) == expected


@pytest.mark.parametrize("role", Role)
def test_which_offices_look_at_all(tree, role):
    assert outcome(officer(role, tree.county), below(tree, tree.workshop).pk) == (
        True if role in {Role.OFFICER, Role.PROVINCIAL_OFFICER} else "missing"
    )


def test_oneself_strangers_and_closed_accounts_are_missing(tree):
    actor = officer(Role.OFFICER, tree.county)
    own = below(tree, tree.workshop)
    unions_of.appoint(own, Role.OFFICER, tree.county)
    closed = below(tree, tree.workshop)
    closed.is_active = False
    closed.save()

    found = [
        outcome(actor_for(own.pk, via="web", now=NOW), own.pk),
        outcome(actor, below(tree, tree.far_workshop).pk),
        outcome(actor, closed.pk),
        outcome(actor, 10**12),
        outcome(Actor.public(), own.pk),
    ]

    assert found == ["missing"] * 5


def test_an_ended_office_above_no_longer_protects_and_union_rows_are_public(tree):
    actor, target = officer(Role.OFFICER, tree.county), below(tree, tree.workshop)
    unions_of.appoint(target, Role.OFFICER, tree.city, until_at=NOW)

    assert outcome(actor, target.pk) is True
    assert numbers(Union.objects.all()) == {union.pk for union in tree.unions().values()}
