"""What makes a line of a results workbook good, and what is said where it is not."""

from datetime import date
from decimal import Decimal

import pytest

from xinghe.foundation.amounts import Amount, Qualifier
from xinghe.foundation.chinese_dates import Day, Precision
from xinghe.foundation.sheets import Cell, Header, HeaderMissing, find_header
from xinghe.results.rules.creators import Creator, read_creators
from xinghe.results.rules.rows import MESSAGES, CellError, ResultDraft, RowVerdict, check_row, check_rows
from xinghe.results.vocab import (
    BASIS_LABELS,
    BASIS_WORDS,
    CATEGORY_LABELS,
    CATEGORY_WORDS,
    COLUMNS,
    FIELD_LABELS,
    FIELD_WORDS,
    STAGE_LABELS,
    Basis,
    Category,
    Field,
    Stage,
)
from xinghe.unions.rules import PlaceBook

TITLES = tuple(column.titles[0] for column in COLUMNS)
NAMES = tuple(column.name for column in COLUMNS)
PLACES = PlaceBook.of(
    [
        ("420000", "湖北省", "", "province"),
        ("420800", "荆门市", "420000", "city"),
        ("420804", "掇刀区", "420800", "county"),
        ("421000", "荆州市", "420000", "city"),
        ("421003", "荆州区", "421000", "county"),
    ]
)
GOOD: dict[str, Cell] = {
    "number": 1.0,
    "title": "磨床砂轮自动修整装置",
    "category": "小革新",
    "field": "机械",
    "unit_name": "荆门示例珺洵有限公司",
    "uscc": "Ｙ１４２０８０４ＨＢ５ＮＮＰＥＫ２Ｄ",
    "place": "荊門市掇刀區",
    "creators": "仉 昶（60%），亓栩(40%)",
    "first_is_frontline": "是",
    "finished": "2025年2月",
    "applied": date(2025, 2, 7),
    "problem": "砂轮修整靠手工。\r\n精度不一。",
    "solution": "改为自动修整。",
    "innovation": "",
    "effect": "合格率由91%升到98%。",
    "benefit": "近600",
    "basis": "預計",
    "ip": "",
}


def header(*titles: str) -> Header:
    return find_header(iter([(3, titles or TITLES)]), wanted=COLUMNS)


def verdict(**changed: Cell) -> RowVerdict:
    cells = tuple((GOOD | changed)[name] for name in NAMES)
    return check_row(cells, line=4, header=header(), places=PLACES, seen={})


def refused(**changed: Cell) -> list[tuple[str, str]]:
    found = verdict(**changed)
    assert (found.draft is None) == bool(found.errors)
    return [(error.column, error.code) for error in found.errors]


def only_error(**changed: Cell) -> CellError:
    (error,) = verdict(**changed).errors
    return error


def test_a_good_line_becomes_a_clean_draft():
    assert verdict() == RowVerdict(
        line=4,
        errors=(),
        draft=ResultDraft(
            title="磨床砂轮自动修整装置",
            category=Category.SMALL_RENOVATION,
            field=Field.MACHINERY,
            unit_name="荆门示例珺洵有限公司",
            uscc="Y1420804HB5NNPEK2D",
            place_code="420804",
            creators=(
                Creator(name="仉昶", share=Decimal(60), position=1),
                Creator(name="亓栩", share=Decimal(40), position=2),
            ),
            first_is_frontline=True,
            finished=Day(date=date(2025, 2, 1), precision=Precision.MONTH),
            applied=Day(date=date(2025, 2, 7)),
            problem="砂轮修整靠手工。\n精度不一。",
            solution="改为自动修整。",
            innovation="",
            effect="合格率由91%升到98%。",
            benefit=Amount(yuan=Decimal(6_000_000), qualifier=Qualifier.NEARLY),
            basis=Basis.ESTIMATED,
            ip="",
            sheet_line=4,
        ),
    )


@pytest.mark.parametrize(
    "name",
    ["title", "category", "field", "unit_name", "uscc", "place", "creators", "first_is_frontline", "finished", "problem", "solution"],
)  # fmt: skip
def test_an_empty_cell_is_named(name: str):
    assert refused(**{name: " \u3000"}) == [(TITLES[NAMES.index(name)], "required")]


@pytest.mark.parametrize("name", ["number", "applied", "innovation", "effect", "ip"])
def test_some_cells_may_be_empty(name: str):
    assert refused(**{name: ""}) == []


def test_a_benefit_needs_its_basis_and_a_basis_needs_no_benefit():
    assert refused(basis="") == [("效益性质", "required")]
    assert refused(benefit="", basis="") == []
    assert verdict(benefit="").draft.basis is None


