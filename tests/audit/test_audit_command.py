"""`xinghe audit`: what an auditor types, and the outsider's program on what it wrote."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from tests.architecture.building import ROOT
from tests.factories import audit as factory
from xinghe.audit.models import AuditEntry, AuditLink
from xinghe.audit.rules import AnchorContradicted
from xinghe.audit.sealing import seal_all
from xinghe.foundation import clock
from xinghe.project.commands.audit import EXIT_WRONG, command

pytestmark = pytest.mark.django_db


def audit(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def forge(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("audit_auditentry", "audit_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def outsider(*arguments: object) -> subprocess.CompletedProcess[str]:
    # -I -S: no site packages, no checkout on the path. Nothing but the standard library can be imported.
    script = ROOT / "tools" / "verify_record.py"
    return subprocess.run(
        [sys.executable, "-I", "-S", str(script), *map(str, arguments)], capture_output=True, text=True
    )


@pytest.fixture
def anchors(tmp_path):
    return tmp_path / "anchors.jsonl"


def test_an_anchor_seals_what_waits_and_is_added_at_the_end_of_the_file(anchors):
    factory.entries(3)
    audit("anchor", anchors)
    factory.entries(2)

    told = audit("anchor", anchors)

    heads = [json.loads(line) for line in anchors.read_text().splitlines()]
    assert told.exit_code == 0
    assert [(one["position"], one["entries"]) for one in heads] == [(3, 3), (5, 5)]
    assert bytes.fromhex(heads[1]["head"]) == bytes(AuditLink.objects.get(position=5).head)


def test_no_anchor_is_added_to_a_file_that_the_record_contradicts(anchors):
    factory.entries(3)
    audit("anchor", anchors)
    before = anchors.read_text()
    forge("DELETE FROM audit_auditlink")

    told = audit("anchor", anchors)

    assert isinstance(told.exception, AnchorContradicted)
    assert told.exception.params["position"] == 3
    assert anchors.read_text() == before


def test_an_untouched_record_is_confirmed(anchors):
    factory.entries(4)
    audit("anchor", anchors)

    told = audit("verify", "--anchor", anchors)

    assert told.exit_code == 0
    head = bytes(AuditLink.objects.get(position=4).head).hex()
    assert told.output.splitlines() == [
        f"4 sealed entries, head {head}",
        "1 heads kept outside were compared.",
        "The chain is unbroken.",
    ]


def test_without_an_anchor_a_cut_tail_passes_and_it_says_so():
    factory.entries(4)
    seal_all()
    last = AuditLink.objects.get(position=4).entry_id
    forge(f"DELETE FROM audit_auditlink WHERE position = 4; DELETE FROM audit_auditentry WHERE id = {last}")

    told = audit("verify")

    assert told.exit_code == 0
    assert told.output.splitlines()[1:] == [
        "Compared with no head kept outside: lines cut off at the end, or a whole chain computed anew, "
        "would not show. Give --anchor FILE.",
        "The chain is unbroken.",
    ]


def test_an_edit_is_named_and_ends_with_its_own_exit_code(anchors):
    factory.entries(4)
    audit("anchor", anchors)
    entry = AuditLink.objects.get(position=2).entry_id
    forge(f"UPDATE audit_auditentry SET reason = 'nothing happened' WHERE id = {entry}")

    told = audit("verify", "--anchor", anchors)

    assert told.exit_code == EXIT_WRONG
    assert told.output.splitlines()[1] == (
        "WRONG at position 2: the entry is not the one that was sealed (known right up to 0)."
    )


def test_programs_get_one_json_object(anchors):
    factory.entries(4)
    audit("anchor", anchors)
    factory.entries(1, at=clock.now() - timedelta(minutes=5))
    entry = AuditLink.objects.get(position=3).entry_id
    forge(f"UPDATE audit_auditentry SET verb = 'x' WHERE id = {entry}")

    told = json.loads(audit("verify", "--anchor", anchors, "--json").output)

    assert told["findings"] == [{"position": 3, "since": 0, "fault": "entry_changed"}]
    assert (told["lines"], told["faults"], told["anchors"]) == (4, 1, 1)
    assert (told["unsealed"], told["unsealed_are_late"]) == (1, True)


def test_a_late_seal_is_told(anchors):
    factory.entries(2, at=clock.now() - timedelta(minutes=5))

    told = audit("verify")

    assert told.exit_code == 0
    assert told.output.splitlines()[-1] == "2 entries wait for their seal: is a worker running?"


def test_a_missing_anchor_file_is_misuse_and_not_a_verdict(anchors):
    told = audit("verify", "--anchor", anchors)

    assert told.exit_code == 2
    assert "cannot be read" in told.output


def test_show_tells_what_happened_to_one_thing_and_nothing_else():
    factory.entries(8, subject_id=12)
    seal_all()

    told = audit("show", "--subject", "results.result:13")

    mine = AuditEntry.objects.filter(subject_id=13).order_by("pk")
    assert told.output.splitlines()[0] == (
        "2026-03-02 09:30:01  result.clear  by person 101 (officer@1) via web, sealed at position 2"
    )
    assert told.output.count("results.actions") == 0
    assert told.output.count(" by person ") == mine.count() == 2
    assert "    title: 夹具 1 → 夹具 1 𬱖" in told.output.splitlines()


@pytest.mark.parametrize("subject", ["results.result", "results.result:x", ":3"])
def test_a_subject_that_is_none_is_misuse(subject):
    assert audit("show", "--subject", subject).exit_code == 2


def test_an_outsider_confirms_an_export_and_names_the_first_wrong_position(anchors, tmp_path):
    factory.entries(6)
    audit("anchor", anchors)
    factory.entries(2)
    seal_all()
    file = tmp_path / "record.jsonl"
    audit("export", file)
    lines = file.read_text().splitlines()
    lines[3] = lines[3].replace("results.result", "results.workbook")
    (tmp_path / "forged.jsonl").write_text("\n".join(lines))
    (tmp_path / "short.jsonl").write_text("\n".join(lines[:3]))

    right = outsider(file, anchors)
    forged = outsider(tmp_path / "forged.jsonl", anchors)
    short = outsider(tmp_path / "short.jsonl", anchors)
    (tmp_path / "other.jsonl").write_text("position,head")
    unreadable = outsider(tmp_path / "other.jsonl", anchors)

    assert (right.returncode, right.stdout.splitlines()[2]) == (
        0,
        "Entries 7 to 8 are newer than the last head kept outside: keep a new one.",
    )
    assert forged.returncode == 1
    assert forged.stdout.startswith("WRONG: first wrong position 4: the entry is not the one that was sealed")
    assert short.returncode == 1
    assert short.stdout.startswith("WRONG: first wrong position 4: the record ends here")
    assert unreadable.returncode == 2


def test_the_outsiders_program_is_short_enough_to_be_read():
    assert len((ROOT / "tools" / "verify_record.py").read_text().splitlines()) <= 300
