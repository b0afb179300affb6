"""The pages of decisions: drafted by one, issued by another under the next number, named, printed, and taken back."""

import io
import json
import re

import pikepdf
import pytest
from django.urls import reverse

from tests.factories import decisions as made
from tests.factories import numbered_papers
from tests.factories import programmes as programmes_of
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.decisions.jobs.certificates import typeset_certificates
from xinghe.decisions.models import Award, Decision
from xinghe.foundation import clock
from xinghe.jobs.models import Run
from xinghe.jobs.queries import run_files
from xinghe.papers.models import Paper, Series
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.unions.queries import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, programmes_of.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desks(province, officer_at, people):
    """Two browsers at the province, one who reads there, and one at a county."""
    roles = {
        "maker": ("province", Role.PROVINCIAL_OFFICER),
        "second": ("province", Role.PROVINCIAL_OFFICER),
        "leader": ("province", Role.LEADER),
        "county": ("county", Role.OFFICER),
    }
    found = {name: officer_at(getattr(province, at), role)[1] for name, (at, role) in roles.items()}
    for browser in found.values():
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return found


@pytest.fixture
def call(people):
    return programmes_of.call_of(people)


@pytest.fixture
def series(call):
    return numbered_papers.series(call.union, code="星工发")


@pytest.fixture
def draft(desks, people, call, series) -> Decision:
    """Two confirmed, and the decision begun through the page."""
    made.confirmed(people, call, title="乙成果")
    made.confirmed(people, call, title="甲成果", grade="first")
    answer = desks["maker"].post(reverse("desk:decision-new"), {"call": call.code})
    assert answer.status_code == 302, answer.content.decode()
    return Decision.objects.get()


@pytest.fixture
def issued(desks, draft, series) -> Decision:
    answer = issue(desks["second"], draft, series)
    assert answer.status_code == 302, text(answer)
    return Decision.objects.select_related("paper").get()


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(browser, name: str, *args: object, query: str = ""):
    return browser.get(reverse(f"desk:{name}", args=args) + query)


def today():
    return clock.now().astimezone(clock.CHINA).date()


def issue(browser, decision: Decision, series: Series, **fields: object):
    """As its form stands on the page, with other fields where they are given."""
    shown = page(browser, "decision", decision.code).content.decode()
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown)
    told = {"series": series.pk, "on": today().isoformat(), "digest": digest[1] if digest else ""}
    return browser.post(reverse("desk:decision-issue", args=[decision.code]), told | fields)


def words(decision: Decision, **fields: str) -> dict[str, str]:
    return {
        "title": decision.title,
        "body": decision.body,
        "list_title": decision.list_title,
        "certificate_words": decision.certificate_words,
    } | fields


