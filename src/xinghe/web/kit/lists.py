"""A list said once: its columns on the screen and in a file, all of its numbers in order, what is done to many.

``Listing`` describes it, ``shown`` makes what the part ``kit/parts/list.html`` lays out, and the pages for
exports, kept views and bulk acts find it by its name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar, cast
from urllib.parse import parse_qsl

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.accounts.queries import views_for
from xinghe.foundation.amounts import Amount
from xinghe.foundation.chinese_dates import Day, format_day
from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.keyset import Count, KeysetPage
from xinghe.foundation.sheets import OutColumn, OutKind, TableForm
from xinghe.foundation.sheets.writing import OutCell
from xinghe.jobs.registry import BulkAct, bulk_acts_on
from xinghe.jobs.vocab import MOST_ROWS
from xinghe.web.kit.address import changed, columns, pager_of
from xinghe.web.kit.parts import Badge, Column, Pager, Place, Words
from xinghe.web.kit.templatetags.kit import amount, badge, count, day, instant

R = TypeVar("R")

# What a cell may hold; how it is shown follows from what it is.
Cell = str | int | Decimal | Amount | date | datetime | Day | Badge | Words | None

_FILE_WORDS = {
    TableForm.XLSX: gettext_noop("Workbook (.xlsx)"),
    TableForm.CSV: gettext_noop("Plain table (.csv)"),
    TableForm.ODS: gettext_noop("OpenDocument table (.ods)"),
}


def search_box(label: Words, *, most: int = 100) -> forms.CharField:
    """The field ``q`` of a list's filters: where the key "/" leads."""
    box = forms.SearchInput(attrs={"data-search": True, "autocomplete": "off"})
    return forms.CharField(label=cast("str", label), required=False, max_length=most, widget=box)


