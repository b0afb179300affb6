"""From a draft to a proposal: every phase, every desk, every refusal on the way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from tests.factories import programmes as made
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.messaging.models import Message
from xinghe.programmes import actions
from xinghe.programmes.actions.applying import NotWithYou
from xinghe.programmes.actions.desks import CheckWordWrong, SealedPageMissing
from xinghe.programmes.gates import (
    ApplicationUnfinished,
    CallClosed,
    CallNotOpen,
    EvidenceLacking,
    SealMissing,
)
from xinghe.programmes.gates.chances import ChanceUsed
from xinghe.programmes.models import Application, Call, Passage, Version
from xinghe.programmes.moves import (
    ApplicationMoved,
    ForwardingStands,
    NoSuchMove,
    OrganiserNotAbove,
    StepStands,
)
from xinghe.programmes.queries import moves_open_to, passages_of, versions_of
from xinghe.programmes.queries.grades import GradeFull, GradeUnknown
from xinghe.programmes.rules.conditions import ConditionsUnmet
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.recommendations.rules.route import LineNeeded
from xinghe.unions.vocab import Line

WHY = {"reasons": ["material_incomplete"], "words": "请补充应用证明"}


def fresh(application: Application) -> Application:
    return Application.objects.select_related("desk", "call", "unit").get(pk=application.pk)


def test_one_application_goes_the_whole_way_to_a_proposal(people):
    call = made.call_of(people)
    worker = made.worker_at(people.tree.workshop)

    held = made.handed_in(worker, call)
    assert (held.phase, held.desk, held.line) == (Phase.RECOMMENDING, people.tree.workshop, Line.TERRITORY)
    held = made.examined(people, held)
    assert (held.phase, held.desk, held.recommended_by) == (
        Phase.FORMAL_CHECK,
        people.tree.province,
        people.tree.city,
    )
    actions.admit(people.province, application_id=held.pk)
    actions.conclude(people.province, application_id=held.pk)
    actions.propose(people.province, application_id=held.pk, grade="first")

    assert fresh(held).phase == Phase.PROPOSED
    said = [(one.move, one.source, one.target) for one in passages_of(held)]
    assert said[0] == ("hand_in", "draft", "recommending")
    assert [move for move, _, _ in said] == ["hand_in", *["forward"] * 3, "admit", "conclude", "propose"]


def test_each_desk_acts_in_its_turn_and_no_other(people):
    held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people)))

    for stranger in (people.far_county, people.sister_workshop):
        with pytest.raises(Missing):
            actions.forward(stranger, application_id=held.pk)
    for too_early in (people.county, people.city, people.province):
        with pytest.raises(Forbidden):
            actions.forward(too_early, application_id=held.pk)
    actions.forward(people.workshop, application_id=held.pk)
    with pytest.raises(Forbidden):
        actions.forward(people.workshop, application_id=held.pk)


def test_nobody_forwards_their_own(people):
    call, own = made.call_of(people), people.workshop
    made.worker_at(people.tree.workshop)
    from xinghe.accounts.models import Person

    Person.objects.filter(pk=own.person_id).update(territory_path=people.tree.workshop.territory_path)
    held = made.handed_in(own, call)
    made.evidence(held, Slot.EV01)

    with pytest.raises(Forbidden):
        actions.seal(own, application_id=held.pk, word=check_word(held.digest))


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"need": ""}, ApplicationUnfinished),
        ({"need": "长" * 101}, ApplicationUnfinished),
        ({"category": "poems"}, ApplicationUnfinished),
        ({"asked": "0"}, ApplicationUnfinished),
        ({"asked": "三"}, ApplicationUnfinished),
        ({"asked": "6"}, ConditionsUnmet),
    ],
)
def test_only_a_whole_paper_is_handed_in(people, answers, refusal):
    worker, call = made.worker_at(people.tree.workshop), made.call_of(people)
    begun = made.draft(worker, call, **answers)

    with pytest.raises(refusal):
        actions.hand_in(worker, application_id=begun.pk)
    assert fresh(begun).phase == Phase.DRAFT


def test_a_condition_cites_its_article(people):
    worker, call = made.worker_at(people.tree.workshop), made.call_of(people)

    with pytest.raises(ConditionsUnmet, match=r"6 is asked for; at most 5 may be\..*article 3"):
        made.handed_in(worker, call, asked="6")


def test_a_file_that_is_not_checked_does_not_count(people):
    worker, call = made.worker_at(people.tree.workshop), made.call_of(people)
    begun = actions.begin_application(worker, call_id=call.pk)
    actions.save_answers(worker, application_id=begun.pk, answers=made.ANSWERS)
    made.attachments.attachment(
        person_id=worker.person_id, subject_kind="application", subject_id=begun.pk, slot=Slot.EV05
    )

    with pytest.raises(EvidenceLacking):
        actions.hand_in(worker, application_id=begun.pk)


def test_the_clock_of_the_database_ends_a_call(people):
    """Not the clock of the process, which is set back here by a day."""
    worker = made.worker_at(people.tree.workshop)
    call = made.call_of(people)
    begun = made.draft(worker, call)
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(seconds=1))

    with pytest.raises(CallClosed):
        actions.hand_in(worker, application_id=begun.pk)
    with pytest.raises(CallClosed):
        actions.begin_application(worker, call_id=call.pk)


def test_a_file_begun_in_time_keeps_the_door_open(people):
    worker = made.worker_at(people.tree.workshop)
    call = made.call_of(people)
    begun = made.draft(worker, call)
    end = clock.now() - timedelta(seconds=30)
    Call.objects.filter(pk=call.pk).update(closes_at=end)
    made.evidence(
        begun, Slot.EV08, begun_at=end - timedelta(minutes=2), received_at=end + timedelta(seconds=5)
    )

    assert actions.hand_in(worker, application_id=begun.pk).phase == Phase.RECOMMENDING


def test_no_application_before_a_call_opens(people):
    worker = made.worker_at(people.tree.workshop)
    call = made.call_of(people)
    Call.objects.filter(pk=call.pk).update(opens_at=clock.now() + timedelta(days=1))

    with pytest.raises(CallNotOpen):
        actions.begin_application(worker, call_id=call.pk)


def test_a_unit_on_two_lines_says_which(people):
    worker, call = made.worker_at(people.tree.plant), made.call_of(people)
    begun = made.draft(worker, call)

    with pytest.raises(LineNeeded):
        actions.hand_in(worker, application_id=begun.pk)
    held = actions.hand_in(worker, application_id=begun.pk, line=Line.INDUSTRY)

    assert (held.territory_path, held.industry_path) == ("", people.tree.plant.industry_path)
    with pytest.raises(Missing):
        actions.forward(people.county, application_id=held.pk)


def test_the_organiser_stands_above(people):
    call = made.call_of(people, people.tree.other_city)
    worker = made.worker_at(people.tree.workshop)

    with pytest.raises(OrganiserNotAbove):
        made.handed_in(worker, call)


def test_a_county_is_the_end_of_its_own_call(people):
    held = made.examined(
        people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people, people.tree.county))
    )

    assert (held.phase, held.desk) == (Phase.FORMAL_CHECK, people.tree.county)


class TestCorrections:
    """What comes back, and what a change voids."""

    def test_unchanged_it_goes_back_to_the_desk_that_returned_it(self, people):
        worker = made.worker_at(people.tree.workshop)
        held = made.sealed(people, made.handed_in(worker, made.call_of(people)))
        actions.forward(people.workshop, application_id=held.pk)
        actions.return_application(people.county, application_id=held.pk, **WHY)
        assert (fresh(held).phase, fresh(held).desk) == (Phase.RETURNED, None)

        again = actions.hand_in_again(worker, application_id=held.pk)

        assert (again.phase, again.desk, again.returned_from) == (
            Phase.RECOMMENDING,
            people.tree.county,
            None,
        )
        assert len(versions_of(held)) == 1

    def test_changed_it_climbs_once_more_and_needs_a_new_seal(self, people):
        worker = made.worker_at(people.tree.workshop)
        held = made.sealed(people, made.handed_in(worker, made.call_of(people)))
        actions.forward(people.workshop, application_id=held.pk)
        actions.return_application(people.county, application_id=held.pk, **WHY)
        actions.save_answers(worker, application_id=held.pk, answers={**made.ANSWERS, "need": "更省力"})

        again = actions.hand_in_again(worker, application_id=held.pk)

        assert again.desk == people.tree.workshop
        assert [one.answers["need"] for one in versions_of(held)] == ["省力", "更省力"]
        with pytest.raises(SealMissing):
            actions.forward(people.workshop, application_id=held.pk)

    def test_examination_asks_once(self, people):
        worker = made.worker_at(people.tree.workshop)
        held = made.examined(people, made.handed_in(worker, made.call_of(people)))
        actions.ask_for_more(people.province, application_id=held.pk, **WHY)
        back = actions.hand_in_again(worker, application_id=held.pk)
        assert (back.phase, back.desk) == (Phase.FORMAL_CHECK, people.tree.province)

        with pytest.raises(ChanceUsed):
            actions.ask_for_more(people.province, application_id=held.pk, **WHY)

    def test_nothing_is_changed_while_it_lies_at_a_desk(self, people):
        worker = made.worker_at(people.tree.workshop)
        held = made.handed_in(worker, made.call_of(people))

        with pytest.raises(NotWithYou):
            actions.save_answers(worker, application_id=held.pk, answers=made.ANSWERS)

    def test_the_clock_of_the_desk_stands_meanwhile(self, people):
        worker = made.worker_at(people.tree.workshop)
        held = made.sealed(people, made.handed_in(worker, made.call_of(people)))
        actions.forward(people.workshop, application_id=held.pk)
        Application.objects.filter(pk=held.pk).update(lies_since=clock.now() - timedelta(days=3))
        actions.return_application(people.county, application_id=held.pk, **WHY)
        Application.objects.filter(pk=held.pk).update(lies_since=clock.now() - timedelta(days=9))

        again = actions.hand_in_again(worker, application_id=held.pk)

        assert timedelta(days=3) <= again.waited < timedelta(days=4)


class TestSeal:
    """A sealed page belongs to one version."""

    def test_it_needs_the_page_and_the_word_on_it(self, people):
        held = made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people))

        with pytest.raises(SealedPageMissing):
            actions.seal(people.workshop, application_id=held.pk, word=check_word(held.digest))
        made.evidence(held, Slot.EV01)
        with pytest.raises(CheckWordWrong):
            actions.seal(people.workshop, application_id=held.pk, word="AAAA2222")
        actions.seal(people.workshop, application_id=held.pk, word=check_word(held.digest).lower())

    def test_without_it_nothing_leaves_the_unit(self, people):
        held = made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people))

        with pytest.raises(SealMissing):
            actions.forward(people.workshop, application_id=held.pk)


def test_a_grade_has_room_for_so_many(people):
    call = made.call_of(people)
    held = []
    for _ in range(2):
        one = made.examined(people, made.handed_in(made.worker_at(people.tree.workshop), call))
        actions.admit(people.province, application_id=one.pk)
        actions.conclude(people.province, application_id=one.pk)
        held.append(one)

    with pytest.raises(GradeUnknown):
        actions.propose(people.province, application_id=held[0].pk, grade="ninth")
    actions.propose(people.province, application_id=held[0].pk, grade="first")
    with pytest.raises(GradeFull):
        actions.propose(people.province, application_id=held[1].pk, grade="first")


def test_a_page_that_is_out_of_date_acts_on_nothing(people):
    held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people)))

    with pytest.raises(ApplicationMoved):
        actions.forward(people.workshop, application_id=held.pk, version=held.version - 1)


def test_a_move_that_is_not_there_is_refused(people):
    held = made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people))

    with pytest.raises(NoSuchMove):
        actions.admit(people.province, application_id=held.pk)


def test_what_is_offered_is_what_is_taken(people):
    worker = made.worker_at(people.tree.workshop)
    held = fresh(made.handed_in(worker, made.call_of(people)))

    assert [one.name for one in moves_open_to(people.workshop, held)] == [MoveName.FORWARD]
    assert [one.name for one in moves_open_to(worker, held)] == [MoveName.WITHDRAW]
    assert moves_open_to(people.county, held) == ()


def test_what_was_handed_in_once_is_not_thrown_away(people):
    worker = made.worker_at(people.tree.workshop)
    held = made.sealed(people, made.handed_in(worker, made.call_of(people)))
    actions.forward(people.workshop, application_id=held.pk)
    actions.return_application(people.county, application_id=held.pk, **WHY)

    with pytest.raises(NoSuchMove):
        actions.throw_away(worker, application_id=held.pk)


def test_a_draft_is_seen_by_its_own_people_alone(people):
    from xinghe.programmes.queries import ApplicationFilter, application_for, applications_for

    worker = made.worker_at(people.tree.workshop)
    begun = made.draft(worker, made.call_of(people))

    for other in (people.workshop, people.county, people.province):
        with pytest.raises(Missing):
            application_for(other, begun.code)
        assert not applications_for(other, ApplicationFilter()).exists()
    assert application_for(worker, begun.code) == begun


def test_what_was_handed_in_is_never_changed(people):
    held = made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people))

    for rows in (Version.objects.filter(application=held), Passage.objects.filter(application=held)):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows.delete()


class TestUndo:
    """A forwarding is taken back as long as nobody has acted on it."""

    def test_it_lies_at_the_desk_again_and_its_place_is_free(self, people):
        call = made.call_of(people, people.tree.county)
        held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call))
        actions.forward(people.workshop, application_id=held.pk)
        assert fresh(held).phase == Phase.FORMAL_CHECK

        back = actions.undo_forward(people.workshop, application_id=held.pk)

        assert (back.phase, back.desk, back.recommended_by) == (
            Phase.RECOMMENDING,
            people.tree.workshop,
            None,
        )
        assert [one.move for one in passages_of(held)][-2:] == ["forward", "undo_forward"]
        with pytest.raises(ForwardingStands):
            actions.undo_forward(people.workshop, application_id=held.pk)

    def test_not_by_another_desk_nor_once_somebody_acted(self, people):
        held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people)))
        actions.forward(people.workshop, application_id=held.pk)
        for other in (people.county, people.city):
            with pytest.raises(Forbidden):
                actions.undo_forward(other, application_id=held.pk)
        with pytest.raises(ApplicationMoved):
            actions.undo_forward(people.workshop, application_id=held.pk, version=1)

        actions.rank_pile(people.county, desk_id=people.tree.county.pk, call_id=held.call_id, order=[held.pk])

        with pytest.raises(ForwardingStands):
            actions.undo_forward(people.workshop, application_id=held.pk)

    def test_the_organisers_steps_are_taken_back_one_by_one(self, people):
        held = made.examined(
            people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people))
        )
        actions.admit(people.province, application_id=held.pk)
        actions.conclude(people.province, application_id=held.pk)
        actions.propose(people.province, application_id=held.pk, grade="first")
        phases = []

        for _ in range(3):
            # What was taken back is done again, and can be taken back again.
            back = actions.take_back(people.province, application_id=held.pk)
            phases.append((back.phase, back.grade))
            last = [one.move for one in passages_of(held)][-2:]
            with pytest.raises(StepStands):
                actions.take_back(people.province, application_id=held.pk)
            assert last[-1] == "take_back"
            again = {"propose": {"grade": "second"}}.get(last[0], {})
            getattr(actions, last[0])(people.province, application_id=held.pk, **again)

        assert phases == [(Phase.DECISION, "")] * 3
        assert fresh(held).grade == "second"

    def test_a_step_back_needs_the_power_of_the_step_and_the_page_it_was_seen_on(self, people):
        held = made.examined(
            people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people))
        )
        with pytest.raises(StepStands):
            actions.take_back(people.province, application_id=held.pk)
        actions.admit(people.province, application_id=held.pk)

        for other in (people.workshop, people.county, people.city):
            with pytest.raises(Forbidden):
                actions.take_back(other, application_id=held.pk)
        with pytest.raises(ApplicationMoved):
            actions.take_back(people.province, application_id=held.pk, version=1)

        back = actions.take_back(people.province, application_id=held.pk)
        assert back.phase == Phase.FORMAL_CHECK
        told = Message.objects.filter(person_id=held.applicant_id).order_by("-pk").first()
        assert told.event == "application_back"

    def test_nobody_takes_their_own_back(self, people):
        held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people)))
        actions.forward(people.workshop, application_id=held.pk)
        Application.objects.filter(pk=held.pk).update(people=[people.workshop.person_id])

        with pytest.raises(Forbidden):
            actions.undo_forward(people.workshop, application_id=held.pk)
