"""How Chinese names are put in order and found by their initials, the same on every database server.

PostgreSQL cannot order by pinyin without ICU, so keys are stored beside names and compared byte by byte.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import RE_HANS
from pypinyin.seg.simpleseg import seg

from xinghe.foundation.text import fold

# Surnames whose reading differs from the everyday one of the character.
_SURNAMES: Final = {
    "万俟": "mo4 qi2", "尉迟": "yu4 chi2", "单于": "chan2 yu2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "令狐": "ling2 hu2",
    "曾": "zeng1", "单": "shan4", "解": "xie4", "仇": "qiu2", "褚": "chu3", "区": "ou1", "查": "zha1", "覃": "qin2", "朴": "piao2",
    "盖": "ge3", "乐": "yue4", "任": "ren2", "华": "hua4", "纪": "ji3", "员": "yun4", "召": "shao4", "幺": "yao1",
    "种": "chong2", "黑": "he4", "秘": "bi4", "冼": "xian3", "洗": "xian3", "逄": "pang2", "乜": "nie4", "哈": "ha3", "那": "na1",
    "缪": "miao4", "宓": "mi4", "折": "she2", "郇": "xun2", "笪": "da2", "佴": "nai4", "厍": "she4", "缑": "gou1", "仉": "zhang3",
    "亓": "qi2", "亢": "kang4", "燕": "yan1", "祭": "zhai4", "翟": "zhai2", "句": "gou1", "应": "ying1", "过": "guo1", "曲": "qu1",
    "闵": "min3", "柏": "bai3", "隗": "wei3",
}  # fmt: skip
# Places in the province that phrase dictionaries read wrongly.
_PLACES: Final = {
    "长阳": "chang2 yang2",
    "大冶": "da4 ye3",
    "浠水": "xi1 shui3",
    "监利": "jian4 li4",
    "郧阳": "yun2 yang2",
}


def pinyin_key(text: str, *, person: bool = False) -> str:
    """The key by which ``text`` sorts among others: syllables with their tone, ``wu3 han4`` for 武汉.

    ``person`` reads the first character as a surname (曾 is zeng, 单 shan). Compare keys with the ``C``
    collation. Equal keys are possible: order by something unique after it. Readings of 覃 and other
    disputed names are conventions, so a stored key should be one that its bearer may correct.
    """
    return _joined(_syllables(text, person=person))


def pinyin_initials(text: str, *, person: bool = False) -> str:
    """The first letters, ``wh`` for 武汉 and ``cq`` for 重庆; letters and figures in the text stay themselves."""
    return "".join(map(_initial, _syllables(text, person=person)))


def pinyin_pair(text: str) -> tuple[str, str]:
    """The key and the initials of one text, for little more than the price of the key."""
    syllables = _syllables(text, person=False)
    return _joined(syllables), "".join(map(_initial, syllables))


# One syllable, or a stretch of the text that has no reading and stays as it is.
_Syllable = tuple[str, bool]


def _joined(syllables: Iterable[_Syllable]) -> str:
    return " ".join([syllable for syllable, _ in syllables])


def _initial(syllable: _Syllable) -> str:
    written, is_read = syllable
    return written[0] if is_read else written


def _syllables(text: str, *, person: bool) -> list[_Syllable]:
    rest = fold(text)
    if person:
        for surname in (rest[:2], rest[:1]):
            if reading := _SURNAMES.get(surname):
                return [*_known(reading), *_read(rest[len(surname) :])]
    for place, reading in _PLACES.items():
        if place in rest:
            before, _, after = rest.partition(place)
            return [*_read(before), *_known(reading), *_read(after)]
    return _read(rest)


def _known(reading: str) -> list[_Syllable]:
    return [(syllable, True) for syllable in reading.split()]


def _read(text: str) -> list[_Syllable]:
    return [syllable for word in seg(text) for syllable in _word(word)] if text else []


# The dictionary is slow and words come again: how one is read does not depend on its neighbours.
@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[_Syllable, ...]:
    is_read = bool(RE_HANS.match(word))
    read = lazy_pinyin([word], style=Style.TONE3, neutral_tone_with_five=True)
    return tuple((syllable, is_read) for syllable in read)
