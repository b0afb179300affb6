"""Draws: a lot for everybody from the seed, people seated in the order of their lots while the limits allow.

A lot is 256 bits from HMAC-SHA-256; sorting lots favours nobody, as taking a number modulo the size of a pool would.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinghe.kernels.drawing.canonical import canonical
from xinghe.kernels.drawing.refusals import LimitTooTight, NoPanelFits, SeedUnfit, TooFewPeople
from xinghe.kernels.drawing.terms import ALGORITHM, Candidate, Stratum, Terms

ATTEMPTS = 1000
Group = tuple[str, str]  # kind and name: ("employer", "c17")

_SEED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Ids by stratum, in the order of their lots; ``attempt`` is the first draw, from 0, that filled every seat."""

    attempt: int
    seated: Mapping[str, tuple[str, ...]]
    standbys: Mapping[str, tuple[str, ...]]


def commitment(terms: Terms, seed: str) -> str:
    """What is published before: SHA-256 over seed, call, hash of the terms and algorithm, a line each. Refuses: SeedUnfit."""
    if not _SEED.fullmatch(seed):
        raise SeedUnfit
    return hashlib.sha256("\n".join((seed, terms.call, terms.hash, ALGORITHM)).encode("utf-8")).hexdigest()


def draw_lots(terms: Terms, seed: str, beacon: str) -> Outcome:
    """Seat people; where limits block a seat, draw anew, so that every panel that fits stays possible.

    Strata come in the order of their names, and nobody gets two seats. Refuses: TooFewPeople, LimitTooTight, NoPanelFits.
    """
    require_feasible(terms)
    # Keyed by the seed, not by the commitment's text: a published SHA-256 can be continued, an HMAC cannot.
    said = "\n".join((terms.call, terms.hash, ALGORITHM, beacon)).encode("utf-8")
    key = hmac.new(bytes.fromhex(seed), said, hashlib.sha256).digest()
    for attempt in range(ATTEMPTS):
        orders = {one.name: _by_lot(terms.eligible, one.name, key, attempt) for one in terms.strata}
        seated = _seated(terms, orders)
        if seated is not None:
            taken = {person for ids in seated.values() for person in ids}
            standbys = {
                one.name: tuple(person.id for person in orders[one.name] if person.id not in taken)[
                    : one.standbys
                ]
                for one in terms.strata
            }
            return Outcome(attempt=attempt, seated=seated, standbys=standbys)
    seats = sum(one.seats or 0 for one in terms.strata)
    raise NoPanelFits(attempts=ATTEMPTS, seats=seats, left=len(terms.eligible))


def _by_lot(people: Iterable[Candidate], stratum: str, key: bytes, attempt: int) -> list[Candidate]:
    lots = {
        person.id: hmac.new(key, canonical([attempt, stratum, person.id]), hashlib.sha256).digest()
        for person in people
        if stratum in person.strata
    }
    return sorted((person for person in people if person.id in lots), key=lambda person: lots[person.id])


def _seated(terms: Terms, orders: Mapping[str, list[Candidate]]) -> dict[str, tuple[str, ...]] | None:
    taken: set[str] = set()
    sizes: Counter[Group] = Counter()
    seated: dict[str, tuple[str, ...]] = {}
    for stratum in terms.strata:
        ids: list[str] = []
        for person in orders[stratum.name]:
            if len(ids) == stratum.seats:
                break
            if person.id not in taken and blocking_limit(terms, sizes, person) is None:
                ids.append(person.id)
                sizes.update(person.groups.items())
                taken.add(person.id)
        if stratum.seats is not None and len(ids) < stratum.seats:
            return None
        seated[stratum.name] = tuple(ids)
    return seated


def blocking_limit(terms: Terms, sizes: Mapping[Group, int], person: Candidate) -> str | None:
    """The kind of group of which there would be too many with this person, or None."""
    for limit in terms.limits:
        own = person.groups.get(limit.of)
        if own is not None and sizes.get((limit.of, own), 0) >= limit.most:
            return limit.of
    return None


def require_feasible(terms: Terms) -> None:
    """Say in numbers what is missing, stratum by stratum. Refuses: TooFewPeople, LimitTooTight."""
    for stratum in terms.strata:
        if stratum.seats is None:
            continue
        everybody = [one for one in terms.pool if stratum.name in one.strata]
        left = [one for one in everybody if not one.excluded]
        if len(left) < stratum.seats:
            _refuse_number(stratum, stratum.seats, everybody, left)
        for limit in terms.limits:
            sizes = Counter(one.groups.get(limit.of) for one in left)
            reach = sizes.pop(None, 0) + sum(min(limit.most, size) for size in sizes.values())
            if reach < stratum.seats:
                raise LimitTooTight(
                    stratum=stratum.name, seats=stratum.seats, most=limit.most, of=limit.of, left=len(left), reach=reach
                )  # fmt: skip


def _refuse_number(stratum: Stratum, seats: int, everybody: list[Candidate], left: list[Candidate]) -> None:
    reasons = Counter(reason for one in everybody for reason in one.excluded)
    raise TooFewPeople(
        stratum=stratum.name, seats=seats, pool=len(everybody), excluded=len(everybody) - len(left), left=len(left),
        missing=seats - len(left),
        reasons=", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items())) or "–",
    )  # fmt: skip
