"""The doctor finds what is wrong, says how to mend it, and is not stopped by what is broken."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from xinghe.foundation.errors import Missing
from xinghe.project.commands.doctor import command
from xinghe.project.doctor import Finding, database, examine, machine
from xinghe.project.doctor.examination import Check
from xinghe.project.postgres import start_test_cluster
from xinghe.project.postgres.running import DatabaseUnreachable, ensure_running
from xinghe.project.secrets import load_or_create


def good(environ: Mapping[str, str]) -> Iterator[Finding]:
    yield Finding(name="good", good=True, fact="stands")


def refusing(environ: Mapping[str, str]) -> Iterator[Finding]:
    raise Missing


def breaking(environ: Mapping[str, str]) -> Iterator[Finding]:
    raise RuntimeError("two\nlines")


@pytest.fixture(scope="module")
def fast_server() -> dict[str, str]:
    """A server that answers and forgets on a power cut."""
    url = start_test_cluster({name: value for name, value in os.environ.items() if name != "DATABASE_URL"})
    return {"DATABASE_URL": url.replace(url.partition("///")[2].partition("?")[0], "postgres", 1)}


def test_what_breaks_is_a_finding_and_hides_nothing_but_what_rests_on_it() -> None:
    checks = {
        "first": Check(look=refusing),
        "second": Check(look=breaking),
        "third": Check(look=good, after="first"),
        "fourth": Check(look=good),
    }

    findings = examine({}, checks=checks)

    assert [(finding.name, finding.good, finding.fact) for finding in findings] == [
        ("first", False, str(Missing())),
        ("second", False, "could not be looked at: RuntimeError: two lines"),
        ("third", False, "not looked at"),
        ("good", True, "stands"),
    ]
    assert findings[2].mend == "Mend “first” first."


@pytest.mark.parametrize(("looks", "code"), [([good], 0), ([good, breaking], 1)])
def test_the_exit_code_says_whether_all_is_well(
    monkeypatch: pytest.MonkeyPatch, looks: list, code: int
) -> None:
    monkeypatch.setattr(
        examine, "__kwdefaults__", {"checks": {str(n): Check(look=look) for n, look in enumerate(looks)}}
    )

    told = CliRunner().invoke(command, ["--json"])

    assert told.exit_code == code
    assert json.loads(told.stdout)["well"] is (code == 0)
    assert len(json.loads(told.stdout)["findings"]) == len(looks)


def test_a_server_that_forgets_is_found_out(fast_server: dict[str, str]) -> None:
    [finding] = database.durability(fast_server)

    assert not finding.good
    assert finding.fact == "fsync = off, full_page_writes = off, synchronous_commit = off"
    with pytest.raises(database.MayForget) as refused:
        database.refuse_forgetful(fast_server)
    assert finding.fact in str(refused.value)


def test_the_clocks_of_one_machine_agree_and_another_does_not(
    fast_server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [agreed] = database.clock(fast_server)
    real = database.time.time
    monkeypatch.setattr(database.time, "time", lambda: real() + 60)
    [apart] = database.clock(fast_server)

    assert (agreed.good, apart.good) == (True, False)
    assert apart.fact.startswith("database and this machine are 60")


def test_chinese_search_is_tried_out(fast_server: dict[str, str]) -> None:
    with database.connect(fast_server) as connection:
        connection.execute("DROP EXTENSION IF EXISTS pg_trgm")
        [absent] = database.trigrams(fast_server)
        connection.execute("CREATE EXTENSION pg_trgm")
        [present] = database.trigrams(fast_server)
        connection.execute("DROP EXTENSION pg_trgm")

    assert (absent.good, absent.mend) == (False, "xinghe migrate")
    assert (present.good, present.fact) == (True, "“创新工作室” has 6 trigrams")


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnreachable) as refused:
        ensure_running({"DATABASE_URL": "postgres://u:secret@127.0.0.1:1/union"})

    assert "The database union at 127.0.0.1 does not answer" in str(refused.value)
    assert "Connection refused" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_keys_that_others_may_read_are_found(tmp_path: Path) -> None:
    environ = {"XINGHE_VAR": str(tmp_path)}
    [absent] = machine.secrets(environ)
    load_or_create("vault", 32, environ=environ)
    [kept] = machine.secrets(environ)
    (tmp_path / "secrets" / "vault").chmod(0o644)
    [exposed] = machine.secrets(environ)

    assert (absent.good, kept.good, exposed.good) == (False, True, False)
    assert exposed.fact.endswith("others may read vault")


def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"XINGHE_VAR": str(tmp_path)}
    monkeypatch.setattr(machine, "LEAST_FREE", 2**60)

    writable, space = machine.storage(environ)

    assert (writable.good, space.good) == (True, False)


def test_a_var_that_cannot_be_written_to_is_found(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands in the way")

    [finding] = machine.storage({"XINGHE_VAR": str(tmp_path / "var")})

    assert not finding.good
    assert "XINGHE_VAR" in finding.mend
