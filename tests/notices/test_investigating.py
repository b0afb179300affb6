"""Who looks into an objection, who decides it, and what follows."""

from datetime import timedelta

import pytest

from tests.factories.notices import DAY, OBJECTOR, OVER, PUBLISHED, WHY, WORDS
from tests.factories.unions import appoint, officer
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.foundation.clock import held_at
from xinghe.notices import actions
from xinghe.notices.actions.deciding import GradeAsBefore, OwnFinding
from xinghe.notices.actions.investigating import NotInvestigator, NotOfTheDesk
from xinghe.notices.actions.steps import ObjectionNotSo
from xinghe.notices.gates import NothingUpheld
from xinghe.notices.models import Objection
from xinghe.notices.queries import (
    investigators,
    objection_to_act_on,
    own_lines,
)
from xinghe.notices.queries.conflicts import matter_of
from xinghe.notices.rules.clock import NotMoreTime
from xinghe.notices.rules.conflicts import DeciderConflicted, InvestigatorConflicted
from xinghe.notices.rules.words import ObjectorNamed
from xinghe.notices.vocab import (
    Channel,
    Conflict,
    Ground,
    ObjectionState,
    Outcome,
)
from xinghe.programmes import registry
from xinghe.programmes.actions.examining import remove, take_back
from xinghe.programmes.models import Application
from xinghe.programmes.moves import NoSuchMove, StepStands
from xinghe.programmes.queries.grades import GradeFull, GradeUnknown
from xinghe.programmes.vocab import Phase


@pytest.fixture
def held(desk):
    return desk.proposed()


@pytest.fixture
def notice(desk, held):
    return desk.published()


def fresh(objection: Objection) -> Objection:
    return Objection.objects.get(pk=objection.pk)


class TestInvestigation:
    """By somebody who has nothing to do with it."""

    @pytest.fixture
    def objection(self, desk, held, notice):
        found = desk.received(notice, held)
        with held_at(PUBLISHED + 2 * DAY):
            actions.admit_objection(desk.publisher, objection_id=found.pk)
        return found

    def assign(self, desk, objection, person_id):
        with held_at(PUBLISHED + 2 * DAY):
            return actions.assign_investigator(desk.publisher, objection_id=objection.pk, person_id=person_id)

    def test_who_decided_before_stays_out(self, desk, objection):
        with pytest.raises(InvestigatorConflicted, match="decided on it before"):
            self.assign(desk, objection, desk.maker.person_id)

    def test_who_belongs_to_the_unit_stays_out(self, desk, objection):
        unit = desk.people.tree.workshop
        Person.objects.filter(pk=desk.investigator.person_id).update(territory_path=unit.territory_path)

        with pytest.raises(InvestigatorConflicted, match="same unit"):
            self.assign(desk, objection, desk.investigator.person_id)

    @pytest.mark.parametrize(
        ("at", "said"), [("workshop", "same unit"), ("county", "recommended"), ("city", "recommended")]
    )
    def test_who_holds_an_office_on_its_way_stays_out(self, desk, objection, at, said):
        holder = Person.objects.get(pk=desk.investigator.person_id)
        appoint(holder, Role.OFFICER, getattr(desk.people.tree, at))

        with pytest.raises(InvestigatorConflicted, match=said):
            self.assign(desk, objection, holder.pk)

    def test_where_the_employer_itself_called_its_officers_may(self, held):
        assert matter_of(held).kin == {held.unit_id}

        held.call.union_id = held.unit_id
        assert matter_of(held).kin == frozenset()

    def test_an_office_elsewhere_is_no_conflict(self, desk, objection):
        holder = Person.objects.get(pk=desk.investigator.person_id)
        appoint(holder, Role.OFFICER, desk.people.tree.other_city)

        assert self.assign(desk, objection, holder.pk).investigator_id == holder.pk

    def test_whose_it_is_stays_out(self, desk, objection, held):
        Objection.objects.filter(pk=objection.pk).update(people=[])
        Application.objects.filter(pk=held.pk).update(people=[desk.investigator.person_id])

        with pytest.raises(InvestigatorConflicted, match="own application"):
            self.assign(desk, objection, desk.investigator.person_id)

    def test_who_judged_it_stays_out_wherever_that_is_known(self, desk, objection, held, monkeypatch):
        known: dict[int, set[int]] = {}
        monkeypatch.setattr(registry, "_JUDGES", {"test": lambda number: known.get(number, set())})
        known[held.pk + 1] = {desk.investigator.person_id}
        assert self.assign(desk, objection, desk.investigator.person_id).investigator_id

        known[held.pk] = {desk.investigator.person_id}
        with pytest.raises(InvestigatorConflicted, match="judged"):
            self.assign(desk, objection, desk.investigator.person_id)

    def test_who_does_not_handle_objections_here_stays_out(self, desk, objection):
        for stranger in (desk.people.city, officer(Role.SUPERVISOR, desk.people.tree.province)):
            with pytest.raises(NotOfTheDesk):
                self.assign(desk, objection, stranger.person_id)

    def test_the_page_offers_the_free_ones_first(self, desk, objection):
        found = investigators(objection_to_act_on(desk.publisher, objection.code), PUBLISHED + 2 * DAY)

        by_person = {one.person_id: one.conflicts for one in found}
        assert by_person[desk.maker.person_id] == (Conflict.DECIDED,)
        assert by_person[desk.investigator.person_id] == ()
        assert [bool(one.conflicts) for one in found] == sorted(bool(one.conflicts) for one in found)

    def test_only_the_investigator_writes_findings(self, desk, objection):
        self.assign(desk, objection, desk.investigator.person_id)

        with pytest.raises(NotInvestigator):
            actions.write_finding(desk.publisher, objection_id=objection.pk, words=WHY)

    def test_a_conflict_that_comes_up_later_ends_it(self, desk, objection):
        self.assign(desk, objection, desk.investigator.person_id)
        holder = Person.objects.get(pk=desk.investigator.person_id)
        appoint(holder, Role.OFFICER, desk.people.tree.city)

        with held_at(PUBLISHED + 3 * DAY), pytest.raises(InvestigatorConflicted):
            actions.write_finding(desk.investigator, objection_id=objection.pk, words=WHY)
        colleague = desk.people.at(desk.people.tree.province)
        assert self.assign(desk, objection, colleague.person_id).state == ObjectionState.ASSIGNED

    def test_more_time_is_given_with_a_reason(self, desk, objection):
        due = fresh(objection).due_on

        with pytest.raises(NotMoreTime):
            actions.give_more_time(desk.maker, objection_id=objection.pk, until=due, words="需要鉴定")
        later = actions.give_more_time(
            desk.maker, objection_id=objection.pk, until=due + timedelta(days=9), words="需要鉴定"
        )
        assert (later.state, later.due_on) == (ObjectionState.ADMISSIBLE, due + timedelta(days=9))
        self.assign(desk, objection, desk.investigator.person_id)
        assert fresh(objection).due_on == due + timedelta(days=9)


