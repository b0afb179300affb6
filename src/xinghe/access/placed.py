"""How a protected model hangs on the union tree."""

from typing import ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from xinghe.access.actor import path_range
from xinghe.access.powers import Power


class PlacedModel(models.Model):
    """A row that sits somewhere in the tree and may belong to one person.

    The class variables are lookups, not methods, so that one definition serves a single row and a
    whole list. ``LINES`` are the text columns of the paths that may look on (territory; industry or
    large enterprise); ``DESK`` is the column with the number of the one union whose turn it is; ``OWNER`` is the
    column with the number of whom it belongs to, ``PEOPLE`` an array of all whom it belongs to.
    """

    LINES: ClassVar[tuple[str, ...]]
    DESK: ClassVar[str | None] = None
    OWNER: ClassVar[str | None] = None
    PEOPLE: ClassVar[str | None] = None
    # Whether the row's own path columns move when the tree does. A frozen route says False.
    FOLLOWS_TREE: ClassVar[bool] = True
    # Whether it takes a place on a second line when its union joins one. A line chosen once says False.
    JOINS_LINES: ClassVar[bool] = True
    READ: ClassVar[Power]

    class Meta:
        abstract = True

    @classmethod
    def following(cls) -> "models.QuerySet[Self]":
        """The rows that move when the tree does, of a model that follows it."""
        return cls._default_manager.all()


def path_field() -> "models.CharField[str, str]":
    """A column for a path of the tree, compared by bytes whatever the database's language."""
    return models.CharField(max_length=255, blank=True, default="", db_collation="C")


def placed_models() -> "list[type[PlacedModel]]":
    """Every installed model that hangs on the tree."""
    return [model for model in apps.get_models() if issubclass(model, PlacedModel)]


def relocate(column: str, *, old: str, new: str) -> int:
    """Move every row at or below the path ``old`` to ``new``, in all tables that follow the tree; how many.

    Runs inside the command that re-parents, so that the next request sees either tree, never both.
    """
    low, high = path_range(old)
    moved = 0
    for model in placed_models():
        if model.FOLLOWS_TREE and column in model.LINES:
            rows = model.following().filter(**{f"{column}__gte": low, f"{column}__lt": high})
            moved += rows.update(**{column: Concat(Value(new), Substr(F(column), len(old) + 1))})
    return moved


def join_line(column: str, *, beside: str, at: str, new: str) -> int:
    """Give rows a place on a line that their union joins: the same steps below ``new`` as they have below ``at``.

    ``beside`` is the column of the line they stand on already. Rows that stand on the joined line elsewhere stay.
    """
    low, high = path_range(at)
    placed = 0
    for model in placed_models():
        if model.FOLLOWS_TREE and model.JOINS_LINES and {column, beside} <= set(model.LINES):
            rows = model.following().filter(**{f"{beside}__gte": low, f"{beside}__lt": high, column: ""})
            placed += rows.update(**{column: Concat(Value(new), Substr(F(beside), len(at) + 1))})
    return placed
