"""Labels of fixed words in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy


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
