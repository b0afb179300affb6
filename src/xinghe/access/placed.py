"""How a protected model hangs on the union tree."""

from typing import ClassVar

from django.db import models

from xinghe.access.powers import Power


class PlacedModel(models.Model):
    """A row that sits somewhere in the tree and may belong to one person.

    The class variables are lookups, not methods, so that one definition serves a single row and a
    whole list. ``LINES`` are the text columns of the paths that may look on (territory; industry or
    large enterprise); ``DESK`` is the one union whose turn it is; ``OWNER = None``: nobody owns it.
    """

    LINES: ClassVar[tuple[str, ...]]
    DESK: ClassVar[str | None] = None
    OWNER: ClassVar[str | None] = None
    READ: ClassVar[Power]

    class Meta:
        abstract = True


def path_field() -> "models.CharField[str, str]":
    """A column for a path of the tree, compared by bytes whatever the database's language."""
    return models.CharField(max_length=255, blank=True, default="", db_collation="C")
