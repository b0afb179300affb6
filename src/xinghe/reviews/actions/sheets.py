"""A score sheet that was filled in offline comes back: every line is one score, given or refused for itself."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal
from xinghe.foundation.sheets import read_rows
from xinghe.reviews.actions.scoring import give, give_none
from xinghe.reviews.queries.room import OwnScore, entries_for, entry_for
from xinghe.reviews.rules.scoring import shown
from xinghe.reviews.rules.sheet import SheetLine, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTaken:
    """What became of one line: given, left as it was, or refused and why."""

    line: int
    number: int
    is_given: bool
    refusal: Refusal | None = None


@command
def take_score_sheet(work: Work, *, panel_code: str, path: Path) -> tuple[LineTaken, ...]:
    """Give the scores of a sheet; a line that is refused keeps no other from being given. Blank lines are passed over.

    Refuses: Missing, HeaderMissing, and what reading a workbook refuses.
    """
    numbers = [row.number for row in entries_for(work.actor, panel_code)]
    if not numbers:
        raise Missing
    rubric = entry_for(work.actor, panel_code, numbers[0]).rubric
    lines = lines_of(read_rows(path), rubric, gettext)
    taken = [_take(work, panel_code, line) for line in lines if not line.is_blank]
    if not any(one.is_given for one in taken):
        work.leave_unrecorded("nothing in the sheet was new")
    return tuple(taken)


def _take(work: Work, panel_code: str, line: SheetLine) -> LineTaken:
    entries = len(work.entries)
    try:
        with transaction.atomic():
            if _stands(entry_for(work.actor, panel_code, line.number).score, line):
                return LineTaken(line=line.line, number=line.number, is_given=False)
            if line.abstained:
                give_none(work, panel_code, line.number, line.abstained)
            else:
                give(work, panel_code, line.number, line.points, line.comment)
    except Refusal as why:
        del work.entries[entries:]
        return LineTaken(line=line.line, number=line.number, is_given=False, refusal=why)
    return LineTaken(line=line.line, number=line.number, is_given=True)


def _stands(score: OwnScore | None, line: SheetLine) -> bool:
    """Whether the line says what was given already."""
    if score is None or score.is_abstained != bool(line.abstained):
        return False
    if score.is_abstained:
        return score.comment == line.abstained
    given = {code: shown(ticks) for code, ticks in score.points.items()}
    return score.comment == line.comment and all(
        given.get(code, "") == (said or "0") for code, said in line.points.items()
    )
