"""Many at once in the browser: tick, see what would happen, confirm, see what became of each, take it back."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.factories.results import result
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.jobs.actions import NothingChosen, TooManyChosen
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run, RunRow
from xinghe.results.models import Result
from xinghe.results.vocab import Stage
from xinghe.web.desk import bulk

BULK, ASK = "/desk/bulk/", "/desk/bulk/ask/"


@pytest.fixture
def desk(province, officer_at):
    """An officer's browser in English, with two results to clear and one that they recorded themselves."""
    holder, browser = officer_at(province.county)
    browser.cookies["django_language"] = "en"
    things = [result(province.workshop, title=f"夹具 {number}") for number in range(2)]
    own = result(province.workshop, title="自己的夹具", recorded_by_id=holder.pk)
    return holder, browser, things, own


def ids(*things):
    return [str(one.pk) for one in things]


def text_of(answer):
    """What a page says, without its marks."""
    body = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def hidden(answer):
    """The fields that a form carries along."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))


def test_the_list_offers_what_the_officer_may_do(desk, officer_at, province):
    _, browser, _, _ = desk
    _, leader = officer_at(province.county, Role.LEADER)

    page = browser.get(reverse("desk:results")).content.decode()
    watched = leader.get(reverse("desk:results")).content.decode()

    assert re.findall(r'name="act" value="([\w.]+)"', page) == [
        "results.clear",
        "results.publish",
        "results.return",
        "results.withdraw",
    ]
    assert sorted(re.findall(r'name="ids" value="(\d+)"', page)) == sorted(ids(*Result.objects.all()))
    assert "data-bulk" not in watched
    assert 'name="ids"' not in watched


def test_a_preview_says_how_many_which_and_why_not_and_changes_nothing(desk):
    _, browser, things, own = desk

    answer = browser.post(BULK, {"act": "results.clear", "list": "results", "ids": ids(*things, own)})

    said = text_of(answer)
    assert answer.status_code == 200
    assert "Clear: 3 rows" in said
    assert "Chosen 3 Can be done 2 Would be refused 1" in said
    assert "自己的夹具 refused You recorded this result yourself." in said
    assert hidden(answer)["numbers"] == ",".join(ids(*things, own))
    assert set(Result.objects.values_list("stage", flat=True)) == {Stage.RECORDED}
    assert not AuditEntry.objects.filter(verb="result.clear").exists()
    assert Run.objects.count() == 0


def test_what_is_confirmed_is_done_and_each_row_says_what_became_of_it(desk):
    _, browser, things, own = desk
    preview = browser.post(BULK, {"act": "results.clear", "ids": ids(*things, own)})

    answer = browser.post(ASK, hidden(preview) | {"do": "1"})
    run = Run.objects.get()
    carry_out(run.pk)
    page = browser.get(answer["Location"])
    refused = browser.get(answer["Location"], {"outcome": "refused"})

    assert answer["Location"] == reverse("desk:run", args=[run.pk])
    assert Result.objects.filter(stage=Stage.CLEARED).count() == 2
    assert "All 3 done 2 refused 1" in text_of(page)
    assert [name in text_of(refused) for name in ("夹具 0", "自己的夹具")] == [False, True]


def test_the_rows_are_exported_as_they_are_narrowed(desk):
    _, browser, things, own = desk
    browser.post(ASK, {"act": "results.clear", "numbers": ",".join(ids(*things, own)), "do": "1"})
    run = Run.objects.get()
    carry_out(run.pk)

    answer = browser.get(
        reverse("desk:list-export", args=["run-rows"]),
        {"run": run.pk, "outcome": "refused", "format": "csv", "cols": "code"},
    )

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1:] == ['"自己的夹具","second_person_needed"']


def test_a_row_leads_to_its_thing_while_it_may_be_seen(desk, officer_at, province):
    _, browser, things, _ = desk
    browser.post(ASK, {"act": "results.clear", "numbers": ids(things[0])[0], "do": "1"})
    row = RunRow.objects.get()
    _, stranger = officer_at(province.province)
    url = reverse("desk:run-row", args=[row.run_id, row.pk])

    assert browser.get(url)["Location"] == reverse("desk:result", args=[things[0].code])
    assert stranger.get(url).status_code == 404
    things[0].territory_path = province.far_workshop.territory_path
    things[0].save()
    assert browser.get(url).status_code == 404


def test_all_that_match_are_those_of_the_address_and_no_more(desk, province):
    _, browser, things, own = desk
    result(province.sister_workshop, title="外面的夹具")
    result(province.workshop, title="去年的夹具", year=2020)

    answer = browser.post(
        BULK,
        {"act": "results.clear", "list": "results", "all": "1", "query": "year=2025&sort=recorded&after=x"},
    )

    assert hidden(answer)["numbers"] == ",".join(ids(*things, own))


def test_more_than_may_be_acted_on_is_refused_with_the_number(desk, monkeypatch):
    _, browser, _, _ = desk
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)

    answer = browser.post(BULK, {"act": "results.clear", "list": "results", "all": "1", "query": ""})

    assert answer.status_code == TooManyChosen.status
    assert "at most 2 are acted on at once" in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "results.clear"},
        {"act": "results.clear", "ids": ["x", "-1", "9" * 30]},
        {"act": "results.clear", "numbers": "1e9,,;"},
    ],
)
def test_nothing_chosen_is_said(desk, asked):
    _, browser, _, _ = desk

    assert browser.post(BULK, asked).status_code == NothingChosen.status


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "nothing", "ids": ["1"]},
        {"act": "results.clear", "all": "1", "list": "runs"},
        {"act": "results.clear", "all": "1", "list": "nothing"},
    ],
)
def test_what_does_not_exist_is_absent(desk, asked):
    _, browser, _, _ = desk

    assert browser.post(BULK, asked).status_code == 404


def test_what_lies_elsewhere_is_neither_shown_nor_acted_on(desk, province):
    _, browser, things, _ = desk
    foreign = result(province.far_workshop, title="外面的夹具")

    preview = browser.post(BULK, {"act": "results.clear", "ids": ids(things[0], foreign)})
    browser.post(ASK, {"act": "results.clear", "numbers": ",".join(ids(things[0], foreign)), "do": "1"})

    assert "外面的夹具" not in preview.content.decode()
    assert [row.subject_id for row in RunRow.objects.all()] == [things[0].pk]


def test_a_reason_is_asked_for_once_and_missed(desk):
    _, browser, things, _ = desk
    chosen = {"act": "results.withdraw", "numbers": ",".join(ids(*things))}

    preview = browser.post(BULK, chosen)
    missed = browser.post(ASK, chosen | {"do": "1", "reason": "x"})
    browser.post(ASK, chosen | {"do": "1", "reason": "重复登记，以前一份为准"})
    carry_out(Run.objects.get().pk)

    assert "Can be done 2" in text_of(preview)
    assert (missed.status_code, "Withdraw: 2 rows" in text_of(missed)) == (422, True)
    assert set(Result.objects.filter(pk__in=ids(*things)).values_list("stage", flat=True)) == {
        Stage.WITHDRAWN
    }
    entries = AuditEntry.objects.filter(verb="result.withdraw").values_list("reason", flat=True)
    assert set(entries) == {"重复登记，以前一份为准"}


def test_more_than_a_page_is_rehearsed_as_long_work(desk, monkeypatch):
    _, browser, things, own = desk
    monkeypatch.setattr(bulk, "TRIED_AT_ONCE", 1)
    chosen = {"act": "results.clear", "numbers": ",".join(ids(*things, own))}

    preview = browser.post(BULK, chosen)
    answer = browser.post(ASK, chosen | {"rehearse": "1"})
    run = Run.objects.get()
    carry_out(run.pk)
    page = browser.get(answer["Location"])
    followed = browser.post(BULK, {"act": "results.clear", "run": run.pk, "outcome": "fit"})

    assert "The first 1 were tried out" in text_of(preview)
    assert "Rehearsal: Clear" in text_of(page)
    assert "Do it to those that can be done" in text_of(page)
    assert Result.objects.filter(stage=Stage.CLEARED).count() == 0
    assert hidden(followed)["numbers"] == ",".join(ids(*things))


def test_what_was_done_is_taken_back_from_its_page(desk):
    _, browser, things, own = desk
    browser.post(ASK, {"act": "results.clear", "numbers": ",".join(ids(*things, own)), "do": "1"})
    run = Run.objects.get()
    carry_out(run.pk)

    page = browser.get(reverse("desk:run", args=[run.pk]))
    undo = browser.post(BULK, {"act": "results.return", "run": run.pk, "outcome": "done", "undoes": run.pk})
    browser.post(ASK, hidden(undo) | {"do": "1", "reason": "误点批量办理"})
    carry_out(Run.objects.latest("pk").pk)

    assert ["Undo what was done" in text_of(page), "Try the others again" in text_of(page)] == [True, True]
    assert Result.objects.filter(stage=Stage.CLEARED).count() == 0
    assert list(RunRow.objects.filter(run=run).order_by("pk").values_list("outcome", flat=True)) == [
        "undone",
        "undone",
        "refused",
    ]


def test_a_run_that_waits_can_be_looked_at_again_without_script(desk):
    _, browser, things, _ = desk
    browser.post(ASK, {"act": "results.clear", "numbers": ids(things[0])[0], "do": "1"})
    url = reverse("desk:run", args=[Run.objects.get().pk])

    page = browser.get(url).content.decode()

    assert re.findall(r'<noscript><a [^>]*href="([^"]+)"', page) == [url]


def test_the_rows_of_a_run_are_shown_to_nobody_but_its_asker(desk, officer_at, province):
    _, browser, things, _ = desk
    browser.post(ASK, {"act": "results.clear", "numbers": ",".join(ids(*things)), "do": "1"})
    run = Run.objects.get()
    Run.objects.update(territory_path=province.county.territory_path)
    RunRow.objects.update(territory_path=province.county.territory_path)
    _, keeper = officer_at(province.province, Role.SYSTEM_ADMINISTRATOR)
    told = {"run": run.pk, "format": "csv", "cols": "title"}

    seen = keeper.get(reverse("desk:run", args=[run.pk]))
    lines = [
        len(
            b"".join(
                one.get(reverse("desk:list-export", args=["run-rows"]), told).streaming_content
            ).splitlines()
        )
        for one in (browser, keeper)
    ]

    assert seen.status_code == 200
    assert lines == [3, 1]
