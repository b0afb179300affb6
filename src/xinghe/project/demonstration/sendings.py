"""What the unions of the demonstration province sent in from 2021 to 2025, line by line, as it will stand in workbooks.

Planned here from a seed, without a database; ``province`` carries it out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.people import PROVINCE, people_names, works_of
from xinghe.project.demonstration.prose import Prose, rewrite, traditional, write
from xinghe.results.vocab import BASIS_WORDS, CATEGORY_WORDS, FIELD_WORDS, Basis, Category, Field, Stage
from xinghe.texts.vocab import Ruling
from xinghe.unions.rules import PlaceBook

YEARS: Final = range(2021, 2026)
_SHARES: Final = ((100,), (60, 40), (70, 30), (50, 30, 20), (40, 30, 20, 10), (40, 20, 20, 10, 10))
# A text is drawn again while it has more stretches of so many characters in common with an earlier one.
_STRETCH: Final = 5
_MOST_SHARED: Final = 9

Cells = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """That a line was written from another union's earlier one, how, and what an officer said of it."""

    of: tuple[int, int]  # number of the sending, number of its line
    way: str
    ruling: Ruling | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a workbook: its cells by column, how far its result comes, and what is wrong if it is refused."""

    cells: Cells
    stage: Stage = Stage.RECORDED
    is_returned_once: bool = False
    copy: Copy | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A workbook: from which union, by whom, when, and who looks at its lines afterwards."""

    file_name: str
    heading: str
    union: str
    sender: str
    checker: str
    publisher: str
    received_at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """A union that sends workbooks: in which years, how many lines, and of whom."""

    union: str
    name: str
    sender: str
    checker: str
    lines: int
    covers: Callable[[Firm], bool]
    years: tuple[int, ...] = tuple(YEARS)


def _below(*codes: str) -> Callable[[Firm], bool]:
    """Firms in these cities and their counties and zones."""
    heads = tuple(code if code.startswith("4290") else code[:4] for code in codes)
    return lambda firm: firm.place_code.removeprefix("X-").startswith(heads)


def _at(code: str) -> Callable[[Firm], bool]:
    return lambda firm: firm.place_code == code


def _under(above: str) -> Callable[[Firm], bool]:
    return lambda firm: firm.above == above


def _desks(firms: tuple[Firm, ...], groups: tuple[Firm, ...]) -> tuple[_Desk, ...]:
    works = works_of(firms)
    own = next(group for group in groups if group.uscc == works.above)
    other, zone, industry = groups[0], "X-420100-01", "湖北省机械冶金建材工会"
    first, second = "demo-provincial", "demo-provincial-2"
    cities = (
        ("420100", "武汉市", "demo-420100", 13), ("420200", "黄石市", "demo-420200", 9),
        ("420500", "宜昌市", "demo-city", 12), ("420600", "襄阳市", "demo-420600", 11),
        ("420900", "孝感市", "demo-420900", 8), ("421000", "荆州市", "demo-421000", 9),
        ("422800", "恩施州", "demo-422800", 8), ("429004", "仙桃市", "demo-429004", 7),
    )  # fmt: skip
    sending = {code for code, *_ in cities}
    rest = tuple(
        sorted({firm.place_code.removeprefix("X-")[:4] + "00" for firm in firms} - sending - {"429000"})
    )
    return (
        *(
            _Desk(union=code, name=name, sender=sender, checker=first, lines=lines, covers=_below(code))
            for code, name, sender, lines in cities
        ),
        _Desk(
            union=PROVINCE,
            name="其他市州",
            sender=second,
            checker=first,
            lines=18,
            covers=_below(*rest, "429005", "429006", "429021"),
        ),
        *(
            _Desk(
                union=union,
                name=name,
                sender=sender,
                checker=checker,
                lines=lines,
                covers=covers,
                years=years,
            )
            for union, name, sender, checker, lines, covers, years in (
                ("420583", "枝江市", "demo-county", "demo-city", 8, _at("420583"), (2022, 2023, 2025)),
                ("420111", "洪山区", "demo-420111", "demo-420100", 8, _at("420111"), (2022, 2024, 2025)),
                (zone, "东湖高新区", f"demo-{zone.lower()}", "demo-420100", 9, _at(zone), (2023, 2024, 2025)),
                (own.uscc, own.name, "demo-enterprise", first, 10, _under(own.uscc), (2021, 2023, 2025)),
                (other.uscc, other.name, "demo-enterprise-2", first, 8, _under(other.uscc), (2022, 2024)),
                (industry, industry, "demo-industry", first, 6, _under(industry), (2023, 2025)),
                (works.uscc, works.name, "demo-unit", "demo-county", 5, works.__eq__, (2024, 2025)),
            )
        ),
    )


