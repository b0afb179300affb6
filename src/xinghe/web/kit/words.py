"""Labels of fixed words in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from xinghe.foundation.clock import CHINA


def word(labels: Mapping[Any, str], value: str) -> str:  # Any: a mapping of enum members is none of str
    """The label of a value in the reader's language; an unknown value as it is, an empty one as nothing."""
    label = labels.get(value)
    return gettext(label) if label else value


def labelled(labels: Mapping[Any, str]) -> list[tuple[str, str | Promise]]:
    """Choices for a form, the empty one first."""
    return [
        ("", gettext_lazy("All")),
        *((str(value), gettext_lazy(label)) for value, label in labels.items()),
    ]


def day_word(day: date) -> str:
    """A date inside a sentence: 2026年11月27日, 27 November 2026."""
    return formats.date_format(day, "Y年n月j日" if (get_language() or "").startswith("zh") else "j F Y")


def instant_word(at: datetime) -> str:
    """An instant inside a sentence, by the clock of China."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def left_word(left: timedelta) -> str:
    """How long something still takes, to the day or the hour."""
    if left >= timedelta(days=1):
        return ngettext("%(count)s day left", "%(count)s days left", left.days) % {"count": left.days}
    hours = left.seconds // 3600
    if hours:
        return ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}
    return gettext("less than an hour left")
