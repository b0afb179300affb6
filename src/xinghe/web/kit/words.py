"""Labels of fixed words in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy


def word(labels: Mapping[str, str], value: str) -> str:
    """The label of a value in the reader's language; an unknown value as it is, an empty one as nothing."""
    label = labels.get(value)
    return gettext(label) if label else value


def labelled(labels: Mapping[str, str]) -> list[tuple[str, str | Promise]]:
    """Choices for a form, the empty one first."""
    return [
        ("", gettext_lazy("All")),
        *((str(value), gettext_lazy(label)) for value, label in labels.items()),
    ]