def test_all_reasons_are_given_in_the_order_of_the_columns():
    assert refused(title="长" * 31, uscc="Y1", creators="", applied="2024-01-01", benefit="很多") == [
        ("成果名称", "too_long"),
        ("统一社会信用代码", "uscc_checksum"),
        ("完成人（贡献%）", "required"),
        ("应用时间", "date_order"),
        ("年经济效益（万元）", "bad_amount"),
    ]


def test_columns_may_stand_in_any_order_and_errors_follow_them():
    titles = ("应用时间", *(title for title in TITLES if title != "应用时间"))
    cells = ("2024-01-01", *(GOOD[name] for name in NAMES if name != "applied"))

    found = check_row(
        cells,
        line=9,
        header=header(*titles),
        places=PLACES,
        seen={"Y1420804HB5NNPEK2D|磨床砂轮自动修整装置": 7},
    )

    assert [(error.row, error.column, error.code, error.value) for error in found.errors] == [
        (9, "应用时间", "date_order", "2024-01-01"),
        (9, "成果名称", "duplicate_in_file", "磨床砂轮自动修整装置"),
    ]


@pytest.mark.parametrize(
    ("changed", "suggestion", "sentence"),
    [
        ({"title": "长" * 31}, "", "“成果名称” counts 31; the form takes at most 30. Shorten it."),
        ({"category": "小创新"}, "小革新", "“小创新” is not among the choices. Write one of: 小发明、小创造、小革新、小设计、小建议."),
        ({"category": "革新"}, "小革新", "“革新” is not among the choices. Write one of: 小发明、小创造、小革新、小设计、小建议."),
        ({"basis": "己实现"}, "已实现", "“己实现” is not among the choices. Write one of: 已实现、预计."),
        ({"category": "机器"}, "", "“机器” is not among the choices. Write one of: 小发明、小创造、小革新、小设计、小建议."),
        (
            {"uscc": "Y1420804HB5NNPEK2E"}, "",
            "The credit code “Y1420804HB5NNPEK2E” fails its own check (18 characters of 18). Copy it again from the licence.",
        ),
        (
            {"place": "荆州"}, "荆州市、荆州区",
            "“荆州” is not one city or county of the province. Write the city and the county, such as 武汉市洪山区.",
        ),
        (
            {"place": "湖北省"}, "",
            "“湖北省” is not one city or county of the province. Write the city and the county, such as 武汉市洪山区.",
        ),
        ({"finished": "2025-02-30"}, "", "“2025-02-30” is not a date of the calendar. Write it like 2025-03-01 or 2025年3月."),
        (
            {"applied": "2025年1月"}, "",
            "Applied on 2025年1月, before it was finished on 2025年2月. Correct one of the two dates.",
        ),
        (
            {"creators": "仉昶(60%)、亓栩(30%)"}, "",
            "The shares make 90 %, not 100 %. Write each creator with a share, such as 仉昶(60%)、亓栩(40%).",
        ),
        (
            {"benefit": "若干万"}, "",
            "“若干万” is not one amount. Write a number in 万元, such as 120, 约120 or 近600; leave it empty if there is none.",
        ),
    ],
)  # fmt: skip
def test_each_reason_says_what_is_wrong_and_what_would_be_right(changed, suggestion, sentence):
    error = only_error(**changed)

    assert (error.suggestion, error.params["suggestion"]) == (suggestion, suggestion)
    assert error.message % error.params == sentence


def test_a_line_repeats_an_earlier_one_of_the_same_unit_whatever_its_spelling_or_fate():
    rows = [
        (4, tuple((GOOD | {"finished": "去年3月"})[name] for name in NAMES)),
        (5, tuple((GOOD | {"title": "磨床 砂輪自動修整裝置。"})[name] for name in NAMES)),
        (6, tuple((GOOD | {"uscc": "Y1420606XAE4KXFY61"})[name] for name in NAMES)),
        (7, ("", *("",) * 17)),
        (8, ("合计", "3项", *("",) * 16)),
    ]
    seen: dict[str, int] = {}

    found = list(check_rows(iter(rows), header=header(), places=PLACES, seen=seen))

    assert [
        (one.line, [(error.code, error.params.get("first")) for error in one.errors]) for one in found
    ] == [
        (4, [("bad_date", None)]),
        (5, [("duplicate_in_file", 4)]),
        (6, []),
    ]
    assert sorted(seen.values()) == [4, 6]


def test_the_unit_of_an_amount_is_the_one_in_the_columns_title():
    yuan = {}
    for title in ("年经济效益（元）", "年经济效益(萬元)", "年经济效益（亿元）", "经济效益"):
        titles = tuple(
            title if name == "benefit" else standard for name, standard in zip(NAMES, TITLES, strict=True)
        )
        cells = tuple((GOOD | {"benefit": 2.0})[name] for name in NAMES)
        yuan[title] = check_row(
            cells, line=4, header=header(*titles), places=PLACES, seen={}
        ).draft.benefit.yuan

    assert yuan == {
        "年经济效益（元）": 2, "年经济效益(萬元)": 20_000, "年经济效益（亿元）": 200_000_000, "经济效益": 20_000,
    }  # fmt: skip


