"""Make the small demonstration province, and say how to sign in to it."""

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.loading import start_django
from xinghe.project.progress import say, step
from xinghe.project.terminal import terminal_words

if TYPE_CHECKING:
    from xinghe.project.demonstration.settling import Account


class RealPeopleHere(Refusal):
    """Invented firms and people would stand among real ones."""

    code = "real_people_here"
    message = gettext_noop(
        "%(number)s real people are enrolled here; a demonstration belongs in an installation of its own. "
        "Set XINGHE_VAR (and DATABASE_URL) to another place, or insist with --beside-real-people."
    )


@click.command()
@click.option("--accounts", is_flag=True, help="Build nothing; print who can sign in, and how.")
@click.option(
    "--scale",
    type=click.Choice(("small", "medium")),
    default="small",
    show_default=True,
    help="small: some 600 results. medium: 100,000 more, for measuring.",
)
@click.option("--beside-real-people", is_flag=True, help="Build even where real people are enrolled.")
def command(*, accounts: bool, scale: str, beside_real_people: bool) -> None:
    """Make the small demonstration province, and say how to sign in to it.

    Firms and people are invented; places are those of Hubei. What happened from 2021 to 2025, and eight months of ideas
    up to today, is done again by the same commands that people use, so that everything has its trail. Doing it twice
    adds nothing; what was cut off is carried on.
    """
    # Only the owner of the tables may bring the planner's statistics up to date, and tell what PostgreSQL's clock decides.
    start_django(owner=not accounts)
    from xinghe.project import preparing
    from xinghe.project.demonstration import multitude, province, settling

    seats = province.inhabitants().seats
    if accounts:
        _print(settling.accounts(seats))
        return
    if names := preparing.pending_migrations():
        raise preparing.MigrationsPending(number=len(names), first=names[0])
    if not beside_real_people and (number := settling.real_people()):
        raise RealPeopleHere(number=number)
    with _bar("tree, people, their years") as tell:
        built = province.build(tell=tell)
    added = 0
    if scale == "medium":
        with _bar(f"{multitude.MANY:,} results") as tell:
            added = multitude.add_multitude(seed=province.SEED, tell=tell)
    if not (built.is_new or added):
        say("  The demonstration province is already there; nothing was added.")
        return
    if added:
        with step("asking for the search index, sealing"):
            province.conclude()
    say(
        f"  Added: {built.unions} unions, {built.people} people, {built.workbooks} workbooks, "
        f"{built.steps} steps after them{f', and {added:,} results at once' if added else ''}."
    )


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that fills on a terminal; elsewhere a step like every other."""
    if not sys.stdout.isatty():
        with step(name):
            yield lambda done, total: None
        return
    with click.progressbar(length=100, label=f"  {name:<26}") as bar:
        yield lambda done, total: bar.update(100 * done // total - bar.pos)


def _print(accounts: "tuple[Account, ...]") -> None:
    """A table, and a sentence on the second factor."""
    if not accounts:
        say("  There is no demonstration province here. Make it with: xinghe demo")
        return
    titles = ("role", "union", "name", "staff number", "e-mail", "password")
    words = terminal_words()
    rows = [
        titles,
        *((words(a.role), a.union, a.name, a.staff_number, a.email, a.password) for a in accounts),
    ]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(titles))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        say("  " + "  ".join(cells).rstrip())
    say()
    say(
        "  Sign in by staff number or e-mail. Everybody but workers is then asked for a six-figure code; where"
    )
    say(
        "  XINGHE_DEMONSTRATION=1 is set, as `xinghe serve --demo` does, the page shows the code of these people."
    )


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
