"""Money as people report it: exact to the fen inside, with the word that says how far to trust it.

“近600万元” is not 6,000,000 yuan; the qualifier travels with the number from the form to the report.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, Literal

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.numerals import NUMERAL_CHARACTERS, chinese_number, simple_script
from xinghe.foundation.text import narrow

Unit = Literal["元", "万元", "亿元"]

_FEN: Final = Decimal("0.01")
# What a column of the kind numeric(18,2) can hold.
LARGEST_YUAN: Final = Decimal("9999999999999999.99")
_SCALES: Final = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
_NOTHING: Final = frozenset(("", "-", "--", "—", "——", "/", "无", "暂无", "無", "暫無"))


class Qualifier(StrEnum):
    """How the number relates to the truth: 正好, 约, 近, 超/余."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of yuan, never negative, exact to the fen, and how it was qualified."""

    yuan: Decimal
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        if not self.yuan.is_finite() or not 0 <= self.yuan <= LARGEST_YUAN:
            raise AmountUnreadable(value=str(self.yuan))
        object.__setattr__(self, "yuan", self.yuan.quantize(_FEN))
        object.__setattr__(self, "qualifier", Qualifier(self.qualifier))


class AmountUnreadable(Refusal):
    """The text names no single sum: a range, a guess without a figure, or a negative number."""

    code = "bad_amount"
    message = gettext_noop(
        "“%(value)s” is not one amount of money. Write one number, with its unit if it differs: "
        "120, about 120, nearly 600, 9000万元 or 1.5亿元."
    )
    status = 422


_BEFORE: Final = {
    Qualifier.ABOUT: ("大约", "约为", "约", "大概", "~", "≈"),
    Qualifier.NEARLY: ("将近", "接近", "近", "不足", "不到", "<"),
    Qualifier.OVER: (
        "超过",
        "超出",
        "超",
        "逾",
        "突破",
        "多于",
        "大于",
        "高于",
        "不低于",
        "不少于",
        ">",
        "≥",
    ),
}
_AFTER: Final = {
    Qualifier.ABOUT: ("左右", "上下", "来"),
    Qualifier.OVER: ("以上", "余", "多", "+"),
}
_CURRENCY: Final = re.compile(r"^(?:人民币|rmb|cny|[¥￥])|(?:人民币|rmb|cny|整)$", re.IGNORECASE)
_ARABIC: Final = re.compile(
    r"(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<rank>[十百千]?)(?P<more>[余多来]?)(?P<unit>万亿|亿|万|)"
)
_HANZI: Final = re.compile(f"(?P<number>[{NUMERAL_CHARACTERS}点]+?)(?P<more>[余多来]?)(?P<unit>[万亿]*)")
_RANK: Final = {"": 1, "十": 10, "百": 100, "千": 1000}
_UNIT: Final = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}


