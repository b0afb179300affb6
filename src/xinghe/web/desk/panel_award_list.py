"""The award sheet to take away: the same rows as on the page, as a workbook or a plain table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xinghe.access.actor import Actor
from xinghe.foundation.sheets import OutKind
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews.queries.award_sheet import AwardSheet, SheetRow, award_sheet
from xinghe.reviews.queries.panels import panels_for
from xinghe.web.desk.panel_award_shown import chance_words, interval_words, votes_words
from xinghe.web.kit.lists import ListColumn, Listing, enter_listing
from xinghe.web.kit.words import word

# A line of a sheet has no row of its own: its number holds the panel, the line that was tried, and its place.
_ABOVE: Final = 10**6
_PLACES: Final = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """One line of one sheet."""

    number: int
    row: SheetRow


def above_in(query: QueryDict) -> int | None:
    """After how many entries the address draws the line."""
    text = query.get("above", "")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text[:7]) < _ABOVE else None


def _lines(sheet: AwardSheet) -> list[AwardLine]:
    base = (sheet.panel.pk * _ABOVE + sheet.above) * _PLACES
    return [AwardLine(number=base + place, row=row) for place, row in enumerate(sheet.rows)]


def _numbers(actor: Actor, query: QueryDict, limit: int) -> Sequence[int]:
    code = query.get("panel", "")
    if not code:
        return ()
    return [line.number for line in _lines(award_sheet(actor, code, above=above_in(query)))][:limit]


def _rows(actor: Actor, numbers: Sequence[int]) -> Sequence[AwardLine]:
    sheets = {number // _PLACES for number in numbers}
    panels = panels_for(actor).filter(pk__in={one // _ABOVE for one in sheets})
    codes = dict(panels.values_list("pk", "code"))
    found: dict[int, AwardLine] = {}
    for one in sheets:
        if code := codes.get(one // _ABOVE):
            found |= {line.number: line for line in _lines(award_sheet(actor, code, above=one % _ABOVE))}
    return [found[number] for number in numbers if number in found]


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


AWARDS: Listing[AwardLine] = enter_listing(
    Listing(
        name="award-sheet",
        title=gettext_lazy("Award sheet"),
        page="desk:panels",
        columns=(
            ListColumn(
                key="rank",
                label=pgettext_lazy("judging", "Rank"),
                cell=lambda line: line.row.rank,
                out=OutKind.NUMBER,
            ),
            ListColumn(
                key="entry",
                label=pgettext_lazy("judging", "Entry"),
                cell=lambda line: line.row.title,
                width=34,
            ),
            ListColumn(
                key="unit", label=gettext_lazy("Applying unit"), cell=lambda line: line.row.unit, width=26
            ),
            ListColumn(key="score", label=gettext_lazy("Score"), cell=lambda line: _rounded(line.row.score)),
            ListColumn(
                key="interval",
                label=gettext_lazy("Interval"),
                cell=lambda line: interval_words(line.row),
                width=18,
            ),
            ListColumn(
                key="chance",
                label=gettext_lazy("Above the line with"),
                cell=lambda line: chance_words(line.row.p_above),
            ),
            ListColumn(
                key="above",
                label=gettext_lazy("Above the line"),
                cell=lambda line: _("yes") if line.row.is_above else _("no"),
            ),
            ListColumn(
                key="scores",
                label=pgettext_lazy("judging", "Scores"),
                cell=lambda line: line.row.scores,
                out=OutKind.NUMBER,
            ),
            ListColumn(
                key="votes",
                label=gettext_lazy("Votes"),
                cell=lambda line: votes_words(line.row.votes),
                width=24,
            ),
            ListColumn(
                key="phase", label=gettext_lazy("Phase"), cell=lambda line: word(PHASE_LABELS, line.row.phase)
            ),
            ListColumn(key="code", label=gettext_lazy("Entry code"), cell=lambda line: line.row.application),
        ),
        numbers=_numbers,
        rows=_rows,
        url=lambda line: reverse("desk:application", args=[line.row.application]),
        number=lambda line: line.number,
        keeps_views=False,
    )
)
