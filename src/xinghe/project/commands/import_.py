"""Take in tables that offices send."""

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xinghe.project.loading import start_django
from xinghe.project.terminal import terminal_words

if TYPE_CHECKING:
    from xinghe.access.actor import Actor
    from xinghe.results.jobs.importing import Report
    from xinghe.results.rules.rows import CellError

SHOWN = 40


@click.group()
def command() -> None:
    """Take in tables that offices send.

    Lines that hold are recorded; the others are refused, each cell with its line, column, and what would be right.
    Taking in the same table twice doubles nothing.
    """


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every line and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.option(
    "--as", "person", metavar="PERSON", help="Record as this person: staff number, e-mail or phone."
)
@click.option(
    "--remarks",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused lines, with remarks, to this .xlsx.",
)
def results(*, file: Path, dry_run: bool, as_json: bool, person: str | None, remarks: Path | None) -> None:
    """Take in a workbook of five-small results (.xlsx).

    The header may stand on any of the first lines; full-width, Traditional and spaced spellings are understood.
    """
    start_django()
    from xinghe.project.people import acting_as
    from xinghe.results.jobs.importing import dry_run as check_only
    from xinghe.results.jobs.importing import take_in

    actor = acting_as(person)
    bar = _Bar(quiet=as_json)
    if dry_run:
        report = check_only(file, progress=bar)
    else:
        workbook_id = _receive(actor, file)
        report = take_in(actor, file, workbook_id=workbook_id, progress=bar)
    bar.close()
    if remarks is not None:
        _write_remarks(file, report, remarks)
    if as_json:
        click.echo(json.dumps(report.to_json(say=_say), ensure_ascii=False))
        return
    click.echo(f"{report.rows} lines: {len(report.accepted)} accepted, {len(report.rejected_rows)} refused")
    for error in report.errors[:SHOWN]:
        click.echo(f"  line {error.row}, {error.column}: {_say(error)} [{error.code}]")
    if len(report.errors) > SHOWN:
        click.echo(f"  … and {len(report.errors) - SHOWN} more; --remarks FILE.xlsx writes all of them.")
    for one in report.similar[:SHOWN]:
        click.echo(f"  line {one.row} resembles {one.to}: {one.coverage:.0%} of its text")


class _Bar:
    """Progress on the terminal, on the error stream, so that the output stays clean."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet or not sys.stderr.isatty()

    def __call__(self, done: int, total: int | None = None) -> None:
        if not self.quiet:
            click.echo(f"\r{done:,} lines", nl=False, err=True)

    def close(self) -> None:
        if not self.quiet:
            click.echo("\r" + " " * 20 + "\r", nl=False, err=True)


def _say(error: "CellError") -> str:
    from xinghe.results.rules.rows import remark

    return remark(error.code, error.params, translate=terminal_words())


def _receive(actor: "Actor", file: Path) -> int:
    from django.conf import settings

    from xinghe.access.powers import Power
    from xinghe.foundation.files import FileStore
    from xinghe.results.actions import receive_workbook
    from xinghe.unions.queries import places_for, top

    with file.open("rb") as stream:
        digest = FileStore(settings.XINGHE.var / "files").put(
            iter(lambda: stream.read(1 << 20), b""), limit=1 << 30
        )
    held = places_for(actor, Power.RESULT_RECORD)
    union_id = int(held[0][0]) if held else top().pk
    return receive_workbook(
        actor, union_id=union_id, file_name=file.name, file_digest=digest, run_now=True
    ).pk


def _write_remarks(file: Path, report: "Report", target: Path) -> None:
    import shutil

    from xinghe.web.desk.exports import remarks_workbook

    with (
        remarks_workbook(file, report.errors) as stream,
        tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft,
    ):
        shutil.copyfileobj(stream, draft)
    Path(draft.name).replace(target)
