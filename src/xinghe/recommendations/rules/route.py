"""The way of a recommendation: which line, which desks, which comes next."""

from collections.abc import Mapping, Sequence
from typing import Final

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.unions.vocab import CITY_RANK, LINE_LABELS, Line, UnionKind


class LineNeeded(Refusal):
    """The union stands on two lines and nobody has said which one."""

    code = "line_needed"
    message = gettext_noop(
        "“%(union)s” stands on %(count)s lines. Choose one; it stays the line of this result for good."
    )
    status = 422


class LineLocked(Refusal):
    """The result was put forward before; its line was chosen then."""

    code = "line_locked"
    message = gettext_noop(
        "This result took the %(line)s when it was first recommended, and keeps it. Recommend it on that line."
    )


class LineNotOpen(Refusal):
    """The union does not stand on the line that was chosen."""

    code = "line_not_open"
    message = gettext_noop("“%(union)s” does not stand on the %(line)s. Choose the line it stands on.")
    status = 422


class NoDeskAbove(Refusal):
    """The top of the tree has nobody to recommend to."""

    code = "no_desk_above"
    message = gettext_noop(
        "Nobody stands above “%(union)s”. Have the union where the work was done recommend it."
    )


def numbers_of(path: str) -> tuple[int, ...]:
    """The unions a path names, from the top down: "1.4.9." → (1, 4, 9)."""
    return tuple(int(part) for part in path.split(".") if part)


def desks_of(path: str, kinds: Mapping[int, UnionKind]) -> tuple[int, ...]:
    """The desks above the last union of ``path``, from the lowest to the top.

    A unit above a unit is no desk: its officers carry no power to decide.
    """
    return tuple(
        number for number in reversed(numbers_of(path)[:-1]) if kinds.get(number) is not UnionKind.UNIT
    )


def desk_after(desks: Sequence[int], desk: int) -> int | None:
    """The desk that follows on the way; None at its end."""
    place = desks.index(desk) + 1
    return desks[place] if place < len(desks) else None


def recommending_unit(desks: Sequence[int], kinds: Mapping[int, UnionKind]) -> int | None:
    """The desk of city rank, in whose name the province gets it: a city, an industry or a large enterprise."""
    return next((number for number in desks if kinds.get(number) in CITY_RANK), None)


# A Phrase is translated with the sentence it fills.
_LINE_WORDS: Final = {line: Phrase(label) for line, label in LINE_LABELS.items()}


def choose_line(*, paths: Mapping[Line, str], union: str, asked: Line | None, locked: Line | None) -> Line:
    """The line a result takes: the one it took before, else the only one its union stands on, else the one asked for.

    ``paths`` are the union's; a path without anybody above is no way. Refuses: NoDeskAbove, LineLocked,
    LineNotOpen, LineNeeded.
    """
    open_lines = [line for line, path in paths.items() if len(numbers_of(path)) > 1]
    if not open_lines:
        raise NoDeskAbove(union=union)
    if locked is not None and asked not in (None, locked):
        raise LineLocked(line=_LINE_WORDS[locked])
    chosen = locked or asked
    if chosen is None:
        if len(open_lines) > 1:
            raise LineNeeded(union=union, count=len(open_lines))
        return open_lines[0]
    if chosen not in open_lines:
        raise LineNotOpen(union=union, line=_LINE_WORDS[chosen])
    return chosen
