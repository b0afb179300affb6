"""The workbook of a city: three lines that hold, one of them another's text in other words, and six with mistakes."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl

from tests.factories.sheets import results_workbook, row
from xinghe.project.demonstration.prose import Prose, rewrite, traditional, write
from xinghe.results.vocab import Category, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One city's results. No other city's texts resemble them."""

    city: str
    place: str
    title: str
    # Traditional in the workbook; looked for in Simplified, and by pinyin initials.
    traditional: str
    simplified: str
    initials: str
    rewritten: str

    @property
    def unit(self) -> str:
        """Who worked it out."""
        return f"{self.place[-3:-1]}示例甲有限公司"

    @property
    def other_unit(self) -> str:
        """Who handed it in once more."""
        return f"{self.place[-3:-1]}示例乙有限公司"


YICHANG = Story(
    city="yichang",
    place="宜昌市西陵区",
    title="皮带机托辊快换支架Ａ型",
    traditional="輸送帶自動糾偏裝置",
    simplified="输送带纠偏",
    initials="ssdzdjp",
    rewritten="托辊更换用移动支座",
)
XIANGYANG = Story(
    city="xiangyang",
    place="襄阳市樊城区",
    title="压铸机料筒对中工装Ａ型",
    traditional="壓鑄機料筒潤滑裝置",
    simplified="压铸机润滑",
    initials="yzjltrh",
    rewritten="料筒找正用定位夹具",
)
WUHAN = Story(
    city="wuhan",
    place="武汉市洪山区",
    title="变压器滤油管快接头Ａ型",
    traditional="變壓器濾油機轉運車",
    simplified="变压器转运车",
    initials="byqlyjz",
    rewritten="滤油管路免工具接头",
)
HUANGSHI = Story(
    city="huangshi",
    place="黄石市西塞山区",
    title="轧辊吊装防护护套Ａ型",
    traditional="軋輥冷卻噴嘴疏通針",
    simplified="轧辊喷嘴",
    initials="zglqpz",
    rewritten="吊装轧辊用软质包裹",
)


XIAOGAN = Story(
    city="xiaogan",
    place="孝感市孝南区",
    title="注塑模具换型快接板Ａ型",
    traditional="注塑機頂針潤滑裝置",
    simplified="注塑机顶针",
    initials="zsjdz",
    rewritten="模具更换用免螺栓板",
)
GONGAN = Story(
    city="gongan",
    place="荆州市公安县",
    title="印染机导布辊清洁刮板Ａ型",
    traditional="印染機導布輥除毛裝置",
    simplified="印染机导布",
    initials="yrjdb",
    rewritten="导布辊除垢用刮片",
)


def messy_workbook(story: Story) -> bytes:
    """As an office sends it: the header on the second line, full-width and Traditional characters, and mistakes."""

    def line(number: int, prose: Prose | None = None, **cells: str) -> dict[str, str]:
        told = prose or _prose(story, number)
        cells = {"unit": story.unit, "place": story.place} | cells
        return row(**cells) | {  # type: ignore[arg-type]  # titles and cells are all texts
            "问题背景": told.problem,
            "主要做法": told.solution,
            "创新点": told.innovation,
            "应用效果": told.effect,
        }

    first = _prose(story, 3)
    return results_workbook(
        line(3, first, title=story.title, 完成时间="２０２５年３月", 应用时间="２０２５年４月"),
        line(4, traditional(_prose(story, 4)), title=story.traditional, 类别="小發明"),
        line(5, rewrite(first, chance=Random(story.city)), title=story.rewritten, unit=story.other_unit),
        line(6, title="吊具防脱销", uscc_wrong=True),  # type: ignore[arg-type]  # the one switch
        line(7, title=story.title),
        line(8, title="可调式定位样板", 完成时间="2025-02-30"),
        line(9, title="关于进一步优化生产现场工器具定置摆放与班前检查流程的若干合理化建议"),
        line(10, title="快速装夹卡板", 类别="小创新"),
        line(11, title="组合式清渣铲", **{"完成人（贡献%）": "仉昶(60%)、亓栩(30%)"}),
    )


def good_workbook(city: str, place: str, *titles: str) -> bytes:
    """Lines that hold, one for each title."""
    told = [
        write(Field.ELECTRICAL, Category.SMALL_DESIGN, chance=Random(f"{city} {title}")) for title in titles
    ]
    return results_workbook(
        *(
            row(title=title, place=place, unit=f"{place[-3:-1]}示例丙有限公司")
            | {
                "问题背景": prose.problem,
                "主要做法": prose.solution,
                "创新点": prose.innovation,
                "应用效果": prose.effect,
            }
            for title, prose in zip(titles, told, strict=True)
        )
    )


# What is refused, in the order of the lines: line, column, and the code of the reason.
REFUSED = (
    (6, "统一社会信用代码", "uscc_checksum"),
    (7, "成果名称", "duplicate_in_file"),
    (8, "完成时间", "bad_date"),
    (9, "成果名称", "too_long"),
    (10, "类别", "unknown_choice"),
    (11, "完成人（贡献%）", "shares_total"),
)


def mend(workbook: Path, story: Story) -> None:
    """Correct every refused cell, as the remarks ask."""
    book = openpyxl.load_workbook(workbook)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    mended = (
        ("统一社会信用代码", row(title="", unit=story.unit)["统一社会信用代码"]),
        ("成果名称", "托辊检查用样板"),
        ("完成时间", "2025-02-28"),
        ("成果名称", "工器具定置摆放的建议"),
        ("类别", "小革新"),
        ("完成人（贡献%）", "仉昶(60%)、亓栩(40%)"),
    )
    for line, (column, value) in enumerate(mended, start=2):
        sheet.cell(line, columns[column]).value = value
    book.save(workbook)


def _prose(story: Story, number: int) -> Prose:
    return write(Field.MACHINERY, Category.SMALL_RENOVATION, chance=Random(f"{story.city} {number}"))
