"""Makes `.venv` and installs what requirements/*.txt lock, every file checked against its hash.

python3 scripts/environment.py runtime|dev
"""

import os
import shutil
import sys
from pathlib import Path

from commands import CHECKOUT, PYTHON, VENV, Failed, digest_of, run, step, stop_with_advice

REQUIREMENTS = CHECKOUT / "requirements"
NO_VENV = (
    "Python can make no environment here: its package for that is missing.\n"
    "Install it and start again, for example: sudo apt-get install python3-venv"
)
NO_PACKAGES = (
    "The packages could not be installed. Look at the words above: without a network, set up the machine's own\n"
    "package index for pip and uv, then start again. Nothing has to be undone."
)


def main(kind: str) -> None:
    """Bring `.venv` to the locked state for running (`runtime`) or for checking too (`dev`). Quick if it is there."""
    stamp = VENV / f".installed-{kind}"
    wanted = _wanted(kind)
    if _works() and _read(stamp) == wanted:
        return
    if not _works():
        with step("Python environment"):
            _make()
        wanted = _wanted(kind)
    try:
        with step("installer"):
            run(
                [
                    PYTHON,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--require-hashes",
                    "-r",
                    REQUIREMENTS / "bootstrap.txt",
                ]
            )
        with step(f"packages ({kind})"):
            _install("--require-hashes", "-r", REQUIREMENTS / f"{kind}.txt")
        with step("Xinghe itself"):
            _install("--no-deps", "--no-build-isolation", "--editable", ".")
    except Failed as words:
        stop_with_advice(words, NO_PACKAGES)
    stamp.write_text(wanted)


def _wanted(kind: str) -> str:
    """What the environment is made from; its own path belongs to it, for programs in it hold that path."""
    files = [REQUIREMENTS / "bootstrap.txt", REQUIREMENTS / f"{kind}.txt", CHECKOUT / "pyproject.toml"]
    return digest_of(files, str(VENV), _read(VENV / "pyvenv.cfg"))


def _works() -> bool:
    if _read(VENV / ".made-at") not in ("", str(VENV)):
        return False
    try:
        run([PYTHON, "-m", "pip", "--version"])
    except (Failed, OSError):
        return False
    return True


def _make() -> None:
    """With the venv module; where Debian has taken pip out of it, with a pip or uv that is there, or by apt as root."""
    shutil.rmtree(VENV, ignore_errors=True)
    attempts: list[list[list[str | Path]]] = [[[sys.executable, "-m", "venv", VENV]]]
    if shutil.which("uv"):
        attempts.append([["uv", "venv", "--seed", "--python", sys.executable, VENV]])
    without: list[str | Path] = [sys.executable, "-m", "venv", "--without-pip", VENV]
    attempts.append([without, [sys.executable, "-m", "pip", "--python", PYTHON, "install", "pip"]])
    if os.geteuid() == 0 and shutil.which("apt-get"):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        attempts.append([["apt-get", "update"], ["apt-get", "install", "-y", package], *attempts[0]])
    said: list[str] = []
    for attempt in attempts:
        try:
            for command in attempt:
                run(command)
            (VENV / ".made-at").write_text(str(VENV))
            return
        except (Failed, OSError) as words:
            said.append(str(words))
            shutil.rmtree(VENV, ignore_errors=True)
    stop_with_advice(said[0], NO_VENV)


def _install(*arguments: str | Path) -> None:
    """With uv, which takes seconds; with pip where uv does not run or does not know the way that pip was shown."""
    try:
        run([PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, *arguments])
    except Failed:
        run([PYTHON, "-m", "pip", "install", "--quiet", *arguments])


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("runtime", "dev"):
        sys.exit(__doc__)
    main(sys.argv[1])
