"""Scores in the shape the kernel ranks, and the ranking as a record."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xinghe.programmes.rules.judging import Method
from xinghe.reviews.rules.scoring import MALUS
from xinghe.reviews.vocab import TICKS

if TYPE_CHECKING:
    from xinghe.kernels.judging import Reviews

# Code of the application, code of the seat, tenths of points by criterion.
Given = tuple[str, str, dict[str, int]]


def reviews_of(given: Iterable[Given]) -> Reviews:
    """The kernel's table. Refuses: NoScores, SumsTooLong."""
    from xinghe.kernels.judging import Reviews

    return Reviews.of(
        (entry, seat, criterion, Decimal(-ticks if criterion == MALUS else ticks) / TICKS)
        for entry, seat, points in given
        for criterion, ticks in points.items()
    )


def reviews_in(record: dict[str, Any]) -> Reviews:
    """The kernel's table of a record."""
    from xinghe.kernels.judging import Reviews

    return Reviews.of(
        (entry, seat, criterion, Decimal(score)) for entry, seat, criterion, score in record["scores"]
    )


def ranked(reviews: Reviews, method: Method, *, cut: int | None) -> dict[str, Any]:
    """The record of the ranking: points are added up, as the rubric means them.

    Refuses: what ``kernels.judging.rank`` refuses.
    """
    from xinghe.kernels.judging import Method as KernelMethod
    from xinghe.kernels.judging import Rubric, Rule, rank, ranking_record

    rule = Rule(rubric=Rubric(add="sum"))
    found = rank(reviews, KernelMethod(method.value), rule=rule, cut=cut)
    return ranking_record(reviews, found, rule=rule, cut=cut)


def line_of(record: dict[str, Any], entry: str) -> dict[str, Any] | None:
    """The line of one entry in a record."""
    lines: list[dict[str, Any]] = record["result"]["entries"]
    return next((line for line in lines if line["entry"] == entry), None)
