"""Sees that there is a browser and Chinese letters for the journeys; installs Debian's when it may."""

# ruff: noqa: S603 – running our own programs and telling a person about it is what this is for

import os
import shutil
import subprocess

from commands import Failed, run, step, stop_with_advice

PACKAGES = ("chromium", "fonts-noto-cjk", "fontconfig")
ADVICE = (
    "The journeys need Chromium and a font with Chinese characters. As root on Debian or Ubuntu:\n"
    f"apt-get install {' '.join(PACKAGES)}\n"
    "Everything but the journeys: make check"
)


def main() -> None:
    """Do nothing if all is there; install with apt-get as root; otherwise say what is missing and end with 2."""
    missing = _missing()
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        stop_with_advice(f"Missing: {', '.join(missing)}.", ADVICE)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        with step(f"installing {', '.join(missing)}"):
            run(["apt-get", "update"], environ=environ)
            run(["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES], environ=environ)
    except Failed as words:
        stop_with_advice(words, ADVICE)


def _missing() -> list[str]:
    missing = [] if shutil.which("chromium") or shutil.which("chromium-browser") else ["Chromium"]
    listing = shutil.which("fc-list")
    if (
        not listing
        or not subprocess.run([listing, ":lang=zh"], capture_output=True, check=False).stdout.strip()
    ):
        missing.append("a font with Chinese characters")
    return missing


if __name__ == "__main__":
    main()
