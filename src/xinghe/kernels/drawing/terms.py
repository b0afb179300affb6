"""What is drawn: who stands in the pool, who is excluded and why, how many seats, which limits. Fixed before the seed is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from xinghe.kernels.drawing.canonical import digest
from xinghe.kernels.drawing.refusals import TermsUnreadable

ALGORITHM = "xinghe.draw/1"
CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in the pool, by an opaque id; ``groups`` are what limits count (employer, union), ``excluded`` reason codes.

    Whoever is excluded stays in the record, so that everybody sees that they were, and why.
    """

    id: str
    strata: tuple[str, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A field with its seats and the number of stand-bys; None is everybody who is left."""

    name: str
    seats: int | None
    standbys: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many of one employer, one union, over all strata."""

    of: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All that is fixed before; sorted, so that the order in which people were entered is of no matter.

    ``beacon_source`` names a public number that nobody can know yet and that is mixed in, such as the closing index
    of a day to come; without it whoever knows the seed could choose whom to leave out of the pool.
    """

    call: str
    strata: tuple[Stratum, ...]
    pool: tuple[Candidate, ...]
    limits: tuple[Limit, ...] = ()
    beacon_source: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "strata", tuple(sorted(self.strata, key=lambda one: one.name)))
        put(self, "limits", tuple(sorted(self.limits, key=lambda one: one.of)))
        put(self, "pool", tuple(sorted(self.pool, key=lambda one: one.id)))
        for what, names in (
            ("strata", [one.name for one in self.strata]),
            ("limits", [one.of for one in self.limits]),
            ("ids", [one.id for one in self.pool]),
        ):
            if len(set(names)) != len(names) or "" in names:
                _refuse(f"{what} are named once each, and none is empty")
        if not self.call or "\n" in self.call or not self.strata or not self.pool:
            _refuse("a call of one line, strata and a pool are needed")
        known = {one.name for one in self.strata}
        for person in self.pool:
            if not person.strata or not known.issuperset(person.strata):
                _refuse(f"“{person.id}” stands in none of the strata, or in one that is not named")
            if not all(map(CODE.fullmatch, person.excluded)):
                _refuse(f"the reasons why “{person.id}” is excluded are codes such as same_employer")
        if any(one.most < 1 for one in self.limits):
            _refuse("a limit is 1 or more")
        if any(
            number is not None and number < 0 for one in self.strata for number in (one.seats, one.standbys)
        ):
            _refuse("seats and stand-bys are 0 or more")

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        """Who is not excluded."""
        return tuple(one for one in self.pool if not one.excluded)

    def to_json(self) -> dict[str, Any]:
        """The form that is hashed and kept."""
        return {
            "algorithm": ALGORITHM,
            "call": self.call,
            "beacon_source": self.beacon_source,
            "strata": [{"name": one.name, "seats": one.seats, "standbys": one.standbys} for one in self.strata],
            "limits": [{"of": one.of, "most": one.most} for one in self.limits],
            "pool": [
                {
                    "id": one.id, "strata": sorted(set(one.strata)), "groups": dict(sorted(one.groups.items())),
                    "excluded": sorted(set(one.excluded)),
                }
                for one in self.pool
            ],
        }  # fmt: skip

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_json())

    @classmethod
    def from_json(cls, value: Any) -> Terms:
        """The terms from their JSON, in any order; a name too many or too few is refused. Refuses: TermsUnreadable."""
        try:
            given = _only(value, "algorithm", "call", "beacon_source", "strata", "limits", "pool")
            if given["algorithm"] != ALGORITHM:
                _refuse(f"they are for another algorithm than {ALGORITHM}")
            strata = [_only(one, "name", "seats", "standbys") for one in given["strata"]]
            limits = [_only(one, "of", "most") for one in given["limits"]]
            pool = [_only(one, "id", "strata", "groups", "excluded") for one in given["pool"]]
            return cls(
                call=_text(given["call"]), beacon_source=_text(given["beacon_source"]),
                strata=tuple(
                    Stratum(name=_text(one["name"]), seats=_number(one["seats"]), standbys=_number(one["standbys"]))
                    for one in strata
                ),
                limits=tuple(Limit(of=_text(one["of"]), most=_number(one["most"]) or 0) for one in limits),
                pool=tuple(
                    Candidate(
                        id=_text(one["id"]), strata=tuple(map(_text, one["strata"])),
                        groups={_text(of): _text(name) for of, name in one["groups"].items()},
                        excluded=tuple(map(_text, one["excluded"])),
                    )
                    for one in pool
                ),
            )  # fmt: skip
        except (TypeError, AttributeError) as reason:
            raise TermsUnreadable(what=str(reason)) from None


def running_order(call: str, ids: Iterable[str], *, beacon_source: str = "") -> Terms:
    """The order in which entries are presented: everybody seated in one stratum, in the order of the lots."""
    pool = tuple(Candidate(id=one, strata=("order",)) for one in ids)
    stratum = Stratum(name="order", seats=None, standbys=0)
    return Terms(call=call, strata=(stratum,), pool=pool, beacon_source=beacon_source)


def _refuse(what: str) -> NoReturn:
    raise TermsUnreadable(what=what)


def _only(value: Any, *names: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise TypeError(f"there must be {', '.join(names)} and nothing else where {str(value)[:60]} stands")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: Any) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value
