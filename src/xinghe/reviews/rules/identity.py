"""Finds names of people and firms in texts that a judge of a blind review will read, however they are written.

It warns and forbids nothing: 小石 may be a small stone. What is looked for comes from the application's own record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xinghe.foundation.pinyin import pinyin_initials, pinyin_key
from xinghe.foundation.text import fold, narrow


class Whose(StrEnum):
    """What a text gives away."""

    PERSON = "person"
    FIRM = "firm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that must not show: people, and firms, studios or unions with what they are called for short."""

    people: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A field in which a known name shows, and the words by which it does."""

    field: str
    whose: Whose
    name: str
    found: str


_TITLES: Final = (
    "师傅|大师|老师|工程师|高工|总工|工长|工匠|劳模|主任|班长|组长|队长|科长|处长|厂长|车间主任|经理|总监|主席|书记|院长|所长|教授|博士|医生|"
    "护士长|先生|女士|同志|技师|某|总(?![体的结计共是之和数量分装成线图部会重长高])|工(?![作艺程业具序人会厂件时期地资种况位装业友商伤龄学匠长])"
)
_ELDER: Final = "[老小大阿]"
_PLACES: Final = "湖北|武汉|黄石|十堰|宜昌|襄阳|鄂州|荆门|孝感|荆州|黄冈|咸宁|随州|恩施|仙桃|潜江|天门|神农架|中国|国家|华中|江汉|荆楚"
_BEFORE: Final = re.compile(
    rf"^(?:(?:{_PLACES})(?:土家族苗族)?(?:省|市|州|自治州|林区|县|区)?|[\u4e00-\u9fff]{{2,3}}(?:省|市|县))+"
)
_BEHIND: Final = re.compile(
    r"(?:\(集团\)|集团|控股|股份|有限责任|有限|总公司|分公司|子公司|公司|总厂|分厂|厂|工会委员会|工会|创新工作室|工作室|联盟|研究院|研究所|设计院|医院|学校|学院|大学|中心)+$"
)
_AS_FIRM: Final = "公司|集团|厂|股份|总厂|工会|人的|员工|职工|工作室|车间|企业"
_LETTERS: Final = re.compile(r"[^a-z]+")


def revealed(texts: Mapping[str, Any], known: Known) -> tuple[Flag, ...]:
    """Where a text shows one of the names, each name once a field. Tables are read cell by cell."""
    looks = [*_looks_for_people(known.people), *_looks_for_firms(known.firms)]
    flags = []
    for field, value in texts.items():
        written = " ".join(_texts(value))
        if not written:
            continue
        folded, words = fold(written), f" {_LETTERS.sub(' ', narrow(written).casefold())} "
        seen: set[tuple[Whose, str]] = set()
        for look in looks:
            found = look.pattern.search(words if look.is_word else folded)
            if found and (look.whose, look.name) not in seen:
                seen.add((look.whose, look.name))
                flags.append(Flag(field=field, whose=look.whose, name=look.name, found=found[0].strip()))
    return tuple(flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    whose: Whose
    name: str
    pattern: re.Pattern[str]
    is_word: bool = False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for one in value:
            yield from _texts(one)


def _looks_for_people(people: Iterable[str]) -> Iterator[_Look]:
    for name in sorted(people):
        whole = fold(name)
        if len(whole) < 2:
            continue
        yield _look(Whose.PERSON, name, re.escape(whole))
        if whole.isascii():
            continue
        surname, given = whole[:1], whole[1:]
        if len(given) >= 2:
            yield _look(Whose.PERSON, name, re.escape(given))
        yield _look(
            Whose.PERSON, name, f"{surname}(?:{_TITLES})|{_ELDER}{surname}(?![\u4e00-\u9fff]?(?:型|的|心))"
        )
        sounds = _sounds(pinyin_key(name, person=True))
        for order in (sounds, [*sounds[1:], sounds[0]]):
            if len("".join(order)) >= 5:
                yield from _spelled(Whose.PERSON, name, order)


def _looks_for_firms(firms: Iterable[str]) -> Iterator[_Look]:
    for name in sorted(firms):
        whole = fold(name)
        if len(whole) < 2:
            continue
        yield _look(Whose.FIRM, name, re.escape(whole))
        core, bare = core_of(name), _bare(name)
        if bare != whole:
            yield _look(Whose.FIRM, name, re.escape(bare))
        if len(core) >= 2:
            # Two characters with a place before them in the name are often a trade: 钢铁 of 武汉钢铁.
            tail = f"(?:{_AS_FIRM})" if len(core) == 2 and core != bare else ""
            yield _look(Whose.FIRM, name, re.escape(core) + tail)
        if len(core) > 3:
            yield _look(Whose.FIRM, name, f"{re.escape(core[:2])}(?:{_AS_FIRM})")
        if len(core) >= 2 and not core.isascii():
            yield from _spelled(Whose.FIRM, name, _sounds(pinyin_key(core)))
            initials = pinyin_initials(core)
            if len(initials) >= 4:
                yield _look(Whose.FIRM, name, rf"\s{re.escape(initials)}\s", is_word=True)


def _sounds(key: str) -> list[str]:
    """Syllables without their tones."""
    return [syllable.rstrip("012345") for syllable in key.split()]


def _spelled(whose: Whose, name: str, syllables: list[str]) -> Iterator[_Look]:
    """Written in letters, in pieces or run together: between other letters it is another word."""
    pieces = r"\s*".join(map(re.escape, syllables))
    yield _look(whose, name, rf"\s{pieces}\s", is_word=True)
    yield _look(whose, name, f"(?<![a-z]){re.escape(''.join(syllables))}(?![a-z])")


def core_of(name: str) -> str:
    """What people call a firm: without the place before it and the legal form behind it, folded."""
    bare = _bare(name)
    core = _BEFORE.sub("", bare)
    return core if len(core) >= 2 else bare


def _bare(name: str) -> str:
    """Without the legal form behind it."""
    return _BEHIND.sub("", fold(name)) or fold(name)


def _look(whose: Whose, name: str, pattern: str, *, is_word: bool = False) -> _Look:
    return _Look(whose=whose, name=name, pattern=re.compile(pattern), is_word=is_word)
