"""The client is generated, reads well for a type checker, and walks from a list to a decision against a real server."""

import importlib
import subprocess
import sys
import uuid

import pytest
from click.testing import CliRunner

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.integrations import token_of
from xinghe.access.powers import Role
from xinghe.project.commands import client as client_command
from xinghe.project.commands.client import GeneratorMissing
from xinghe.results.models import Result
from xinghe.results.vocab import Stage

WALK = """
from xinghe_client import AuthenticatedClient
from xinghe_client.api.results import clear_result, get_result, list_results
from xinghe_client.models import PageResultLine, Problem, RemarkIn, ResultOut


def walk(url: str, token: str, keys: list[str]) -> tuple[str, str, str, str]:
    client = AuthenticatedClient(base_url=url, token=token, headers={"Accept-Language": "en"})
    page = list_results.sync(client=client)
    assert isinstance(page, PageResultLine)
    code = page.items[0].code
    found = get_result.sync(code, client=client)
    assert isinstance(found, ResultOut)
    cleared = clear_result.sync(code, client=client, body=RemarkIn(), idempotency_key=keys[0])
    assert isinstance(cleared, ResultOut)
    refused = clear_result.sync_detailed(code, client=client, body=RemarkIn(), idempotency_key=keys[1])
    assert isinstance(refused.parsed, Problem)
    return found.title, cleared.stage, refused.parsed.code, refused.parsed.detail
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The package, where it can be imported."""
    folder = tmp_path_factory.mktemp("client")
    told = CliRunner().invoke(client_command.command, [str(folder)])
    assert told.exit_code == 0, told.output
    (folder / "walk.py").write_text(WALK)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def test_a_type_checker_understands_it(generated):
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(generated / "cache"), "walk.py"],
        cwd=generated,
        capture_output=True,
        text=True,
    )

    assert [line for line in told.stdout.splitlines() if line.startswith("walk.py")] == []
    assert "error: " not in "".join(line for line in told.stdout.splitlines() if "import" in line)


@pytest.mark.django_db(transaction=True)
def test_it_lists_reads_clears_and_is_refused(generated, live_server):
    tree = unions_of.small_province()
    holder = unions_of.person()
    unions_of.appoint(holder, Role.OFFICER, tree.county)
    results_of.findable(tree.workshop, title="夹具快换", stage=Stage.RECORDED)
    walk = importlib.import_module("walk").walk

    told = walk(live_server.url, token_of(holder), [str(uuid.uuid4()) for _ in range(2)])

    assert told == (
        "夹具快换",
        "cleared",
        "stage_not_reached",
        "This result is at the stage “cleared”; the step needs the stage “recorded”. Reload the page.",
    )
    assert Result.objects.get().stage == Stage.CLEARED


def test_without_the_generator_it_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(client_command, "find_spec", lambda name: None)

    told = CliRunner().invoke(client_command.command, [str(tmp_path)])

    assert isinstance(told.exception, GeneratorMissing)