class TestDrafting:
    """One person words it."""

    def test_what_waits_is_offered_and_begun_once(self, desks, people, call):
        assert "No list waits" in text(page(desks["maker"], "decision-new"))
        made.confirmed(people, call)

        assert "1 application is confirmed" in text(page(desks["maker"], "decision-new"))
        assert "Lists that are confirmed" in text(page(desks["maker"], "today"))
        desks["maker"].post(reverse("desk:decision-new"), {"call": call.code})
        again = desks["maker"].post(reverse("desk:decision-new"), {"call": call.code})
        assert again.status_code == 409
        assert "is there already" in text(again)
        assert "No list waits" in text(page(desks["maker"], "decision-new"))

    def test_its_words_are_changed_with_annexes_and_signatories(self, desks, draft):
        url = reverse("desk:decision-edit", args=[draft.code])
        told = words(
            draft, cosigners="星河省科学技术厅\n\n星河省科学技术协会", copies="各市总工会。",
            dated_on=today().isoformat(), annex_title_0="获奖单位联系表", annex_text_0="第一行\n第二行",
        )  # fmt: skip

        assert desks["maker"].post(url, told).status_code == 302

        draft.refresh_from_db()
        assert draft.cosigners == ["星河省科学技术厅", "星河省科学技术协会"]
        assert draft.copies == "各市总工会"
        assert draft.annexes == [{"title": "获奖单位联系表", "text": "第一行\n第二行"}]
        assert 'name="annex_title_1"' in desks["maker"].get(url).content.decode()
        assert "获奖单位联系表" in text(page(desks["leader"], "decision", draft.code))

    @pytest.mark.parametrize("name", ["title", "list_title", "certificate_words", "cosigners"])
    def test_a_reserved_word_is_refused_where_it_was_typed(self, desks, draft, name):
        url = reverse("desk:decision-edit", args=[draft.code])

        answer = desks["maker"].post(url, words(draft, **{name: "关于授予星河省科学技术进步奖的决定"}))

        assert answer.status_code == 422
        field = re.search(
            rf'aria-describedby="[^"]*id_{name}_error|id="id_{name}_error"', answer.content.decode()
        )
        assert field, "the refusal stands at its field"
        assert "may not give awards of science" in text(answer)
        before = draft.title, draft.list_title
        draft.refresh_from_db()
        assert (draft.title, draft.list_title) == before

    def test_half_an_annex_and_too_many_signatories_are_refused(self, desks, draft):
        url = reverse("desk:decision-edit", args=[draft.code])

        half = desks["maker"].post(url, words(draft, annex_title_0="只有标题", annex_text_0=""))
        many = desks["maker"].post(url, words(draft, cosigners="\n".join("甲乙丙丁戊己")))

        assert (half.status_code, many.status_code) == (422, 422)
        assert "Fill in both" in text(half)
        assert "at most 5 bodies" in text(many)

    def test_it_is_seen_as_it_will_look(self, desks, draft):
        pdf = page(desks["second"], "decision-paper", draft.code, "pdf")
        docx = page(desks["second"], "decision-paper", draft.code, "docx")
        picture = page(desks["second"], "decision-page", draft.code, 1)

        assert pdf.content.startswith(b"%PDF")
        assert docx.content.startswith(b"PK")
        assert picture.content.startswith(b"\x89PNG")
        assert page(desks["second"], "decision-page", draft.code, 99).status_code == 404
        assert page(desks["second"], "decision-paper", draft.code, "exe").status_code == 404

    def test_it_is_given_up_and_begun_anew(self, desks, draft, call):
        assert desks["maker"].post(reverse("desk:decision-drop", args=[draft.code])).status_code == 302

        assert "It was given up" in text(page(desks["maker"], "decision", draft.code))
        assert page(desks["maker"], "decision-edit", draft.code).status_code == 409
        again = desks["maker"].post(reverse("desk:decision-new"), {"call": call.code})
        assert again.status_code == 302

    def test_who_may_not_sees_no_way_in(self, desks, draft):
        assert page(desks["county"], "decision", draft.code).status_code == 404
        assert page(desks["leader"], "decision-edit", draft.code).status_code == 403
        assert page(desks["leader"], "decision-new").status_code == 403
        assert "Edit the draft" not in text(page(desks["leader"], "decision", draft.code))


class TestIssuing:
    """A second person issues it under the next number."""

    def test_it_waits_for_the_second_person_and_not_for_its_drafter(self, desks, draft):
        assert "Decisions that wait for a second person" in text(page(desks["second"], "today"))
        assert "Decisions that wait for a second person" not in text(page(desks["maker"], "today"))
        assert draft.title in text(page(desks["second"], "decisions", query="?mine=on"))
        assert draft.title not in text(page(desks["maker"], "decisions", query="?mine=on"))

    def test_the_next_number_is_shown_and_drawn(self, desks, draft, series):
        assert f"星工发〔{today().year}〕1号" in text(page(desks["second"], "decision", draft.code))

        assert issue(desks["second"], draft, series).status_code == 302

        paper = Paper.objects.get()
        assert paper.printed_number == f"星工发〔{today().year}〕1号"
        shown = text(page(desks["maker"], "decision", draft.code))
        assert paper.printed_number in shown
        assert "甲成果" in shown
        assert set(Application.objects.values_list("phase", flat=True)) == {Phase.NAMED}

    def test_its_drafter_does_not_issue_it(self, desks, draft, series):
        shown = text(page(desks["maker"], "decision", draft.code))
        assert "You drafted it yourself" in shown

        assert issue(desks["maker"], draft, series).status_code == 403
        assert not Award.objects.exists()

    def test_a_refusal_is_said_at_the_form(self, desks, draft, series):
        answer = issue(desks["second"], draft, series, on="2099-01-01")

        assert answer.status_code == 422
        assert "has not come yet" in text(answer)
        assert not Paper.objects.exists()

    def test_what_changed_meanwhile_is_read_again_first(self, desks, draft, series):
        old = re.search(
            r'name="digest" value="([0-9a-f]{64})"',
            page(desks["second"], "decision", draft.code).content.decode(),
        )
        desks["maker"].post(
            reverse("desk:decision-edit", args=[draft.code]), words(draft, body=draft.body + "另行通知。")
        )

        answer = issue(desks["second"], draft, series, digest=old[1])

        assert answer.status_code == 302
        assert "was changed after you opened it" in text(page(desks["second"], "decision", draft.code))
        assert not Award.objects.exists()

    def test_without_a_row_of_numbers_the_page_says_what_to_do(self, desks, draft, series):
        Series.objects.update(is_open=False)

        assert "no open row of numbers" in text(page(desks["second"], "decision", draft.code))
        assert issue(desks["second"], draft, series).status_code == 403

    def test_a_certificate_that_may_not_be_printed_is_found_before(self, desks, people, call, series):
        made.confirmed(people, call, title="科学技术进步奖配套装置")
        desks["maker"].post(reverse("desk:decision-new"), {"call": call.code})
        begun = Decision.objects.get()

        assert "may not give awards of science" in text(page(desks["second"], "decision", begun.code))
        answer = issue(desks["second"], begun, series)
        assert answer.status_code == 422
        assert not Paper.objects.exists()
        # Worded without the title, it may be.
        told = words(begun, certificate_words="你们申报的成果，在{call}中公布为")
        desks["maker"].post(reverse("desk:decision-edit", args=[begun.code]), told)
        assert issue(desks["second"], begun, series).status_code == 302