class TestDecision:
    """By a second person, and its consequences."""

    @pytest.fixture
    def objection(self, desk, held, notice):
        return desk.found(desk.received(notice, held))

    def decide(self, desk, objection, **told):
        values = {"outcome": Outcome.UPHOLD, "words": WHY} | told
        return actions.decide_objection(desk.publisher, objection_id=objection.pk, **values)

    def test_who_looked_into_it_does_not_decide(self, desk, objection):
        with pytest.raises(OwnFinding):
            actions.decide_objection(
                desk.investigator, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY
            )

    @pytest.mark.parametrize(
        ("at", "said"), [("workshop", "same unit"), ("county", "recommended"), ("city", "recommended")]
    )
    def test_who_is_concerned_neither_decides_nor_refuses(self, desk, objection, held, notice, at, said):
        other = desk.received(notice, held)
        appoint(Person.objects.get(pk=desk.publisher.person_id), Role.OFFICER, getattr(desk.people.tree, at))

        with pytest.raises(DeciderConflicted, match=said):
            self.decide(desk, objection)
        with pytest.raises(DeciderConflicted, match=said):
            actions.refuse_objection(
                desk.publisher, objection_id=other.pk, ground=Ground.NO_FACTS, words="没有任何事实"
            )
        # The maker decided on it before, which keeps nobody from deciding: a small union has three officers.
        actions.decide_objection(desk.maker, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY)

    def test_before_anything_was_found_nothing_is_decided(self, desk, held, notice):
        objection = desk.received(notice, held)

        with pytest.raises(ObjectionNotSo):
            self.decide(desk, objection)
        with pytest.raises(ObjectionNotSo):
            actions.reply_to_objector(desk.maker, objection_id=objection.pk, words=WHY)

    @pytest.mark.parametrize(
        "words",
        [
            "欧阳举报反映的问题不属实",
            "欧 阳 举 报反映的问题",
            "住宜昌市伍家岗区隐秘路77号的异议人",
            "来电１３９ ７７６６ ５５４４反映",
        ],
    )
    def test_words_that_tell_who_objected_are_refused(self, desk, objection, words):
        with pytest.raises(ObjectorNamed):
            self.decide(desk, objection, words=words)
        assert fresh(objection).state == ObjectionState.FACT_FINDING

    def test_another_grade_is_a_grade_of_the_call_with_room(self, desk, objection):
        for grade, refusal in (("ninth", GradeUnknown), ("second", GradeAsBefore)):
            with pytest.raises(refusal):
                self.decide(desk, objection, outcome=Outcome.CHANGE_GRADE, grade=grade)
        desk.proposed(grade="first")
        with pytest.raises(GradeFull):
            self.decide(desk, objection, outcome=Outcome.CHANGE_GRADE, grade="first")

    def test_another_grade_is_given_at_once(self, desk, objection, held):
        decided = self.decide(desk, objection, outcome=Outcome.CHANGE_GRADE, grade="first")

        assert (decided.grade, Application.objects.get(pk=held.pk).grade) == ("first", "first")

    def test_what_left_the_list_meanwhile_has_no_grade(self, desk, objection, held):
        Application.objects.filter(pk=held.pk).update(phase=Phase.DECLINED)

        with pytest.raises(NoSuchMove):
            self.decide(desk, objection, outcome=Outcome.CHANGE_GRADE, grade="first")

    def test_what_left_the_list_meanwhile_is_off_it(self, desk, objection, held):
        Application.objects.filter(pk=held.pk).update(phase=Phase.DECLINED)

        self.decide(desk, objection, outcome=Outcome.CANCEL)

        assert (fresh(objection).outcome, Application.objects.get(pk=held.pk).phase) == (
            Outcome.CANCEL,
            Phase.DECLINED,
        )

    def test_off_the_list_means_removed(self, desk, objection, held):
        self.decide(desk, objection, outcome=Outcome.CANCEL, words="成果权属不清，取消入选")

        assert Application.objects.get(pk=held.pk).phase == Phase.DECLINED

    def test_the_people_of_the_application_read_why_and_no_more(self, desk, objection, held):
        applicant = Actor(person_id=held.applicant_id, via="web")
        (before,) = own_lines(applicant)
        assert (before.is_objected, before.decided) == (True, ())
        self.decide(desk, objection)

        (line,) = own_lines(applicant)
        assert (line.is_objected, [one.words for one in line.decided]) == (False, [WHY])


