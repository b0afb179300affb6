"""Runs the checks one after the other, all of them even if one fails, and says at the end which did.

python scripts/checks.py check|test
"""

# ruff: noqa: S603, T201 – running our own programs and telling a person about it is what this is for

import os
import subprocess
import sys
import time
from pathlib import Path

from commands import CHECKOUT, PYTHON, Failed, run, step

SETTINGS = "xinghe.project.settings.test"


def main(extent: str) -> int:
    """The fast checks and the tests without a browser (`check`), or with it (`test`). 0 when all hold."""
    begun = time.monotonic()
    failed = [name for name, command in _checks().items() if not _holds(name, command)]
    marker = ["-m", "not journey"] if extent == "check" else []
    # As many processes as cores; a file's tests stay together, for some share one server.
    tests: list[str | Path] = [
        PYTHON,
        "-m",
        "pytest",
        "-q",
        "-n",
        str(os.cpu_count() or 2),
        "--dist",
        "loadfile",
        *marker,
    ]
    print(f"  tests{'' if marker else ' and journeys'}", flush=True)
    if subprocess.run(tests, cwd=CHECKOUT, check=False).returncode:
        failed.append("tests")
    print(
        f"\n  {'Not good: ' + ', '.join(failed) if failed else 'All good.'}  {time.monotonic() - begun:.0f} s"
    )
    if "format" in failed:
        print("  make fmt mends the format.")
    return 1 if failed else 0


def _checks() -> dict[str, list[str]]:
    tools = sorted((CHECKOUT / "tools").glob("lint_*.py"))
    return {
        "format": ["ruff", "format", "--check", "--quiet", "."],
        "ruff": ["ruff", "check", "--quiet", "."],
        "types": ["mypy", "src/xinghe"],
        "floors": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        "migrations written": ["django", "makemigrations", "--check", "--dry-run", "--settings", SETTINGS],
        "messages": ["tools/messages.py", "check"],
    } | {f"{tool.stem.removeprefix('lint_')} (own linter)": [f"tools/{tool.name}"] for tool in tools}


def _holds(name: str, command: list[str]) -> bool:
    module = [] if command[0].startswith(("-", "tools/")) else ["-m"]
    try:
        with step(name):
            run([PYTHON, "-W", "ignore::RuntimeWarning", *module, *command])
    except Failed as words:
        print(f"\n{words}\n", flush=True)
        return False
    return True


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("check", "test"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
