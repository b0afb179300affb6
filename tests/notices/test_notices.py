"""A notice from its draft to the confirmation of everything on it, and a corrected one in its place."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import notices as made
from tests.factories.notices import DAY, LAST_INSTANT, OVER, PUBLISHED, WHY
from tests.factories.unions import officer
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.access.work import command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import held_at
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.kernels.calendar import working_days_between
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.notices import actions, models
from xinghe.notices.actions.making import (
    CorrectionUnderWay,
    NothingProposed,
    NoticeMoved,
    NoticeNotSo,
    NotProposed,
    OwnCall,
)
from xinghe.notices.actions.publishing import CorrectionNeeded, ListMoved, OwnNotice
from xinghe.notices.gates import (
    NoticeRuns,
    NoticeTooShort,
    NotOnNotice,
    ObjectionOpen,
    no_open_objection,
    notice_over,
)
from xinghe.notices.models import Notice, NoticeLine, NoticePaper
from xinghe.notices.queries import (
    notice_for,
    notice_list,
    notice_paper,
    notices_for,
    public_notice,
    public_notices,
)
from xinghe.notices.queries.listing import lines_of
from xinghe.notices.rules.clock import Clock, ClockWrong
from xinghe.notices.rules.words import Contact, ObjectorNamed, WhyNeeded
from xinghe.notices.vocab import NoticeState, Outcome
from xinghe.programmes import actions as programmes
from xinghe.programmes.models import Application, Passage
from xinghe.programmes.vocab import MoveName, Phase


def phase(application: Application) -> Phase:
    return Phase(Application.objects.get(pk=application.pk).phase)


def test_a_notice_goes_its_whole_way(desk):
    first, second = desk.proposed(grade="first"), desk.proposed()

    drafted = desk.drafted(introduction="经评审，拟确定以下项目入选。")
    assert (drafted.state, drafted.published_at, phase(first)) == (NoticeState.DRAFT, None, Phase.PROPOSED)
    assert public_notices(PUBLISHED) == ()
    with held_at(PUBLISHED):
        published = actions.publish_notice(desk.publisher, notice_id=drafted.pk)
    assert (published.opens_on, published.closes_on) == (date(2021, 9, 14), date(2021, 9, 18))
    assert (phase(first), phase(second)) == (Phase.PUBLIC_NOTICE, Phase.PUBLIC_NOTICE)
    with held_at(LAST_INSTANT), pytest.raises(NoticeRuns, match="2021-09-18"):
        actions.confirm_notice(desk.maker, notice_id=drafted.pk)
    with held_at(OVER):
        confirmed = actions.confirm_notice(desk.maker, notice_id=drafted.pk)

    assert (confirmed.state, confirmed.confirmed_at) == (NoticeState.CLOSED, OVER)
    assert (phase(first), phase(second)) == (Phase.CONFIRMED, Phase.CONFIRMED)


def test_the_list_is_frozen_and_anybody_can_hash_it(desk):
    second, first = desk.proposed(), desk.proposed(grade="first")
    notice = desk.published()

    text = notice_list(notice.code)
    assert hashlib.sha256(text.encode()).hexdigest() == notice.digest
    told = [json.loads(line) for line in text.splitlines()]
    assert all(line.pop("grade_label") for line in told)
    assert told == [
        {
            "code": one.code,
            "title": "阀门快开扳手",
            "unit": one.unit.name,
            "people": ["王秀英"],
            "grade": one.grade,
        }
        for one in (first, second)
    ]
    page = public_notice(notice.code, PUBLISHED + DAY)
    assert [line.code for line in page.lines] == [first.code, second.code]
    assert (page.row.is_open, page.row.lines, page.digest) == (True, 2, notice.digest)
    assert page.contacts == made.CONTACTS


def test_a_grade_is_listed_as_the_organiser_calls_it(desk):
    rows, terms = [desk.proposed(), desk.proposed(grade="first")], desk.call.said_terms

    (usual, other), (own, same) = (
        lines_of(rows, one) for one in (terms, replace(terms, labels={"second": "银质成果"}))
    )

    assert (own.grade_label, same) == ("银质成果", other)
    assert usual.grade_label != own.grade_label


def test_the_page_is_kept_as_it_was_published(desk):
    desk.proposed()
    notice = desk.published()

    pdf = notice_paper(notice.code)
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() == public_notice(notice.code, PUBLISHED).paper_digest
    told = AuditEntry.objects.get(verb="notice.publish", subject_id=notice.pk).after
    assert (told["digest"], told["paper"]) == (notice.digest, hashlib.sha256(pdf).hexdigest())


def test_days_that_a_calendar_took_since_are_given_anew(desk, monkeypatch):
    held, notice = desk.proposed(), desk.published()
    # The calendar of the year comes out, and makes one of its days a holiday.
    monkeypatch.setattr(
        models, "working_days_between", lambda start, end: working_days_between(start, end) - 1
    )

    with held_at(OVER), pytest.raises(NoticeTooShort, match="ran 4 working days"):
        actions.confirm_notice(desk.maker, notice_id=notice.pk)

    with held_at(OVER):
        again = actions.start_corrected(desk.maker, notice_id=notice.pk, correction="节假日安排已公布")
        actions.publish_notice(desk.publisher, notice_id=again.pk)
    monkeypatch.undo()
    again.refresh_from_db()
    with held_at(again.takes_until):
        actions.confirm_notice(desk.maker, notice_id=again.pk)
    assert phase(held) == Phase.CONFIRMED


@pytest.mark.parametrize(
    "change",
    [
        {"list_text": ""},
        {"digest": "1" * 64},
        {"closes_on": date(2021, 9, 14)},
        {"title": "另一个公示标题"},
        {"channels": []},
        {"published_at": None},
    ],
)
def test_what_was_published_is_never_changed(desk, change):
    desk.proposed()
    notice = desk.published()

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**change)


def test_evidence_is_never_removed(desk):
    desk.proposed()
    notice = desk.published()

    for rows in (NoticePaper.objects.filter(notice=notice), Notice.objects.filter(pk=notice.pk)):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows._raw_delete("default")


def test_a_second_person_publishes(desk):
    desk.proposed()
    notice = desk.drafted()

    with pytest.raises(OwnNotice):
        actions.publish_notice(desk.maker, notice_id=notice.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(published_by_id=desk.maker.person_id)
    assert actions.publish_notice(desk.publisher, notice_id=notice.pk).state == NoticeState.PUBLISHED


def test_whoever_stands_on_the_list_does_not_publish_it(desk):
    from xinghe.accounts.models import Person

    officer_too = desk.people.at(desk.people.tree.province)
    unit = desk.people.tree.workshop
    Person.objects.filter(pk=officer_too.person_id).update(territory_path=unit.territory_path)
    desk.proposed(by=officer_too)

    with pytest.raises(OwnCall):
        actions.publish_notice(officer_too, notice_id=desk.drafted().pk)


def test_only_the_union_that_called_makes_and_publishes(desk):
    desk.proposed()
    notice = desk.drafted()

    for stranger in (desk.people.city, desk.people.workshop):
        with pytest.raises(Missing):
            actions.publish_notice(stranger, notice_id=notice.pk)
        with pytest.raises((Missing, Forbidden)):
            actions.make_notice(stranger, call_id=desk.call.pk, title=made.TITLE, channels=made.CONTACTS)
    supervisor = officer(Role.SUPERVISOR, desk.people.tree.province)
    with pytest.raises(Forbidden):
        actions.publish_notice(supervisor, notice_id=notice.pk)
    with fenced(supervisor):
        assert notice_for(supervisor, notice.code) == notice
    with fenced(desk.people.city):
        assert not notices_for(desk.people.city).exists()


def test_a_draft_is_nobodys_business(desk):
    held = desk.proposed()
    notice = desk.drafted()
    from xinghe.access.actor import Actor

    for reader in (Actor.public(), desk.people.workshop, Actor(person_id=held.applicant_id, via="web")):
        with fenced(reader):
            assert not Notice.objects.exists()
            assert not NoticeLine.objects.exists()
            with pytest.raises(Missing):
                public_notice(notice.code, PUBLISHED)
    actions.publish_notice(desk.publisher, notice_id=notice.pk)
    with fenced(Actor.public()):
        assert public_notice(notice.code, PUBLISHED).row.code == notice.code
        assert notice_paper(notice.code)


def test_nothing_proposed_is_nothing_to_publish(desk):
    with pytest.raises(NothingProposed):
        desk.drafted()


def test_only_what_is_proposed_goes_on_a_notice(desk):
    one, other = desk.proposed(), desk.proposed()
    programmes.remove(desk.maker, application_id=other.pk, words="不再推荐该项目")

    with pytest.raises(NotProposed, match="1 of"):
        desk.drafted(application_ids=[one.pk, other.pk])
    assert desk.drafted(application_ids=[one.pk]).list_text.count("\n") == 1


def test_what_changed_since_the_draft_is_not_published(desk):
    desk.proposed()
    other = desk.proposed()
    notice = desk.drafted()
    programmes.remove(desk.maker, application_id=other.pk, words="不再推荐该项目")

    with pytest.raises(ListMoved):
        actions.publish_notice(desk.publisher, notice_id=notice.pk)
    saved = actions.change_notice(desk.maker, notice_id=notice.pk, title=made.TITLE, channels=made.CONTACTS)
    assert saved.list_text.count("\n") == 1
    with pytest.raises(NoticeMoved):
        actions.publish_notice(desk.publisher, notice_id=notice.pk, version=1)
    actions.publish_notice(desk.publisher, notice_id=notice.pk, version=saved.version)


def test_a_draft_can_be_thrown_away_and_a_notice_cannot(desk):
    desk.proposed()
    notice = desk.drafted()
    actions.throw_away_notice(desk.maker, notice_id=notice.pk)
    assert not Notice.objects.exists()

    published = desk.published()
    with pytest.raises(NoticeNotSo):
        actions.throw_away_notice(desk.maker, notice_id=published.pk)
    with pytest.raises(NoticeNotSo):
        actions.publish_notice(desk.publisher, notice_id=published.pk)


def test_its_clock_may_be_another(desk):
    desk.proposed()

    with pytest.raises(ClockWrong):
        desk.drafted(clock=Clock(accept=0))
    notice = desk.drafted(clock=Clock(accept=1, investigate=10, reply=2))
    assert notice.clock == Clock(accept=1, investigate=10, reply=2)
    changed = actions.change_notice(
        desk.maker,
        notice_id=notice.pk,
        title="关于更正后名单的公示",
        channels=[Contact(label="来访", value="武昌区中北路259号")],
        clock=Clock(accept=2),
    )
    assert (changed.accept_days, changed.title, len(changed.contacts)) == (2, "关于更正后名单的公示", 1)


def test_a_notice_ends_when_its_time_is_over(desk):
    desk.proposed()
    notice = desk.published()

    with held_at(LAST_INSTANT), pytest.raises(NoticeRuns):
        actions.end_notice(desk.maker, notice_id=notice.pk)
    with held_at(OVER):
        assert actions.end_notice(desk.maker, notice_id=notice.pk).state == NoticeState.ENDED
        assert actions.confirm_notice(desk.maker, notice_id=notice.pk).state == NoticeState.CLOSED
    assert public_notices(OVER, is_open=True) == ()
    assert [row.state for row in public_notices(OVER)] == [NoticeState.CLOSED]


def test_a_long_list_is_published_and_confirmed_in_as_many_statements_as_a_short_one(desk):
    counts = []
    for lines in (1, 4):
        for _ in range(lines):
            desk.proposed()
        drafted = desk.drafted()
        with held_at(PUBLISHED), CaptureQueriesContext(connection) as published:
            actions.publish_notice(desk.publisher, notice_id=drafted.pk)
        with held_at(OVER), CaptureQueriesContext(connection) as confirmed:
            actions.confirm_notice(desk.maker, notice_id=drafted.pk)
        counts.append((len(published), len(confirmed)))

    assert counts[0] == counts[1]
    assert Message.objects.filter(event=Event.APPLICATION_PROPOSED).count() == 5
    assert Passage.objects.filter(move=MoveName.CONFIRM).count() == 5


def test_what_one_line_is_refused_none_gets(desk):
    one, other = desk.proposed(), desk.proposed()
    drafted = desk.drafted()
    Application.objects.filter(pk=other.pk).update(people=[desk.publisher.person_id])

    with pytest.raises(OwnCall):
        actions.publish_notice(desk.publisher, notice_id=drafted.pk)
    assert (phase(one), phase(other)) == (Phase.PROPOSED, Phase.PROPOSED)


class TestGates:
    """What the kinds ask before they confirm."""

    @staticmethod
    def ask(desk, gate, application):
        @command
        def asked(work):
            gate(work, application)
            work.leave_unrecorded("only asks")

        asked(desk.maker)

    def test_a_notice_that_runs_keeps_the_door_shut(self, desk):
        held = desk.proposed()
        with pytest.raises(NotOnNotice):
            self.ask(desk, notice_over, held)
        desk.drafted()
        with pytest.raises(NotOnNotice):
            self.ask(desk, notice_over, held)
        desk.published()
        with held_at(LAST_INSTANT), pytest.raises(NoticeRuns):
            self.ask(desk, notice_over, held)
        with held_at(OVER):
            self.ask(desk, notice_over, held)

    def test_an_open_objection_keeps_it_shut_whoever_asks(self, desk):
        held, other = desk.proposed(), desk.proposed()
        objection = desk.received(desk.published(), held)

        for _ in range(2):
            with pytest.raises(ObjectionOpen):
                self.ask(desk, no_open_objection, held)
            self.ask(desk, no_open_objection, other)
            desk.publisher, desk.maker = desk.publisher, desk.people.city
        desk.maker = desk.investigator
        actions.refuse_objection(
            desk.publisher, objection_id=objection.pk, ground="no_facts", words="没有可以核查的事实"
        )
        self.ask(desk, no_open_objection, held)

    def test_nothing_is_confirmed_while_one_objection_is_open(self, desk):
        held, other = desk.proposed(), desk.proposed()
        notice = desk.published()
        objection = desk.received(notice, held)

        with held_at(OVER), pytest.raises(ObjectionOpen, match="1 objections"):
            actions.confirm_notice(desk.maker, notice_id=notice.pk)
        assert phase(other) == Phase.PUBLIC_NOTICE
        desk.found(objection)
        with held_at(OVER):
            with pytest.raises(ObjectionOpen):
                actions.confirm_notice(desk.maker, notice_id=notice.pk)
            actions.decide_objection(
                desk.publisher, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY
            )
            actions.confirm_notice(desk.maker, notice_id=notice.pk)
        assert {phase(held), phase(other)} == {Phase.CONFIRMED}


class TestCorrected:
    """Corrected facts start a new notice."""

    @pytest.fixture
    def regraded(self, desk):
        """A notice, and an application on it that was given another grade."""
        held = desk.proposed(grade="first")
        desk.other = desk.proposed()
        notice = desk.published()
        objection = desk.found(desk.received(notice, held))
        with held_at(OVER):
            actions.decide_objection(
                desk.publisher,
                objection_id=objection.pk,
                outcome=Outcome.CHANGE_GRADE,
                grade="second",
                words="效益证明不足，调整等次",
            )
        return notice, held

    def test_another_grade_needs_a_corrected_notice(self, desk, regraded):
        notice, held = regraded

        with held_at(OVER), pytest.raises(CorrectionNeeded, match="1 lines"):
            actions.confirm_notice(desk.maker, notice_id=notice.pk)
        assert phase(held) == Phase.PUBLIC_NOTICE
        with pytest.raises(WhyNeeded):
            actions.start_corrected(desk.maker, notice_id=notice.pk, correction="")
        with held_at(OVER + DAY):
            draft = actions.start_corrected(
                desk.maker, notice_id=notice.pk, correction="经核查，一项等次由一等调整为二等。"
            )
            with pytest.raises(CorrectionUnderWay, match=draft.code):
                actions.start_corrected(desk.maker, notice_id=notice.pk, correction="再次更正名单")
            with pytest.raises(CorrectionUnderWay):
                actions.confirm_notice(desk.maker, notice_id=notice.pk)
            anew = actions.publish_notice(desk.publisher, notice_id=draft.pk)

        old = Notice.objects.get(pk=notice.pk)
        assert (old.state, old.closed_at, old.confirmed_at) == (NoticeState.CLOSED, OVER + DAY, None)
        assert {line.grade for line in anew.lines} == {"second"}
        # 20 September 2021 is a holiday, 26 September a make-up workday.
        assert (anew.opens_on, anew.closes_on) == (date(2021, 9, 22), date(2021, 9, 27))
        page, before = public_notice(anew.code, OVER), public_notice(notice.code, OVER)
        assert (page.replaces, before.replaced_by) == (notice.code, anew.code)
        assert page.correction == "经核查，一项等次由一等调整为二等。"
        assert before.lines == notice.lines
        with held_at(anew.takes_until - timedelta(microseconds=1)), pytest.raises(NoticeRuns):
            actions.confirm_notice(desk.maker, notice_id=anew.pk)
        with held_at(anew.takes_until):
            actions.confirm_notice(desk.maker, notice_id=anew.pk)
        assert {phase(held), phase(desk.other)} == {Phase.CONFIRMED}

    def test_one_proposed_since_may_be_added(self, desk, regraded):
        notice, _ = regraded
        further = desk.proposed()

        draft = actions.start_corrected(
            desk.maker, notice_id=notice.pk, correction="递补一项成果进入名单", added_ids=[further.pk]
        )
        saved = actions.change_notice(
            desk.maker, notice_id=draft.pk, title=made.TITLE, channels=made.CONTACTS
        )
        actions.publish_notice(desk.publisher, notice_id=draft.pk)

        assert saved.list_text.count("\n") == 3
        assert phase(further) == Phase.PUBLIC_NOTICE

    def test_its_words_name_no_objector(self, desk, regraded):
        notice, _ = regraded

        for words in ("根据欧阳举报的反映作了更正", "据 139-7766-5544 反映作了更正"):
            with pytest.raises(ObjectorNamed):
                actions.start_corrected(desk.maker, notice_id=notice.pk, correction=words)

    def test_a_correction_of_what_was_confirmed_comes_too_late(self, desk):
        desk.proposed()
        notice = desk.published()
        with held_at(OVER):
            draft = actions.start_corrected(desk.maker, notice_id=notice.pk, correction="更正单位名称")
            Notice.objects.filter(pk=notice.pk).update(state="closed", closed_at=OVER)
            with pytest.raises(NoticeNotSo):
                actions.publish_notice(desk.publisher, notice_id=draft.pk)


def test_what_is_taken_off_leaves_the_rest_to_be_confirmed(desk):
    held, other = desk.proposed(), desk.proposed()
    notice = desk.published()
    objection = desk.found(desk.received(notice, held))
    with held_at(OVER):
        actions.decide_objection(
            desk.publisher, objection_id=objection.pk, outcome=Outcome.CANCEL, words="成果权属不清，取消入选"
        )
        actions.confirm_notice(desk.maker, notice_id=notice.pk)

    assert (phase(held), phase(other)) == (Phase.DECLINED, Phase.CONFIRMED)
    assert [line.code for line in public_notice(notice.code, OVER).lines] == [held.code, other.code]