def parse_amount(value: object, *, unit: Unit = "元") -> Amount | None:
    """Read one amount; a unit written in the text wins over ``unit``, the column's. Nothing there: ``None``.

    Understands 361余, 约10, 近200, 超9000, 600多万元, 18萬元, 1.5亿元, 3,200元, 1亿2000万元, 二百万元 and
    ３２００. Raises :class:`AmountUnreadable` for ranges, negative sums, “若干万”, and anything left over.
    Fractions of a fen are rounded half up: they come from a spreadsheet's arithmetic.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise AmountUnreadable(value=str(value))
    if not isinstance(value, str):
        return _amount(Decimal(str(value)) * _SCALES[unit], qualifier=Qualifier.EXACT, shown=value)
    text = simple_script(narrow(value))
    if text in _NOTHING:
        return None
    body, qualifiers = _without_qualifiers(_CURRENCY.sub("", re.sub(r"(?<!\d) | (?!\d)", "", text)))
    body = _CURRENCY.sub("", body)
    says_yuan = body.endswith(("元", "圆"))
    body, more = _without_qualifiers(body.rstrip("元圆"), only_after=True)
    number = _chinese_body(body) if body[:1] in NUMERAL_CHARACTERS else _arabic_body(body, tail=says_yuan)
    if number is None:
        raise AmountUnreadable(value=value)
    qualifiers |= more | number.qualifiers
    if len(qualifiers) > 1:
        raise AmountUnreadable(value=value)
    scale = 1 if says_yuan or number.names_unit else _SCALES[unit]
    return _amount(number.value * scale, qualifier=next(iter(qualifiers), Qualifier.EXACT), shown=value)


def _amount(yuan: Decimal, *, qualifier: Qualifier, shown: object) -> Amount:
    try:
        return Amount(yuan=yuan.quantize(_FEN, rounding=ROUND_HALF_UP), qualifier=qualifier)
    except (AmountUnreadable, InvalidOperation):
        raise AmountUnreadable(value=str(shown)) from None


def _without_qualifiers(text: str, *, only_after: bool = False) -> tuple[str, set[Qualifier]]:
    found: set[Qualifier] = set()
    if not only_after:
        for qualifier, words in _BEFORE.items():
            if word := next((word for word in words if text.startswith(word)), None):
                text, found = text[len(word) :], {qualifier}
                break
    for qualifier, words in _AFTER.items():
        if word := next((word for word in words if text.endswith(word)), None):
            text = text[: -len(word)]
            found.add(qualifier)
            break
    return text, found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    value: Decimal
    names_unit: bool
    qualifiers: set[Qualifier]


def _inner_qualifier(word: str) -> set[Qualifier]:
    return {Qualifier.ABOUT if word == "来" else Qualifier.OVER} if word else set()


def _chinese_body(body: str) -> _Number | None:
    match = _HANZI.fullmatch(body)
    value = chinese_number(match["number"] + match["unit"]) if match else None
    if match is None or value is None:
        return None
    named = "万" in body or "亿" in body
    return _Number(value=value, names_unit=named, qualifiers=_inner_qualifier(match["more"]))


def _arabic_body(body: str, *, tail: bool) -> _Number | None:
    """Add up ``1亿2000万``: every part must fit below the unit of the part before it.

    A part without 万 or 亿 may follow only where ``tail`` says that the text ends in 元: “3万5” is read in two ways.
    """
    total, last, position, found = Decimal(0), 10**17, 0, set[Qualifier]()
    while position < len(body):
        match = _ARABIC.match(body, position)
        if match is None:
            return None
        factor = _UNIT[match["unit"]]
        part = Decimal(re.sub("[, ]", "", match["number"])) * _RANK[match["rank"]] * factor
        if position and (part >= last or factor >= last or (factor == 1 and not tail)):
            return None
        total, last, position = total + part, factor, match.end()
        found |= _inner_qualifier(match["more"])
    if not body:
        return None
    return _Number(value=total, names_unit="万" in body or "亿" in body, qualifiers=found)


_CHINESE: Final = {
    "hans": {
        Qualifier.ABOUT: "约",
        Qualifier.NEARLY: "近",
        Qualifier.OVER: "超",
        "more": "余",
        "万": "万",
        "亿": "亿",
    },
    "hant": {
        Qualifier.ABOUT: "約",
        Qualifier.NEARLY: "近",
        Qualifier.OVER: "超",
        "more": "餘",
        "万": "萬",
        "亿": "億",
    },
}
_ENGLISH: Final = {
    Qualifier.EXACT: "",
    Qualifier.ABOUT: "about ",
    Qualifier.NEARLY: "nearly ",
    Qualifier.OVER: "over ",
}


def format_amount(amount: Amount, lang: str = "zh-hans") -> str:
    """The amount as a person writes it: 约12.5万元, 9000余万元, 1.5亿元; “nearly ¥6 million” in English.

    The largest unit is used in which the number needs at most two decimals (three in English), so nothing
    is ever rounded away; the Chinese forms read back with :func:`parse_amount` to the same amount.
    """
    if lang.startswith("zh"):
        script = "hant" if lang.lower() in ("zh-hant", "zh-tw", "zh-hk", "zh-mo") else "hans"
        return _chinese(amount, words=_CHINESE[script])
    for name, scale in (("billion", Decimal(10**9)), ("million", Decimal(10**6))):
        number = amount.yuan / scale
        if number >= 1 and number == number.quantize(Decimal("0.001")):
            return f"{_ENGLISH[amount.qualifier]}¥{_plain(number)} {name}"
    return f"{_ENGLISH[amount.qualifier]}¥{_plain(amount.yuan, grouped=True)}"


def _chinese(amount: Amount, *, words: dict[str, str]) -> str:
    unit, number = "", amount.yuan
    for name, scale in (("亿", Decimal(10**8)), ("万", Decimal(10**4))):
        larger = amount.yuan / scale
        if larger >= 1 and larger == larger.quantize(_FEN):
            unit, number = words[name], larger
            break
    shown = _plain(number, grouped=not unit)
    if amount.qualifier is Qualifier.OVER and number == number.to_integral_value() and number >= 10:
        return f"{shown}{words['more']}{unit}元"
    return f"{words.get(amount.qualifier, '')}{shown}{unit}元"


def _plain(number: Decimal, *, grouped: bool = False) -> str:
    text = f"{number:,f}" if grouped else f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
