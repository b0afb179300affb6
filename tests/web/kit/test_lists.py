"""What a listing makes of rows: columns that are chosen, cells by what they hold, the ways to take it away."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import override_settings

from xinghe.access.actor import Actor
from xinghe.foundation.amounts import Amount
from xinghe.foundation.chinese_dates import Day, Precision
from xinghe.foundation.keyset import Count, KeysetPage
from xinghe.foundation.sheets import OutKind
from xinghe.jobs.vocab import MOST_ROWS
from xinghe.web.kit import lists
from xinghe.web.kit.lists import ListColumn, Listing, count_words, enter_listing, find_listing, shown_cell
from xinghe.web.kit.parts import Badge


@dataclass(frozen=True)
class Thing:
    pk: int
    name: str
    size: int = 3
    note: str = ""


THINGS = [Thing(1, "甲", note="一"), Thing(2, "乙", size=1200)]
LISTING: Listing[Thing] = Listing(
    name="things",
    title="Things",
    page="desk:runs",
    columns=(
        ListColumn(key="name", label="Name", cell=lambda one: one.name),
        ListColumn(key="size", label="Size", cell=lambda one: one.size, kind="number"),
        ListColumn(key="note", label="Note", cell=lambda one: one.note, usual=False),
    ),
    numbers=lambda actor, query, limit: [one.pk for one in THINGS][:limit],
    rows=lambda actor, numbers: [one for one in THINGS if one.pk in numbers],
    url=lambda one: f"/things/{one.pk}/",
    sortable=("name",),
    keeps_views=False,
)
PAGE = KeysetPage(rows=tuple(THINGS), next_cursor="n", previous_cursor="")
NOBODY = Actor.public()


def shown(query="", **more):
    return LISTING.shown(QueryDict(query), NOBODY, PAGE, **more)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["name", "size"]),
        ("cols=note", ["name", "note"]),
        ("cols=note,size", ["name", "size", "note"]),
        ("cols=note&cols=size", ["name", "size", "note"]),
        ("cols=name", ["name"]),
        ("cols=nonsense", ["name", "size"]),
    ],
)
def test_columns_are_chosen_in_the_address(query, keys):
    assert [column.key for column in LISTING.chosen(QueryDict(query))] == keys


def test_a_page_shows_the_chosen_columns_and_says_which():
    page = shown("cols=note&sort=-name&after=x")

    assert [(column.label, column.sorted) for column in page.columns] == [
        ("Name", "descending"),
        ("Note", ""),
    ]
    assert [(row.number, row.url, row.title) for row in page.rows] == [
        (1, "/things/1/", "甲"),
        (2, "/things/2/", "乙"),
    ]
    assert [[cell.words for cell in row.cells] for row in page.rows] == [["一"], [""]]
    assert [(one.key, one.is_shown) for one in page.choices] == [("size", False), ("note", True)]
    assert page.kept == (("sort", "-name"),)
    assert page.usual_url == "?sort=-name"


def test_an_export_has_the_address_of_the_page_and_begins_at_the_first():
    urls = [place.url for place in shown("cols=note&after=x&q=a", more="run=7").exports]

    assert urls == [
        f"/desk/lists/things/export/?run=7&cols=note&q=a&format={form}" for form in ("xlsx", "csv", "ods")
    ]
    assert shown().exports[0].url == "/desk/lists/things/export/?format=xlsx"


def test_a_file_holds_numbers_as_numbers_and_the_columns_of_the_page():
    query = QueryDict("cols=size")

    assert [column.title for column in LISTING.file_columns(query)] == ["Name", "Size"]
    assert LISTING.file_row(THINGS[1], query, language="en") == ("乙", 1200)
    assert [column.title for column in LISTING.file_columns()] == ["Name", "Size", "Note"]


SUM = Amount(yuan=Decimal(120000))
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
MONTH = Day(date=date(2024, 5, 1), precision=Precision.MONTH)


@pytest.mark.parametrize(
    ("value", "on_screen", "in_file"),
    [
        ("<b>", "<b>", "<b>"),
        (None, "", None),
        (1200, "1,200", 1200),
        (True, "yes", True),
        (SUM, '<data value="120000.00" title="120,000 yuan">', Decimal("120000.00")),
        (AT, '<time datetime="2026-03-02T09:30:00+08:00">2026-03-02 09:30</time>', "2026-03-02 09:30"),
        (date(2024, 2, 7), '<time datetime="2024-02-07">7 February 2024</time>', "2024-02-07"),
        (Badge(word="late", tone="bad"), '<span class="badge is-bad">late</span>', "late"),
    ],
)
def test_a_cell_is_shown_and_written_by_what_it_holds(value, on_screen, in_file):
    from django.utils import translation

    column = ListColumn(key="x", label="x", cell=lambda one: value)
    with translation.override("en"):
        assert shown_cell(value).startswith(on_screen)
        assert column.file_cell(None, language="en") == in_file


def test_a_day_is_written_as_precisely_as_it_is_known():
    column = ListColumn(key="x", label="x", cell=lambda one: MONTH)

    assert column.file_cell(None, language="zh-hans") == "2024年5月"


def test_a_date_column_holds_dates_and_a_fuller_value_wins():
    dated = ListColumn(key="x", label="x", cell=lambda one: date(2024, 2, 7), out=OutKind.DATE)
    fuller = ListColumn(key="x", label="x", cell=lambda one: "short", filed=lambda one: "in full")

    assert dated.file_cell(None, language="en") == date(2024, 2, 7)
    assert fuller.file_cell(None, language="en") == "in full"


@pytest.mark.parametrize(
    ("total", "offered"),
    [
        (Count(number=3, is_capped=False), True),
        (Count(number=2, is_capped=False), False),
        (Count(number=MOST_ROWS, is_capped=True), False),
        (None, False),
    ],
)
def test_all_that_match_is_offered_where_it_is_more_than_the_page_and_may_be_acted_on(
    total, offered, monkeypatch
):
    monkeypatch.setattr(lists, "bulk_acts_on", lambda subject, actor: ("an act",))
    listing = Listing(**{name: getattr(LISTING, name) for name in LISTING.__slots__} | {"subject": "x"})

    assert bool(listing.shown(QueryDict(), NOBODY, PAGE, total=total).all_words) is offered


def test_without_a_subject_nothing_is_acted_on():
    assert shown(total=Count(number=9, is_capped=False)).acts == ()


def test_a_list_is_found_by_its_name(monkeypatch):
    monkeypatch.setattr(lists, "_LISTINGS", {})
    enter_listing(LISTING)

    assert find_listing("things") is LISTING
    assert find_listing("nothing") is None
    with pytest.raises(ValueError, match="things"):
        enter_listing(
            Listing(**{name: getattr(LISTING, name) for name in LISTING.__slots__} | {"page": "desk:today"})
        )


@override_settings(LANGUAGE_CODE="en")
def test_a_count_beyond_the_cap_says_so():
    assert count_words(Count(number=1200, is_capped=False)) == "1,200"
    assert count_words(Count(number=5000, is_capped=True)) == "5,000+"
