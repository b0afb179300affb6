"""An objection from the form or the letter to the answer: every rule, every refusal, both ends of the time."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from tests.factories import notices as made
from tests.factories.notices import DAY, LAST_INSTANT, OBJECTOR, OVER, PUBLISHED, WHY, WORDS, object_to
from tests.factories.unions import officer
from xinghe.access.actor import Actor
from xinghe.access.once import KeyUsedForAnother
from xinghe.access.powers import Role
from xinghe.accounts.vault import SealBroken
from xinghe.foundation.clock import held_at
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.notices import actions
from xinghe.notices.actions.objecting import ReceivedAhead, TooManyObjections
from xinghe.notices.actions.steps import ObjectionMoved, ObjectionNotSo
from xinghe.notices.models import Objection, ObjectionStep, Objector
from xinghe.notices.queries import (
    ObjectionFilter,
    objection_for,
    objections_for,
    objections_to_handle,
    own_lines,
    receipt_of,
)
from xinghe.notices.rules.admission import (
    GroundNotSo,
    LineNotListed,
    ObjectionLate,
    ObjectorAnonymous,
    ObjectorUnreachable,
    UnitSealMissing,
)
from xinghe.notices.rules.words import Identity, ObjectionWordsWrong, WhyNeeded
from xinghe.notices.vocab import (
    MOST_FROM_ONE_ADDRESS,
    Act,
    Channel,
    Ground,
    Objecting,
    ObjectionState,
    Outcome,
)
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase

UNIT = Identity(objecting=Objecting.UNIT, name="江汉厂工会", address="武汉市硚口区1号", phone="027-12345678")


@pytest.fixture
def held(desk):
    return desk.proposed()


@pytest.fixture
def notice(desk, held):
    return desk.published()


def fresh(objection: Objection) -> Objection:
    return Objection.objects.get(pk=objection.pk)


def test_an_objection_goes_its_whole_way(desk, held, notice):
    objection = desk.received(notice, held)
    assert (objection.state, objection.due_on) == (ObjectionState.RECEIVED, date(2021, 9, 17))
    with held_at(PUBLISHED + 2 * DAY):
        admitted = actions.admit_objection(desk.publisher, objection_id=objection.pk)
        # 15 working days after 15 September 2021, over two holidays with their make-up days.
        assert (admitted.state, admitted.due_on) == (ObjectionState.ADMISSIBLE, date(2021, 10, 12))
        assigned = actions.assign_investigator(
            desk.publisher, objection_id=objection.pk, person_id=desk.investigator.person_id
        )
    with held_at(PUBLISHED + 4 * DAY):
        found = actions.write_finding(desk.investigator, objection_id=objection.pk, words=WHY)
        found = actions.write_finding(desk.investigator, objection_id=objection.pk, words="补充：" + WHY)
    assert (assigned.state, found.state) == (ObjectionState.ASSIGNED, ObjectionState.FACT_FINDING)
    assert found.due_on == date(2021, 10, 12)
    with held_at(OVER + 3 * DAY):
        decided = actions.decide_objection(
            desk.publisher, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY
        )
        assert (decided.state, decided.due_on) == (ObjectionState.DECIDED, date(2021, 9, 28))
        replied = actions.reply_to_objector(
            desk.maker, objection_id=objection.pk, words="经核查，维持公示结果。"
        )

    assert (replied.state, replied.due_on) == (ObjectionState.REPLIED, None)
    assert Application.objects.get(pk=held.pk).phase == Phase.PUBLIC_NOTICE
    page = objection_for(desk.maker, objection.code, OVER)
    assert [step.act for step in page.steps] == [
        Act.RECEIVE,
        Act.ADMIT,
        Act.ASSIGN,
        Act.FIND,
        Act.FIND,
        Act.DECIDE,
        Act.REPLY,
    ]
    assert (page.text, page.outcome_words) == (WORDS, WHY)


class TestTheForm:
    """What anybody may send, without an account."""

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"identity": Identity(objecting=Objecting.NOBODY)}, ObjectorAnonymous),
            ({"identity": Identity(objecting=Objecting.PERSON, name=" ")}, ObjectorAnonymous),
            (
                {"identity": Identity(objecting=Objecting.PERSON, name="张三", address="武汉市")},
                ObjectorUnreachable,
            ),
            ({"application_code": "NOTTHERE00"}, LineNotListed),
            ({"text": "不服"}, ObjectionWordsWrong),
            ({"notice_code": "NOTTHERE00"}, Missing),
        ],
    )
    def test_what_breaks_a_rule_is_refused_and_not_kept(self, desk, held, notice, changes, refusal):
        with held_at(PUBLISHED + DAY), pytest.raises(refusal):
            object_to(notice, **({"application_code": held.code} | changes))

        assert not Objection.objects.exists()
        assert not Objector.objects.exists()

    @pytest.mark.parametrize(
        ("at", "is_late"),
        [
            (PUBLISHED - timedelta(microseconds=1), True),
            (PUBLISHED, False),
            (LAST_INSTANT, False),
            (OVER, True),
        ],
    )
    def test_it_is_open_from_publication_to_the_last_instant(self, held, notice, at, is_late):
        with held_at(at):
            if is_late:
                with pytest.raises(ObjectionLate, match="2021-09-18"):
                    object_to(notice, held.code)
            else:
                assert object_to(notice, held.code)

    def test_a_notice_that_was_replaced_takes_no_more(self, desk, held, notice):
        with held_at(PUBLISHED + DAY):
            draft = actions.start_corrected(desk.maker, notice_id=notice.pk, correction="更正单位名称")
            anew = actions.publish_notice(desk.publisher, notice_id=draft.pk)
        with held_at(PUBLISHED + 2 * DAY):
            with pytest.raises(ObjectionLate, match="until the end of 2021-09-14"):
                object_to(notice, held.code)
            assert object_to(anew, held.code)

    def test_a_draft_takes_none(self, desk, held):
        draft = desk.drafted()

        with pytest.raises(Missing):
            object_to(draft, held.code)

    def test_sent_again_it_acts_once(self, held, notice):
        with held_at(PUBLISHED + DAY):
            first = object_to(notice, held.code, key="one")
            again = object_to(notice, held.code, key="one")
            with pytest.raises(KeyUsedForAnother):
                object_to(notice, held.code, key="one", text=WORDS + "另有证人。")
            other = object_to(notice, held.code, key="two")

        assert (first == again, first == other, Objection.objects.count()) == (True, False, 2)
        assert ObjectionStep.objects.count() == 2

    def test_sent_again_after_the_end_it_is_still_answered(self, held, notice):
        with held_at(LAST_INSTANT):
            first = object_to(notice, held.code, key="one")
        with held_at(OVER):
            assert object_to(notice, held.code, key="one") == first

    def test_one_address_sends_no_flood(self, held, notice):
        with held_at(PUBLISHED + DAY):
            for _ in range(MOST_FROM_ONE_ADDRESS):
                object_to(notice, held.code, address="203.0.113.7")
            with pytest.raises(TooManyObjections):
                object_to(notice, held.code, address="203.0.113.7")
            object_to(notice, held.code, address="203.0.113.8")
            object_to(notice, held.code, address=None)
        with held_at(PUBLISHED + 2 * DAY):
            object_to(notice, held.code, address="203.0.113.7")

    def test_who_is_signed_in_objects_without_their_account(self, desk, held, notice):
        values = {
            "notice_code": notice.code,
            "application_code": held.code,
            "identity": OBJECTOR,
            "text": WORDS,
            "key": "k",
            "address": None,
        }
        for actor in (desk.publisher, Actor.public(), Actor(person_id=held.applicant_id, via="web")):
            with held_at(PUBLISHED + DAY), pytest.raises(Forbidden):
                actions.object_to_notice(actor, **values)

    def test_the_objector_asks_by_their_code(self, desk, held, notice):
        objection = desk.received(notice, held)

        assert receipt_of(objection.code).state == ObjectionState.RECEIVED
        desk.found(objection)
        with held_at(OVER):
            actions.decide_objection(
                desk.publisher, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY
            )
            assert receipt_of(objection.code).outcome == ""
            actions.reply_to_objector(desk.maker, objection_id=objection.pk, words="经核查，维持公示结果。")
        told = receipt_of(objection.code)
        assert (told.outcome, told.reply) == (Outcome.UPHOLD, "经核查，维持公示结果。")
        with pytest.raises(Missing):
            receipt_of("NOTTHERE00")


class TestRecorded:
    """What comes by letter, by telephone, in person."""

    @pytest.mark.parametrize(
        ("changes", "refusal", "ground"),
        [
            ({"identity": Identity(objecting=Objecting.NOBODY)}, ObjectorAnonymous, Ground.ANONYMOUS),
            (
                {"identity": Identity(objecting=Objecting.PERSON, name="张三")},
                ObjectorUnreachable,
                Ground.NO_CONTACT,
            ),
            ({"identity": UNIT}, UnitSealMissing, Ground.NO_SEAL),
            ({"at": OVER}, ObjectionLate, Ground.LATE),
            ({"application_code": "NOTTHERE00"}, LineNotListed, Ground.NOT_LISTED),
        ],
    )
    def test_it_is_kept_and_refused_by_the_rule(self, desk, held, notice, changes, refusal, ground):
        objection = desk.recorded(notice, **({"application_code": held.code} | changes))

        with pytest.raises(refusal):
            actions.admit_objection(desk.maker, objection_id=objection.pk)
        with pytest.raises(GroundNotSo):
            wrong = Ground.ANONYMOUS if ground is not Ground.ANONYMOUS else Ground.LATE
            actions.refuse_objection(desk.maker, objection_id=objection.pk, ground=wrong, words="不予受理")
        with pytest.raises(WhyNeeded):
            actions.refuse_objection(desk.maker, objection_id=objection.pk, ground=ground, words="")
        refused = actions.refuse_objection(
            desk.maker, objection_id=objection.pk, ground=ground, words="按规定不予受理"
        )
        assert (refused.state, refused.ground, refused.due_on) == (ObjectionState.REFUSED, ground, None)
        assert receipt_of(objection.code).ground == ground
        with pytest.raises(ObjectionNotSo):
            actions.admit_objection(desk.maker, objection_id=objection.pk)

    def test_a_seal_that_follows_by_post_is_noted(self, desk, held, notice):
        with held_at(LAST_INSTANT):
            code = object_to(notice, held.code, identity=UNIT)
        objection = Objection.objects.get(code=code)
        with pytest.raises(UnitSealMissing):
            actions.admit_objection(desk.maker, objection_id=objection.pk)
        with held_at(OVER + DAY):
            actions.see_seal(desk.maker, objection_id=objection.pk)
            admitted = actions.admit_objection(desk.maker, objection_id=objection.pk)

        assert (admitted.state, admitted.has_seal) == (ObjectionState.ADMISSIBLE, True)

    def test_what_comes_late_to_the_desk_but_was_received_in_time_is_in_time(self, desk, held, notice):
        objection = desk.recorded(notice, held.code, at=OVER + DAY, received_at=LAST_INSTANT)

        assert (
            actions.admit_objection(desk.maker, objection_id=objection.pk).state == ObjectionState.ADMISSIBLE
        )

    def test_it_was_not_received_tomorrow(self, desk, held, notice):
        with pytest.raises(ReceivedAhead):
            desk.recorded(notice, held.code, received_at=PUBLISHED + 2 * DAY)

    def test_only_the_desk_records(self, desk, held, notice):
        values = {
            "notice_id": notice.pk,
            "application_code": held.code,
            "identity": OBJECTOR,
            "text": WORDS,
            "channel": Channel.PHONE,
            "received_at": PUBLISHED,
        }
        with pytest.raises(Missing):
            actions.record_objection(desk.people.city, **values)
        with pytest.raises(Forbidden):
            actions.record_objection(officer(Role.SUPERVISOR, desk.people.tree.province), **values)
        with pytest.raises(Forbidden):
            actions.record_objection(desk.maker, **(values | {"channel": Channel.FORM}))
        actions.record_objection(desk.maker, **values)

    def test_to_a_draft_nothing_is_recorded(self, desk, held):
        with pytest.raises(Missing):
            desk.recorded(desk.drafted(), held.code)


def test_before_it_is_admitted_nobody_hears_of_it(desk, held, notice):
    applicant = Actor(person_id=held.applicant_id, via="web")
    (before,) = own_lines(applicant)
    objection = desk.received(notice, held)
    assert own_lines(applicant) == (before,)
    with held_at(PUBLISHED + DAY):
        actions.admit_objection(desk.maker, objection_id=objection.pk)

    assert own_lines(applicant) != (before,)


def test_a_page_that_is_out_of_date_acts_on_nothing(desk, held, notice):
    objection = desk.recorded(notice, held.code)

    with pytest.raises(ObjectionMoved):
        actions.admit_objection(desk.maker, objection_id=objection.pk, version=objection.version + 1)


def test_the_late_ones_stand_first(desk, held, notice):
    early = desk.recorded(notice, held.code, at=PUBLISHED)
    late = desk.recorded(notice, held.code, at=PUBLISHED + 3 * DAY)
    settled = desk.recorded(notice, "NOTTHERE00", at=PUBLISHED)
    actions.refuse_objection(
        desk.maker, objection_id=settled.pk, ground=Ground.NOT_LISTED, words="与公示名单无关"
    )
    now = PUBLISHED + 4 * DAY

    rows = objections_for(desk.maker, ObjectionFilter(), now)
    assert [(row.code, row.is_late) for row in rows] == [(early.code, True), (late.code, False)]
    assert [row.code for row in objections_for(desk.maker, ObjectionFilter(settled_too=True), now)][2:] == [
        settled.code
    ]
    assert objections_for(desk.maker, ObjectionFilter(state="refused"), now)[0].code == settled.code
    assert objections_for(desk.maker, ObjectionFilter(mine=True), now) == ()
    assert len(objections_for(desk.maker, ObjectionFilter(notice=notice.code), now)) == 2
    assert objections_to_handle(desk.maker).count() == 2
    assert not objections_to_handle(desk.people.workshop).exists()


def test_what_was_done_is_never_changed(desk, held, notice):
    objection = desk.recorded(notice, held.code)

    for rows in (
        ObjectionStep.objects.filter(objection=objection),
        Objector.objects.filter(objection=objection),
        Objection.objects.filter(pk=objection.pk),
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows._raw_delete("default")
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        ObjectionStep.objects.filter(objection=objection).update(words="x")
    for change in ({"text": "x"}, {"received_at": PUBLISHED}, {"objecting": "nobody"}):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "refused"},
        {"state": "assigned"},
        {"state": "decided"},
        {"ground": "late"},
        {"outcome": "uphold"},
        {"state": "admissible", "has_contact": False},
        {"state": "admissible", "application": None},
    ],
)
def test_the_database_keeps_the_order_of_states(desk, held, notice, change):
    objection = desk.recorded(notice, held.code)

    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(**change)


def test_an_identity_moved_to_another_row_does_not_open(desk, held, notice):
    one, other = desk.recorded(notice, held.code), desk.recorded(notice, held.code)
    sealed = Objector.objects.get(objection=one).name_sealed
    Objector.objects.filter(objection=other).update(name_sealed=sealed)

    assert (
        actions.reveal_objector(desk.maker, objection_id=one.pk, purpose="电话核实情况").name == OBJECTOR.name
    )
    with pytest.raises(SealBroken):
        actions.reveal_objector(desk.maker, objection_id=other.pk, purpose="电话核实情况")
    with pytest.raises(WhyNeeded):
        actions.reveal_objector(desk.maker, objection_id=one.pk, purpose="")


def test_a_machine_handles_nothing(desk, held, notice):
    objection = desk.recorded(notice, held.code)

    with pytest.raises(Missing):
        actions.admit_objection(actions.BOX, objection_id=objection.pk)
    with pytest.raises(Missing):
        actions.reveal_objector(actions.BOX, objection_id=objection.pk, purpose="核实情况")
    with pytest.raises(Forbidden):
        actions.admit_objection(Actor.for_job("demonstration"), objection_id=objection.pk)


def test_made_by_the_factory_is_what_the_commands_make(desk, held, notice):
    assert desk.received(notice, held).channel == Channel.FORM
    assert made.OBJECTOR.has_contact
