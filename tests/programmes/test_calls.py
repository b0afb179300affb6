"""A call is made by one person and approved by another; open, its terms are frozen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from tests.factories import programmes as made
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.programmes import actions
from xinghe.programmes.actions.applying import AppliedAlready, NoUnit, ResultNeeded
from xinghe.programmes.actions.desks import PileHasOthers
from xinghe.programmes.actions.making import CallNotSo, CallTitleWrong, DatesWrong, NotLonger
from xinghe.programmes.actions.opening import CallOverBeforeOpening, DatesMissing, OwnCall
from xinghe.programmes.gates.attaching import ApplicationNotYours, may_attach
from xinghe.programmes.models import Application, Call, CallQuota, Extension, Place
from xinghe.programmes.queries import call_for, calls_for, calls_open, published_call
from xinghe.programmes.registry import every_kind, install
from xinghe.programmes.rules.quota import CategoryPlacesGone, PlacesGone, Quota, SharesOverPlaces
from xinghe.programmes.rules.settings import Settings, TermsWrong
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.rules.words import ReasonNeeded
from xinghe.programmes.vocab import CallState


@pytest.fixture
def maker(people):
    return people.at(people.tree.province)


@pytest.fixture
def second(people):
    return people.at(people.tree.province)


@pytest.fixture
def call(people, maker):
    return actions.begin_call(
        maker, kind_code="tool_prize", union_id=people.tree.province.pk, title="工具评选", year=2026
    )


def dated(maker, call):
    now = clock.now()
    return actions.change_call(
        maker, call_id=call.pk, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
    )


class TestTwoPersons:
    """Maker and approver."""

    def test_nobody_approves_or_sends_back_their_own(self, call, maker):
        dated(maker, call)
        actions.send_for_approval(maker, call_id=call.pk)

        with pytest.raises(OwnCall):
            actions.approve_call(maker, call_id=call.pk)
        with pytest.raises(OwnCall):
            actions.send_back_call(maker, call_id=call.pk, reason="日期有误")

    def test_the_database_says_so_too(self, call, maker):
        with pytest.raises(IntegrityError), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(approved_by_id=maker.person_id)

    def test_who_holds_no_office_there_is_refused(self, people, call, maker):
        with pytest.raises(Forbidden):
            actions.begin_call(
                people.county,
                kind_code="tool_prize",
                union_id=people.tree.workshop.pk,
                title="越级",
                year=2026,
            )
        with pytest.raises(Missing):
            actions.change_call(people.city, call_id=call.pk, title="改名")

    def test_a_longer_time_needs_a_second_person(self, people, maker, second):
        call = made.call_of(people)
        later = call.closes_at + timedelta(days=2)

        with pytest.raises(NotLonger):
            actions.ask_extension(maker, call_id=call.pk, until=call.closes_at, reason="暴雨停电")
        asked = actions.ask_extension(maker, call_id=call.pk, until=later, reason="暴雨停电")
        with pytest.raises(Forbidden):
            actions.grant_extension(maker, extension_id=asked.pk)
        actions.grant_extension(second, extension_id=asked.pk)

        assert Call.objects.get(pk=call.pk).closes_at == later
        assert not Extension.objects.filter(granted_by__isnull=True).exists()
        with pytest.raises(CallNotSo):
            actions.grant_extension(second, extension_id=asked.pk)


class TestDraft:
    """What cannot be."""

    def test_titles_dates_and_reasons(self, call, maker):
        now = clock.now()
        with pytest.raises(CallTitleWrong):
            actions.change_call(maker, call_id=call.pk, title="题")
        with pytest.raises(DatesWrong):
            actions.change_call(maker, call_id=call.pk, opens_at=now, closes_at=now)
        with pytest.raises(DatesMissing):
            actions.send_for_approval(maker, call_id=call.pk)
        with pytest.raises(ReasonNeeded):
            actions.cancel_call(maker, call_id=call.pk, reason="无")

    @pytest.mark.parametrize(
        "settings",
        [
            Settings(points={"new": 61}),
            Settings(judges_per_entry=4),
            Settings(notice_days=0),
            Settings(grades={"first": -1}),
        ],
    )
    def test_terms_that_contradict_themselves(self, call, maker, settings):
        with pytest.raises(TermsWrong):
            actions.change_call(maker, call_id=call.pk, settings=settings)

    def test_points_that_are_moved_are_kept(self, call, maker):
        actions.change_call(maker, call_id=call.pk, settings=Settings(points={"new": 50, "useful": 50}))

        kept = Call.objects.get(pk=call.pk).said_terms
        assert [one.points for one in kept.rubric.criteria] == [50, 50]

    def test_a_call_whose_time_is_over_does_not_open(self, call, maker, second):
        dated(maker, call)
        actions.send_for_approval(maker, call_id=call.pk)
        actions.approve_call(second, call_id=call.pk)
        now = clock.now()
        Call.objects.filter(pk=call.pk).update(
            opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1)
        )

        with pytest.raises(CallOverBeforeOpening):
            actions.open_call(maker, call_id=call.pk)

    def test_sent_back_it_is_a_draft_again(self, call, maker, second):
        dated(maker, call)
        actions.send_for_approval(maker, call_id=call.pk)
        with pytest.raises(CallNotSo):
            actions.change_call(maker, call_id=call.pk, title="不能再改")

        back = actions.send_back_call(second, call_id=call.pk, reason="请补充名额表")

        assert back.state == CallState.DRAFT


def test_open_terms_are_frozen(people, maker):
    call = made.call_of(people)

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(terms={})
    with pytest.raises(CallNotSo):
        actions.change_call(maker, call_id=call.pk, settings=Settings(points={"new": 50, "useful": 50}))


def test_a_kind_that_changes_later_changes_nothing_for_an_open_call(people):
    call = made.call_of(people)
    before = Call.objects.get(pk=call.pk).said_terms
    others = tuple(kind for kind in every_kind() if kind.code != "tool_prize")
    install(*others, made.small_kind(notice_days=9))

    assert Call.objects.get(pk=call.pk).said_terms == before
    assert before.notice_days == 5


def test_terms_are_what_they_were_after_a_round_through_the_database(people):
    kind = made.small_kind()

    assert Terms.from_json(kind.terms().to_json()) == kind.terms()


def test_a_copy_takes_terms_and_places_and_no_dates(people, maker):
    call = made.call_of(people)
    actions.give_places(maker, call_id=call.pk, union_id=people.tree.city.pk, quota=Quota(most=2))

    copy = actions.copy_call(maker, call_id=call.pk, title="工具评选二", year=2027)

    assert (copy.state, copy.opens_at, copy.gives_places) == ("draft", None, True)
    assert Call.objects.get(pk=copy.pk).terms == Call.objects.get(pk=call.pk).terms
    assert [one.most for one in copy.quotas.all()] == [2]


def test_places_are_never_fewer_than_were_used(people, maker):
    call = made.call_of(people)
    held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call))
    for desk in (people.workshop, people.county, people.city):
        actions.forward(desk, application_id=held.pk)

    city = {"call_id": call.pk, "union_id": people.tree.city.pk}
    with pytest.raises(PlacesGone):
        actions.give_places(maker, **city, quota=Quota(most=0))
    for shares in ({"tools": 0}, {"tools": 0, "methods": 3}):
        with pytest.raises(CategoryPlacesGone) as refused:
            actions.give_places(maker, **city, quota=Quota(most=3, by_category=shares))
        assert refused.value.params["used"] == 1
    with pytest.raises(SharesOverPlaces):
        actions.give_places(maker, **city, quota=Quota(most=3, least_of={"methods": 3}))
    assert not CallQuota.objects.filter(call=call).exists()

    actions.give_places(maker, **city, quota=Quota(most=3, by_category={"tools": 1}, least_of={"methods": 2}))


def test_who_sees_a_call(people, maker, call):
    assert list(calls_for(people.province)) == [call]
    assert not calls_for(people.city).exists()
    with pytest.raises(Missing):
        call_for(people.city, call.code)
    opened = made.call_of(people)
    assert call_for(people.workshop, opened.code) == published_call(opened.code) == opened
    assert list(calls_open(clock.now())) == [opened]


def test_as_many_applications_as_may_be(people):
    others = tuple(kind for kind in every_kind() if kind.code != "tool_prize")
    install(*others, made.small_kind(per_applicant=1))
    call, worker = made.call_of(people), made.worker_at(people.tree.workshop)
    actions.begin_application(worker, call_id=call.pk)

    with pytest.raises(AppliedAlready):
        actions.begin_application(worker, call_id=call.pk)
    thrown = Application.objects.get(call=call)
    actions.throw_away(worker, application_id=thrown.pk)
    actions.begin_application(worker, call_id=call.pk)


def test_a_kind_about_results_needs_one(people):
    others = tuple(kind for kind in every_kind() if kind.code != "tool_prize")
    install(*others, made.small_kind(needs_result=True))
    call, worker = made.call_of(people), made.worker_at(people.tree.workshop)

    with pytest.raises(ResultNeeded):
        actions.begin_application(worker, call_id=call.pk)


def test_who_belongs_to_no_unit_is_told(people):
    from tests.factories.unions import person
    from xinghe.access.actor import Actor

    nobody = person()

    with pytest.raises(NoUnit):
        actions.begin_application(Actor(person_id=nobody.pk, via="web"), call_id=made.call_of(people).pk)


def test_a_pile_is_put_in_order(people):
    call = made.call_of(people)
    held = []
    for _ in range(3):
        one = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call))
        held.append(actions.forward(people.workshop, application_id=one.pk))
    numbers = [one.pk for one in reversed(held)]

    assert (
        actions.rank_pile(people.county, desk_id=people.tree.county.pk, call_id=call.pk, order=numbers) == 3
    )
    actions.rank_pile(people.county, desk_id=people.tree.county.pk, call_id=call.pk, order=numbers[:2])
    assert list(Place.objects.order_by("position").values_list("application_id", flat=True)) == numbers[:2]
    with pytest.raises(PileHasOthers):
        actions.rank_pile(
            people.county, desk_id=people.tree.county.pk, call_id=call.pk, order=[numbers[0], numbers[0]]
        )


def test_files_are_added_by_its_people_while_it_is_with_them(people):
    call, worker = made.call_of(people), made.worker_at(people.tree.workshop)
    begun = made.draft(worker, call)
    now = clock.now()
    assert may_attach(worker, begun.pk, begun_at=now).people == tuple(begun.people)
    held = actions.hand_in(worker, application_id=begun.pk)

    with pytest.raises(ApplicationNotYours):
        may_attach(worker, held.pk, begun_at=now)
    with pytest.raises(ApplicationNotYours):
        may_attach(people.county, held.pk, begun_at=now)
    assert may_attach(people.workshop, held.pk, begun_at=now)
