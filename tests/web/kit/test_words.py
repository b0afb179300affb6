"""How numbers, days, texts and refusals are written into a page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from xinghe.foundation.amounts import Amount, Qualifier
from xinghe.foundation.chinese_dates import parse_day
from xinghe.foundation.errors import Refusal
from xinghe.web.kit.parts import Badge, Side, Span
from xinghe.web.kit.templatetags import kit


class TwoLeft(Refusal):
    message = "%(left)s of %(limit)s are left."


def test_marked_text_is_still_escaped():
    assert kit.highlight("<b>机械臂</b>", "机械臂") == "&lt;b&gt;<mark>机械臂</mark>&lt;/b&gt;"


def test_a_term_is_text_and_never_a_pattern():
    assert kit.highlight("a.c abc", "a.c") == "<mark>a.c</mark> abc"


def test_the_longest_term_wins_and_case_does_not_matter():
    assert kit.highlight("PLC控制", ["plc", "plc控制"]) == "<mark>PLC控制</mark>"


@pytest.mark.parametrize("nothing", ["", "  ", None, [], [""]])
def test_without_terms_a_text_is_only_escaped(nothing):
    assert kit.highlight("<i>", nothing) == "&lt;i&gt;"


def test_passages_are_linked_to_their_partners_and_escaped():
    side = Side(title="", text="a<b>c", spans=(Span(start=1, end=4, number=1),))

    assert kit.passages(side, "x-a", "x-b") == (
        'a<a class="passage" id="x-a-1" href="#x-b-1">&lt;b&gt;&#8288;<sup>1</sup></a>c'
    )


@pytest.mark.parametrize("places", [[(0, 3), (2, 4)], [(3, 3)], [(2, 9)], [(3, 4), (0, 2)]])
def test_passages_that_overlap_or_leave_the_text_are_no_evidence(places):
    spans = tuple(Span(start=start, end=end, number=at) for at, (start, end) in enumerate(places, 1))

    with pytest.raises(ValueError, match="passage"):
        Side(title="", text="12345", spans=spans)


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("zh-hans", 9999, "9,999"),
        ("zh-hans", 1004217, '<data value="1004217" title="1,004,217">100.4万</data>'),
        ("zh-hans", 120000000, '<data value="120000000" title="120,000,000">1.2亿</data>'),
        ("zh-hant", 10000, '<data value="10000" title="10,000">1萬</data>'),
        ("en", 1004217, '<data value="1004217" title="1,004,217">1 m</data>'),
        ("zh-hans", 99_999_499, '<data value="99999499" title="99,999,499">9,999.9万</data>'),
        ("zh-hans", 99_999_500, '<data value="99999500" title="99,999,500">1亿</data>'),
        ("en", 999_949_999, '<data value="999949999" title="999,949,999">999.9 m</data>'),
        ("en", 999_950_000, '<data value="999950000" title="999,950,000">1 bn</data>'),
    ],
)
def test_a_large_number_is_said_as_people_say_it(language, value, shown):
    with translation.override(language):
        assert kit.count_short(value) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh-hans", ("近600万元", 'title="6,000,000元"', "2024年5月21日", "2024年5月")),
        ("zh-hant", ("近600萬元", 'title="6,000,000元"', "2024年5月21日", "2024年5月")),
        ("en", ("nearly ¥6 million", 'title="6,000,000 yuan"', "21 May 2024", "May 2024")),
    ],
)
def test_amounts_and_days_are_said_in_each_language(language, shown):
    money, title, exact_day, month = shown

    with translation.override(language):
        amount = kit.amount(Amount(yuan=Decimal(6_000_000), qualifier=Qualifier.NEARLY))
        assert amount == f'<data value="6000000.00" {title}>{money}</data>'
        assert kit.day(date(2024, 5, 21)) == f'<time datetime="2024-05-21">{exact_day}</time>'
        assert kit.day(parse_day("2024年5月21日")) == exact_day
        assert kit.day(parse_day("2024年5月")) == month


def test_an_amount_keeps_its_exact_yuan_in_the_title():
    with translation.override("zh-hans"):
        shown = kit.amount(Amount(yuan=Decimal("5987654.30"), qualifier=Qualifier.NEARLY))

    assert shown.startswith('<data value="5987654.30" title="5,987,654.30')
    assert shown.endswith("</data>")


@pytest.mark.parametrize("show", [kit.amount, kit.day, kit.instant])
def test_what_is_not_known_is_a_dash(show):
    assert show(None) == "—"


def test_a_day_is_shown_as_precisely_as_it_is_known():
    with translation.override("zh-hans"):
        assert kit.day(date(2024, 5, 21)) == '<time datetime="2024-05-21">2024年5月21日</time>'
        assert kit.day(parse_day("2024年5月")) == "2024年5月"


def test_an_instant_is_shown_by_the_wall_clock_of_the_installation():
    assert kit.instant(datetime(2025, 6, 3, 17, 30, tzinfo=UTC)) == (
        '<time datetime="2025-06-04T01:30:00+08:00">2025-06-04 01:30</time>'
    )


def test_a_badge_has_a_word_beside_its_colour():
    assert (
        kit.badge(Badge(word="<已发布>", tone="good")) == '<span class="badge is-good">&lt;已发布&gt;</span>'
    )
    assert kit.badge("已登记") == '<span class="badge">已登记</span>'


def test_a_refusal_is_a_sentence_with_its_numbers():
    assert kit.sentence(TwoLeft(left=2, limit=5)) == "2 of 5 are left."


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ('"><script>', ""), (None, "")])
def test_a_preference_is_one_of_those_known_or_nothing(rf, cookie, theme):
    request = rf.get("/")
    if cookie:
        request.COOKIES["theme"] = cookie

    assert kit.preference({"request": request}, "theme") == theme
