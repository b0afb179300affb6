"""Prove that the record is as it was sealed, keep its head outside, show and export it."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from xinghe.project.loading import start_django

if TYPE_CHECKING:
    from xinghe.audit.models import AuditEntry
    from xinghe.audit.rules import Anchor, Verdict

EXIT_WRONG = 3
# An entry waits about a second for its seal; after this many somebody should look at the worker.
SEAL_LATE_SECONDS = 60

ANCHOR_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Prove that the record is as it was sealed, keep its head outside, show and export it.

    Every change leaves entries, and every entry gets its place in a chain of hashes. The chain shows an edit or a
    missing line by itself. Against somebody who owns the database it needs an anchor: a head kept where that
    person cannot write. Keep one every few minutes: `xinghe audit anchor /media/supervisor/anchors.jsonl`.
    """


@command.command()
@click.option(
    "--anchor", "file", type=ANCHOR_FILE, help="The file that `xinghe audit anchor` added lines to."
)
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.pass_context
def verify(ctx: click.Context, *, file: Path | None, as_json: bool) -> None:
    """Walk the whole chain; exit code 3 and the first wrong position when it is not as it was sealed."""
    start_django()
    from xinghe.audit.models import AuditEntry
    from xinghe.audit.queries import oldest_unsealed, sealed_lines, unsealed
    from xinghe.audit.rules import examine
    from xinghe.foundation import clock

    anchors = _anchors(file) if file else ()
    verdict = examine(sealed_lines(), anchors, entries=AuditEntry.objects.count())
    waiting = unsealed().count()
    since = oldest_unsealed()
    late = since is not None and (clock.now() - since).total_seconds() > SEAL_LATE_SECONDS
    if as_json:
        told = asdict(verdict) | {"head": verdict.head.hex(), "unsealed": waiting, "unsealed_are_late": late}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in _in_words(verdict, anchored=bool(file)):
            click.echo(line)
        if waiting:
            click.echo(f"{waiting} entries wait for their seal{': is a worker running?' if late else '.'}")
    if verdict.faults:
        ctx.exit(EXIT_WRONG)


@command.command()
@click.argument("file", type=ANCHOR_FILE)
def anchor(*, file: Path) -> None:
    """Seal what waits and add the present head to FILE, which belongs where nobody who runs Xinghe can write.

    Refuses when a head that FILE already holds is no longer in the record.
    """
    start_django()
    from xinghe.audit.queries import anchor_now, head_at
    from xinghe.audit.rules import AnchorContradicted
    from xinghe.audit.sealing import seal_all
    from xinghe.foundation import clock

    for kept in _anchors(file) if file.exists() else ():
        if head_at(kept.position) != kept.head:
            raise AnchorContradicted(at=kept.at, position=kept.position)
    seal_all()
    present = anchor_now(clock.now())
    with file.open("a", encoding="utf-8") as lines:
        lines.write(present.to_json() + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    click.echo(f"Position {present.position}, head {present.head.hex()}")


@command.command()
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True))
def export(*, file: TextIO) -> None:
    """Write every sealed entry to FILE, one JSON object a line, for `tools/verify_record.py`; - is the output."""
    start_django()
    from xinghe.audit.queries import sealed_lines
    from xinghe.audit.rules import line_to_json

    count = 0
    for line in sealed_lines():
        file.write(line_to_json(line) + "\n")
        count += 1
    click.echo(f"{count} sealed entries", err=True)


@command.command()
@click.option("--subject", required=True, help="What it is about: kind and number, as in results.result:12.")
def show(*, subject: str) -> None:
    """What happened to one thing, oldest first."""
    kind, _, number = subject.partition(":")
    if not kind or not number.isdecimal():
        raise click.BadParameter("write kind and number, as in results.result:12", param_hint="--subject")
    start_django()
    from xinghe.audit.queries import entries_about

    entries = list(entries_about(kind, int(number)))
    for entry in entries:
        for line in _entry_in_words(entry):
            click.echo(line)
    if not entries:
        click.echo(f"Nothing is recorded about {subject}.")


def _anchors(file: Path) -> "tuple[Anchor, ...]":
    from xinghe.audit.rules import Anchor

    try:
        return Anchor.read_all(file.read_text(encoding="utf-8"))
    except OSError as reason:
        raise click.BadParameter(f"{file} cannot be read: {reason.strerror}") from None


def _in_words(verdict: "Verdict", *, anchored: bool) -> Iterator[str]:
    from xinghe.audit.vocab import FAULT_LABELS

    yield f"{verdict.lines} sealed entries, head {verdict.head.hex()}"
    for found in verdict.findings:
        words = FAULT_LABELS[found.fault]
        yield f"WRONG at position {found.position}: {words} (known right up to {found.since})."
    if verdict.faults > len(verdict.findings):
        yield f"… and {verdict.faults - len(verdict.findings)} more."
    if anchored:
        yield f"{verdict.anchors} heads kept outside were compared."
    else:
        yield (
            "Compared with no head kept outside: lines cut off at the end, or a whole chain computed anew, "
            "would not show. Give --anchor FILE."
        )
    if not verdict.faults:
        yield "The chain is unbroken."


def _entry_in_words(entry: "AuditEntry") -> Iterator[str]:
    from xinghe.foundation.clock import CHINA

    who = f"person {entry.person_id}" if entry.person_id else entry.system or "the public"
    link = getattr(entry, "link", None)
    seal = f"sealed at position {link.position}" if link else "not yet sealed"
    offices = f" ({entry.offices})" if entry.offices else ""
    yield f"{entry.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}  {entry.verb}  by {who}{offices} via {entry.via}, {seal}"
    for name, new in entry.after.items():
        yield f"    {name}: {entry.before.get(name)} → {new}"
    if entry.reason:
        yield f"    because: {entry.reason}"
