"""What may be given as a score: points in their bounds, a total, and when words must go with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.foundation.text import narrow, tidy
from xinghe.programmes.rules.rubric import Rubric
from xinghe.reviews.vocab import HIGH_TOTAL, LONGEST_COMMENT, LOW_TOTAL, TICKS

BONUS, MALUS = "bonus", "malus"


class PointsMissing(Refusal):
    """A criterion without points."""

    code = "points_missing"
    message = gettext_noop("%(count)s criteria have no points yet. The first: “%(criterion)s”.")
    status = 422


class PointsOutside(Refusal):
    """Points that are no number, too many, or finer than a tenth."""

    code = "points_outside"
    message = gettext_noop(
        "“%(said)s” cannot be given for “%(criterion)s”. Give 0 to %(most)s points, with one decimal place at most."
    )
    status = 422


class CommentNeeded(Refusal):
    """A score that is far off, or a zero, without words."""

    code = "comment_needed"
    message = gettext_noop(
        "A total of %(total)s points, or a zero for a criterion, wants a comment of at least %(least)s characters; "
        "yours has %(found)s. Say why, for the applicant to learn from."
    )
    status = 422


class CommentTooLong(Refusal):
    """More words than are kept."""

    code = "comment_too_long"
    message = gettext_noop("The comment has %(found)s characters; %(limit)s are kept. Shorten it.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A score as it is kept: tenths of points by criterion, their sum, and the words."""

    points: Mapping[str, int]
    total: int
    comment: str


def bounds(rubric: Rubric) -> dict[str, int]:
    """What may be given at most, by criterion in points; bonus and malus where the rubric knows them."""
    found = {one.code: one.points for one in rubric.criteria}
    if rubric.bonus:
        found[BONUS] = rubric.bonus
    if rubric.malus:
        found[MALUS] = rubric.malus
    return found


def given(rubric: Rubric, said: Mapping[str, object], comment: str, *, least: int) -> Given:
    """A whole score from what somebody wrote. Refuses: PointsMissing, PointsOutside, CommentNeeded, CommentTooLong."""
    labels = {one.code: one.label for one in rubric.criteria}
    missing = [code for code in labels if str(said.get(code, "")).strip() == ""]
    if missing:
        raise PointsMissing(count=len(missing), criterion=Phrase(labels[missing[0]]))
    points = {
        code: _ticks(said.get(code) or 0, most=most, label=labels.get(code, code))
        for code, most in bounds(rubric).items()
    }
    words = comment_read(comment)
    total = total_of(points)
    must = outside_band(total, whole=sum(labels_points(rubric))) or _singular(points, labels)
    if must and len(words) < least:
        raise CommentNeeded(total=shown(total), least=least, found=len(words))
    return Given(points=points, total=total, comment=words)


def drafted(rubric: Rubric, said: Mapping[str, object]) -> dict[str, str]:
    """What is written so far, right or not, for the criteria there are."""
    return {code: narrow(str(said[code]))[:10] for code in bounds(rubric) if code in said}


def comment_read(comment: str) -> str:
    """The words as they are kept. Refuses: CommentTooLong."""
    words = tidy(comment, lines=True)
    if len(words) > LONGEST_COMMENT:
        raise CommentTooLong(found=len(words), limit=LONGEST_COMMENT)
    return words


def labels_points(rubric: Rubric) -> list[int]:
    """The points of each criterion."""
    return [one.points for one in rubric.criteria]


def total_of(points: Mapping[str, int]) -> int:
    """The sum; a malus is taken off."""
    return sum(-ticks if code == MALUS else ticks for code, ticks in points.items())


def outside_band(total: int, *, whole: int) -> bool:
    """Whether a total is so low or so high that words must go with it."""
    return not LOW_TOTAL * whole * TICKS <= total * 100 <= HIGH_TOTAL * whole * TICKS


def _singular(points: Mapping[str, int], labels: Mapping[str, str]) -> bool:
    return any(points[code] == 0 for code in labels) or any(points.get(code) for code in (BONUS, MALUS))


def off_the_middle(totals: Sequence[int], *, band: int) -> tuple[bool, ...]:
    """Which of the totals of one entry lie more than ``band`` points from their mean, in whole numbers."""
    count, whole = len(totals), sum(totals)
    return tuple(abs(count * one - whole) > band * TICKS * count for one in totals)


def shown(ticks: int) -> str:
    """Tenths of points as people write them: 86.5, and 86 for 860."""
    return f"{Decimal(ticks) / TICKS:f}".removesuffix(".0")


def _ticks(said: object, *, most: int, label: str) -> int:
    text = narrow(str(said))
    try:
        ticks = Decimal(text) * TICKS
        if ticks == ticks.to_integral_value() and 0 <= ticks <= most * TICKS:
            return int(ticks)
    except InvalidOperation:
        pass
    raise PointsOutside(said=text[:20], criterion=Phrase(label), most=most)