class _Distinct:
    """Knows every text so far by its stretches, so that likeness in the province is always on purpose."""

    def __init__(self) -> None:
        self._holders: dict[str, list[int]] = {}
        self._texts = 0
        self.titles: set[str] = set()

    def takes(self, prose: Prose) -> bool:
        """Keep the text, unless it resembles one that was kept or has its title."""
        stretches = _stretches(prose)
        shared: dict[int, int] = {}
        for stretch in stretches:
            for holder in self._holders.get(stretch, ()):
                shared[holder] = shared.get(holder, 0) + 1
        if prose.title in self.titles or max(shared.values(), default=0) > _MOST_SHARED:
            return False
        self.titles.add(prose.title)
        for stretch in stretches:
            self._holders.setdefault(stretch, []).append(self._texts)
        self._texts += 1
        return True


def _stretches(prose: Prose) -> set[str]:
    text = prose.problem + prose.solution + prose.innovation + prose.effect
    return {text[at : at + _STRETCH] for at in range(len(text) - _STRETCH + 1)}


def sendings(
    chance: Random, *, firms: tuple[Firm, ...], groups: tuple[Firm, ...], places: PlaceBook
) -> tuple[Sending, ...]:
    """Everything that was sent, in the order of time."""
    distinct = _Distinct()
    planned: list[Sending] = []
    texts: list[list[Prose]] = []
    for year in YEARS:
        for desk in _desks(firms, groups):
            if year not in desk.years:
                continue
            own = [firm for firm in firms if desk.covers(firm)]
            proses: list[Prose] = []
            lines: list[Line] = []
            for number in range(desk.lines):
                firm = own[number % len(own)]
                category = drawn_category(chance)
                field = firm.field if chance.random() < 0.8 else chance.choice(list(Field))
                prose = write(field, category, chance=chance)
                while not distinct.takes(prose):
                    prose = write(field, category, chance=chance)
                if chance.random() < 0.01:
                    prose = traditional(prose)
                proses.append(prose)
                cells = cells_of(prose, firm, field, category, year, chance, places)
                lines.append(
                    Line(cells=cells, stage=_stage(year, chance), is_returned_once=chance.random() < 0.01)
                )
            planned.append(
                Sending(
                    file_name=f"{year}年{desk.name}五小成果汇总表.xlsx",
                    heading=f"{year}年职工“五小”成果汇总表（示例数据：人员、单位均为虚构）",
                    union=desk.union,
                    sender=desk.sender,
                    checker=desk.checker,
                    publisher="demo-provincial" if desk.checker != "demo-provincial" else "demo-provincial-2",
                    received_at=_moment(date(year, 11, 3) + timedelta(days=chance.randrange(24)), chance),
                    lines=tuple(lines),
                )
            )  # fmt: skip
            texts.append(proses)
    _copy_some(planned, texts, chance)
    _spoil_some(planned)
    return tuple(sorted(planned, key=lambda sending: sending.received_at))


def drawn_category(chance: Random) -> Category:
    """One of the five, renovations most often."""
    return chance.choices(list(Category), weights=(3, 3, 6, 3, 4))[0]


def cells_of(
    prose: Prose, firm: Firm, field: Field, category: Category, year: int, chance: Random, places: PlaceBook
) -> Cells:
    """A line of the form: a result of this firm finished in or shortly before the year."""
    shares = chance.choice(_SHARES)
    names = people_names(chance, len(shares))
    finished = date(year - 1, 12, 1) + timedelta(days=chance.randrange(320))
    applied = finished + timedelta(days=chance.randrange(5, 60))
    money, basis = _benefit(chance)
    rights = chance.choices(
        ("", "实用新型专利1项", "发明专利申请1项", "软件著作权1项", "企业标准1项"), weights=(70, 15, 5, 5, 5)
    )[0]
    return {
        "title": prose.title,
        "category": CATEGORY_WORDS[category][0],
        "field": FIELD_WORDS[field][0],
        "unit_name": firm.name,
        "uscc": firm.uscc,
        "place": places.full_name(places.places[firm.place_code]),
        "creators": "、".join(f"{name}({share}%)" for name, share in zip(names, shares, strict=True)),
        "first_is_frontline": "是" if chance.random() < 0.9 else "否",
        "finished": _written(finished, chance),
        "applied": applied.isoformat() if chance.random() < 0.85 else "",
        "problem": prose.problem,
        "solution": prose.solution,
        "innovation": prose.innovation,
        "effect": prose.effect,
        "benefit": money,
        "basis": basis,
        "ip": rights,
    }  # fmt: skip


def _written(day: date, chance: Random) -> str:
    """A date in one of the spellings that offices use."""
    spellings = (
        day.isoformat(),
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月",
    )
    return chance.choice(spellings)


def _benefit(chance: Random) -> tuple[str, str]:
    """An amount in 万元 as people qualify it, and whether it has been had; or neither."""
    if chance.random() < 0.25:
        return "", ""
    exact = round(chance.lognormvariate(2.6, 1.1) + 0.2, 1)
    rounded = max(1, round(exact))
    money = chance.choices(
        (f"{exact:g}", f"约{rounded}", f"近{rounded * 10}", f"{rounded}余", f"超{rounded * 10}"), weights=(55, 15, 10, 12, 8)
    )[0]  # fmt: skip
    return money, BASIS_WORDS[Basis.REALISED if chance.random() < 0.7 else Basis.ESTIMATED][0]


