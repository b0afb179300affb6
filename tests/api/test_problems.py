"""Every refusal comes as a problem: the code that never changes, the status of the pages, the reader's language."""

import pytest
from django.test import Client

from tests.factories import results as results_of
from tests.factories.integrations import Program
from xinghe.access.powers import Role
from xinghe.api import v1
from xinghe.api.problems import BodyUnreadable, FieldsWrong, MethodUnknown, ScopeMissing, Unforeseen
from xinghe.integrations.vocab import Scope
from xinghe.results.vocab import Stage

LANGUAGES = {
    "en": "This does not exist, or you may not see it.",
    "zh-CN": "这",
    "zh-TW": "這",
    "de": "这",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_is_in_the_language_that_was_asked_for(language, program_of, tree):
    program = program_of(Role.OFFICER, tree.county, language=language)

    answer = program.get("results/NOTHING")

    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (404, 404, "missing")
    assert told["detail"].startswith(LANGUAGES[language]) or language.startswith(("zh", "de"))
    assert (told["type"], told["title"], told["fields"]) == ("/api/#missing", "Not Found", [])
    assert answer["Content-Type"] == "application/problem+json"
    assert "Accept-Language" in answer["Vary"]


def test_a_refusal_of_a_command_keeps_its_code_status_and_sentence(officer, result):
    answer = officer.post(f"results/{result.code}/publish")

    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "stage_not_reached")
    assert told["detail"] == (
        "This result is at the stage “recorded”; the step needs the stage “cleared”. Reload the page."
    )


def test_values_that_cannot_be_taken_are_listed(officer, result):
    answer = officer.post(f"results/{result.code}/return", {"words": 1, "title": "x"}, key="short")

    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, FieldsWrong.code)
    assert sorted((one["place"], one["code"]) for one in told["fields"]) == [
        ("body.title", "extra_forbidden"),
        ("body.words", "string_type"),
        ("header.Idempotency-Key", "string_too_short"),
    ]
    assert all(one["detail"] for one in told["fields"])


def test_a_change_without_a_key_is_refused(officer, result):
    answer = officer.post(f"results/{result.code}/clear", key="")

    (field,) = answer.json()["fields"]
    assert (answer.status_code, field["place"], field["code"]) == (422, "header.Idempotency-Key", "missing")


@pytest.mark.parametrize("year", ["x", "1", "99999", "-1", "1e3", ""])
def test_a_query_that_cannot_be_taken_names_its_parameter(year, officer):
    answer = officer.get("results", year=year)

    assert answer.status_code == 422
    assert [one["place"] for one in answer.json()["fields"]] == ["query.year"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"words": NaN}', b'{"words": "\\ud800"}', b""])
def test_a_body_that_is_no_json_is_refused(body, officer, result):
    answer = officer.client.post(
        f"/api/v1/results/{result.code}/return",
        body,
        "application/json",
        headers={"Idempotency-Key": "a" * 20},
    )

    assert (answer.status_code, answer.json()["code"]) in [
        (400, BodyUnreadable.code),
        (422, FieldsWrong.code),
    ]


@pytest.mark.parametrize("path", ["", "nothing", "results/1/2/3", "results/", "Results", "../v1/x", "%00"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_unknown_addresses_are_problems_too(path, method, db):
    answer = getattr(Client(), method)(f"/api/v1/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "missing")
    assert answer["Content-Type"] == "application/problem+json"


def test_an_unknown_method_says_which_there_are(db):
    answer = Client().delete("/api/v1/results")

    assert (answer.status_code, answer.json()["code"]) == (405, MethodUnknown.code)
    assert answer["Allow"] == "GET"


def test_what_was_not_foreseen_says_nothing_of_it(officer, monkeypatch):
    def broken(*_args, **_values):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(v1.results.queries, "result_list", broken)
    officer.client.raise_request_exception = False

    answer = officer.get("results")

    assert (answer.status_code, answer.json()["code"]) == (500, Unforeseen.code)
    assert "secret" not in answer.content.decode()


def test_a_missing_scope_is_called_by_name(program_of, tree, result):
    answer = program_of(Role.OFFICER, tree.county, scopes=(Scope.RUNS_READ,)).get("results")

    assert (answer.status_code, answer.json()["code"]) == (403, ScopeMissing.code)
    assert "results:read" in answer.json()["detail"]


def test_a_damaged_cursor_is_refused(officer):
    answer = officer.get("results", cursor="damaged")

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_broken")


def test_only_their_own_are_told_that_something_is_not_theirs_to_do(tree, program_of):
    reader = program_of(Role.LEADER, tree.county)
    mine = results_of.findable(tree.workshop, stage=Stage.RECORDED)
    foreign = results_of.findable(tree.far_workshop, stage=Stage.RECORDED)

    told = [reader.post(f"results/{one.code}/clear").json()["code"] for one in (mine, foreign)]

    assert told == ["forbidden", "missing"]


def test_nothing_of_the_api_is_kept_by_caches(officer):
    answer = officer.get("me")

    assert answer["Cache-Control"] == "no-store"
    assert isinstance(officer, Program)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_misspelt_filter_is_refused_and_not_overlooked(method, officer, result):
    url = f"/api/v1/results{'' if method == 'get' else f'/{result.code}/clear'}?stgae=recorded"

    answer = getattr(officer.client, method)(
        url,
        **({} if method == "get" else {"data": {}, "content_type": "application/json"}),
        headers={"Idempotency-Key": "a" * 20},
    )

    (field,) = answer.json()["fields"]
    assert (answer.status_code, field["place"], field["code"]) == (422, "query.stgae", "extra_forbidden")
