"""Judges the lines of a results workbook one by one: a line is taken whole, or refused with every reason.

Nothing here knows of a database; what is already recorded is looked up by whoever stores the drafts.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Generic, TypeVar

from xinghe.foundation.amounts import Amount, AmountUnreadable, Unit, parse_amount
from xinghe.foundation.chinese_dates import DateUnreadable, Day, format_day, parse_day
from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.sheets import Cell, Cells, Header, HeaderMissing, LineKind, cell_text, kind_of_line
from xinghe.foundation.text import fold, narrow, tidy, written_length
from xinghe.results import vocab
from xinghe.results.rules.creators import WHOLE, Creator, read_creators
from xinghe.results.vocab import Basis, Category, Field
from xinghe.unions.rules import PlaceBook, PlaceUnknown, UsccWrong, check_uscc

_T = TypeVar("_T")

# The code is an interface; the sentence is what the sender reads beside the cell. ``params`` always
# holds ``suggestion``, empty where nothing near is right.
MESSAGES: Final[dict[str, str]] = {
    "required": gettext_noop("“%(column)s” is empty. Every line needs it; write it or take the line out."),
    "too_long": gettext_noop("“%(column)s” counts %(found)s; the form takes at most %(limit)s. Shorten it."),
    "unknown_choice": gettext_noop("“%(value)s” is not among the choices. Write one of: %(choices)s."),
    "uscc_checksum": gettext_noop(
        "The credit code “%(value)s” fails its own check (%(found)s characters of 18). Copy it again from the licence."
    ),
    "unknown_place": gettext_noop(
        "“%(value)s” is not one city or county of the province. Write the city and the county, such as 武汉市洪山区."
    ),
    "bad_date": gettext_noop("“%(value)s” is not a date of the calendar. Write it like 2025-03-01 or 2025年3月."),
    "date_order": gettext_noop("Applied on %(value)s, before it was finished on %(finished)s. Correct one of the two dates."),
    "shares_total": gettext_noop(
        "The shares make %(found)s %%, not 100 %%. Write each creator with a share, such as 仉昶(60%%)、亓栩(40%%)."
    ),
    "bad_amount": gettext_noop(
        "“%(value)s” is not one amount. Write a number in %(unit)s, such as 120, 约120 or 近600; leave it empty if there is none."
    ),
    "duplicate_in_file": gettext_noop("Line %(first)s has the same title from the same unit. Keep one of the two lines."),
    # Found where lines are stored, not here: the sender's offices do not reach the unit.
    "outside_reach": gettext_noop("%(unit)s lies outside the places you report for. Have the union above it send this line."),
}  # fmt: skip


SUGGESTION: Final = gettext_noop("%(words)s Did you mean “%(suggestion)s”?")


def remark(code: str, params: Mapping[str, object], *, translate: Callable[[str], str] = str) -> str:
    """What is wrong with a cell and what would be right, in words; ``translate`` puts the sentences into a language."""
    words = translate(MESSAGES[code]) % params
    if not params.get("suggestion"):
        return words
    return translate(SUGGESTION) % {"words": words, "suggestion": params["suggestion"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """One cell that was refused: the sheet's line, the column's title in the file, and what stood there."""

    row: int
    column: str
    code: str
    value: str
    params: Mapping[str, object]
    suggestion: str = ""

    @property
    def message(self) -> str:
        """The sentence for people, in English; to be translated before the params are filled in."""
        return MESSAGES[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDraft:
    """A line that may be recorded. Texts are tidy, the code of the unit and of the place are checked."""

    title: str
    category: Category
    field: Field
    unit_name: str
    uscc: str
    place_code: str
    creators: tuple[Creator, ...]
    first_is_frontline: bool
    finished: Day
    applied: Day | None
    problem: str
    solution: str
    innovation: str
    effect: str
    benefit: Amount | None
    basis: Basis | None
    ip: str
    sheet_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerdict:
    """What became of one line: a draft, or at least one error, in the order of the columns."""

    line: int
    draft: ResultDraft | None
    errors: tuple[CellError, ...]


def check_rows(
    rows: Iterable[tuple[int, Cells]],
    *,
    header: Header,
    places: PlaceBook,
    seen: MutableMapping[str, int] | None = None,
) -> Iterator[RowVerdict]:
    """Judge the lines below a header as they come; blank lines, totals and notes are passed over.

    A line repeats an earlier one when unit and title agree, whatever became of the earlier line: which of
    the two is right only the sender knows. Memory grows by one short key a line; ``seen`` carries the keys
    from one sheet to the next. Refuses the whole (:class:`HeaderMissing`) where a required column is missing,
    rather than every line of it.
    """
    if header.missing:
        raise HeaderMissing(columns="、".join(header.missing))
    keys: MutableMapping[str, int] = {} if seen is None else seen
    for line, cells in rows:
        if kind_of_line(cells) is LineKind.ROW:
            yield check_row(cells, line=line, header=header, places=places, seen=keys)


def check_row(
    cells: Cells, *, line: int, header: Header, places: PlaceBook, seen: MutableMapping[str, int]
) -> RowVerdict:
    """Judge one line; ``seen`` maps unit and title to the first line that had them, and is added to."""
    reading = _Reading(cells=cells, line=line, header=header)
    draft = _draft(reading, places=places, seen=seen)
    last = len(cells)
    refused = sorted(reading.errors, key=lambda error: header.positions.get(error[0], last))
    return RowVerdict(line=line, draft=draft, errors=tuple(error for _, error in refused))


_STANDARD_TITLES: Final = {column.name: column.titles[0] for column in vocab.COLUMNS}
# A refused value is shown and stored; a sender may have put a whole chapter into the cell.
_SHOWN: Final = 200


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One line being read: its cells by column name, and the errors found so far with their columns."""

    cells: Cells
    line: int
    header: Header
    errors: list[tuple[str, CellError]] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        position = self.header.positions.get(name)
        return self.cells[position] if position is not None and position < len(self.cells) else ""

    def title(self, name: str) -> str:
        return self.header.titles.get(name) or _STANDARD_TITLES[name]

    def refuse(self, name: str, code: str, *, suggestion: str = "", **params: object) -> None:
        column, value = self.title(name), cell_text(self.cell(name))[:_SHOWN]
        params = {"column": column, "value": value, "suggestion": suggestion, **params}
        error = CellError(
            row=self.line, column=column, code=code, value=value, params=params, suggestion=suggestion
        )
        self.errors.append((name, error))

    def line_of_text(self, name: str, *, limit: int) -> str:
        """A required text of one line, such as a title; its limit counts characters."""
        text = tidy(cell_text(self.cell(name)))
        if not text:
            self.refuse(name, "required")
        if len(text) > limit:
            self.refuse(name, "too_long", found=len(text), limit=limit)
        return text

    def prose(self, name: str, *, limit: int, required: bool = False) -> str:
        """Paragraphs; their limit counts the room they take."""
        text = tidy(cell_text(self.cell(name)), lines=True)
        if required and not text:
            self.refuse(name, "required")
        if len(text) > limit and (found := written_length(text)) > limit:
            self.refuse(name, "too_long", found=found, limit=limit)
        return text

    def choice(self, name: str, choices: "_Choices[_T]", *, required: bool = True) -> "_T | None":
        key = fold(cell_text(self.cell(name)))
        if not key:
            if required:
                self.refuse(name, "required")
            return None
        if key not in choices.known:
            self.refuse(name, "unknown_choice", choices=choices.shown, suggestion=choices.nearest(key))
            return None
        return choices.known[key]

    def day(self, name: str, *, required: bool) -> Day | None:
        try:
            day = parse_day(self.cell(name))
        except DateUnreadable:
            self.refuse(name, "bad_date")
            return None
        if day is None and required:
            self.refuse(name, "required")
        return day


