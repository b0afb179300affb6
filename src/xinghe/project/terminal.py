"""The language of the terminal, for the sentences of the command line. No Django: the database may be what is missing."""

import gettext
import os
from collections.abc import Callable, Mapping
from pathlib import Path

_LOCALE = Path(__file__).resolve().parents[1] / "locale"
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """zh-hans or zh-hant where the terminal is Chinese (LC_ALL, then LC_MESSAGES, then LANG), else en."""
    named = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    parts = named.lower().partition(".")[0].replace("-", "_").split("_")
    if parts[0] != "zh":
        return "en"
    return "zh-hant" if any(part in _TRADITIONAL for part in parts) else "zh-hans"


def terminal_words(environment: Mapping[str, str] = os.environ) -> Callable[[str], str]:
    """What turns a marked sentence into the terminal's language; without compiled catalogues it stays English."""
    language = terminal_language(environment)
    if language == "en":
        return str
    name = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}[language]
    return gettext.translation("django", str(_LOCALE), languages=[name], fallback=True).gettext
