"""Results workbooks as offices send them, with invented units."""

import io
from itertools import count

import xlsxwriter

from xinghe.unions.rules import make_uscc

HEADER = (
    "序号", "成果名称", "类别", "专业领域", "完成单位", "统一社会信用代码", "所在地区", "完成人（贡献%）",
    "第一完成人是否一线职工", "完成时间", "应用时间", "问题背景", "主要做法", "创新点", "应用效果",
    "年经济效益（万元）", "效益性质", "知识产权",
)  # fmt: skip
_numbers = count(1)


def row(
    *,
    title: str,
    place: str = "武汉市洪山区",
    unit: str = "武汉示例甲有限公司",
    uscc_wrong: bool = False,
    **cells: str,
) -> dict[str, str]:
    """One line; the unit's code is invented, valid, and always the same for the same unit."""
    body = "Y1420111" + f"{sum(map(ord, unit)):09d}"
    code = make_uscc(body)
    return {
        "序号": str(next(_numbers)),
        "成果名称": title,
        "类别": "小革新",
        "专业领域": "机械",
        "完成单位": unit,
        "统一社会信用代码": code[:-1] + ("0" if code[-1] != "0" else "1") if uscc_wrong else code,
        "所在地区": place,
        "完成人（贡献%）": "仉昶(60%)、亓栩(40%)",
        "第一完成人是否一线职工": "是",
        "完成时间": "2025-03-01",
        "应用时间": "2025年4月",
        "问题背景": "更换传动滚筒时需要四人抬运，劳动强度大，时间长，还有砸伤手脚的危险，班组多年没有解决。",
        "主要做法": "用报废的液压千斤顶和槽钢焊接成可移动的支撑小车，滚筒落在托架上由二人推出，托架高低可以调节。",
        "创新点": "托架带自锁，断压后不会下落。",
        "应用效果": "更换时间由四小时缩短为一小时，三年内没有发生工伤。",
        "年经济效益（万元）": "约12",
        "效益性质": "已实现",
        "知识产权": "",
        **cells,
    }


def results_workbook(*rows: dict[str, str]) -> bytes:
    """A workbook with a title line, a header on the second line, and these lines."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("汇总表")
    sheet.merge_range(0, 0, 0, len(HEADER) - 1, "职工“五小”成果申报汇总表（示例）")
    sheet.write_row(1, 0, HEADER)
    for line, cells in enumerate(rows, start=2):
        sheet.write_row(line, 0, [cells[title] for title in HEADER])
    book.close()
    return stream.getvalue()
