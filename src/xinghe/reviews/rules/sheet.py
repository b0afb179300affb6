"""The offline score sheet: one line an entry, one column a criterion; written and read by the same titles."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.sheets import (
    Cells,
    HeaderMissing,
    LineKind,
    OutColumn,
    WantedColumn,
    cell_text,
    find_header,
    kind_of_line,
)
from xinghe.programmes.rules.rubric import Rubric
from xinghe.reviews.rules.scoring import BONUS, MALUS, bounds

NUMBER = gettext_noop("Entry number")
TITLE = gettext_noop("Title of the entry")
COMMENT = gettext_noop("Comment")
ABSTAINED = gettext_noop("Reason for abstaining")
SINGULAR = {BONUS: gettext_noop("Bonus"), MALUS: gettext_noop("Points taken off")}
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """What a judge wrote on one line; ``line`` is its number in the file."""

    line: int
    number: int
    points: dict[str, str]
    comment: str
    abstained: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written on it yet."""
        return not (self.abstained or self.comment or any(self.points.values()))


def columns_of(rubric: Rubric, translate: Translate) -> tuple[OutColumn, ...]:
    """The columns of the sheet, each criterion with its most."""
    return (
        OutColumn(title=translate(NUMBER), width=8),
        OutColumn(title=translate(TITLE), width=32),
        *(OutColumn(title=title, width=12) for title in _criteria(rubric, translate).values()),
        OutColumn(title=translate(COMMENT), width=48),
        OutColumn(title=translate(ABSTAINED), width=24),
    )


def lines_of(rows: Iterable[tuple[int, Cells]], rubric: Rubric, translate: Translate) -> Iterator[SheetLine]:
    """What stands in a sheet, below its header, under titles of this language or English. Refuses: HeaderMissing."""
    spoken, plain = _criteria(rubric, translate), _criteria(rubric, str)
    wanted = [
        WantedColumn(name="number", titles=(translate(NUMBER), NUMBER)),
        *(WantedColumn(name=code, titles=(title, plain[code])) for code, title in spoken.items()),
        WantedColumn(name="comment", titles=(translate(COMMENT), COMMENT), required=False),
        WantedColumn(name="abstained", titles=(translate(ABSTAINED), ABSTAINED), required=False),
    ]
    taken = iter(rows)
    header = find_header(taken, wanted=wanted)
    if header.missing:
        raise HeaderMissing(columns="、".join(header.missing))
    for line, cells in taken:
        if kind_of_line(cells) is not LineKind.ROW:
            continue
        said = {
            name: cell_text(cells[at]).strip() if at < len(cells) else ""
            for name, at in header.positions.items()
        }
        if said["number"].isdigit():
            yield SheetLine(
                line=line,
                number=int(said["number"][:9]),
                points={code: said.get(code, "") for code in spoken},
                comment=said.get("comment", ""),
                abstained=said.get("abstained", ""),
            )


def _criteria(rubric: Rubric, translate: Translate) -> dict[str, str]:
    labels = {one.code: one.label for one in rubric.criteria} | SINGULAR
    return {code: f"{translate(labels[code])} ({most})" for code, most in bounds(rubric).items()}
