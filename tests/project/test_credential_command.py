"""`xinghe credential`: checks offline, prints keys, changes the key."""

import json
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from tests.papers.rules.test_credential import KEYS, OTHER, PRIVATE, REVOKED, SAID, SIGNED
from xinghe.papers.rules.credential import CredentialBroken, key_file, public_half, sign_revocations, verify
from xinghe.project.commands.credential import command


@pytest.fixture
def files(tmp_path):
    """A credential, the keys, another's keys, a list that revokes it and one that does not."""
    by = {"by": "星河省总工会", "on": date(2026, 6, 1), "private": PRIVATE}
    contents = {
        "credential": SIGNED,
        "keys": key_file(KEYS),
        "others": key_file((public_half(OTHER),)),
        "revoking": sign_revocations([REVOKED], **by),
        "empty": sign_revocations([], **by),
    }
    for name, content in contents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return {name: str(tmp_path / f"{name}.json") for name in contents}


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_credential_that_holds_is_shown(files):
    told = run("verify", files["credential"], "--key", files["keys"])

    assert told.exit_code == 0
    assert told.output.splitlines() == [
        SAID.what,
        "张𬱖、龑文  一等成果",
        "星河省总工会  星工发〔2026〕12号  2026-03-02",
        SAID.address,
        f"The signature holds. Key {KEYS[0].number}.",
        "Whether it was revoked was not looked up: give the list with --revoked.",
    ]


def test_a_revoked_one_ends_with_3(files):
    told = run("verify", files["credential"], "--key", files["keys"], "--revoked", files["revoking"])
    good = run("verify", files["credential"], "--key", files["keys"], "--revoked", files["empty"])

    assert (told.exit_code, told.output.splitlines()[-1]) == (3, "REVOKED on 2026-05-01: 星工发〔2026〕30号")
    assert (good.exit_code, good.output.splitlines()[-1]) == (
        0,
        "Not on the list of revocations of 2026-06-01.",
    )


def test_programs_get_one_object(files):
    told = run(
        "verify", files["credential"], "--key", files["keys"], "--revoked", files["revoking"], "--json"
    )
    found = json.loads(told.output)

    assert found["holds"] is False
    assert (found["to"], found["revoked"], found["listed_on"]) == (
        SAID.to,
        {"on": "2026-05-01", "reason": "星工发〔2026〕30号"},
        "2026-06-01",
    )


def test_one_that_does_not_hold_is_refused(files):
    told = run("verify", files["credential"], "--key", files["others"])

    assert isinstance(told.exception, CredentialBroken)


def test_it_needs_neither_django_nor_a_database(files):
    """In a process of its own, where nothing of Django may be loaded."""
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom xinghe.project.commands.credential import command\n"
        "told = CliRunner().invoke(command, sys.argv[1:])\n"
        "assert told.exit_code == 0, told.output\nassert 'django' not in sys.modules and 'psycopg' not in sys.modules\n"
    )
    arguments = ["verify", files["credential"], "--key", files["keys"]]

    subprocess.run([sys.executable, "-c", script, *arguments], check=True, timeout=60)


@pytest.mark.django_db
def test_keys_are_changed_and_printed():
    changed = run("change", "--yes")
    printed = run("keys")

    assert changed.exit_code == printed.exit_code == 0
    (only,) = json.loads(printed.output)["keys"]
    assert only["number"] in changed.output
    assert only["until"] is None
    with pytest.raises(CredentialBroken):
        verify(SIGNED, keys=())


def test_a_change_is_asked_about_first():
    assert run("change").exit_code == 1
