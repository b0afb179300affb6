"""Running other programs for a step: quiet when they succeed, their words and what to do when they do not."""

# ruff: noqa: S603, T201 – running our own programs and telling a person about it is what this is for

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"

sys.path.insert(0, str(CHECKOUT / "src"))
from xinghe.project.progress import step  # noqa: E402 – it needs nothing but Python

__all__ = ["CHECKOUT", "PYTHON", "VENV", "Failed", "digest_of", "run", "step", "stop_with_advice"]


class Failed(Exception):
    """A program ended badly; the text is what it said."""


def run(
    command: Sequence[str | Path], *, cwd: Path = CHECKOUT, environ: Mapping[str, str] | None = None
) -> str:
    """What the program printed. Raises Failed with its last words."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=dict(environ or os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Failed("\n".join(done.stdout.splitlines()[-30:]))
    return done.stdout


def digest_of(paths: Iterable[Path], *words: str) -> str:
    """One digest of the files' names and contents, for a stamp that says what something was made from."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def stop_with_advice(words: object, advice: str) -> None:
    """Print what went wrong and what to do, and end with exit code 2."""
    print(f"\n{words}\n\n{advice}", file=sys.stderr)
    sys.exit(2)
