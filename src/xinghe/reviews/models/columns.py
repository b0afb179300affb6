"""What several tables of judging have in common."""

from collections.abc import Iterable

from django.db.models import Q


def among(column: str, words: Iterable[str]) -> Q:
    """The column holds one of these words."""
    return Q(**{f"{column}__in": [str(word) for word in words]})
