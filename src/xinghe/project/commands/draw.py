"""Draw judges or a running order so that nobody can steer it, and verify a draw from its record alone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.files import NewFile, write_json, write_text

if TYPE_CHECKING:
    from xinghe.kernels.drawing import DrawRefused, Record, Verification

EXIT_WRONG = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class NotDrawn(Refusal):
    """The draw is not one that can be held; why, the kernel says."""

    code = "not_drawn"
    message = gettext_noop("This cannot be drawn as it is. Mend the terms and begin again.")
    status = 422

    def __init__(self, why: "DrawRefused") -> None:
        super().__init__()
        self.why = why

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The kernel's own sentence, in the reader's language."""
        return translate(self.why.message) % self.why.params


@click.group()
def command() -> None:
    """Draw judges or a running order so that nobody can steer it, and verify a draw from its record alone.

    First the terms are fixed and what binds the seed is published: `commit`. Then the seed is revealed: `reveal`. Whoever leaves
    is replaced by the next stand-by: `replace`. Needs no database; one JSON file holds everything.
    """


@command.command()
@click.argument("record", type=FILE)
@click.option("--commitment", metavar="HASH", help="What was published before the draw, to be compared.")
@click.option(
    "--head", metavar="HASH", help="The hash of the last step as it was printed and signed, to be compared."
)
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.pass_context
def verify(
    ctx: click.Context, *, record: Path, commitment: str | None, head: str | None, as_json: bool
) -> None:
    """Draw again from nothing but RECORD; exit code 2 and what does not agree where it is not the same.

    A record that was made anew, or whose end was cut off, agrees with itself: give what was published and signed. What was not
    given is said.
    """
    from xinghe.kernels.drawing import Verification, read_once, seated_now
    from xinghe.kernels.drawing import verify as verified

    try:
        kept = read_once(record.read_text(encoding="utf-8-sig"))
        found = verified(kept, commitment=commitment, head=head)
    except (OSError, ValueError) as reason:
        found = Verification(faults=(f"the file is no JSON that can be trusted: {reason}",))
    seats = seated_now(kept) if found.holds else {}
    if as_json:
        told = {
            "holds": found.holds, "faults": list(found.faults), "not_compared": list(found.not_compared),
            "commitment": found.commitment, "head": found.head, "seated": seats,
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
    elif found.holds:
        _show(kept, found, seats)
    if not as_json:
        for line in found.faults:
            click.echo(f"WRONG: {line}.")
        for line in found.not_compared:
            click.echo(f"NOT COMPARED: {line}.")
    if not found.holds:
        ctx.exit(EXIT_WRONG)


@command.command()
@click.argument("terms", type=FILE)
@click.argument("record", type=NewFile())
@click.option(
    "--seed",
    "seed_file",
    required=True,
    type=NewFile(),
    help="Write the seed here, to be kept sealed until the draw.",
)
def commit(*, terms: Path, record: Path, seed_file: Path) -> None:
    """Fix TERMS (the `input` of a record, as JSON), begin RECORD, and print the commitment to be published."""
    from xinghe.kernels.drawing import DrawRefused, Terms, new_seed
    from xinghe.kernels.drawing import commit as committed

    if record.exists() or seed_file.exists():
        raise click.UsageError("RECORD and the file of the seed are there already: name new ones.")
    seed = new_seed()
    try:
        made = committed(Terms.from_json(_read(terms)), seed=seed, at=_now())
    except DrawRefused as why:
        raise NotDrawn(why) from why
    write_text(seed_file, seed + "\n", mode=0o600)
    write_json(record, made)
    click.echo(f"Publish before the draw: {made['links'][0]['commitment']}")


@command.command()
@click.argument("record", type=FILE)
@click.option("--seed", "seed_file", required=True, type=FILE, help="The file in which the seed was kept.")
@click.option("--beacon", default="", help="The public number that the terms name.")
def reveal(*, record: Path, seed_file: Path, beacon: str) -> None:
    """Reveal the seed, draw, and add both to RECORD."""
    from xinghe.kernels.drawing import draw

    seed = seed_file.read_text(encoding="utf-8", errors="replace").strip()
    _go_on(record, lambda kept: draw(kept, seed=seed, at=_now(), beacon=beacon))


@command.command()
@click.argument("record", type=FILE)
@click.option("--leaves", required=True, help="Who gives the seat up.")
@click.option("--reason", required=True, help="Why, as a code such as declined.")
@click.option(
    "--unavailable",
    multiple=True,
    metavar="ID=REASON",
    help="A stand-by who cannot come; may be given again.",
)
def replace(*, record: Path, leaves: str, reason: str, unavailable: tuple[str, ...]) -> None:
    """Give the seat of somebody who leaves to the next stand-by, and add that to RECORD."""
    from xinghe.kernels.drawing import replace as replaced

    absent = {person: why for person, _, why in (said.rpartition("=") for said in unavailable)}
    _go_on(record, lambda kept: replaced(kept, leaves=leaves, reason=reason, at=_now(), unavailable=absent))


def _go_on(record: Path, step: "Callable[[Record], Record]") -> None:
    """One step more, on a record that is as it was made."""
    from xinghe.kernels.drawing import DrawRefused, seated_now, verify

    kept = _read(record)
    found = verify(kept)
    if not found.holds:
        raise click.BadParameter(f"{record} does not hold: {found.faults[0]}")
    try:
        made = step(kept)
    except DrawRefused as why:
        raise NotDrawn(why) from why
    write_json(record, made)
    _show(made, verify(made), seated_now(made))


def _show(kept: dict[str, Any], found: "Verification", seats: dict[str, list[str]]) -> None:
    terms, links = kept["input"], kept["links"]
    excluded = sum(bool(one["excluded"]) for one in terms["pool"])
    click.echo(
        f"{terms['call']}: {len(terms['pool'])} in the pool, {excluded} of them excluded with reasons."
    )
    click.echo(f"Terms {links[0]['input_hash']} fixed on {links[0]['at']}.")
    click.echo(f"Commitment {found.commitment}.")
    if len(links) > 1:
        click.echo(
            f"Drawn on {links[1]['at']} with the seed that was committed to; drawing again gives the same."
        )
    else:
        click.echo("Not drawn yet: the seed is not revealed.")
    for link in links[2:]:
        click.echo(
            f"{link['at']}: {link['leaves']} left ({link['reason']}), {link['takes'] or 'nobody'} took the seat."
        )
    for stratum, ids in seats.items():
        click.echo(f"{stratum}: {', '.join(ids)}")
    click.echo(f"Last step {found.head}.")


def _read(file: Path) -> Any:
    from xinghe.kernels.drawing import read_once

    try:
        return read_once(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as reason:
        raise click.BadParameter(f"{file} is not JSON: {reason}") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
