"""What a message may hold, and the sentence it becomes."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from xinghe.messaging.vocab import LONGEST_TITLE, OWN_WORDS, TERMS, Event

_PLACE = re.compile(r"%\((\w+)\)s")
# As long as a mobile phone number or longer: identity card, bank card. Not the number in a model's name, ZX-2026-00000123.
_PERSONAL_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?<![A-Za-z]-)[0-9][0-9 -]{9,}[0-9Xx](?![0-9A-Za-z])")


class NotToBeTold(ValueError):
    """A command tells more, or less, than the sentence of its event has places for: a mistake in the program."""


@cache
def places_of(event: Event) -> frozenset[str]:
    """What must be told with an event, and all that may be."""
    return frozenset(_PLACE.findall(TERMS[event].one))


def told(event: Event, given: Mapping[str, object]) -> dict[str, str]:
    """The values as they are kept. Raises NotToBeTold for any place more or less than the sentence has.

    What looks like a personal number in a title is left out; a title that is too long is cut.
    """
    if wrong := set(given) ^ places_of(event):
        raise NotToBeTold(f"{event} is told by {sorted(places_of(event))}; wrong: {sorted(wrong)}")
    return {name: _kept(value) for name, value in given.items()}


def _kept(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if not isinstance(value, str):
        raise NotToBeTold(f"a message holds words and dates, not {type(value).__name__}")
    text = _PERSONAL_NUMBER.sub("…", " ".join(value.split()))
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"


def local(path: str) -> str:
    """The path, if it is an address of our own. Raises NotToBeTold otherwise."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or "@" in path:
        raise NotToBeTold(f"{path} is no path of Xinghe")
    return path


def sentence(
    event: str,
    params: Mapping[str, str],
    number: int,
    *,
    translate: Callable[[str], str],
    day: Callable[[date], str],
) -> str:
    """What the person reads, in the language of ``translate`` and ``day``."""
    terms = TERMS[Event(event)]
    if number > 1:
        return translate(terms.many) % {"count": f"{number:,}"}
    values = {name: translate(value) if name in OWN_WORDS else value for name, value in params.items()}
    if "day" in values:
        values["day"] = day(date.fromisoformat(values["day"]))
    return translate(terms.one) % values
