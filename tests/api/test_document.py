"""The document says what there is, all of it, and nothing else: operations, statuses, scopes, codes."""

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver
from ninja import Router
from pydantic import BaseModel

from tests.architecture import building
from xinghe.api.doors import CHANGE_PROBLEMS, READ_PROBLEMS
from xinghe.api.face import make_face
from xinghe.api.v1 import face
from xinghe.integrations.vocab import Scope

BROWSERS = {"GET", "POST"}
# What files may be refused for besides.
ALSO = {
    ("GET", "/api/v1/attachments/{key}"): {410},
    ("POST", "/api/v1/ideas/{code}/attachments"): {413},
    ("POST", "/api/v1/uploads/{token}/parts"): {413},
}


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(face.get_openapi_schema()))


def operations(document):
    return {
        (method.upper(), path): one
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    }


def test_it_is_public_cached_and_counted(db, document):
    browser = Client(REMOTE_ADDR="203.0.113.5")

    answer = browser.get("/api/v1/openapi.json")
    again = browser.get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]})

    assert answer.json() == document
    assert (again.status_code, again.content) == (304, b"")
    assert answer["RateLimit"].startswith('"address";r=59;')
    assert document["openapi"] == "3.1.0"


def test_operations_and_addresses_are_the_same(document):
    (api,) = [one for one in get_resolver().url_patterns if str(one.pattern) == "api/"]
    addresses = {"/api/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern)) for one in api.url_patterns}

    assert addresses - set(document["paths"]) == {
        "/api/",
        "/api/v1/openapi.json",
        "/api/^v1(/.*)?$",  # whatever does not exist
    }
    assert set(document["paths"]) - addresses == set()


def test_methods_are_answered_as_the_document_says(db, document):
    faults = []
    browser = Client()
    for path, methods in document["paths"].items():
        url = re.sub(r"\{\w+\}", "1", path)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            status = browser.generic(method, url).status_code
            wanted = 401 if method.lower() in methods else 405
            # Nobody's requests are counted: sixty a minute would end this.
            if status not in (wanted, 429):
                faults.append((method, path, status))

    assert faults == []


def test_every_operation_states_all_its_answers(document):
    for (method, path), one in operations(document).items():
        statuses = {int(status) for status in one["responses"]}
        good = {status for status in statuses if status < 400}
        usual = READ_PROBLEMS if method == "GET" else CHANGE_PROBLEMS
        assert statuses - good == usual | ALSO.get((method, path), set()), path
        assert good in ({200}, {201}, {201, 202}), path
        for status, answer in one["responses"].items():
            kind = "application/json" if int(status) < 400 else "application/problem+json"
            if (method, path, int(status)) == ("GET", "/api/v1/attachments/{key}", 200):
                kind = "application/octet-stream"
            assert list(answer["content"]) == [kind], (path, status)
        assert one["security"] == [{"AccessToken": []}], path
        assert one["summary"] and one["description"], path


def test_every_change_needs_a_key_and_no_question_does(document):
    for (method, path), one in operations(document).items():
        keys = [
            parameter["required"]
            for parameter in one["parameters"]
            if (parameter["in"], parameter["name"]) == ("header", "Idempotency-Key")
        ]
        assert keys == ([True] if method == "POST" else []), path
        assert method in BROWSERS, path


def test_what_may_be_taken_in_says_so(document):
    offered = {}
    for (_, path), one in operations(document).items():
        prefers = [parameter["required"] for parameter in one["parameters"] if parameter["name"] == "Prefer"]
        assert bool(prefers) == ("202" in one["responses"]), path
        if prefers:
            offered[path] = (prefers, sorted(one["responses"]["202"]["headers"]))

    headers = ["Location", "Preference-Applied", "RateLimit", "RateLimit-Policy"]
    assert offered == {"/api/v1/ideas": ([False], headers)}


def test_every_scope_is_demanded_somewhere_and_writing_is_no_reading(document):
    demanded = {scope for one in operations(document).values() for scope in one.get("x-scopes", ())}
    without = {path for (_, path), one in operations(document).items() if "x-scopes" not in one}

    assert demanded == {str(scope) for scope in Scope}
    # What was deposited needs the scope that it was sent with.
    assert without == {"/api/v1/me", "/api/v1/deposits/{key}"}
    for (method, path), one in operations(document).items():
        for scope in one.get("x-scopes", ()):
            assert scope.endswith(":write") == (method == "POST"), path


def test_names_of_operations_are_words_of_their_own(document):
    names = [one["operationId"] for one in operations(document).values()]

    assert building.repeated(names) == []
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in names)


def test_every_refusal_has_a_status_that_the_operations_state():
    # Of the face itself, of pages alone, or of the operations in ALSO.
    known = CHANGE_PROBLEMS | {405, 500, 503} | set().union(*ALSO.values())

    assert [(kind.__name__, kind.status) for kind in building.refusals() if kind.status not in known] == []


def test_two_things_under_one_name_are_noticed():
    def model(kind: type) -> type[BaseModel]:
        return type("Planted", (BaseModel,), {"__annotations__": {"value": kind}})

    router = Router()
    for number, kind in enumerate((int, str)):
        router.get(f"/{number}", response={200: model(kind)})(lambda request: None)
    planted = make_face()
    planted.urls_namespace = "planted"
    planted.add_router("/planted", router)

    with pytest.raises(LookupError, match="Planted"):
        planted.get_openapi_schema()
