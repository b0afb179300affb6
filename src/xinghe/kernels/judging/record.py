"""Writes a ranking down with all it was made from, so that anybody can make it again: `tools/verify_judging.py` does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xinghe.kernels.drawing.canonical import differences, digest
from xinghe.kernels.judging.official import Rule
from xinghe.kernels.judging.ranking import Method, Ranking, rank
from xinghe.kernels.judging.refusals import CutOutside
from xinghe.kernels.judging.reviews import Reviews, Rubric, weight_from

SCHEMA = "xinghe.ranking/1"
_MOST_PLACES = 18
_KEYS = {"schema", "method", "cut", "rule", "scores", "result", "input_hash", "result_hash"}


def ranking_record(
    reviews: Reviews, ranking: Ranking, *, rule: Rule | None = None, cut: int | None = None
) -> dict[str, Any]:
    """A ranking, its scores, method, rule and cut, and the SHA-256 of what went in and of what came out."""
    rule = rule or Rule()
    asked = {
        "schema": SCHEMA,
        "method": str(ranking.method),
        "cut": cut,
        "rule": _rule_to_json(rule, reviews.criteria),
        "scores": [[entry, judge, criterion, plain(score)] for entry, judge, criterion, score in reviews.rows()],
    }  # fmt: skip
    result = ranking.to_json()
    return {**asked, "result": result, "input_hash": digest(asked), "result_hash": digest(result)}


def replay(record: dict[str, Any]) -> tuple[str, ...]:
    """Make the ranking again from the record alone; what does not agree, in words, or nothing. Refuses: what `rank` does."""
    if record.get("schema") != SCHEMA or set(record) != _KEYS:
        return (f"this is not a record of the form {SCHEMA}",)
    found = []
    asked = {name: record[name] for name in ("schema", "method", "cut", "rule", "scores")}
    if digest(asked) != record["input_hash"]:
        found.append("scores, method, rule or cut are not those whose hash stands in the record")
    if digest(record["result"]) != record["result_hash"]:
        found.append("the result is not the one whose hash stands in the record")
    again = _made_again(record)
    for name in ("rule", "scores", "result"):
        found += differences(record[name], again[name], name)
    return tuple(found)


def plain(number: Decimal) -> str:
    """A number as people write it, without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rule_to_json(rule: Rule, criteria: tuple[str, ...]) -> dict[str, Any]:
    weights = rule.rubric.weights
    return {
        "weights": None if weights is None else {name: plain(weights[name]) for name in criteria if name in weights},
        "add": rule.rubric.add,
        "trim_from": rule.trim_from,
        "places": rule.places,
        "tie_break": list(rule.tie_break),
    }  # fmt: skip


def _made_again(record: dict[str, Any]) -> dict[str, Any]:
    said, cut = record["rule"], record["cut"]
    whole = all(type(said[name]) is int for name in ("places", "trim_from"))
    if not whole or not 0 <= said["places"] <= _MOST_PLACES or said["add"] not in ("mean", "sum"):
        raise ValueError("the rule has decimals, a trim or a way to add that there is not")
    if cut is not None and (type(cut) is not int or cut < 1):
        raise CutOutside(cut=cut)
    weights = said["weights"]
    rule = Rule(
        rubric=Rubric(
            weights=None if weights is None else {name: weight_from(name, said) for name, said in weights.items()},
            add=said["add"],
        ),
        trim_from=said["trim_from"], places=said["places"], tie_break=tuple(said["tie_break"]),
    )  # fmt: skip
    reviews = Reviews.of(
        (entry, judge, criterion, Decimal(score)) for entry, judge, criterion, score in record["scores"]
    )
    return ranking_record(
        reviews, rank(reviews, Method(record["method"]), rule=rule, cut=cut), rule=rule, cut=cut
    )
