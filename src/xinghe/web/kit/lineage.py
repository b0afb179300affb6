"""The lineage of a work as a page shows it: drawn, with time running from left to right, and in words.

The words say everything that the drawing says.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.forms import BaseForm
from django.utils.translation import gettext as _

from xinghe.texts.queries import Family, Relative, ShownTie
from xinghe.texts.vocab import INVERSE_LABELS, RELATION_LABELS, Relation
from xinghe.web.kit.words import word

_BOX_WIDTH, _BOX_HEIGHT = 184, 58
_GAP_ACROSS, _GAP_DOWN = 116, 34
_MARGIN = 12
# Half-widths: a Chinese character counts two.
_LINE_UNITS, _LINES = 22, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A work in the drawing: its corner, its title in short lines with their baselines, and where it leads."""

    x: int
    y: int
    lines: tuple[tuple[int, str], ...]
    title: str
    url: str
    is_here: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What runs between two boxes: an SVG path, and the relation in words at its middle."""

    path: str
    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The graph with its size in pixels; ``middle`` is the middle of a box, where its lines are centred."""

    width: int
    height: int
    box_width: int
    box_height: int
    middle: int
    boxes: tuple[Box, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One of the two works of a bond; without an address it is only named."""

    title: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that may be done about a tie: by which verb, where it is sent, and what must be said with it."""

    label: str
    url: str
    form: BaseForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A tie in words, read from the work of the page where it is one of the two."""

    one: End
    words: str
    other: End
    reason: str
    made_by: str
    made_at: datetime
    undo: Deed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageShown:
    """What a page shows of a lineage. ``tie`` ties the work to another one."""

    drawing: Drawing | None
    bonds: tuple[Bond, ...]
    is_cut: bool
    tie: Deed | None = None


def lineage_shown(
    family: Family,
    *,
    urls: Mapping[tuple[str, int], str],
    undo: Mapping[int, Deed],
    tie: Deed | None = None,
) -> LineageShown:
    """Lay a family out. ``urls`` leads to subjects by kind and number, ``undo`` is what undoes a tie by its number."""
    ends = {
        one.text_id: End(
            title=_title(one),
            url=urls.get((one.subject_kind, one.subject_id), "") if one.text_id != family.start else "",
            is_here=one.text_id == family.start,
        )
        for one in family.relatives
    }
    return LineageShown(
        drawing=_drawn(family, ends) if family.ties else None,
        bonds=tuple(_bond(one, family.start, ends, undo) for one in family.ties),
        is_cut=family.is_cut,
        tie=tie,
    )


def _title(one: Relative) -> str:
    return one.title if one.is_open else _("a text at another union")


def _bond(tie: ShownTie, start: int, ends: Mapping[int, End], undo: Mapping[int, Deed]) -> Bond:
    is_turned = tie.earlier == start
    one, other = (tie.earlier, tie.later) if is_turned else (tie.later, tie.earlier)
    return Bond(
        one=ends[one],
        words=word(INVERSE_LABELS if is_turned else RELATION_LABELS, tie.relation),
        other=ends[other],
        reason=tie.reason,
        made_by=tie.made_by,
        made_at=tie.made_at,
        undo=undo.get(tie.number),
    )


def _drawn(family: Family, ends: Mapping[int, End]) -> Drawing:
    columns = columns_of(family)
    rows: dict[int, int] = {}
    corners: dict[int, tuple[int, int]] = {}
    for one in family.relatives:
        column = columns[one.text_id]
        row = rows[column] = rows.get(column, -1) + 1
        corners[one.text_id] = (
            _MARGIN + column * (_BOX_WIDTH + _GAP_ACROSS),
            _MARGIN + row * (_BOX_HEIGHT + _GAP_DOWN),
        )
    return Drawing(
        width=2 * _MARGIN + (max(rows) + 1) * (_BOX_WIDTH + _GAP_ACROSS) - _GAP_ACROSS // 2,
        height=2 * _MARGIN + (max(rows.values()) + 1) * (_BOX_HEIGHT + _GAP_DOWN) - _GAP_DOWN,
        box_width=_BOX_WIDTH,
        box_height=_BOX_HEIGHT,
        middle=_BOX_WIDTH // 2,
        boxes=tuple(
            _box(ends[one.text_id], corners[one.text_id], is_open=one.is_open) for one in family.relatives
        ),
        threads=_threads(family, corners),
    )


def columns_of(family: Family) -> dict[int, int]:
    """In which column each text stands, the earliest in column 0: one step right of what it comes from.

    Texts of one work share a column. The way by which a text is reached first decides.
    """
    columns = {family.start: 0}
    found = True
    while found:
        found = False
        for tie in family.ties:
            step = 0 if tie.relation is Relation.SAME_WORK else 1
            for known, other, side in ((tie.earlier, tie.later, step), (tie.later, tie.earlier, -step)):
                if known in columns and other not in columns:
                    columns[other] = columns[known] + side
                    found = True
    first = min(columns.values())
    return {text: column - first for text, column in columns.items()}


def _box(end: End, corner: tuple[int, int], *, is_open: bool) -> Box:
    lines = short_lines(end.title)
    top = _BOX_HEIGHT // 2 + 5 - 10 * (len(lines) - 1)
    return Box(
        x=corner[0],
        y=corner[1],
        lines=tuple((top + 20 * number, line) for number, line in enumerate(lines)),
        title=end.title,
        url=end.url,
        is_here=end.is_here,
        is_open=is_open,
    )


def short_lines(title: str) -> tuple[str, ...]:
    """A title in at most two short lines, cut with an ellipsis. Latin words are not broken where they fit a line."""
    lines: list[str] = []
    rest = title.strip()
    while rest and len(lines) < _LINES:
        fit = _fitting(rest)
        is_last = len(lines) == _LINES - 1
        if fit < len(rest) and not is_last and " " in rest[: fit + 1] and rest[fit - 1].isascii():
            fit = rest.rindex(" ", 0, fit + 1)
        if fit < len(rest) and is_last:
            lines.append(rest[: fit - 1].rstrip() + "…")
            break
        lines.append(rest[:fit].strip())
        rest = rest[fit:].strip()
    return tuple(lines)


def _fitting(text: str) -> int:
    units = 0
    for number, character in enumerate(text):
        units += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if units > _LINE_UNITS:
            return number
    return len(text)


def _threads(family: Family, corners: Mapping[int, tuple[int, int]]) -> tuple[Thread, ...]:
    """One thread for every pair in a direction; two relations of one pair share it, and their words stand together."""
    relations: dict[tuple[int, int], list[Relation]] = {}
    for tie in family.ties:
        relations.setdefault((tie.later, tie.earlier), []).append(tie.relation)
    return tuple(
        _thread(corners[later], corners[earlier], found) for (later, earlier), found in relations.items()
    )


def _thread(later: tuple[int, int], earlier: tuple[int, int], relations: list[Relation]) -> Thread:
    """From the later box to the earlier one, with an arrow there unless both are the same work."""
    start_y, end_y = later[1] + _BOX_HEIGHT // 2, earlier[1] + _BOX_HEIGHT // 2
    end_x = earlier[0] + _BOX_WIDTH
    is_one_work = set(relations) == {Relation.SAME_WORK}
    if is_one_work and later[0] == earlier[0] and abs(start_y - end_y) == _BOX_HEIGHT + _GAP_DOWN:
        # One box right above the other.
        x, top = later[0] + _BOX_WIDTH // 2, min(start_y, end_y) + _BOX_HEIGHT // 2
        path, y = f"M{x} {top}V{top + _GAP_DOWN}", top + _GAP_DOWN // 2
    elif later[0] > earlier[0]:
        start_x, bend = later[0], _GAP_ACROSS // 2
        path = f"M{start_x} {start_y}C{start_x - bend} {start_y} {end_x + bend} {end_y} {end_x} {end_y}"
        # A third of the way, where neither threads that cross nor threads that share an end have their words together;
        # on a longer way in the first gap, so that no box in between lies under them.
        is_next = later[0] - end_x <= _GAP_ACROSS
        x = start_x - round(_GAP_ACROSS * (0.385 if is_next else 0.5))
        y = start_y + round((end_y - start_y) * 0.28) if is_next else start_y
    else:
        start_x, bend = later[0] + _BOX_WIDTH, 46
        path = f"M{start_x} {start_y}C{start_x + bend} {start_y} {end_x + bend} {end_y} {end_x} {end_y}"
        x, y = max(start_x, end_x) + 36, (start_y + end_y) // 2
    if not is_one_work:
        path += f"M{end_x + 8} {end_y - 5}L{end_x} {end_y}L{end_x + 8} {end_y + 5}"
    words = _(", ").join(word(RELATION_LABELS, relation) for relation in relations)
    return Thread(path=path, x=x, y=y, words=words)
