"""Keeps a draw as one JSON that proves itself: terms, commitment, seed, seats, stand-bys, replacements, each step chained.

commit → publish the commitment → draw (the seed is revealed) → replace, as often as somebody leaves. Whoever publishes the
hash of the last link, or prints and signs it, can never change an earlier one.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xinghe.kernels.drawing.canonical import differences, digest
from xinghe.kernels.drawing.lots import blocking_limit, commitment, draw_lots, require_feasible
from xinghe.kernels.drawing.refusals import (
    BeaconMissing,
    DrawRefused,
    NotSeated,
    OutOfTurn,
    ReasonUnfit,
    SeedDiffers,
    TimeBackwards,
)
from xinghe.kernels.drawing.terms import CODE, Terms

SCHEMA = "xinghe.draw-record/1"

Record = dict[str, Any]

_HASH = re.compile("[0-9a-f]{64}")
_LIMIT = "limit_"  # begins the reason why somebody was passed over by a limit, and no other reason


def new_seed() -> str:
    """256 bits from the operating system, to be kept sealed until the draw."""
    return secrets.token_hex(32)


def commit(terms: Terms, *, seed: str, at: str) -> Record:
    """Fix the terms and publish what binds the seed. Refuses: SeedUnfit, TimeBackwards, and what cannot be seated."""
    require_feasible(terms)
    record: Record = {"schema": SCHEMA, "input": terms.to_json(), "links": []}
    return _with_link(
        record, {"act": "commit", "at": at, "input_hash": terms.hash, "commitment": commitment(terms, seed)}
    )


def draw(record: Record, *, seed: str, at: str, beacon: str = "") -> Record:
    """Reveal the seed and draw. Refuses: OutOfTurn, SeedDiffers, BeaconMissing, TimeBackwards, and what cannot be seated."""
    if len(record["links"]) != 1:
        raise OutOfTurn(links=len(record["links"]))
    terms, promised = Terms.from_json(record["input"]), record["links"][0]
    if commitment(terms, seed) != promised["commitment"]:
        raise SeedDiffers(at=promised["at"])
    if bool(beacon.strip()) != bool(terms.beacon_source):
        raise BeaconMissing(source=terms.beacon_source or "–", given=beacon or "–")
    outcome = draw_lots(terms, seed, beacon)
    return _with_link(
        record,
        {
            "act": "draw", "at": at, "seed": seed, "beacon": beacon, "attempt": outcome.attempt,
            "seated": {name: list(ids) for name, ids in outcome.seated.items()},
            "standbys": {name: list(ids) for name, ids in outcome.standbys.items()},
        },
    )  # fmt: skip


def replace(
    record: Record, *, leaves: str, reason: str, at: str, unavailable: Mapping[str, str] | None = None
) -> Record:
    """Somebody leaves: the next stand-by of the stratum takes the seat, if the limits allow.

    ``unavailable`` are stand-bys who cannot come, with the reason; passed over are also those who are seated by now. Where
    nobody is left the seat stays empty, and the record says so. Refuses: OutOfTurn, NotSeated, ReasonUnfit,
    TimeBackwards.
    """
    if len(record["links"]) < 2:
        raise OutOfTurn(links=len(record["links"]))
    for why in (reason, *(unavailable or {}).values()):
        if not CODE.fullmatch(why) or why.startswith(_LIMIT):
            raise ReasonUnfit(said=why)
    terms, seats = Terms.from_json(record["input"]), seated_now(record)
    stratum = next((name for name, ids in seats.items() if leaves in ids), None)
    if stratum is None:
        raise NotSeated(person=leaves, seated=", ".join(person for ids in seats.values() for person in ids))
    staying = {person for ids in seats.values() for person in ids if person != leaves}
    people = {one.id: one for one in terms.pool}
    sizes = Counter(group for one in staying for group in people[one].groups.items())
    gone = _gone(record) | {leaves}
    skipped: list[dict[str, str]] = []
    takes: str | None = None
    for standby in record["links"][1]["standbys"][stratum]:
        if standby in staying or standby in gone:
            continue
        blocked = blocking_limit(terms, sizes, people[standby])
        unfit = (unavailable or {}).get(standby) or (f"{_LIMIT}{blocked}" if blocked else "")
        if not unfit:
            takes = standby
            break
        skipped.append({"id": standby, "reason": unfit})
    link = {"act": "replace", "at": at, "leaves": leaves, "reason": reason, "stratum": stratum, "skipped": skipped, "takes": takes}  # fmt: skip
    return _with_link(record, link)


def seated_now(record: Record) -> dict[str, list[str]]:
    """Who holds the seats after all replacements, by stratum."""
    if len(record["links"]) < 2:
        return {}
    seats = {name: list(ids) for name, ids in record["links"][1]["seated"].items()}
    for link in record["links"][2:]:
        ids = seats[link["stratum"]]
        at = ids.index(link["leaves"])
        ids[at : at + 1] = [link["takes"]] if link["takes"] is not None else []
    return seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What does not agree, in words; without faults the record was made by these rules from nothing but itself.

    ``not_compared`` says what was not held against anything outside of the record.
    """

    faults: tuple[str, ...]
    not_compared: tuple[str, ...] = ()
    commitment: str = ""
    head: str = ""

    @property
    def holds(self) -> bool:
        """Whether all agrees."""
        return not self.faults


