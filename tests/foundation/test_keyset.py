"""All pages of a list, one after the other, are the list: both ways, with ties, to the microsecond."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Upper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinghe.accounts.models import Person
from xinghe.foundation.keyset import CursorBroken, Sort, capped_count, keyset_page

pytestmark = pytest.mark.django_db
IN_DATABASE = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
START = datetime(2026, 1, 1, tzinfo=UTC)
SORTS = st.builds(
    Sort, column=st.sampled_from(["id", "name", "joined_at", "staff_number"]), descending=st.booleans()
)


@pytest.fixture
def people(db: None):
    """Few names and instants a microsecond apart, so that most rows share a value with others."""
    Person.objects.bulk_create(
        Person(
            staff_number=f"K{number:03d}",
            name="甲乙丙"[number * 7 % 3],
            joined_at=START + timedelta(microseconds=number * 5 % 4),
        )
        for number in range(23)
    )
    return Person.objects.filter(staff_number__startswith="K")


def ordered(rows, sort: Sort) -> list[int]:
    mark = "-" if sort.descending else ""
    return list(rows.order_by(mark + sort.column, mark + "pk").values_list("pk", flat=True))


def dressed(rows):
    """What a list shows beside each row, joined to the rows of the page alone."""
    return rows.annotate(shown=Upper("name"))


@given(sort=SORTS, size=st.integers(1, 30), dress=st.sampled_from([None, dressed]))
@IN_DATABASE
def test_pages_joined_are_the_list_and_lead_back(people, sort, size, dress):
    pages, cursor = [], ""
    while True:
        page = keyset_page(people, sort, cursor=cursor, size=size, dressed=dress)
        pages.append([row.pk for row in page.rows])
        cursor = page.next_cursor
        if not cursor:
            break
    back, cursor = [pages[-1]], page.previous_cursor
    while cursor:
        page = keyset_page(people, sort, cursor=cursor, size=size, dressed=dress)
        back.insert(0, [row.pk for row in page.rows])
        cursor = page.previous_cursor

    assert [pk for page in pages for pk in page] == ordered(people, sort)
    assert {len(page) for page in pages[:-1]} <= {size}
    assert back == pages


def test_a_row_that_vanished_does_not_lose_the_place(people):
    sort = Sort(column="name")
    first = keyset_page(people, sort, size=5)
    people.filter(pk=first.rows[-1].pk).delete()

    after = keyset_page(people, sort, cursor=first.next_cursor, size=5)

    assert [row.pk for row in after.rows] == ordered(people, sort)[4:9]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("dress", [None, dressed])
def test_a_page_is_one_query(people, count, dress, django_assert_num_queries):
    rows = people.filter(pk__in=ordered(people, Sort(column="id"))[:count])

    with django_assert_num_queries(1):
        page = keyset_page(rows, Sort(column="name"), dressed=dress)
    assert {hasattr(row, "shown") for row in page.rows} == {dress is not None}


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
@IN_DATABASE
def test_whatever_stands_in_an_address_refuses_or_moves(people, cursor):
    _refuses_or_answers(people, cursor)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\x00"), st.just("\ud800")
    ),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@given(st.sampled_from(["after", "before", "aside", ""]), VALUES, VALUES, SORTS)
@IN_DATABASE
def test_a_cursor_somebody_wrote_refuses_or_moves(people, direction, value, number, sort):
    text = json.dumps([direction, value, number])
    _refuses_or_answers(people, base64.urlsafe_b64encode(text.encode()).decode(), sort)


def _refuses_or_answers(people, cursor: str, sort: Sort | None = None) -> None:
    sort = sort or Sort(column="name")
    try:
        page = keyset_page(people, sort, cursor=cursor, size=5)
    except CursorBroken:
        return
    found = [row.pk for row in page.rows]
    everything = ordered(people, sort)
    start = everything.index(found[0]) if found else 0
    assert found == everything[start : start + len(found)]


def test_a_count_stops_at_its_cap(people):
    exact, over = capped_count(people, cap=23), capped_count(people, cap=22)

    assert (exact.number, exact.is_capped) == (23, False)
    assert (over.number, over.is_capped) == (22, True)