class _Choices(Generic[_T]):
    """The words of one closed column, however written, and what a near miss may have meant."""

    def __init__(self, words: Mapping[_T, tuple[str, ...]]) -> None:
        self.known = {fold(word): value for value, spellings in words.items() for word in spellings}
        self.shown = "、".join(spellings[0] for spellings in words.values())
        self._first = {fold(word): spellings[0] for spellings in words.values() for word in spellings}
        self._near: dict[str, str] = {}

    def nearest(self, key: str) -> str:
        near = _NEAR.get(key, "")
        if near:
            return near if fold(near) in self.known else ""
        if key not in self._near and len(self._near) < 1_000:
            found = difflib.get_close_matches(key[:20], self._first, n=1, cutoff=0.6)
            self._near[key] = self._first[found[0]] if found else ""
        return self._near.get(key, "")


_NEAR: Final = {fold(wrong): right for wrong, right in vocab.NEAR_WORDS.items()}
_CATEGORIES: Final = _Choices(vocab.CATEGORY_WORDS)
_FIELDS: Final = _Choices(vocab.FIELD_WORDS)
_BASES: Final = _Choices(vocab.BASIS_WORDS)
_ANSWERS: Final = _Choices(
    {
        True: ("是", "一线", "yes", "y", "true", "1", "√", "✓"),
        False: ("否", "不是", "非一线", "no", "n", "false", "0", "×"),
    }
)