def verify(record: Any, *, commitment: str | None = None, head: str | None = None) -> Verification:
    """Make the record again from its terms, seed, times and reasons, and compare every part.

    A record that was made anew from another seed agrees with itself: give the ``commitment`` that was published before
    and the ``head`` that was signed, to know that it is the one.
    """
    left = _not_compared(commitment, head)
    try:
        again = _made_again(record)
    except DrawRefused as reason:
        return Verification(faults=(str(reason),), not_compared=left)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as reason:
        what = f"this is not a record of the form {SCHEMA} ({type(reason).__name__}: {reason})"
        return Verification(faults=(what,), not_compared=left)
    faults = differences(record, again, "record")
    promised, last = again["links"][0]["commitment"], again["links"][-1]["hash"]
    if commitment is not None and commitment != promised:
        faults.append(f"the commitment is {promised}, published was {commitment}")
    if head is not None and head != last:
        faults.append(f"the last link is {last}, signed was {head}")
    return Verification(faults=tuple(faults), not_compared=left, commitment=promised, head=last)


def _not_compared(commitment: str | None, head: str | None) -> tuple[str, ...]:
    left = []
    if commitment is None:
        left.append(
            "the published commitment was not given: a draw held again with another seed would agree too"
        )
    if head is None:
        left.append("the signed head was not given: a draw whose last steps were cut off would agree too")
    return tuple(left)


def _made_again(record: Any) -> Record:
    """From the parts of a record that were given; the others follow."""
    terms = Terms.from_json(record["input"])
    links = record["links"]
    if len(links) == 1:
        # Before the seed is revealed its commitment can only be taken as it stands.
        promised = links[0]["commitment"]
        if not _HASH.fullmatch(promised):
            raise ValueError("the commitment is not 64 digits of 0-9 and a-f")
        link = {"act": "commit", "at": links[0]["at"], "input_hash": terms.hash, "commitment": promised}
        return _with_link({"schema": SCHEMA, "input": terms.to_json(), "links": []}, link)
    again = commit(terms, seed=links[1]["seed"], at=links[0]["at"])
    again = draw(again, seed=links[1]["seed"], at=links[1]["at"], beacon=links[1]["beacon"])
    for link in links[2:]:
        # Whom a limit passed over is found again; why somebody could not come only the record knows.
        unavailable = {
            one["id"]: one["reason"] for one in link["skipped"] if not one["reason"].startswith(_LIMIT)
        }
        again = replace(
            again, leaves=link["leaves"], reason=str(link["reason"]), at=link["at"], unavailable=unavailable
        )
    return again


def _with_link(record: Record, link: dict[str, Any]) -> Record:
    """The record with one step more, which holds the hash of the step before."""
    last = record["links"][-1] if record["links"] else None
    if not _follows(link["at"], last and last["at"]):
        raise TimeBackwards(at=link["at"], after=last["at"] if last else "–")
    chained = {**link, "previous": last["hash"] if last else record_hash(record)}
    return {**record, "links": [*record["links"], {**chained, "hash": digest(chained)}]}


def record_hash(record: Record) -> str:
    """What the first link holds in place of a step before: schema and terms."""
    return digest({"schema": record["schema"], "input": record["input"]})


def _follows(at: str, earlier: str | None) -> bool:
    try:
        time = datetime.fromisoformat(at)
        before = datetime.fromisoformat(earlier) if earlier else time
    except (ValueError, TypeError):
        return False
    return time.tzinfo is not None and before.tzinfo is not None and time >= before


def _gone(record: Record) -> set[str]:
    """Who left, or could not come when their turn was; a limit passes nobody over for good."""
    replaced = record["links"][2:]
    passed = {
        one["id"] for link in replaced for one in link["skipped"] if not one["reason"].startswith(_LIMIT)
    }
    return passed | {link["leaves"] for link in replaced}
