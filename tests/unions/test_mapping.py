"""Offices that follow from a provider's groups: given, ended, and never confused with those given by hand."""

from datetime import timedelta

import pytest

from tests.factories import unions as unions_of
from tests.factories.unions import LONG_AGO, NOW, appoint, officer, person
from xinghe.access.actor import Actor
from xinghe.access.powers import MOST_OFFICES, Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.unions.actions import (
    ClaimMissing,
    MappingPresent,
    OnlyByHand,
    align_offices,
    end_appointment,
    map_role,
    unmap_role,
)
from xinghe.unions.models import Appointment, RoleMapping
from xinghe.unions.queries import actor_for, mappings_for
from xinghe.unions.vocab import BY_HAND_ONLY

pytestmark = pytest.mark.django_db

DOOR = Actor.for_job("sign-in", via="web")
HOUR = timedelta(hours=1)


@pytest.fixture
def tree():
    return unions_of.small_province()


@pytest.fixture
def guard(tree):
    return officer(Role.SECURITY_ADMINISTRATOR, tree.province)


def rule(guard, at, claim="officers", role=Role.OFFICER, provider="organisation"):
    return map_role(guard, provider=provider, claim=claim, union_id=at.pk, role=role)


def align(who, *claims, provider="organisation", at=NOW):
    with clock.held_at(at):
        return align_offices(DOOR, person_id=who.pk, provider=provider, claims=frozenset(claims))


def held(who, at=NOW):
    return {(one.role, one.union_id) for one in actor_for(who.pk, via="web", now=at).offices}


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_groups_give_offices_and_take_them_back(tree, guard):
    holder = person()
    rule(guard, tree.county)
    rule(guard, tree.workshop, claim="helpers", role=Role.ASSISTANT)

    changed = [
        align(holder, "officers", "helpers", "football", at=NOW),
        align(holder, "officers", "helpers", at=NOW + HOUR),
        align(holder, "helpers", at=NOW + 2 * HOUR),
        align(holder, at=NOW + 3 * HOUR),
        align(holder, "officers", at=NOW + 4 * HOUR),
    ]

    assert changed == [2, 0, 1, 1, 1]
    both = {(Role.OFFICER, tree.county.pk), (Role.ASSISTANT, tree.workshop.pk)}
    assert [held(holder, NOW + n * HOUR) for n in range(5)] == [
        both,
        both,
        {(Role.ASSISTANT, tree.workshop.pk)},
        set(),
        {(Role.OFFICER, tree.county.pk)},
    ]
    assert verbs() == ["mapping.make"] * 2 + ["union.appoint"] * 2 + ["union.dismiss"] * 2 + ["union.appoint"]
    last = AuditEntry.objects.last()
    assert (last.system, last.via, last.person_id) == ("sign-in", "web", None)
    assert last.after == {
        "role": Role.OFFICER,
        "union": str(tree.county.pk),
        "person": str(holder.pk),
        "source": "organisation",
    }


def test_offices_given_by_hand_and_by_another_provider_are_never_touched(tree, guard):
    holder = person()
    by_hand = appoint(holder, Role.OFFICER, tree.county)
    other = appoint(holder, Role.LEADER, tree.city)
    other.source = "elsewhere"
    other.save()
    rule(guard, tree.county)

    changed = [align(holder, "officers"), align(holder)]

    by_hand.refresh_from_db()
    other.refresh_from_db()
    assert changed == [0, 0]
    assert (by_hand.until_at, by_hand.source, other.until_at) == (None, "", None)
    assert Appointment.objects.filter(person=holder).count() == 2


def test_after_the_office_by_hand_ends_the_group_gives_it(tree, guard):
    holder = person()
    by_hand = appoint(holder, Role.OFFICER, tree.county)
    rule(guard, tree.county)
    end_appointment(guard, appointment_id=by_hand.pk, union_id=tree.county.pk, until_at=NOW + HOUR)

    early = align(holder, "officers", at=NOW)
    late = align(holder, "officers", at=NOW + HOUR)

    assert (early, late) == (0, 1)
    assert held(holder, NOW + HOUR) == {(Role.OFFICER, tree.county.pk)}


def test_an_office_that_begins_later_by_hand_is_not_given_twice(tree, guard):
    holder = person()
    appoint(holder, Role.OFFICER, tree.county, from_at=NOW + HOUR)
    rule(guard, tree.county)

    assert align(holder, "officers", at=NOW) == 0


def test_an_office_may_be_given_and_ended_in_one_instant(tree, guard):
    holder = person()
    rule(guard, tree.county)

    assert [align(holder, "officers"), align(holder)] == [1, 1]
    assert held(holder, NOW + HOUR) == set()


def test_two_groups_that_give_one_office_give_it_once_and_keep_it_together(tree, guard):
    holder = person()
    rule(guard, tree.county)
    rule(guard, tree.county, claim="more officers")

    assert [align(holder, "officers", "more officers"), align(holder, "more officers")] == [1, 0]
    assert held(holder) == {(Role.OFFICER, tree.county.pk)}


def test_groups_give_no_more_offices_than_the_fence_has_room_for(tree, guard):
    holder = person()
    appoint(holder, Role.LEADER, tree.city)
    for at in list(tree.unions().values())[: MOST_OFFICES + 1]:
        rule(guard, at)

    changed = align(holder, "officers")

    assert changed == MOST_OFFICES - 1
    assert len(held(holder)) == MOST_OFFICES
    assert verbs()[-(MOST_OFFICES + 1) :] == ["union.appoint"] * (MOST_OFFICES - 1) + ["mapping.leave"] * 2


