"""Where the table is inside a sheet, and which lines below are not rows of it."""

from itertools import count

import pytest

from xinghe.foundation.sheets import HeaderMissing, LineKind, WantedColumn, find_header, kind_of_line

WANTED = (
    WantedColumn(name="number", titles=("序号",), required=False),
    WantedColumn(name="title", titles=("成果名称", "项目名称")),
    WantedColumn(name="benefit", titles=("年经济效益（万元）",), required=False),
    WantedColumn(name="unit", titles=("完成单位",)),
    WantedColumn(name="place", titles=("所在地区",)),
)


def test_the_header_is_found_below_titles_by_what_it_says() -> None:
    rows = iter(
        [
            (1, ("2025年成果名称汇总表", "", "", "", "")),
            (2, ("填报单位：", "", "", "", "")),
            (3, ("序 号", "項目名稱", "完成\n单位 ", "年经济效益(萬元)", "备注", "成果名称", "")),
            (4, ("1", "x", "y", "", "", "", "")),
        ]
    )

    header = find_header(rows, wanted=WANTED)

    assert header.line == 3
    assert dict(header.positions) == {"number": 0, "title": 1, "unit": 2, "benefit": 3}
    assert dict(header.titles) == {
        "number": "序 号", "title": "項目名稱", "unit": "完成\n单位 ", "benefit": "年经济效益(萬元)",
    }  # fmt: skip
    assert (header.missing, header.duplicate, header.unknown) == (("所在地区",), ("成果名称",), ("备注",))
    assert next(rows) == (4, ("1", "x", "y", "", "", "", ""))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, ("成果名称", "", ""))],
        [(line, ("", "")) for line in range(1, 31)] + [(31, ("成果名称", "完成单位", "所在地区"))],
    ],
)
def test_a_sheet_without_a_header_is_refused(rows: list[tuple[int, tuple[str, ...]]]) -> None:
    with pytest.raises(HeaderMissing) as refused:
        find_header(iter(rows), wanted=WANTED)

    assert refused.value.params == {"columns": "成果名称、完成单位、所在地区"}


def test_only_the_first_lines_are_looked_at() -> None:
    endless = ((line, ("", "")) for line in count(1))

    with pytest.raises(HeaderMissing):
        find_header(endless, wanted=WANTED)

    assert next(endless)[0] == 31


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("", LineKind.BLANK),
        (" \u3000", LineKind.BLANK),
        ("合计", LineKind.TOTAL),
        ("合 计：", LineKind.TOTAL),
        ("總計", LineKind.TOTAL),
        ("小计", LineKind.TOTAL),
        ("本页小计", LineKind.TOTAL),
        ("合计：575项", LineKind.TOTAL),
        ("说明：本表一式三份", LineKind.NOTE),
        ("注：1.按名次填写", LineKind.NOTE),
        ("註：", LineKind.NOTE),
        ("备注1：", LineKind.NOTE),
        ("填表人：仉昶", LineKind.NOTE),
        ("填表人签字：", LineKind.NOTE),
        ("单位（盖章）：", LineKind.NOTE),
        ("联系电话：", LineKind.NOTE),
        ("1", LineKind.ROW),
        (1.0, LineKind.ROW),
        ("合计算法在配电网中的应用", LineKind.ROW),
        ("注塑机节能改造", LineKind.ROW),
        ("说明书自动生成装置", LineKind.ROW),
        ("总计量装置：改进", LineKind.ROW),
    ],
)
def test_the_first_words_tell_what_a_line_is(first: object, kind: LineKind) -> None:
    assert kind_of_line(("", first, "")) is kind
