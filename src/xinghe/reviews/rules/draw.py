"""What is drawn: the terms of a draw of judges from what is known of the pool, by opaque ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xinghe.kernels.drawing import Candidate, Limit, Stratum, Terms
from xinghe.reviews.rules.conflicts import key

ALL = "all"
UNAVAILABLE = "unavailable"
# Of what kind a conflict is, and with whom, stays with those who keep the pool: the record is public.
CONFLICT = "conflict"
OTHER_FIELD = "other_field"
# The reasons for leaving a seat; codes of the kernel's record.
DECLINED, LEFT = "declined", "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """Somebody in the pool as a draw sees them; ``id`` says nothing about them."""

    id: str
    judge: int
    fields: frozenset[str]
    employer: str
    group: str
    excluded: tuple[str, ...] = ()


def judges_terms(
    *,
    call: str,
    pool: Sequence[Drawable],
    seats: int,
    by_field: Mapping[str, int] | None = None,
    most_of_employer: int | None = 1,
    most_of_group: int | None = None,
    beacon_source: str = "",
) -> Terms:
    """A draw of so many seats from the pool, or of so many of each field and the rest from all.

    Employers and groups stand there as numbers: whoever verifies the draw needs to see that two are the same, not who.
    """
    wanted = dict(by_field or {})
    rest = seats - sum(wanted.values())
    strata = {f"field_{name}": count for name, count in wanted.items()}
    if rest or not strata:
        strata[ALL] = rest
    employers = _numbered(one.employer for one in pool)
    groups = _numbered(one.group for one in pool)
    most = {"employer": most_of_employer, "group": most_of_group}
    return Terms(
        call=call,
        strata=tuple(Stratum(name=name, seats=count) for name, count in strata.items()),
        pool=tuple(_candidate(one, list(strata), employers, groups) for one in pool),
        limits=tuple(Limit(of=of, most=number) for of, number in most.items() if number),
        beacon_source=beacon_source,
    )


def _candidate(
    one: Drawable, strata: list[str], employers: Mapping[str, str], groups: Mapping[str, str]
) -> Candidate:
    fitting = [name for name in strata if name == ALL or name.removeprefix("field_") in one.fields]
    named = {"employer": employers.get(key(one.employer)), "group": groups.get(key(one.group))}
    return Candidate(
        id=one.id,
        # Whoever fits no seat stays in the record, so that everybody sees that they were left out, and why.
        strata=tuple(fitting or strata[:1]),
        groups={of: number for of, number in named.items() if number},
        excluded=one.excluded if fitting else (*one.excluded, OTHER_FIELD),
    )


def _numbered(names: Iterable[str]) -> dict[str, str]:
    known = sorted({key(name) for name in names} - {""})
    return {name: f"{at:03d}" for at, name in enumerate(known, 1)}


def excluded_for(*, is_available: bool, conflicts: int, entries: int, hears_all: bool) -> tuple[str, ...]:
    """Why somebody is left out of a draw: they have no time, or conflicts leave them too little to judge.

    ``conflicts``: with how many of the entries. Where all hear all, one is too many; else half of them.
    """
    reasons = [] if is_available else [UNAVAILABLE]
    if conflicts and (hears_all or 2 * conflicts > entries):
        reasons.append(CONFLICT)
    return tuple(reasons)


def seats_in_order(seated: Mapping[str, Iterable[str]]) -> list[str]:
    """The ids of all strata, each once, in the order of strata and lots."""
    return list(dict.fromkeys(one for name in sorted(seated) for one in seated[name]))
