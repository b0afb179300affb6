"""Every operation, asked thousands of things by people of every kind: nothing breaks, nothing is answered unsaid.

The number of questions an operation is asked is small in CI; XINGHE_FUZZ_CASES raises it (500 for a night).
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
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
from xinghe.project.wsgi import application
from xinghe.results.vocab import Stage

CASES = int(os.environ.get("XINGHE_FUZZ_CASES", "4"))
CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
]
PEOPLE = [
    "a worker",
    "a unit officer",
    "a county officer",
    "a provincial officer",
    "a system administrator",
    "nobody",
]


@pytest.fixture
def world(db, monkeypatch):
    """Things that exist, so that some of what is made up hits them; nobody's minute ends."""
    from xinghe.integrations.actions import rates

    monkeypatch.setattr(rates, "TOKEN_LIMIT", 10**9)
    monkeypatch.setattr(rates, "ADDRESS_LIMIT", 10**9)
    tree = unions_of.small_province()
    for stage in (Stage.RECORDED, Stage.CLEARED, Stage.PUBLISHED):
        results_of.findable(
            tree.workshop, stage=stage, code="1"
        ) if stage == Stage.RECORDED else results_of.findable(tree.plant, stage=stage)
    return tree


@pytest.fixture(params=PEOPLE)
def headers(request, world):
    """What somebody of this kind sends with every request."""
    holder = unions_of.person()
    offices = {
        "a unit officer": (Role.UNIT_OFFICER, world.workshop),
        "a county officer": (Role.OFFICER, world.county),
        "a provincial officer": (Role.PROVINCIAL_OFFICER, world.province),
        "a system administrator": (Role.SYSTEM_ADMINISTRATOR, world.city),
    }
    if request.param in offices:
        unions_of.appoint(holder, *offices[request.param])
    type(holder).objects.filter(pk=holder.pk).update(territory_path=world.workshop.territory_path)
    return {} if request.param == "nobody" else {"Authorization": f"Bearer {token_of(holder)}"}


@pytest.fixture
def document(db):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_is_answered_as_the_document_says(case, headers):
    answer = case.call(headers=headers)

    case.validate_response(answer, checks=CHECKS)


@schema.parametrize()
@settings(max_examples=1, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_nothing_is_answered_without_a_token(case, world):
    answer = case.call()

    case.validate_response(answer, checks=[ignored_auth])
    assert answer.status_code == 401
