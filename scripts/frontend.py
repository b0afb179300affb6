"""Builds the front end into frontend/dist, unless what lies there was built from the present sources."""

import os
import re
import shutil
from pathlib import Path

from commands import CHECKOUT, VENV, Failed, digest_of, run, step, stop_with_advice

FRONTEND = CHECKOUT / "frontend"
MODULES = FRONTEND / "node_modules"
BUILT = FRONTEND / "dist"
ADVICE = (
    "The front end could not be built. Look at the words above: without a network, npm needs the machine's own\n"
    "package index. To begin afresh: rm -rf frontend/node_modules frontend/dist"
)


def main() -> None:
    """Install what package-lock.json locks and build, each only if it changed."""
    lock = digest_of([FRONTEND / "package-lock.json", FRONTEND / ".npmrc"], str(MODULES))
    sources = digest_of(_sources())
    if _read(BUILT / ".built-from") == sources:
        return
    environ = {**os.environ, "PATH": f"{_node_directory()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    try:
        if _read(MODULES / ".installed-from") != lock:
            with step("packages (front end)"):
                run(
                    ["npm", "ci", "--no-audit", "--no-fund", "--no-update-notifier"],
                    cwd=FRONTEND,
                    environ=environ,
                )
            (MODULES / ".installed-from").write_text(lock)
        with step("front end"):
            run(["npm", "run", "build", "--no-update-notifier"], cwd=FRONTEND, environ=environ)
    except Failed as words:
        stop_with_advice(words, ADVICE)
    (BUILT / ".built-from").write_text(sources)


def _sources() -> list[Path]:
    made = {MODULES, BUILT}
    tops = [path for path in FRONTEND.iterdir() if path not in made]
    return [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]


def _node_directory() -> Path:
    """Where a node lies that the build runs on: the machine's if it is new enough and has npm, else our own."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _is_new_enough(run([found, "--version"])):
        return Path(found).parent
    return VENV / "bin"


def _is_new_enough(version: str) -> bool:
    """Vite 8 runs on node 20.19 and later 20s, and on 22.12 and everything after."""
    numbers = re.findall(r"\d+", version)
    major, minor = int(numbers[0]), int(numbers[1])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
