"""The `xinghe` command: what an operator or analyst may ask for, each part loaded only when it is called.

A sub-command is a module in `commands/` that exports a click command named `command`; the first line of the
module's docstring is its line in `xinghe --help`.
"""

import ast
import importlib
import logging
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from xinghe.foundation.errors import Refusal
from xinghe.project.terminal import terminal_words

_COMMANDS = Path(__file__).parent / "commands"
_ORDER = (
    "serve",
    "worker",
    "migrate",
    "demo",
    "import",
    "export",
    "originality",
    "judging",
    "draw",
    "credential",
    "kinds",
    "audit",
    "client",
    "doctor",
)

EXIT_REFUSED = 2
EXIT_UNEXPECTED = 1


class LazyGroup(click.Group):
    """A group that finds its commands by file name and reads their help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody new would need them."""
        names = {path.stem.rstrip("_").replace("_", "-") for path in _COMMANDS.glob("[a-z]*.py")}
        return [name for name in _ORDER if name in names] + sorted(names.difference(_ORDER))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of this command, and of no other."""
        path = _file_of(cmd_name)
        if path is None:
            return None
        command: click.Command = importlib.import_module(f"xinghe.project.commands.{path.stem}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line each, from the docstring of its module."""
        lines = [(name, _summary(name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(lines)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xinghe", prog_name="xinghe")
def cli() -> None:
    """Xinghe, the platform for a federation's worker-innovation system.

    Try it on this machine: `xinghe serve --migrate --demo`. Something is wrong: `xinghe doctor`.
    Every command explains itself: `xinghe COMMAND --help`.

    What is refused is said in one sentence, in Chinese where the terminal is (LC_ALL, LC_MESSAGES, LANG), and the
    exit code is 2; after anything unforeseen it is 1.
    The database is the one in DATABASE_URL, or an own one under `var/`, started and stopped as needed.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 2 refused, 1 unforeseen, 130 and 143 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a terminal that cannot show a character is no reason to stop
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("xinghe").setLevel(logging.INFO)
    # What is registered for the end of the process, such as leaving the database, must happen then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        code = cli.main(arguments, prog_name="xinghe", standalone_mode=False)
    except Refusal as refusal:
        click.echo(refusal.said(terminal_words()), err=True)
        sys.exit(EXIT_REFUSED)
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(misuse.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(128 + signal.SIGINT)
    except Exception:
        traceback.print_exc()
        click.echo(
            "This was not foreseen. `xinghe doctor` looks for what is wrong with this installation.", err=True
        )
        sys.exit(EXIT_UNEXPECTED)
    sys.exit(code if type(code) is int else 0)  # what ctx.exit was given


def _file_of(name: str) -> Path | None:
    stem = name.replace("-", "_")
    # `import` is a word of Python, so its module may be called import_.
    return next(
        (path for path in (_COMMANDS / f"{stem}.py", _COMMANDS / f"{stem}_.py") if path.exists()), None
    )


def _summary(name: str) -> str:
    path = _file_of(name)
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path else None
    return (docstring or "").partition("\n")[0]


if __name__ == "__main__":
    main()
