"""The score sheet that a judge takes away and fills in offline."""

from typing import IO

from django.utils.translation import gettext

from xinghe.access.actor import Actor
from xinghe.foundation.errors import Missing
from xinghe.foundation.sheets import TableForm, write_table
from xinghe.reviews.queries.room import entries_for, entry_for
from xinghe.reviews.rules.scoring import shown
from xinghe.reviews.rules.sheet import columns_of


def write_score_sheet(actor: Actor, panel_code: str, target: IO[bytes]) -> int:
    """Write the judge's entries with what was given or drafted; how many lines. Refuses: Missing."""
    numbers = [row.number for row in entries_for(actor, panel_code)]
    if not numbers:
        raise Missing
    entries = [entry_for(actor, panel_code, number) for number in numbers]
    columns = columns_of(entries[0].rubric, gettext)
    codes = [one.code for one in entries[0].rubric.criteria]
    singular = [
        name
        for name, most in (("bonus", entries[0].rubric.bonus), ("malus", entries[0].rubric.malus))
        if most
    ]
    rows = []
    for entry in entries:
        given = entry.score
        points = (
            {code: shown(ticks) for code, ticks in given.points.items()}
            if given
            else dict(entry.draft.points)
            if entry.draft
            else {}
        )
        words = given.comment if given else entry.draft.comment if entry.draft else ""
        is_abstained = given is not None and given.is_abstained
        rows.append(
            [
                str(entry.number),
                entry.title,
                *(points.get(code, "") for code in (*codes, *singular)),
                "" if is_abstained else words,
                words if is_abstained else "",
            ]
        )
    write_table(target, TableForm.XLSX, columns=columns, rows=rows)
    return len(rows)