def _stage(year: int, chance: Random) -> Stage:
    stages = (Stage.PUBLISHED, Stage.CLEARED, Stage.RECORDED, Stage.WITHDRAWN)
    return chance.choices(stages, weights=(60, 20, 20, 0) if year == YEARS[-1] else (96, 2, 1, 1))[0]


def _moment(day: date, chance: Random) -> datetime:
    """Some minute of the working hours of a day, moved to Monday from a weekend."""
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(480))


def working_moment(after: datetime, *, days: int, minutes: int) -> datetime:
    """An instant some days later, on a working day; the minutes keep the order of a pile."""
    day = after + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return day + timedelta(minutes=minutes)


# How a later text came about, and what was said of it. None: nobody has looked yet.
_COPIES: Final = (
    ("rewrite", Ruling.COPIED), ("verbatim", Ruling.COPIED), ("traditional", Ruling.SAME_WORK), ("rewrite", Ruling.IMPROVED),
    ("section", Ruling.INDEPENDENT), ("rewrite", Ruling.COPIED), ("rewrite", None), ("verbatim", None), ("traditional", None),
    ("section", None), ("rewrite", None), ("rewrite", None), ("section", None), ("traditional", None),
)  # fmt: skip
_AFTER_RULING: Final = {
    Ruling.COPIED: Stage.WITHDRAWN,
    Ruling.SAME_WORK: Stage.WITHDRAWN,
    Ruling.IMPROVED: Stage.PUBLISHED,
    Ruling.INDEPENDENT: Stage.PUBLISHED,
    None: Stage.RECORDED,
}


def _copy_some(planned: list[Sending], texts: list[list[Prose]], chance: Random) -> None:
    """Let some lines be written from earlier ones of another union: those ruled on lie years back, the others in the last."""
    used: set[tuple[int, int]] = set()
    for way, ruling in _COPIES:
        years = (2025,) if ruling is None else (2022, 2023, 2024)
        while True:
            at = chance.randrange(len(planned))
            own, number = planned[at], chance.randrange(len(planned[at].lines))
            line = own.lines[number]
            sources = [
                (other, row)
                for other, sending in enumerate(planned)
                if sending.received_at.year < own.received_at.year and sending.union != own.union
                for row, candidate in enumerate(sending.lines)
                if candidate.cells["field"] == line.cells["field"]
                and candidate.cells["uscc"] != line.cells["uscc"]
                and candidate.copy is None
                and (other, row) not in used
                and candidate.stage is Stage.PUBLISHED
            ]
            if own.received_at.year in years and line.copy is None and sources:
                break
        of = chance.choice(sources)
        used.add(of)
        told = _told_again(texts[of[0]][of[1]], texts[at][number], way, chance)
        cells = line.cells | {
            "problem": told.problem,
            "solution": told.solution,
            "innovation": told.innovation,
            "effect": told.effect,
        }
        copied = replace(
            line,
            cells=cells,
            stage=_AFTER_RULING[ruling],
            is_returned_once=False,
            copy=Copy(of=of, way=way, ruling=ruling),
        )
        planned[at] = replace(own, lines=(*own.lines[:number], copied, *own.lines[number + 1 :]))


def _told_again(source: Prose, own: Prose, way: str, chance: Random) -> Prose:
    if way == "rewrite":
        return rewrite(source, chance=chance)
    if way == "traditional":
        return traditional(source)
    if way == "section":
        return replace(own, innovation=source.innovation, effect=source.effect)
    return replace(source, effect=own.effect)


def _spoil_some(planned: list[Sending]) -> None:
    """Add to the last workbook of the demonstration's city one line for each mistake that is refused, and a repeated one."""
    at = max(n for n, sending in enumerate(planned) if sending.sender == "demo-city")
    good = [line.cells for line in planned[at].lines]
    spoilt: tuple[tuple[str, Cells], ...] = (
        ("required", {"creators": ""}),
        ("too_long", {"title": "关于进一步优化生产现场工器具定置摆放与班前检查流程的若干合理化建议"}),
        ("unknown_choice", {"category": "小创新"}),
        ("uscc_checksum", {"uscc": good[3]["uscc"][:-2] + good[3]["uscc"][-2:][::-1]}),
        ("unknown_place", {"place": "江北市高新区"}),
        ("bad_date", {"finished": "2025-02-30"}),
        ("date_order", {"finished": "2025-06-01", "applied": "2024-06-01"}),
        ("shares_total", {"creators": "亓栩(60%)、仉昶(30%)"}),
        ("bad_amount", {"benefit": "若干"}),
    )
    wrong = [
        Line(cells=good[n % len(good)] | {"title": f"示例错误行：{code}"} | cells, wrong=code)
        for n, (code, cells) in enumerate(spoilt)
    ]
    wrong.append(Line(cells=good[0], wrong="duplicate_in_file"))
    planned[at] = replace(planned[at], lines=(*planned[at].lines, *wrong))