class TestEnteredLate:
    """Received in time, by letter, and entered after everything was confirmed."""

    @pytest.fixture
    def confirmed(self, desk, held, notice):
        with held_at(OVER):
            actions.confirm_notice(desk.maker, notice_id=notice.pk)
        return Application.objects.get(pk=held.pk)

    @pytest.fixture
    def objection(self, desk, notice, confirmed):
        with held_at(OVER + DAY):
            found = actions.record_objection(
                desk.publisher,
                notice_id=notice.pk,
                application_code=confirmed.code,
                identity=OBJECTOR,
                text=WORDS,
                channel=Channel.LETTER,
                received_at=PUBLISHED + DAY,
            )
        return desk.found(found, at=OVER + DAY)

    def decide(self, desk, objection, **told):
        with held_at(OVER + 2 * DAY):
            return actions.decide_objection(desk.publisher, objection_id=objection.pk, words=WHY, **told)

    def test_it_may_leave_the_list(self, desk, objection, confirmed):
        self.decide(desk, objection, outcome=Outcome.CANCEL)

        assert Application.objects.get(pk=confirmed.pk).phase == Phase.DECLINED

    def test_by_an_upheld_objection_alone(self, desk, confirmed):
        with pytest.raises(NothingUpheld):
            remove(desk.maker, application_id=confirmed.pk, words="不再需要")

        assert Application.objects.get(pk=confirmed.pk).phase == Phase.CONFIRMED

    def test_another_grade_goes_before_a_further_notice(self, desk, objection, confirmed):
        self.decide(desk, objection, outcome=Outcome.CHANGE_GRADE, grade="first")

        back = Application.objects.get(pk=confirmed.pk)
        assert (back.phase, back.grade) == (Phase.PROPOSED, "first")
        with pytest.raises(StepStands):
            take_back(desk.maker, application_id=back.pk)
        again = desk.published(at=OVER + 3 * DAY)
        with held_at(again.takes_until):
            actions.confirm_notice(desk.maker, notice_id=again.pk)
        assert Application.objects.get(pk=confirmed.pk).phase == Phase.CONFIRMED

    def test_that_the_list_stands_changes_nothing(self, desk, objection, confirmed):
        self.decide(desk, objection, outcome=Outcome.UPHOLD)

        assert Application.objects.get(pk=confirmed.pk).phase == Phase.CONFIRMED