class ListForm(forms.Form):
    """The filters of a list: a search box named ``q`` if there is one, and what a new search must not lose."""

    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    cols = forms.Field(required=False, widget=forms.MultipleHiddenInput)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn(Generic[R]):
    """One column: what a cell holds, on the screen and in a file.

    ``key`` stands in addresses and is never renamed. A column that is not ``usual`` is shown when it is chosen.
    ``filed`` gives the file a fuller value than the page has room for; ``width`` is in characters.
    """

    key: str
    label: Words
    cell: Callable[[R], Cell]
    kind: Literal["text", "number", "tight"] = "text"
    usual: bool = True
    width: int = 14
    out: OutKind = OutKind.TEXT
    filed: Callable[[R], OutCell] | None = None

    def file_cell(self, row: R, *, language: str) -> OutCell:
        """What a file holds: numbers as numbers, days as people write them, words for states."""
        if self.filed is not None:
            return self.filed(row)
        value = self.cell(row)
        match value:
            case None | bool() | int() | Decimal():
                return value
            case Amount():
                return value.yuan
            case Day():
                return format_day(value, language)
            case datetime():
                return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
            case date():
                return value if self.out is OutKind.DATE else value.isoformat()
            case Badge():
                return str(value.word)
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell as the page shows it; on a phone it names its column where the value alone would not."""

    words: str
    kind: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One row: where it leads, the number it is ticked by, its cells after the first."""

    number: int
    url: str
    title: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """A column that may be shown."""

    key: str
    label: Words
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """Everything the part ``list.html`` lays out."""

    name: str
    label: Words
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]
    pager: Pager
    first_key: str
    choices: tuple[ColumnChoice, ...]
    kept: tuple[tuple[str, str], ...]
    usual_url: str
    exports: tuple[Place, ...]
    views: tuple[Place, ...]
    query: str
    acts: tuple[BulkAct, ...]
    all_words: Words
    keeps_views: bool
    # More columns than the page has room for: the table scrolls within itself.
    is_wide: bool

    @property
    def view(self) -> Words:
        """The name of the kept view that is shown, if it is one."""
        return next((view.label for view in self.views if view.here), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[R]):
    """A list of the desk.

    ``numbers`` are the numbers of all its rows in the order of the address, at most so many, within what the
    actor may read; ``rows`` gives the rows of some numbers in their order, as far as they may be read. Both
    run behind the fence. ``whole`` says that rows for a page lack what columns that are not usual show, so
    that the page asks ``rows`` again when one of them is chosen. With a ``subject`` the bulk acts on such
    things are offered. ``of_people``: its rows are people, and who takes them away is asked again who they are.
    """

    name: str
    title: Words
    page: str
    columns: tuple[ListColumn[R], ...]
    numbers: Callable[[Actor, QueryDict, int], Sequence[int]]
    rows: Callable[[Actor, Sequence[int]], Sequence[R]]
    url: Callable[[R], str]
    number: Callable[[R], int] = attrgetter("pk")
    sortable: tuple[str, ...] = ()
    default: str = ""
    subject: str = ""
    keeps_views: bool = True
    of_people: bool = False

    def chosen(self, query: QueryDict) -> tuple[ListColumn[R], ...]:
        """The columns of this address (``cols=title,stage`` or repeated), in their order; the first is always there."""
        wanted = {key for part in query.getlist("cols") for key in part.split(",")}
        known = wanted & {column.key for column in self.columns}
        return tuple(
            column
            for at, column in enumerate(self.columns)
            if at == 0 or (column.key in known if known else column.usual)
        )

    def shown(
        self,
        query: QueryDict,
        actor: Actor,
        page: KeysetPage[Any],
        *,
        rows: Sequence[R] | None = None,
        total: Count | None = None,
        more: str = "",
    ) -> ShownList:
        """One page of the list as ``list.html`` lays it out. 1 query for the kept views, 1-3 where columns are chosen.

        ``rows`` stand for those of the page where a list shows more than its table has. ``total`` offers an act on
        all that match; ``more`` is what the address of an export needs besides
        ("run=7"), where the list stands at a path of its own.
        """
        chosen = self.chosen(query)
        if rows is None:
            rows = page.rows
        if not all(column.usual for column in chosen):
            rows = self.rows(actor, [self.number(row) for row in rows])
        acts = bulk_acts_on(self.subject, actor) if self.subject else ()
        address = "&".join(part for part in (more, changed(query, format=None)[1:]) if part)
        return ShownList(
            name=self.name,
            label=self.title,
            columns=columns(
                query,
                [(column.key, column.label, column.kind) for column in chosen],
                sortable=self.sortable,
                default=self.default,
            ),
            rows=tuple(self._row(row, chosen) for row in rows),
            pager=pager_of(query, page),
            first_key=self.columns[0].key,
            choices=tuple(
                ColumnChoice(key=column.key, label=column.label, is_shown=column in chosen)
                for column in self.columns[1:]
            ),
            kept=tuple(parse_qsl(changed(query, cols=None)[1:])),
            usual_url=changed(query, cols=None),
            exports=tuple(
                Place(
                    label=_(_FILE_WORDS[one]),
                    url=f"{self.export_url()}?{address}{'&' if address else ''}format={one}",
                )
                for one in TableForm
            ),
            views=self._views(query, actor),
            query=changed(query)[1:],
            acts=acts,
            keeps_views=self.keeps_views,
            is_wide=len(chosen) > sum(column.usual for column in self.columns),
            all_words=_all_words(total, len(rows)) if acts and total else "",
        )

    def export_url(self) -> str:
        """Where the list is taken away."""
        return reverse("desk:list-export", args=[self.name])

    def file_columns(self, query: QueryDict | None = None) -> tuple[OutColumn, ...]:
        """The columns of a file: those of the page, or all there are."""
        return tuple(
            OutColumn(title=str(column.label), width=column.width, kind=column.out)
            for column in (self.columns if query is None else self.chosen(query))
        )

    def file_row(self, row: R, query: QueryDict, *, language: str) -> tuple[OutCell, ...]:
        """One line of a file."""
        return tuple(column.file_cell(row, language=language) for column in self.chosen(query))

    def _row(self, row: R, chosen: tuple[ListColumn[R], ...]) -> ShownRow:
        first, *others = chosen
        return ShownRow(
            number=self.number(row),
            url=self.url(row),
            title=shown_cell(first.cell(row)),
            cells=tuple(
                ShownCell(
                    words=shown_cell(column.cell(row)),
                    kind=column.kind,
                    label=column.label if column.kind == "number" or not column.usual else "",
                )
                for column in others
            ),
        )

    def _views(self, query: QueryDict, actor: Actor) -> tuple[Place, ...]:
        if not self.keeps_views:
            return ()
        here = sorted(parse_qsl(changed(query)[1:]))
        way = reverse(self.page)
        return tuple(
            Place(label=view.name, url=f"{way}?{view.address}", here=sorted(parse_qsl(view.address)) == here)
            for view in views_for(actor, list_name=self.name)
        )


def shown_cell(value: Cell) -> str:
    """A value as a page shows it: a state with its shape, a sum short, an instant by the wall clock."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Badge():
            return badge(value)
        case datetime():
            return instant(value)
        case date() | Day():
            return day(value)
        case Decimal() | Amount():
            return amount(value)
        case int():
            return count(value)
    return str(value)


def count_words(found: Count) -> str:
    """The count for people; beyond the cap it says so."""
    return f"{found.number:,}+" if found.is_capped else f"{found.number:,}"


_LISTINGS: dict[str, Listing[Any]] = {}


def enter_listing(listing: Listing[R]) -> Listing[R]:
    """Make a list known by its name: to exports, kept views and bulk acts. Names are never reused."""
    known = _LISTINGS.setdefault(listing.name, listing)
    if known.page != listing.page:
        raise ValueError(f"two lists are called {listing.name}")
    return listing


def find_listing(name: str) -> Listing[Any] | None:
    """The list of this name, if there is one."""
    return _LISTINGS.get(name)


def listing_of(subject: str) -> Listing[Any] | None:
    """The list whose rows are such things, so that one of them can be opened."""
    return next((one for one in _LISTINGS.values() if one.subject == subject), None)


def _all_words(total: Count, on_page: int) -> str:
    if total.is_capped or total.number > MOST_ROWS or total.number <= on_page:
        return ""
    return _("All %(count)s that match") % {"count": f"{total.number:,}"}
