"""How many a recommending unit sends on: every way to a place is asked whether there is one."""

import pytest

from tests.factories import programmes as made
from tests.factories.unions import union
from tests.programmes.test_way import WHY, fresh
from xinghe.programmes import actions
from xinghe.programmes.gates import NotInvited
from xinghe.programmes.queries import quotas_of
from xinghe.programmes.rules.quota import CategoryOverQuota, OverQuota, Quota
from xinghe.programmes.vocab import Phase


class TestPlaces:
    """Quotas are counted where an application leaves for the organiser."""

    def test_the_last_place_is_the_last(self, people):
        call = made.call_of(people)
        actions.give_places(
            people.at(people.tree.province),
            call_id=call.pk,
            union_id=people.tree.city.pk,
            quota=Quota(most=1, reserve=1),
        )
        sent = []
        for _ in range(3):
            held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call))
            for desk in (people.workshop, people.county):
                actions.forward(desk, application_id=held.pk)
            sent.append(held)
        assert not actions.forward(people.city, application_id=sent[0].pk).is_reserve
        assert actions.forward(people.city, application_id=sent[1].pk).is_reserve
        with pytest.raises(OverQuota, match="2"):
            actions.forward(people.city, application_id=sent[2].pk)

        (row,) = quotas_of(people.province, call)
        assert (row.slots.most, row.slots.used, row.slots.left, row.slots.reserve_used) == (1, 1, 0, 1)

    def test_who_has_no_places_is_told(self, people):
        call = made.call_of(people)
        actions.give_places(
            people.at(people.tree.province),
            call_id=call.pk,
            union_id=people.tree.other_city.pk,
            quota=Quota(most=3),
        )
        held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call))
        for desk in (people.workshop, people.county):
            actions.forward(desk, application_id=held.pk)

        with pytest.raises(NotInvited):
            actions.forward(people.city, application_id=held.pk)

    def test_a_unit_below_a_unit_needs_a_place_too(self, people):
        # A unit above a unit is no desk, so the lower one stands right below the organiser.
        group = union(parent=people.tree.county)
        team = union(parent=group)
        call = made.call_of(people, people.tree.county)
        places = {"call_id": call.pk, "union_id": team.pk}
        actions.give_places(people.at(people.tree.county), **places, quota=Quota(most=1))
        sent = [made.sealed(people, made.handed_in(made.worker_at(team), call)) for _ in range(2)]
        desk = people.at(team)
        actions.forward(desk, application_id=sent[0].pk)

        with pytest.raises(OverQuota):
            actions.forward(desk, application_id=sent[1].pk)


class TestCategoryOfAPlace:
    """What is completed holds its place meanwhile, under the category it was recommended in."""

    @pytest.fixture
    def held(self, people):
        """One of each category before the organiser, who allows one of each and asks the second for more."""
        call = made.call_of(people)
        actions.give_places(
            people.at(people.tree.province),
            call_id=call.pk,
            union_id=people.tree.city.pk,
            quota=Quota(most=3, by_category={"tools": 1, "methods": 2}),
        )
        made.examined(people, made.handed_in(made.worker_at(people.tree.workshop), call))
        worker = made.worker_at(people.tree.workshop)
        held = made.examined(people, made.handed_in(worker, call, category="methods"))
        actions.ask_for_more(people.province, application_id=held.pk, **WHY)
        return worker, held

    def test_it_is_completed_in_the_same_one(self, held):
        worker, second = held

        assert actions.hand_in_again(worker, application_id=second.pk).phase == Phase.FORMAL_CHECK

    def test_another_one_needs_room(self, people, held):
        worker, second = held
        changed = {"answers": {**made.ANSWERS, "category": "tools"}}
        actions.save_answers(worker, application_id=second.pk, **changed)

        with pytest.raises(CategoryOverQuota):
            actions.hand_in_again(worker, application_id=second.pk)
        assert fresh(second).category == "methods"

        actions.give_places(
            people.at(people.tree.province),
            call_id=second.call_id,
            union_id=people.tree.city.pk,
            quota=Quota(most=2, by_category={"tools": 2, "methods": 2}),
        )
        assert actions.hand_in_again(worker, application_id=second.pk).category == "tools"

    def test_where_no_places_are_given_it_is_free(self, people):
        worker = made.worker_at(people.tree.workshop)
        held = made.examined(people, made.handed_in(worker, made.call_of(people)))
        actions.ask_for_more(people.province, application_id=held.pk, **WHY)
        changed = {"answers": {**made.ANSWERS, "category": "methods"}}
        actions.save_answers(worker, application_id=held.pk, **changed)

        assert actions.hand_in_again(worker, application_id=held.pk).category == "methods"
