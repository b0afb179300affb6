"""Labels of fixed words in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy


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
