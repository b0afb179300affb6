"""Who may not judge what, from facts alone: the one definition of a conflict that is found and not declared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from xinghe.foundation.text import fold, narrow
from xinghe.reviews.vocab import ConflictKind

# Somebody: by number where an account is known; else a name at a unit, both as ``key`` has them. A name alone is nobody.
Who = int | tuple[str, str]
# Person → those they are tied to, each with the fact that is kept beside the conflict.
Ties = Mapping[int, Mapping[Who, str]]
_DAY = re.compile(r" \d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFacts:
    """What is known of a judge. ``units`` are the unions they belong to, ``offices`` those at which they hold one."""

    judge: int
    person: int
    name: str
    employer: str = ""
    employer_code: str = ""
    employer_group: str = ""
    units: frozenset[int] = frozenset()
    unit_names: frozenset[str] = frozenset()
    offices: Mapping[int, str] = field(default_factory=dict)

    @property
    def known_as(self) -> frozenset[Who]:
        """All by which somebody may have written of them."""
        places = {self.employer, self.employer_code, *self.unit_names}
        return frozenset({self.person}) | named(self.name, places)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What is known of an application. ``employers`` and ``groups`` hold names and credit codes as they are written."""

    application: int
    people: frozenset[int] = frozenset()
    # Whom its form and its result name, each at their unit.
    written: frozenset[Who] = frozenset()
    names: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    employers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    way: frozenset[int] = frozenset()
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What is known beside the two. ``entered``: person → the categories in which they apply in the same call."""

    entered: Mapping[int, frozenset[str]] = field(default_factory=dict)
    shared: Ties = field(default_factory=dict)
    mentoring: Ties = field(default_factory=dict)
    studios: Ties = field(default_factory=dict)


def undated(fact: str) -> str:
    """A fact without the day that is said at its end."""
    return _DAY.sub("", fact)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Found:
    """One reason why this judge may not judge this application, and the fact it rests on."""

    judge: int
    application: int
    kind: ConflictKind
    fact: str


def conflicts_between(judge: JudgeFacts, entry: EntryFacts, call: CallFacts) -> tuple[Found, ...]:
    """Every conflict that the facts show, none when they show none."""
    return tuple(
        Found(judge=judge.judge, application=entry.application, kind=kind, fact=fact[:200])
        for kind, fact in _found(judge, entry, call)
    )


def _found(judge: JudgeFacts, entry: EntryFacts, call: CallFacts) -> Iterator[tuple[ConflictKind, str]]:
    if judge.person in entry.people:
        yield ConflictKind.CO_CREATOR, "people of the application"
    elif entry.category in call.entered.get(judge.person, frozenset()):
        yield ConflictKind.OWN_ENTRY, entry.category or "call"
    if key(judge.name) in _keys(entry.names):
        yield ConflictKind.NAMED, judge.name
    employer = _shared({judge.employer, judge.employer_code}, entry.employers)
    if employer:
        yield ConflictKind.SAME_EMPLOYER, employer
    elif judge.units & entry.units:
        name = _shared(set(judge.unit_names), entry.employers)
        yield ConflictKind.SAME_EMPLOYER, name or f"union {min(judge.units & entry.units)}"
    # The head of a group is of the group too.
    group = _shared({judge.employer_group}, entry.groups | entry.employers) or _shared(
        {judge.employer, judge.employer_code}, entry.groups
    )
    if group:
        yield ConflictKind.SAME_GROUP, group
    for union in sorted(set(judge.offices) & entry.way):
        yield ConflictKind.OFFICE_ON_WAY, judge.offices[union]
    for kind, ties in (
        (ConflictKind.SHARED_WORK, call.shared),
        (ConflictKind.MENTORING, call.mentoring),
        (ConflictKind.STUDIO, call.studios),
    ):
        tied = ties.get(judge.person, {})
        others = sorted((entry.people | entry.written) & set(tied), key=str)
        if others:
            yield kind, tied[others[0]]


def named(name: str, units: Iterable[str]) -> frozenset[Who]:
    """Somebody of this name at these units, however these are written; nobody where either is empty."""
    return frozenset((key(name), key(unit)) for unit in units if key(name) and key(unit))


# The same few names are compared for every judge with every application.
@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """Under which two spellings of one name or code are one."""
    return fold(narrow(text))


# One application's are asked for by every judge.
@lru_cache(maxsize=1 << 12)
def _keys(texts: frozenset[str]) -> frozenset[str]:
    return frozenset(map(key, texts)) - {""}


def _shared(mine: set[str], theirs: frozenset[str]) -> str:
    """The first of mine that is also among theirs; an empty one is nobody's."""
    known = _keys(theirs)
    return next((one for one in sorted(mine) if key(one) in known), "")
