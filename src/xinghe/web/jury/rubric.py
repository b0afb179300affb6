"""The rubric as a judge fills it in: criteria with their most, what was given or drafted, and when words must go with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from xinghe.reviews import queries
from xinghe.reviews.rules.scoring import bounds, shown
from xinghe.reviews.rules.sheet import SINGULAR
from xinghe.reviews.vocab import HIGH_TOTAL, LONGEST_COMMENT, LOW_TOTAL
from xinghe.web.kit.answers import own_words

# Names of fields begin so, or a criterion could be called like another field of the form.
PREFIX: Final = "p-"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionShown:
    """One thing that is scored. ``is_malus``: its points are taken off; ``is_extra``: it may be left empty."""

    name: str
    label: str
    hint: str
    most: int
    value: str
    is_extra: bool
    is_malus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricShown:
    """The rubric with its values. Totals below ``low`` or above ``high``, and zeros, want words."""

    criteria: tuple[CriterionShown, ...]
    comment: str
    whole: int
    low: str
    high: str
    comment_least: int
    longest_comment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in the form: points by criterion as they were typed, and the words."""

    points: Mapping[str, str]
    comment: str


def written_in(data: Mapping[str, str]) -> Written:
    """What a judge sent."""
    return Written(
        points={
            name.removeprefix(PREFIX): str(value) for name, value in data.items() if name.startswith(PREFIX)
        },
        comment=data.get("comment", ""),
    )


def written_last(entry: queries.BlindEntry) -> Written:
    """What the judge wrote last: the draft, or the score if that is later."""
    score, draft = entry.score, entry.draft
    if draft and (score is None or draft.saved_at > score.at):
        return Written(points=draft.points, comment=draft.comment)
    if score is None or score.is_abstained:
        return Written(points={}, comment="")
    return Written(points={code: shown(ticks) for code, ticks in score.points.items()}, comment=score.comment)


def rubric_shown(entry: queries.BlindEntry, written: Written) -> RubricShown:
    """The rubric of an entry with these values."""
    rubric = entry.rubric
    labels = {one.code: own_words(one.label) for one in rubric.criteria}
    hints = {one.code: own_words(one.guidance) for one in rubric.criteria}
    whole = sum(one.points for one in rubric.criteria)
    return RubricShown(
        criteria=tuple(
            CriterionShown(
                name=PREFIX + code,
                label=labels.get(code) or _(SINGULAR[code]),
                hint=hints.get(code, ""),
                most=most,
                value=written.points.get(code, ""),
                is_extra=code not in labels,
                is_malus=code not in labels and code == "malus",
            )
            for code, most in bounds(rubric).items()
        ),
        comment=written.comment,
        whole=whole,
        low=_share(whole, LOW_TOTAL),
        high=_share(whole, HIGH_TOTAL),
        comment_least=entry.comment_least,
        longest_comment=LONGEST_COMMENT,
    )


def _share(whole: int, percent: int) -> str:
    return f"{whole * percent / 100:g}"