class TestAwards:
    """What was named, with its papers."""

    def test_the_list_is_searched_sorted_and_taken_away(self, desks, issued):
        one = text(page(desks["leader"], "awards", query="?q=甲成果"))
        every = page(desks["leader"], "awards", query=f"?decision={issued.code}&sort=place").content.decode()
        table = page(desks["leader"], "list-export", "awards", query="?format=csv")

        assert "甲成果" in one
        assert "乙成果" not in one
        assert every.index("甲成果") < every.index("乙成果")
        assert "甲成果" in b"".join(table.streaming_content).decode("utf-8-sig")

    def test_its_papers_are_there(self, desks, issued):
        award = Award.objects.first()
        assert "It holds" in text(page(desks["leader"], "award", award.code))

        for name in ("award-certificate", "award-plaque"):
            assert page(desks["leader"], name, award.code).content.startswith(b"%PDF")
        signed = json.loads(page(desks["leader"], "award-credential", award.code).content)
        assert signed["serial"] == award.code

    def test_all_certificates_come_as_one_file(self, desks, issued, people):
        answer = desks["leader"].post(reverse("desk:decision-certificates", args=[issued.code]))
        assert answer.status_code == 302
        run = Run.objects.get(code="decisions.certificates")
        told: list[tuple[int, int | None]] = []
        asker = actor_for(run.person_id, via="job", now=clock.now())

        outcome = typeset_certificates(
            asker, lambda done, total=None: told.append((done, total)), **run.arguments
        )

        with pikepdf.open(io.BytesIO(run_files().path(outcome["file"]).read_bytes())) as whole:
            assert len(whole.pages) == outcome["certificates"] == 2
        assert told[-1] == (2, 2)
        Run.objects.filter(pk=run.pk).update(state="done", outcome=outcome)
        fetched = page(desks["leader"], "run-file", run.pk)
        assert fetched["Content-Type"] == "application/pdf"

    def test_a_draft_has_no_certificates(self, desks, draft):
        assert (
            desks["leader"].post(reverse("desk:decision-certificates", args=[draft.code])).status_code == 404
        )