def test_a_table_without_a_required_column_is_refused_as_a_whole():
    without = header(*(title for title in TITLES if title not in ("统一社会信用代码", "知识产权")))

    with pytest.raises(HeaderMissing) as whole:
        next(check_rows(iter([]), header=without, places=PLACES))

    assert whole.value.params == {"columns": "统一社会信用代码"}


def test_short_lines_are_lines_with_empty_cells():
    found = check_row(("1", "题目"), line=4, header=header(), places=PLACES, seen={})

    assert [error.code for error in found.errors] == ["required"] * 10


def test_prose_is_limited_by_the_room_it_takes():
    assert refused(problem="长" * 300) == refused(problem="x" * 600) == []
    assert refused(problem="长" * 301) == refused(problem="x" * 601) == [("问题背景", "too_long")]
    assert only_error(problem="长" * 301).value == "长" * 200


@pytest.mark.parametrize(
    ("text", "creators"),
    [
        ("仉昶(100%)", [("仉昶", "100")]),
        ("仉昶", [("仉昶", "100")]),
        ("张　三", [("张三", "100")]),
        ("仉昶(50%) 亓栩(30%) 逄砚(20%)", [("仉昶", "50"), ("亓栩", "30"), ("逄砚", "20")]),
        ("仉昶(50%)、亓栩（30％）；逄砚(20%)。", [("仉昶", "50"), ("亓栩", "30"), ("逄砚", "20")]),
        ("仉昶60%，亓栩40%", [("仉昶", "60"), ("亓栩", "40")]),
        ("仉昶：60，亓栩：40", [("仉昶", "60"), ("亓栩", "40")]),
        ("仉昶 60% 亓栩 40%", [("仉昶", "60"), ("亓栩", "40")]),
        (
            "仉昶(33.4%)\n亓栩(33.3%)\n阿卜杜拉·买买提(33.3%)",
            [("仉昶", "33.4"), ("亓栩", "33.3"), ("阿卜杜拉·买买提", "33.3")],
        ),
        ("John Smith (60%), 仉昶 (40%)", [("John Smith", "60"), ("仉昶", "40")]),
    ],
)
def test_creators_are_read_with_their_shares(text: str, creators: list[tuple[str, str]]):
    found = read_creators(text)

    assert [(one.name, str(one.share)) for one in found] == creators
    assert [one.position for one in found] == list(range(1, len(creators) + 1))


@pytest.mark.parametrize(
    "text", ["仉昶、亓栩", "(50%)", "仉昶(半)", "100%", "", "仉昶(50%)和", "仉昶(60%)、亓栩"]
)
def test_what_is_no_list_of_names_with_shares_is_not_guessed(text: str):
    assert read_creators(text) is None


def test_more_creators_than_the_form_takes_are_refused():
    six = "、".join(f"{name}(10%)" for name in "甲乙丙丁戊") + "、己(50%)"

    error = only_error(creators=six)

    assert (error.code, error.params["found"], error.params["limit"]) == ("too_long", 6, 5)
    assert refused(creators="甲(0%)、乙(100%)") == [("完成人（贡献%）", "shares_total")]


@pytest.mark.parametrize(
    ("words", "branch"),
    [("建筑", Field.CONSTRUCTION), ("建筑交通", Field.CONSTRUCTION), ("交通", Field.TRANSPORT), ("能源環保", Field.ENERGY_ENVIRONMENT),
     ("新材料", Field.NEW_MATERIALS), ("其它", Field.OTHER), ("电子 信息", Field.ELECTRONICS)],
)  # fmt: skip
def test_the_branch_is_read_in_every_spelling(words: str, branch: Field):
    assert verdict(field=words).draft.field is branch


@pytest.mark.parametrize(
    ("cell", "answer"), [("是", True), (True, True), ("√", True), ("否", False), ("×", False), (False, False)]
)
def test_yes_and_no_have_many_spellings(cell: Cell, answer: bool):
    assert verdict(first_is_frontline=cell).draft.first_is_frontline is answer


def test_every_word_has_a_label_and_every_code_a_sentence():
    assert [set(CATEGORY_LABELS), set(FIELD_LABELS), set(BASIS_LABELS), set(STAGE_LABELS)] == [
        set(Category), set(Field), set(Basis), set(Stage),
    ]  # fmt: skip
    assert [set(CATEGORY_WORDS), set(FIELD_WORDS), set(BASIS_WORDS)] == [
        set(Category),
        set(Field),
        set(Basis),
    ]
    assert list(MESSAGES) == [
        "required", "too_long", "unknown_choice", "uscc_checksum", "unknown_place", "bad_date", "date_order", "shares_total",
        "bad_amount", "duplicate_in_file", "outside_reach",
    ]  # fmt: skip