def _draft(reading: _Reading, *, places: PlaceBook, seen: MutableMapping[str, int]) -> ResultDraft | None:
    title = reading.line_of_text("title", limit=vocab.TITLE_LIMIT)
    category = reading.choice("category", _CATEGORIES)
    branch = reading.choice("field", _FIELDS)
    unit_name = reading.line_of_text("unit_name", limit=vocab.UNIT_NAME_LIMIT)
    uscc = _uscc(reading)
    _refuse_repeated(reading, title=title, unit=uscc or fold(unit_name), seen=seen)
    place_code = _place_code(reading, places=places)
    creators = _creators(reading)
    first_is_frontline = reading.choice("first_is_frontline", _ANSWERS)
    finished, applied = _days(reading)
    problem = reading.prose("problem", limit=vocab.PROBLEM_LIMIT, required=True)
    solution = reading.prose("solution", limit=vocab.SOLUTION_LIMIT, required=True)
    innovation = reading.prose("innovation", limit=vocab.INNOVATION_LIMIT)
    effect = reading.prose("effect", limit=vocab.EFFECT_LIMIT)
    benefit, basis = _benefit(reading)
    ip = reading.prose("ip", limit=vocab.IP_LIMIT)
    if reading.errors:
        return None
    assert category and branch and finished and first_is_frontline is not None  # else an error stands there
    return ResultDraft(
        title=title,
        category=category,
        field=branch,
        unit_name=unit_name,
        uscc=uscc,
        place_code=place_code,
        creators=creators,
        first_is_frontline=first_is_frontline,
        finished=finished,
        applied=applied,
        problem=problem,
        solution=solution,
        innovation=innovation,
        effect=effect,
        benefit=benefit,
        basis=basis,
        ip=ip,
        sheet_line=reading.line,
    )


def _uscc(reading: _Reading) -> str:
    text = narrow(cell_text(reading.cell("uscc")))
    if not text:
        reading.refuse("uscc", "required")
        return ""
    try:
        return check_uscc(text)
    except UsccWrong as wrong:
        reading.refuse("uscc", "uscc_checksum", found=len(text), suggestion=str(wrong.params["suggestion"]))
        return ""


def _refuse_repeated(reading: _Reading, *, title: str, unit: str, seen: MutableMapping[str, int]) -> None:
    if not title or not unit:
        return
    first = seen.setdefault(f"{unit}|{fold(title)}", reading.line)
    if first != reading.line:
        reading.refuse("title", "duplicate_in_file", first=first)


def _place_code(reading: _Reading, *, places: PlaceBook) -> str:
    text = cell_text(reading.cell("place"))
    if not text.strip():
        reading.refuse("place", "required")
        return ""
    try:
        place = places.resolve(text)
    except PlaceUnknown as unknown:
        reading.refuse("place", "unknown_place", suggestion=str(unknown.params["suggestion"]))
        return ""
    # A result lies in a city or county; the province alone says nothing.
    if not place.parent:
        reading.refuse("place", "unknown_place")
    return place.code


def _creators(reading: _Reading) -> tuple[Creator, ...]:
    text = cell_text(reading.cell("creators"))
    if not text.strip():
        reading.refuse("creators", "required")
        return ()
    creators = read_creators(text) or ()
    total = sum((creator.share for creator in creators), Decimal(0))
    if total != WHOLE or any(not creator.share for creator in creators):
        reading.refuse("creators", "shares_total", found=f"{total.normalize():f}")
    elif len(creators) > vocab.CREATORS_LIMIT:
        reading.refuse("creators", "too_long", found=len(creators), limit=vocab.CREATORS_LIMIT)
    elif (longest := max(len(creator.name) for creator in creators)) > vocab.NAME_LIMIT:
        reading.refuse("creators", "too_long", found=longest, limit=vocab.NAME_LIMIT)
    return creators


def _days(reading: _Reading) -> tuple[Day | None, Day | None]:
    finished = reading.day("finished", required=True)
    applied = reading.day("applied", required=False)
    if finished and applied and applied.surely_before(finished):
        reading.refuse("applied", "date_order", finished=format_day(finished))
    return finished, applied


def _benefit(reading: _Reading) -> tuple[Amount | None, Basis | None]:
    """The amount in the unit that the column's title names, ten thousand yuan where it names none."""
    title = reading.title("benefit")
    unit: Unit = (
        "亿元"
        if _HUNDRED_MILLIONS & set(title)
        else "元"
        if "元" in title and not _TEN_THOUSANDS & set(title)
        else "万元"
    )
    try:
        benefit = parse_amount(reading.cell("benefit"), unit=unit)
    except AmountUnreadable:
        reading.refuse("benefit", "bad_amount", unit=unit)
        benefit = None
    basis = reading.choice("basis", _BASES, required=benefit is not None)
    return benefit, basis if benefit else None


_TEN_THOUSANDS: Final = frozenset("万萬")
_HUNDRED_MILLIONS: Final = frozenset("亿億")
