"""The invented firms of the demonstration province. 示例 in a name and Y1 at the head of a code say so."""

from dataclasses import dataclass
from random import Random
from typing import Final

from xinghe.project.demonstration.trades import TRADES
from xinghe.results.vocab import Field
from xinghe.unions.rules import make_uscc
from xinghe.unions.rules.uscc import ALPHABET
from xinghe.unions.vocab import UnionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """One firm and its union: where it lies, and under whom it stands on the industry line if it does."""

    name: str
    uscc: str
    kind: UnionKind
    place_code: str
    field: Field
    # The credit code of a large enterprise, the name of an industry union, or nothing.
    above: str = ""


# Where the firms lie, how many of them, and the name of the place as firms there bear it.
_PLACES: Final = (
    ("420111", 3, "武汉"), ("X-420100-01", 3, "武汉"), ("420102", 2, "武汉"), ("420115", 2, "武汉"),
    ("420202", 2, "黄石"), ("420281", 3, "大冶"), ("420302", 2, "十堰"), ("420381", 1, "丹江口"),
    ("420583", 4, "枝江"), ("420502", 2, "宜昌"), ("X-420500-01", 2, "宜昌"), ("420606", 3, "襄阳"), ("420683", 2, "枣阳"),
    ("X-420600-01", 2, "襄阳"), ("420704", 2, "鄂州"), ("420804", 2, "荆门"), ("420902", 2, "孝感"), ("420984", 2, "汉川"),
    ("421002", 3, "荆州"), ("421083", 2, "洪湖"), ("421102", 1, "黄冈"), ("421181", 1, "麻城"), ("421202", 2, "咸宁"),
    ("421303", 2, "随州"), ("422801", 2, "恩施"), ("422802", 2, "利川"), ("429004", 3, "仙桃"), ("429005", 2, "潜江"),
    ("429006", 1, "天门"), ("429021", 1, "神农架"),
)  # fmt: skip
_COINED: Final = "砺泽昱衡朔琮霖屹骁翎沅澧曜钰旻煜"
_LARGE: Final = (
    ("江汉示例重型装备集团", Field.MACHINERY),
    ("荆楚示例汽车集团", Field.TRANSPORT),
    ("三峡示例清洁能源集团", Field.ENERGY_ENVIRONMENT),
    ("楚天示例通信集团", Field.ELECTRONICS),
    ("汉水示例新材料集团", Field.NEW_MATERIALS),
    ("鄂东示例电力集团", Field.ELECTRICAL),
)
# Under which industry union a firm of a field may stand besides its county.
_INDUSTRY: Final = {
    Field.MEDICAL: "湖北省教科文卫体工会",
    Field.CHEMICALS: "湖北省能源化工工会",
    Field.CONSTRUCTION: "湖北省建设工会",
    Field.LIGHT_INDUSTRY: "湖北省财贸轻纺工会",
    Field.AGRICULTURE: "湖北省农林水利工会",
    Field.MACHINERY: "湖北省机械冶金建材工会",
}


def large_enterprises(chance: Random) -> tuple[Firm, ...]:
    """Groups whose unions have the rank of a city."""
    return tuple(
        Firm(
            name=name,
            uscc=invented_code("420000", chance),
            kind=UnionKind.LARGE_ENTERPRISE,
            place_code="420000",
            field=field,
        )
        for name, field in _LARGE
    )


def firms(chance: Random, *, groups: tuple[Firm, ...]) -> tuple[Firm, ...]:
    """Some sixty firms all over the province; about every third stands on both lines."""
    fields = list(Field)
    group_of = {group.field: group.uscc for group in groups}
    made: list[Firm] = []
    for place_code, number, seat in _PLACES:
        for _ in range(number):
            at = len(made)
            field = fields[at % len(fields)]
            lines = [above for above in (group_of.get(field), _INDUSTRY.get(field)) if above]
            made.append(
                Firm(
                    name=firm_name(seat, field, chance, taken={firm.name for firm in made}),
                    uscc=invented_code(place_code, chance),
                    kind=UnionKind.UNIT,
                    place_code=place_code,
                    field=field,
                    above=lines[at // 39 % len(lines)] if lines and at % 3 == 0 else "",
                )
            )
    return tuple(made)


def firm_name(seat: str, field: Field, chance: Random, *, taken: set[str]) -> str:
    """A name that no firm bears and nobody in ``taken``."""
    while True:
        coined = chance.choice(_COINED) + chance.choice(_COINED)
        name = f"{seat}示例{coined}{chance.choice(TRADES[field].firm)}有限公司"
        if name not in taken:
            return name


def invented_code(place_code: str, chance: Random) -> str:
    """A credit code that no organisation bears: Y1, the division, nine characters, and the check that makes it valid."""
    division = place_code.removeprefix("X-")[:6]
    return make_uscc(f"Y1{division}" + "".join(chance.choices(ALPHABET, k=9)))