def test_whoever_made_the_rule_gets_nothing_by_it(tree, guard):
    rule(guard, tree.county)
    own = type(person()).objects.get(pk=guard.person_id)

    assert align(own, "officers") == 0
    assert align(person(), "officers") == 1


def test_rules_of_another_provider_and_other_groups_give_nothing(tree, guard):
    rule(guard, tree.county, provider="elsewhere")
    rule(guard, tree.county, claim="Officers")

    assert align(person(), "officers") == 0


def test_ending_a_rule_ends_at_once_what_followed_from_it(tree, guard):
    holder, colleague = person(), person()
    first = rule(guard, tree.county)
    align(holder, "officers")
    by_hand = appoint(colleague, Role.OFFICER, tree.county)

    with clock.held_at(NOW + HOUR):
        ended = unmap_role(guard, mapping_id=first.pk)
        with pytest.raises(Missing):
            unmap_role(guard, mapping_id=first.pk)

    by_hand.refresh_from_db()
    assert (ended, held(holder, NOW + HOUR), by_hand.until_at) == (1, set(), None)
    assert verbs()[-2:] == ["mapping.end", "union.dismiss"]


def test_where_another_group_gives_the_same_office_the_next_sign_in_decides(tree, guard):
    holder = person()
    first = rule(guard, tree.county)
    rule(guard, tree.county, claim="more officers")
    align(holder, "officers")

    ended = unmap_role(guard, mapping_id=first.pk)

    assert (ended, held(holder)) == (0, {(Role.OFFICER, tree.county.pk)})
    assert align(holder, "officers", at=NOW + HOUR) == 1
    assert held(holder, NOW + HOUR) == set()


# -- who makes rules, and which ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(BY_HAND_ONLY))
def test_offices_that_keep_or_watch_over_the_system_are_given_by_hand(tree, guard, role):
    with pytest.raises(OnlyByHand):
        rule(guard, tree.county, role=role)

    # Nor by a rule that got into the table some other way.
    RoleMapping.objects.create(
        provider="organisation",
        claim="x",
        union=tree.county,
        role=role,
        made_by_id=guard.person_id,
        made_at=NOW,
    )
    assert align(person(), "x") == 0


@pytest.mark.parametrize("role", Role)
def test_only_who_gives_offices_there_makes_and_ends_rules(tree, guard, role):
    made = rule(guard, tree.county, claim="standing")
    actor = officer(role, tree.city)
    faults = []
    for deed in (
        lambda: rule(actor, tree.workshop),
        lambda: rule(actor, tree.far_workshop),
        lambda: unmap_role(actor, mapping_id=made.pk),
    ):
        try:
            deed()
        except (Forbidden, Missing) as refusal:
            faults.append(refusal.code)
        else:
            faults.append("done")

    reads = role not in {Role.ASSISTANT, Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
    expected = (
        ["done", "missing", "done"]
        if role is Role.SECURITY_ADMINISTRATOR
        # Rules are shown to nobody else, so that their numbers cannot be probed.
        else ["forbidden" if reads else "missing", "missing", "missing"]
    )
    assert faults == expected


def test_machines_make_no_rules_and_people_bring_no_offices_in_line(tree, guard):
    with pytest.raises(Forbidden):
        rule(Actor.for_job("demonstration"), tree.county)
    with pytest.raises(Missing):
        rule(DOOR, tree.county)
    for actor in (guard, Actor.public(), Actor.for_job("queue")):
        with pytest.raises(Forbidden):
            align_offices(actor, person_id=guard.person_id, provider="x", claims=frozenset())


@pytest.mark.parametrize("claim", ["", "  ", "x" * 201])
def test_a_rule_needs_a_group(tree, guard, claim):
    with pytest.raises(ClaimMissing):
        rule(guard, tree.county, claim=claim)


def test_a_rule_is_made_once(tree, guard):
    rule(guard, tree.county)

    with pytest.raises(MappingPresent):
        rule(guard, tree.county, claim=" officers ")

    assert RoleMapping.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_the_rules_below_ones_own_union_in_one_query(
    tree, guard, count, django_assert_num_queries
):
    unions = [tree.county, tree.workshop, tree.sister_county][:count]
    for at in unions:
        rule(guard, at)
    rule(guard, tree.far_county)
    lower = officer(Role.SECURITY_ADMINISTRATOR, tree.city)

    with django_assert_num_queries(1):
        found = [(one.union.name, one.made_by.name) for one in mappings_for(lower, provider="organisation")]

    assert found == [(at.name, "王秀英") for at in unions]
    assert list(mappings_for(lower, provider="elsewhere")) == []
    assert list(mappings_for(officer(Role.OFFICER, tree.city), provider="organisation")) == []


def test_appointments_from_before_count_as_given_by_hand(tree):
    assert appoint(person(), Role.OFFICER, tree.county, from_at=LONG_AGO).source == ""


def test_an_office_is_ended_only_under_its_own_union(tree, guard):
    held = appoint(person(), Role.OFFICER, tree.county)

    with pytest.raises(Missing):
        end_appointment(guard, appointment_id=held.pk, union_id=tree.workshop.pk, until_at=NOW + HOUR)

    held.refresh_from_db()
    assert held.until_at is None
