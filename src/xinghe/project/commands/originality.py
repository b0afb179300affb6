"""Compare texts, and find what resembles what in all that is recorded."""

import json
from pathlib import Path

import click

from xinghe.project.loading import start_django

TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Compare texts, and find what resembles what in all that is recorded.

    Proof against synonyms, Simplified and Traditional, another order of sentences, and text that was put in between.
    Files are read as UTF-8, else as GB 18030.
    """


@command.command()
@click.argument("a", type=TEXT)
@click.argument("b", type=TEXT)
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
def compare(*, a: Path, b: Path, as_json: bool) -> None:
    """What the text A has from the text B, with the passages; needs no database.

    coverage_of_a is the share of A's characters inside the passages; offsets count characters of the files.
    """
    from xinghe.kernels.originality import compare as compared

    ours, theirs = read_text(a), read_text(b)
    found = compared(ours, theirs)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
        return
    click.echo(f"{found.verdict}: {found.coverage_of_a:.1%} of A, {found.coverage_of_b:.1%} of B")
    for passage in found.passages:
        click.echo(f"  A {passage.a[0]}-{passage.a[1]}: {ours[slice(*passage.a)]}")
        click.echo(f"  B {passage.b[0]}-{passage.b[1]}: {theirs[slice(*passage.b)]}")


@command.command()
@click.argument("file", type=TEXT)
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
def check(*, file: Path, top: int, as_json: bool) -> None:
    """Which recorded texts the text in FILE resembles, the most covering first."""
    text = read_text(file)
    start_django()
    from xinghe.texts.queries import resembling

    found = resembling(text, top=top)
    if as_json:
        matches = [
            {
                "id": one.source.pk,
                "title": one.source.title,
                "coverage": one.comparison.coverage_of_a,
                "verdict": str(one.comparison.verdict),
                "passages": one.comparison.to_json()["passages"],
            }
            for one in found
        ]
        click.echo(json.dumps({"matches": matches}, ensure_ascii=False))
        return
    for one in found:
        click.echo(
            f"{one.comparison.coverage_of_a:.1%}  {one.comparison.verdict}  {one.source.title} [{one.source.pk}]"
        )
    if not found:
        click.echo("Nothing that is recorded resembles it.")


@command.command()
@click.option("--now", is_flag=True, help="Here and at once, instead of as long work of the worker.")
def sweep(*, now: bool) -> None:
    """Find every pair of similar texts in all that is recorded, and write down the new ones."""
    start_django()
    from xinghe.access.actor import Actor
    from xinghe.texts.actions import ask_for_sweep
    from xinghe.texts.jobs.sweeping import sweep_corpus

    actor = Actor.for_job("command-line", via="command")
    if not now:
        run = ask_for_sweep(actor)
        click.echo(f"Asked for as long work {run.pk}; the page of long work shows how far it is.")
        return

    def progress(done: int, total: int | None = None) -> None:
        click.echo(f"\r{done:,} of {total or 0:,} texts", nl=False, err=True)

    outcome = sweep_corpus(actor, progress)
    click.echo(err=True)
    click.echo(f"{outcome['pairs']} similar pairs, {outcome['new']} of them new.")


def read_text(path: Path) -> str:
    """The text of a file as it is, line ends included."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise click.BadParameter(f"{path} is neither UTF-8 nor GB 18030 text")
