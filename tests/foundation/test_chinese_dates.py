"""How dates from forms and spreadsheets are read, compared and written."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.foundation.chinese_dates import DateUnreadable, Day, Precision, format_day, parse_day

DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR


@pytest.mark.parametrize(
    ("written", "stated", "precision"),
    [
        ("2024-02-07", date(2024, 2, 7), DAY),
        ("2024/2/7", date(2024, 2, 7), DAY),
        ("2024.5.21", date(2024, 5, 21), DAY),
        ("20240521", date(2024, 5, 21), DAY),
        (20240521, date(2024, 5, 21), DAY),
        ("2024年2月7日", date(2024, 2, 7), DAY),
        ("2024年2月7", date(2024, 2, 7), DAY),
        ("2024 年 2 月 7 號", date(2024, 2, 7), DAY),
        ("２０２４．５．２１", date(2024, 5, 21), DAY),
        ("2024－2－7", date(2024, 2, 7), DAY),
        ("二〇二四年五月二十一日", date(2024, 5, 21), DAY),
        ("二○二四年十二月三十号", date(2024, 12, 30), DAY),
        ("2024-02-07 00:00:00", date(2024, 2, 7), DAY),
        ("2024-02-07T08:30:00+08:00", date(2024, 2, 7), DAY),
        ("2024/2/7 0:00", date(2024, 2, 7), DAY),
        (45413, date(2024, 5, 1), DAY),
        (45413.75, date(2024, 5, 1), DAY),
        ("45413", date(2024, 5, 1), DAY),
        (date(2024, 5, 1), date(2024, 5, 1), DAY),
        (datetime(2024, 5, 1, 9, 30), date(2024, 5, 1), DAY),
        ("2024年2月", date(2024, 2, 1), MONTH),
        ("2024年2月份", date(2024, 2, 1), MONTH),
        ("2024-02", date(2024, 2, 1), MONTH),
        ("2024.10", date(2024, 10, 1), MONTH),
        (2024.5, date(2024, 5, 1), MONTH),
        (2024.12, date(2024, 12, 1), MONTH),
        ("202405", date(2024, 5, 1), MONTH),
        ("二〇二四年五月", date(2024, 5, 1), MONTH),
        ("2024年", date(2024, 1, 1), YEAR),
        ("2024", date(2024, 1, 1), YEAR),
        (2024.0, date(2024, 1, 1), YEAR),
    ],
)
def test_a_date_is_read_to_the_precision_it_was_written_in(
    written: object, stated: date, precision: Precision
) -> None:
    assert parse_day(written) == Day(date=stated, precision=precision)


@pytest.mark.parametrize("written", ["", " \u3000", None])
def test_nothing_is_no_date(written: object) -> None:
    assert parse_day(written) is None


@pytest.mark.parametrize(
    "written",
    ["2025-02-30", "20241301", "去年3月", "2024年13月", "2024年2月30日", "1948-12-31", "2101-01-01", "24年5月", "24.5.21",
     "2024-2/7", "2024521", "五月", "2024年五十月", "二四年五月", "千年", "2024-00-10", "2024年0月", 2024.1, 12, -45413, 99999,
     float("nan"), float("inf"), True, Decimal("1E+30"), "99999999", "2024.5.21.3", "2024年年", object],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_refused(written: object) -> None:
    with pytest.raises(DateUnreadable) as refused:
        parse_day(written)

    assert refused.value.code == "bad_date"
    assert refused.value.params == {"value": str(written)}


@pytest.mark.parametrize(
    ("applied", "finished", "out_of_order"),
    [
        ("2025年2月", "2025-02-07", False),
        ("2025-02-07", "2025年2月", False),
        ("2025年", "2025-12-31", False),
        ("2025年1月", "2025-02-07", True),
        ("2024-06-01", "2025-06-01", True),
        ("2025-06-01", "2025-06-01", False),
        ("2024年", "2025年1月", True),
    ],
)
def test_only_a_certain_order_is_an_order(applied: str, finished: str, out_of_order: bool) -> None:
    one, other = parse_day(applied), parse_day(finished)

    assert one is not None and other is not None
    assert one.surely_before(other) is out_of_order


def test_a_date_shows_no_more_than_it_knows() -> None:
    days = [Day(date=date(2024, 2, 7), precision=precision) for precision in (DAY, MONTH, YEAR)]

    assert [format_day(day) for day in days] == ["2024年2月7日", "2024年2月", "2024年"]
    assert [format_day(day, "en") for day in days] == ["7 February 2024", "February 2024", "2024"]
    assert [day.last for day in days] == [date(2024, 2, 7), date(2024, 2, 29), date(2024, 12, 31)]


DAYS = st.builds(
    Day,
    date=st.dates(min_value=date(1949, 1, 1), max_value=date(2100, 12, 31)),
    precision=st.sampled_from(Precision),
)


@given(DAYS)
def test_what_is_written_reads_back(day: Day) -> None:
    assert parse_day(format_day(day)) == day


@given(st.dates(min_value=date(1949, 1, 1), max_value=date(2100, 12, 31)))
def test_every_spelling_of_a_day_is_the_same_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = [day.isoformat(), f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", serial, day]

    assert [parse_day(spelling) for spelling in spellings] == [Day(date=day)] * 5


@given(st.one_of(st.text(max_size=14, alphabet="0123456789年月日-/.一二十〇去 "), st.floats(), st.integers()))
def test_anything_is_read_or_refused_and_nothing_else(written: object) -> None:
    try:
        parse_day(written)
    except DateUnreadable:
        return


def test_a_stored_word_for_the_precision_is_as_good_as_the_member():
    assert Day(date=date(2024, 2, 7), precision="day") == Day(date=date(2024, 2, 7))