class TestRevoking:
    """What was given is taken back by a decision of its own."""

    def test_by_a_reason_and_an_article(self, desks, issued, series, client):
        award = Award.objects.first()
        url = reverse("desk:award-revoke", args=[award.code])
        refused = desks["maker"].post(url, {"reason": "不妥", "article": ""})
        assert refused.status_code == 422

        begun = desks["maker"].post(
            url, {"reason": "经核查，成果权属存在争议，已书面确认", "article": "《办法》第十八条"}
        )
        draft = Decision.objects.get(kind="revocation")
        assert begun["Location"] == reverse("desk:decision", args=[draft.code])
        assert "依据《办法》第十八条" in draft.body
        assert "waits for a second person" in text(page(desks["second"], "award", award.code))
        public = reverse("public:award", args=[award.code])
        assert award.revoked_document or award.document in text(client.get(public))
        assert issue(desks["second"], draft, series).status_code == 302

        award.refresh_from_db()
        assert award.revoked_document == f"星工发〔{today().year}〕2号"
        assert award.revoked_document in text(client.get(public))
        assert page(desks["leader"], "award-certificate", award.code).status_code == 404
        assert award.title in text(page(desks["leader"], "awards", query="?standing=revoked"))
        assert award.title not in text(page(desks["leader"], "awards", query="?standing=holds"))
        run = typeset_certificates(
            actor_for(draft.made_by_id, via="job", now=clock.now()), lambda *_: None, decision=issued.code
        )
        assert run["certificates"] == 1

    def test_an_officer_below_reads_the_award_and_not_the_draft(self, desks, issued, province):
        award = Award.objects.first()

        below = text(page(desks["county"], "award", award.code))

        assert award.title in below
        assert "To its decision" not in below
        assert "Begin its revocation" not in below


class TestPapers:
    """Rows of numbers, and what was given out."""

    def test_a_row_is_opened_used_and_closed(self, desks, province):
        told = {"union": province.province.pk, "code": "星工办发", "pattern": "{code}〔{year}〕{number}号"}
        assert desks["maker"].post(reverse("desk:series-open"), told).status_code == 302
        opened = Series.objects.get()
        assert f"星工办发〔{today().year}〕1号" in text(page(desks["leader"], "papers"))

        again = desks["second"].post(reverse("desk:series-open"), told)
        wrong = desks["second"].post(reverse("desk:series-open"), told | {"pattern": "{code}{number}"})
        assert (again.status_code, wrong.status_code) == (422, 422)
        assert "given out by a series already" in text(again)
        assert "is not a pattern of numbers" in text(wrong)
        assert desks["leader"].post(reverse("desk:series-open"), told).status_code == 404
        assert desks["second"].post(reverse("desk:series-close", args=[opened.pk])).status_code == 302
        assert desks["second"].post(reverse("desk:series-close", args=[opened.pk])).status_code == 409

    def test_the_register_leads_to_papers_and_their_files(self, desks, issued):
        paper = issued.paper
        assert paper.printed_number in text(page(desks["leader"], "papers", query="?q=决定"))
        assert paper.printed_number not in text(page(desks["leader"], "papers", query="?q=没有这样的"))
        shown = page(desks["leader"], "paper", paper.pk)

        assert reverse("desk:decision", args=[issued.code]) in shown.content.decode()
        kept = page(desks["leader"], "paper-file", paper.pk, "pdf")
        assert b"".join(kept.streaming_content).startswith(b"%PDF")
        assert (
            b"".join(page(desks["leader"], "decision-paper", issued.code, "docx").streaming_content)[:2]
            == b"PK"
        )

    def test_the_paper_of_a_decision_is_not_made_void(self, desks, issued):
        void = reverse("desk:paper-void", args=[issued.paper_id])
        refused = desks["second"].post(void, {"reason": "号码写错了"})

        assert refused.status_code == 409
        assert "taken back by another decision" in text(refused)
        assert Paper.objects.get(pk=issued.paper_id).state == "issued"

    def test_another_paper_is(self, desks, series, province, people):
        other = numbered_papers.paper(series, by=people.province.person_id)
        void = reverse("desk:paper-void", args=[other.pk])

        assert desks["second"].post(void, {"reason": "错"}).status_code == 422
        assert desks["second"].post(void, {"reason": "号码写错了"}).status_code == 302
        assert "号码写错了" in text(page(desks["leader"], "paper", other.pk))


@pytest.mark.parametrize("item_count", [1, 3])
def test_lists_cost_the_same_for_more_rows(
    desks, people, call, series, item_count, django_assert_max_num_queries
):
    for number in range(item_count):
        made.confirmed(people, call, title=f"成果{number}")
    desks["maker"].post(reverse("desk:decision-new"), {"call": call.code})
    issue(desks["second"], Decision.objects.get(), series)
    for name in ("decisions", "awards", "papers"):
        with django_assert_max_num_queries(20):
            assert page(desks["leader"], name).status_code == 200
