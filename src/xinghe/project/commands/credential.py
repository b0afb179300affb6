"""Check a credential offline, print the public keys, change the key that signs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xinghe.papers.rules.credential import Finding

EXIT_REVOKED = 3
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Check what a union says it recognised of whom: a signed credential, without asking anybody."""


@command.command()
@click.argument("file", type=FILE)
@click.option(
    "--key", "key_file", required=True, type=FILE, help="The public keys, or one public key in PEM."
)
@click.option("--revoked", "list_file", type=FILE, help="The signed list of credentials that no longer hold.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.pass_context
def verify(ctx: click.Context, *, file: Path, key_file: Path, list_file: Path | None, as_json: bool) -> None:
    """Check FILE with the keys of whoever issued it. Needs no database and no network.

    Exit code 0: it holds. 2: it does not, and why. 3: it was genuine and has been revoked.
    """
    from xinghe.papers.rules.credential import read_json, read_keys
    from xinghe.papers.rules.credential import verify as verified

    found = verified(
        read_json(file.read_bytes()),
        keys=read_keys(key_file.read_bytes()),
        revocations=read_json(list_file.read_bytes()) if list_file else None,
    )
    if as_json:
        click.echo(json.dumps(_told(found), ensure_ascii=False))
    else:
        _show(found)
    if found.revoked:
        ctx.exit(EXIT_REVOKED)


@command.command()
def keys() -> None:
    """Print the public keys of this installation, to be published beside the page of verification."""
    from xinghe.project.loading import start_django

    start_django()
    from xinghe.papers.queries import public_keys
    from xinghe.papers.rules.credential import key_file

    click.echo(json.dumps(key_file(public_keys()), ensure_ascii=False, indent=1))


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def change(*, yes: bool) -> None:
    """Sign with a new key from now on; what the old one signed until today still holds."""
    from xinghe.project.loading import start_django

    if not yes:
        click.confirm("Sign with a new key from now on?", abort=True)
    start_django()
    from xinghe.papers.actions import change_signing_key
    from xinghe.project.people import acting_as

    made = change_signing_key(acting_as(None))
    click.echo(f"Key {made.number} signs from now on. Publish the keys anew: xinghe credential keys")


def _told(found: "Finding") -> dict[str, object]:
    said, revoked = found.credential, found.revoked
    return {
        "holds": revoked is None,
        "what": said.what,
        "to": said.to,
        "grade": said.grade,
        "by": said.by,
        "document": said.document,
        "date": said.date.isoformat(),
        "address": said.address,
        "serial": said.serial,
        "key": found.key,
        "revoked": {"on": revoked.on.isoformat(), "reason": revoked.reason} if revoked else None,
        "listed_on": found.listed_on.isoformat() if found.listed_on else None,
    }


def _show(found: "Finding") -> None:
    said, revoked = found.credential, found.revoked
    click.echo(
        f"{said.what}\n{said.to}  {said.grade}\n{said.by}  {said.document}  {said.date}\n{said.address}"
    )
    click.echo(f"The signature holds. Key {found.key}.")
    if revoked:
        click.echo(f"REVOKED on {revoked.on}: {revoked.reason}")
    elif found.listed_on:
        click.echo(f"Not on the list of revocations of {found.listed_on}.")
    else:
        click.echo("Whether it was revoked was not looked up: give the list with --revoked.")
