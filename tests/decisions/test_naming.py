"""What is confirmed is named by a numbered decision, verified by its code, and revoked by another decision."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from tests.factories import decisions as made
from tests.factories import programmes as programmes_of
from xinghe.decisions.actions import (
    begin_naming,
    begin_revocation,
    change_decision,
    drop_decision,
    issue_naming,
    issue_revocation,
    issuing,
)
from xinghe.decisions.actions.drafting import (
    ArticleNeeded,
    DecisionBegun,
    DecisionNotSo,
    DecisionPartWrong,
    DecisionTextWrong,
    NothingToName,
    RevocationReasonNeeded,
    RevokedAlready,
)
from xinghe.decisions.actions.issuing import (
    DatedTooEarly,
    DecisionChanged,
    OtherKindOfDecision,
    OtherUnionsNumbers,
)
from xinghe.decisions.models import Award, Decision
from xinghe.decisions.queries import (
    awards_of,
    certificate_of,
    decision_for,
    digest_of_draft,
    line_of,
    lines_of_draft,
    plaque_of,
    public_award,
    revocation_list,
    revocations,
)
from xinghe.decisions.rules.wording import DecisionText
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.messaging.models import Message
from xinghe.papers.actions import void_paper
from xinghe.papers.actions.issuing import PaperHeld
from xinghe.papers.queries import paper_store, public_keys
from xinghe.papers.rules.credential import verify
from xinghe.papers.rules.pdf import pdf_of
from xinghe.papers.rules.wording import ReservedWording
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase

ARTICLE = "《职工技术创新成果交流活动办法》第十八条"
WHY = "经核查，成果权属存在争议，完成人已书面确认"
WORDS = DecisionText(title="关于公布名单的决定", body="正文正文正文正文正文正文")


@pytest.fixture
def call(people):
    return programmes_of.call_of(people)


@pytest.fixture
def series(people, call):
    return made.series_of(call.union)


@pytest.fixture
def issued(people, call, series):
    """Two named by one decision, the second grade before the first in time."""
    made.confirmed(people, call, title="乙成果")
    made.confirmed(people, call, title="甲成果", grade="first")
    maker, second = people.at(call.union), people.at(call.union)
    draft = begin_naming(maker, call_id=call.pk)
    return issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=today())


def today():
    return clock.now().astimezone(clock.CHINA).date()


def test_everything_confirmed_is_named_under_one_number(people, call, series, issued):
    awards = awards_of(issued)

    assert [(one.title, one.grade) for one in awards] == [("甲成果", "first"), ("乙成果", "second")]
    assert {one.document for one in awards} == {issued.paper.printed_number}
    assert set(Application.objects.filter(call=call).values_list("phase", flat=True)) == {Phase.NAMED}
    assert paper_store().path(issued.paper.pdf_digest).read_bytes().startswith(b"%PDF")
    assert Message.objects.filter(event="award_named").count() == 2


def test_a_credential_holds_offline_and_falls_with_one_changed_letter(issued):
    award = awards_of(issued)[0]
    signed = json.loads(json.dumps(award.credential))

    found = verify(signed, keys=public_keys())

    assert (found.credential.serial, found.credential.grade) == (award.code, award.grade_said)
    changed = json.loads(json.dumps(signed, ensure_ascii=False).replace("甲成果", "丙成果"))
    with pytest.raises(Exception, match="belong together"):
        verify(changed, keys=public_keys())


def test_a_certificate_is_typeset(issued):
    award = public_award(awards_of(issued)[0].code)

    page = certificate_of(award)

    assert page.grade == award.grade_said
    assert pdf_of(page).startswith(b"%PDF")


def test_a_second_person_issues(people, call, series):
    made.confirmed(people, call)
    maker = people.at(call.union)
    draft = begin_naming(maker, call_id=call.pk)

    with pytest.raises(Forbidden):
        issue_naming(maker, decision_id=draft.pk, series_id=series.pk, on=today())
    assert Decision.objects.get(pk=draft.pk).state == "draft"
    assert not Award.objects.exists()


def test_nothing_half_done_when_the_number_is_refused(people, call, series):
    made.confirmed(people, call)
    draft = begin_naming(people.at(call.union), call_id=call.pk)

    with pytest.raises(Missing):
        issue_naming(people.at(call.union), decision_id=draft.pk, series_id=0, on=today())

    assert not Award.objects.exists()
    assert Application.objects.get(call=call).phase == Phase.CONFIRMED


def test_no_document_is_older_than_what_it_decides_on(people, call, series):
    made.confirmed(people, call)
    draft, second = begin_naming(people.at(call.union), call_id=call.pk), people.at(call.union)
    before = today() - timedelta(days=1)

    with pytest.raises(DatedTooEarly, match=f"{today()}"):
        issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=before)
    issued = issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=today())
    award = awards_of(issued)[0]
    draft = begin_revocation(people.at(call.union), award_id=award.pk, reason=WHY, article=ARTICLE)
    with pytest.raises(DatedTooEarly, match=award.title):
        issue_revocation(second, decision_id=draft.pk, series_id=series.pk, on=before)


def test_a_certificate_is_made_out_to_everybody_on_the_list(people, call, series, monkeypatch):
    made.confirmed(people, call)
    everybody = "、".join(f"完成人第{number}号" for number in range(60))
    line = line_of

    monkeypatch.setattr(issuing, "line_of", lambda call, one: replace(line(call, one), people=everybody))
    text = replace(
        WORDS, cosigners=("星河省科学技术厅联合行文单位" * 10, "星河省经济和信息化厅联合行文单位" * 10)
    )
    draft = begin_naming(people.at(call.union), call_id=call.pk)
    change_decision(people.at(call.union), decision_id=draft.pk, text=text)
    issued = issue_naming(people.at(call.union), decision_id=draft.pk, series_id=series.pk, on=today())

    (award,) = awards_of(issued)
    assert award.recipient == award.credential["to"]
    assert award.recipient.endswith(everybody)
    assert award.named_by == award.credential["by"]


def test_what_cannot_be_drafted(people, call, series):
    maker = people.at(call.union)
    with pytest.raises(NothingToName):
        begin_naming(maker, call_id=call.pk)
    made.confirmed(people, call)
    draft = begin_naming(maker, call_id=call.pk)
    with pytest.raises(DecisionBegun):
        begin_naming(maker, call_id=call.pk)
    with pytest.raises(DecisionTextWrong):
        change_decision(maker, decision_id=draft.pk, text=DecisionText(title="短", body="短"))
    drop_decision(maker, decision_id=draft.pk)
    with pytest.raises(DecisionNotSo):
        change_decision(maker, decision_id=draft.pk, text=WORDS)


def test_nobody_else_drafts(people, call, series):
    made.confirmed(people, call)

    with pytest.raises(Missing):
        begin_naming(people.far_county, call_id=call.pk)
    with pytest.raises(Missing):
        decision_for(people.city, "0000000000")


def test_a_grade_is_printed_as_the_organiser_calls_it(people, call):
    application = made.confirmed(people, call, grade="first")
    usual = line_of(call, application).grade

    call.terms = {**call.terms, "labels": {"first": "金质成果"}}

    assert line_of(call, application).grade == "金质成果" != usual


class TestWords:
    """What a draft may say, and that it is issued as it was read."""

    @pytest.fixture
    def draft(self, people, call, series):
        made.confirmed(people, call)
        return begin_naming(people.at(call.union), call_id=call.pk)

    def test_its_certificates_bear_them_for_good(self, people, call, series, draft):
        words = replace(
            WORDS,
            cosigners=("星河省科学技术厅", ""),
            list_title="入选名单",
            annexes=(("联系方式", "电话另告"), ("", "")),
            certificate_words="《{title}》在{call}中被公布为",
            copies="各市总工会。",
        )
        change_decision(people.at(call.union), decision_id=draft.pk, text=words)
        issued = issue_naming(people.at(call.union), decision_id=draft.pk, series_id=series.pk, on=today())

        award = awards_of(issued)[0]
        assert award.issuers == [call.union.name, "星河省科学技术厅"]
        assert award.certificate_text == f"《{award.title}》在{call.title}中被公布为"
        assert certificate_of(award).number.replace("-", "") == award.code
        assert pdf_of(plaque_of(award)).startswith(b"%PDF")
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            Decision.objects.filter(pk=issued.pk).update(body="别的正文")

    def test_more_than_a_document_bears_is_refused(self, people, call, draft):
        maker = people.at(call.union)
        for wrong in (
            {"cosigners": tuple("甲乙丙丁戊己")},
            {"annexes": (("只有标题", ""),)},
            {"copies": "甲" * 301},
        ):
            with pytest.raises(DecisionPartWrong):
                change_decision(maker, decision_id=draft.pk, text=replace(WORDS, **wrong))
        with pytest.raises(ReservedWording):
            change_decision(
                maker, decision_id=draft.pk, text=replace(WORDS, title="关于颁发科学技术进步奖的决定")
            )

    def test_what_was_read_is_what_is_issued(self, people, call, series, draft):
        read = digest_of_draft(draft, lines_of_draft(draft))
        change_decision(people.at(call.union), decision_id=draft.pk, text=WORDS)
        second = people.at(call.union)

        with pytest.raises(DecisionChanged):
            issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=today(), digest=read)
        draft.refresh_from_db()
        now = digest_of_draft(draft, lines_of_draft(draft))
        issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=today(), digest=now)

    def test_only_a_union_s_own_numbers(self, people, call, draft):
        other = made.series_of(people.tree.city)

        with pytest.raises(OtherUnionsNumbers):
            issue_naming(people.at(call.union), decision_id=draft.pk, series_id=other.pk, on=today())

    def test_what_no_certificate_may_say_is_not_named(self, people, call, series):
        made.confirmed(people, call, title="科学技术进步奖配套装置")
        begun = begin_naming(people.at(call.union), call_id=call.pk)

        with pytest.raises(ReservedWording):
            issue_naming(people.at(call.union), decision_id=begun.pk, series_id=series.pk, on=today())
        assert not Award.objects.exists()


class TestRevocation:
    """What was given is taken back in the open."""

    def test_by_its_own_decision(self, people, call, series, issued):
        award = awards_of(issued)[0]
        draft = begin_revocation(people.at(call.union), award_id=award.pk, reason=WHY, article=ARTICLE)
        assert WHY in draft.body

        issue_revocation(people.at(call.union), decision_id=draft.pk, series_id=series.pk, on=today())

        after = public_award(award.code)
        assert after.revoked_on == today()
        assert Application.objects.get(pk=award.application_id).phase == Phase.REVOKED
        assert [(one.serial, one.reason) for one in revocations()] == [(award.code, after.revoked_document)]
        found = verify(after.credential, keys=public_keys(), revocations=revocation_list())
        assert found.revoked is not None
        with pytest.raises(RevokedAlready):
            begin_revocation(people.at(call.union), award_id=award.pk, reason=WHY, article=ARTICLE)

    def test_with_a_reason_and_not_by_its_drafter(self, people, call, series, issued):
        award, maker = awards_of(issued)[0], people.at(call.union)
        with pytest.raises(RevocationReasonNeeded):
            begin_revocation(maker, award_id=award.pk, reason="不妥", article=ARTICLE)
        with pytest.raises(ArticleNeeded):
            begin_revocation(maker, award_id=award.pk, reason=WHY, article="无")
        draft = begin_revocation(maker, award_id=award.pk, reason=WHY, article=ARTICLE)

        with pytest.raises(Forbidden):
            issue_revocation(maker, decision_id=draft.pk, series_id=series.pk, on=today())
        with pytest.raises(OtherKindOfDecision):
            issue_naming(people.at(call.union), decision_id=draft.pk, series_id=series.pk, on=today())

    def test_an_award_is_changed_in_no_other_way(self, issued):
        award = awards_of(issued)[0]

        for change in ({"grade": "second"}, {"named_on": today() - timedelta(days=9)}, {"credential": {}}):
            with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
                Award.objects.filter(pk=award.pk).update(**change)
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            Award.objects.filter(pk=award.pk).delete()


def test_its_paper_is_not_made_void(people, call, issued):
    with pytest.raises(PaperHeld, match="taken back by another decision"):
        void_paper(people.at(call.union), paper_id=issued.paper_id, reason="号码写错了")
    issued.paper.refresh_from_db()
    assert issued.paper.state == "issued"
