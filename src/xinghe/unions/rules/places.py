"""Which division a written place means: 武汉洪山, 恩施州, 湖北省荆门市掇刀区 and 420804 are all clear or refused."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import fold

# A short name of one character (房, 随) could be part of anything.
_SHORTEST_NAME: Final = 2
ZONE: Final = "zone"  # the rank of a development zone, which has no code of the standard
_LONGEST_NAME: Final = 30
_NEAR_SEARCHES: Final = 1_000
_CODE: Final = re.compile(r"(\d{6})(?:0{3}|0{6})?")
_PEOPLES: Final = re.compile("(?:(?:土家|苗|侗|回|壮|藏|彝|瑶|白|满|羌|黎|傣|畲|蒙古|布依)族)+$")
# Longest first, so that 自治县 is not taken for 县 with 自治 before it.
_KINDS: Final = ("自治州", "自治县", "林区", "地区", "省", "市", "州", "县", "区")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One division: its code, its full name, the code above it and the rank it has among unions."""

    code: str
    name: str
    parent: str
    rank: str


class PlaceUnknown(Refusal):
    """No division of the book bears this name."""

    code = "unknown_place"
    message = gettext_noop(
        "“%(value)s” is not a city or county of the province. Write the city and the county, "
        "for example 武汉市洪山区, or the six-figure code."
    )
    status = 422

    def __init__(self, *, value: str, suggestion: str = "") -> None:
        super().__init__(value=value, suggestion=suggestion)


class PlaceAmbiguous(PlaceUnknown):
    """A short name that several divisions answer to; ``candidates`` says which."""

    code = "ambiguous_place"
    message = gettext_noop("“%(value)s” may be %(candidates)s. Write the full name.")

    def __init__(self, *, value: str, candidates: tuple[Place, ...]) -> None:
        names = "、".join(place.name for place in candidates)
        super().__init__(value=value, suggestion=names)
        self.params["candidates"] = names
        self.candidates = candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBook:
    """All divisions of a province, findable by every name that people write for them."""

    places: dict[str, Place]
    _names: dict[str, tuple[str, ...]] = field(repr=False)
    _shown: dict[str, str] = field(repr=False)
    _near: dict[str, str] = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(
        cls, rows: Iterable[tuple[str, str, str, str]], *, also: Iterable[tuple[str, str]] = ()
    ) -> "PlaceBook":
        """A book from (code, name, code above, rank among unions); the province has nothing above it.

        A development zone (rank "zone") has no code of its own and may carry any invented one.
        ``also`` gives further names by code: 东湖高新区 is 武汉东湖新技术开发区 too.
        """
        places = {
            code: Place(code=code, name=name, parent=parent, rank=rank) for code, name, parent, rank in rows
        }
        names: dict[str, set[str]] = {}
        further = [(replace(places[code], name=name), code) for code, name in also]
        for place, code in [*((place, place.code) for place in places.values()), *further]:
            for name in _written_names(place, places=places):
                names.setdefault(name, set()).add(code)
        shown = {
            fold(full): full
            for place in places.values()
            if place.parent
            for full in [_full_name(place, places=places)]
        }
        return cls(
            places=places, _names={name: tuple(sorted(codes)) for name, codes in names.items()}, _shown=shown
        )

    def resolve(self, text: str) -> Place:
        """The one division that ``text`` means, with or without the province, in either script.

        Raises :class:`PlaceUnknown`, with the nearest name where one is near, or :class:`PlaceAmbiguous`.
        Anything left over refuses the whole: “湖北省外” is not 湖北省.
        """
        key = fold(text)
        codes = self._names.get(key, ())
        if match := _CODE.fullmatch(key):
            codes = (str(match[1]),) if match[1] in self.places else ()
        if len(codes) == 1:
            return self.places[codes[0]]
        if codes:
            raise PlaceAmbiguous(value=text, candidates=tuple(self.places[code] for code in codes))
        raise PlaceUnknown(value=text, suggestion=self._nearest(key))

    def full_name(self, place: Place) -> str:
        """The name with the city before it, as tables print it: 荆门市掇刀区."""
        return _full_name(place, places=self.places)

    def _nearest(self, key: str) -> str:
        """At most two names that nearly read like this; looked for a limited number of times, because it is slow."""
        if key not in self._near and len(self._near) < _NEAR_SEARCHES:
            near = difflib.get_close_matches(key[:_LONGEST_NAME], self._shown, n=2, cutoff=0.75)
            self._near[key] = "、".join(self._shown[name] for name in near)
        return self._near.get(key, "")


def _full_name(place: Place, *, places: dict[str, Place]) -> str:
    above = places.get(place.parent)
    # A zone bears its city's name itself (宜昌高新区), or needs none (东湖高新区).
    needs_city = above is not None and above.parent and place.rank != ZONE
    return above.name + place.name if above and needs_city else place.name


def _short_names(name: str) -> list[str]:
    """The name and its usual shortenings: 恩施土家族苗族自治州, 恩施州, 恩施."""
    for kind in _KINDS:
        stem = name.removesuffix(kind)
        if stem != name:
            bare = _PEOPLES.sub("", stem) if kind.startswith("自治") else stem
            shortened = {bare + kind[-1], bare} if kind.startswith("自治") else {bare}
            return [name, *(short for short in shortened if len(short) >= _SHORTEST_NAME)]
    return [name]


def _written_names(place: Place, *, places: dict[str, Place]) -> set[str]:
    """Every key under which the place is found: alone, after its city, and after the province."""
    own = _short_names(place.name)
    above = places.get(place.parent)
    if above is None:
        return {fold(name) for name in own}
    city, province = (above, places.get(above.parent)) if above.parent else (None, above)
    cities = _short_names(city.name) if city else []
    if place.rank == ZONE:  # 宜昌高新区 is also written 宜昌市高新区
        own += [name.removeprefix(bare) for bare in cities for name in own if name.startswith(bare)]
    names = {*own, *(before + name for before in cities for name in own)}
    if province:
        names |= {before + name for before in _short_names(province.name) for name in names}
    return {fold(name) for name in names}
