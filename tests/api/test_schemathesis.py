"""Every operation, asked thousands of things by people of every kind: nothing breaks, nothing is answered unsaid.

The number of questions an operation is asked is small in CI; XINGHE_FUZZ_CASES raises it (500 for a night).
"""

import os
from itertools import count
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.integrations import token_of
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.api.v1 import face
from xinghe.integrations.actions import rates
from xinghe.results.vocab import Stage

CASES = int(os.environ.get("XINGHE_FUZZ_CASES", "3"))


@schemathesis.check
def what_cannot_be_taken_is_refused(ctx, response, case):
    """The library's own check, but for a parameter that was made up empty and therefore never sent."""
    try:
        negative_data_rejection(ctx, response, case)
    except AcceptedNegativeData as failure:
        sent = {name for name, _ in parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)}
        known = {one.name for one in case.operation.query}
        if "additionalProperties" not in str(failure.message) or sent - known:
            raise


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    what_cannot_be_taken_is_refused,
    missing_required_header,
    unsupported_method,
]
turns = count()
OFFICES = {
    "a worker": None,
    "a unit officer": (Role.UNIT_OFFICER, "workshop"),
    "a county officer": (Role.OFFICER, "county"),
    "a provincial officer": (Role.PROVINCIAL_OFFICER, "province"),
    "a system administrator": (Role.SYSTEM_ADMINISTRATOR, "city"),
}

# The coverage phase asks every operation dozens of things at its limits; for it, one kind of person a question.
IS_THOROUGH = CASES >= 50
config = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": IS_THOROUGH}}})
schema = schemathesis.openapi.from_dict(face.get_openapi_schema(), config=config)
schema.app = get_wsgi_application()
quietly = settings(
    max_examples=CASES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def world(db, monkeypatch):
    """Things that exist, so that some of what is made up hits them. Nobody's minute ends, and no connection."""
    monkeypatch.setattr(rates, "TOKEN_LIMIT", 10**9)
    monkeypatch.setattr(rates, "ADDRESS_LIMIT", 10**9)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    tree = unions_of.small_province()
    for code, stage in {"0": Stage.RECORDED, "00": Stage.CLEARED, "1": Stage.PUBLISHED}.items():
        results_of.findable(tree.workshop, stage=stage, code=code)
    yield tree
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def people(world):
    """What people of every kind send with their requests: kind → headers."""
    sent = {"nobody": {}}
    for kind, office in OFFICES.items():
        holder = unions_of.person()
        Person.objects.filter(pk=holder.pk).update(territory_path=world.workshop.territory_path)
        if office:
            unions_of.appoint(holder, office[0], getattr(world, office[1]))
        sent[kind] = {"Authorization": f"Bearer {token_of(holder)}"}
    return sent


@schema.parametrize()
@quietly
def test_whatever_is_asked_is_answered_as_the_document_says(case, people):
    sent = list(people.values())
    turn = next(turns) % len(sent)
    for headers in sent[turn : turn + 1] if IS_THOROUGH else sent:
        answer = case.call(headers=headers)

        case.validate_response(answer, checks=CHECKS)


@schema.parametrize()
@settings(quietly, max_examples=1)
def test_nothing_is_answered_without_a_token(case, world):
    answer = case.call()

    case.validate_response(answer, checks=[ignored_auth])


def test_everybody_reaches_something(people):
    # The control: were every answer a refusal, nothing above would be tried.
    reached = {
        kind: schema["/api/v1/results"]["GET"].Case(query={}).call(headers=headers).status_code
        for kind, headers in people.items()
    }

    assert reached == {"nobody": 401} | dict.fromkeys(OFFICES, 200)
