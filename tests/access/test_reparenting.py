"""The tree is rearranged again and again; who sees what is always what the tree as it stands says."""

import random
from datetime import timedelta

import pytest

from tests.access.oracle import allowed, ancestors, behind_the_fence
from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import FOUNDED, NOW
from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power, Role
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.results.models import Result
from xinghe.unions.actions import (
    NotOnThatLine,
    ParentBelowItself,
    PeriodBackwards,
    add_union,
    end_appointment,
    move_union,
)
from xinghe.unions.models import Appointment, Union
from xinghe.unions.queries import actor_for
from xinghe.unions.vocab import Line, UnionKind

pytestmark = pytest.mark.django_db

MOVES = 300
ARRANGER = Actor.for_job("command-line", via="command")


def paths_from_the_tree(tree) -> dict[int, tuple[str, str]]:
    """What the path columns must hold, from the parents alone."""
    found = {}
    for union in Union.objects.all():
        lines = tree.get(union.pk, {})
        found[union.pk] = tuple(
            "".join(
                f"{number}."
                for number in sorted(
                    lines[line], key=lambda n, line=line: len(tree.get(n, {}).get(line, {n}))
                )
            )
            if line in lines
            else (f"{union.pk}." if union.kind == UnionKind.PROVINCE else "")
            for line in (Line.TERRITORY, Line.INDUSTRY)
        )
    return found


@pytest.fixture
def people(tree):
    """Six people with one to three offices all over, by number."""
    dice = random.Random(1)
    unions = list(tree.unions().values())
    found = []
    for _ in range(6):
        holder = unions_of.person()
        for at in dice.sample(unions, dice.randrange(1, 4)):
            unions_of.appoint(holder, dice.choice([Role.OFFICER, Role.LEADER, Role.UNIT_OFFICER]), at)
        found.append(holder.pk)
    return found


def test_three_hundred_rearrangements_leave_everybody_with_what_the_tree_says(tree, people):
    dice = random.Random(20260302)
    unions = list(tree.unions().values())
    for unit in unions:
        for owner in (None, people[0]):
            results_of.result(unit, recorded_by_id=owner)
    wrong, moved, refused = [], 0, set()
    seen = 0
    for number in range(1, MOVES + 1):
        union, parent = dice.sample(unions, 2)
        union.refresh_from_db()
        line = dice.choice([line for line in Line if getattr(union, f"{line}_path")])
        try:
            move_union(
                ARRANGER,
                union_id=union.pk,
                line=line,
                parent_id=parent.pk,
                from_date=FOUNDED + timedelta(days=number),
            )
            moved += 1
        except Refusal as refusal:
            refused.add(type(refusal))
            continue
        standing = ancestors()
        if dict_of_paths() != paths_from_the_tree(standing):
            wrong.append((number, "paths"))
        for person_id in people:
            actor = actor_for(person_id, via="web", now=NOW)
            rows = list(Result.objects.values_list("pk", "unit_id", "recorded_by_id"))
            for power in (Power.RESULT_READ, Power.RESULT_CLEAR):
                found = set(within(actor, power, Result.objects.all()).values_list("pk", flat=True))
                expected = {
                    pk for pk, unit, owner in rows if allowed(standing, actor, power, union=unit, owner=owner)
                }
                seen += len(expected)
                if found != expected:
                    wrong.append((number, person_id, power))
            with fenced(actor):
                shown = set(Result.objects.values_list("pk", flat=True))
            if shown != {
                pk
                for pk, unit, owner in rows
                if behind_the_fence(standing, actor, union=unit, owner=owner, public=False)
            }:
                wrong.append((number, person_id, "fence"))

    assert wrong == []
    assert moved > MOVES / 3
    assert refused == {ParentBelowItself, NotOnThatLine}
    assert seen > 0


def dict_of_paths():
    return {
        pk: (one, other)
        for pk, one, other in Union.objects.values_list("pk", "territory_path", "industry_path")
    }


def test_the_officer_of_the_old_parent_loses_and_the_new_one_gains_with_the_next_request(tree):
    old, new = (unions_of.officer(Role.OFFICER, county) for county in (tree.county, tree.far_county))
    mine = results_of.result(tree.workshop)

    def who_reads():
        actors = [actor_for(one.person_id, via="web", now=NOW) for one in (old, new)]
        return [
            within(actor, Power.RESULT_READ, Result.objects.filter(pk=mine.pk)).exists() for actor in actors
        ]

    before = who_reads()
    move_union(
        ARRANGER,
        union_id=tree.workshop.pk,
        line=Line.TERRITORY,
        parent_id=tree.far_county.pk,
        from_date=NOW.date(),
    )

    assert (before, who_reads()) == ([True, False], [False, True])


def test_a_move_dated_before_the_present_state_is_refused_and_nothing_moves(tree):
    before = dict_of_paths()

    with pytest.raises(PeriodBackwards):
        move_union(
            ARRANGER,
            union_id=tree.workshop.pk,
            line=Line.TERRITORY,
            parent_id=tree.far_county.pk,
            from_date=FOUNDED,
        )

    assert dict_of_paths() == before


def test_what_a_union_has_comes_along_when_it_joins_a_second_line(tree):
    mine = results_of.result(tree.workshop)
    actor = unions_of.officer(Role.OFFICER, tree.enterprise)

    move_union(
        ARRANGER,
        union_id=tree.workshop.pk,
        line=Line.INDUSTRY,
        parent_id=tree.enterprise.pk,
        from_date=NOW.date(),
    )

    assert list(within(actor, Power.UNION_READ, Union.objects.filter(pk=tree.workshop.pk))) == [tree.workshop]
    assert list(within(actor, Power.RESULT_READ, Result.objects.all())) == [mine]


@pytest.mark.parametrize(
    ("role", "is_added"), [(Role.PROVINCIAL_OFFICER, True), (Role.LEADER, False)], ids=["arranges", "reads"]
)
def test_a_union_is_added_on_a_second_line_by_who_arranges_there_too(tree, role, is_added):
    holder = unions_of.person()
    unions_of.appoint(holder, Role.PROVINCIAL_OFFICER, tree.county)
    unions_of.appoint(holder, role, tree.enterprise)
    wanted = {"name": "新车间工会", "kind": UnionKind.UNIT, "from_date": NOW.date()}

    try:
        made = add_union(
            actor_for(holder.pk, via="web", now=NOW),
            parent_id=tree.county.pk,
            industry_parent_id=tree.enterprise.pk,
            **wanted,
        )
    except Forbidden:
        made = None

    assert (made is not None) == is_added == Union.objects.filter(name="新车间工会").exists()
    if made:
        assert made.territory_path == f"{tree.county.territory_path}{made.pk}."
        assert made.industry_path == f"{tree.enterprise.industry_path}{made.pk}."


def test_an_ended_appointment_ends_access_with_the_first_request_at_that_instant(tree):
    security = unions_of.officer(Role.SECURITY_ADMINISTRATOR, tree.province)
    holder = unions_of.officer(Role.OFFICER, tree.county)
    results_of.result(tree.workshop)
    appointment = Appointment.objects.get(person_id=holder.person_id)

    end_appointment(security, appointment_id=appointment.pk, union_id=tree.county.pk, until_at=NOW)

    counts = [
        within(
            actor_for(holder.person_id, via="web", now=moment), Power.RESULT_READ, Result.objects.all()
        ).count()
        for moment in (NOW - timedelta(microseconds=1), NOW)
    ]
    assert counts == [1, 0]
