"""The sealed record as arithmetic: the bytes of an entry, how a link follows, where a chain breaks.

The encoding is described for outsiders in ``docs/adr/0007-sealed-record.md``; ``tools/verify_record.py``
recomputes it without this file.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

from xinghe.audit.vocab import Fault
from xinghe.foundation.errors import Refusal, gettext_noop

# The head before the first link.
START = bytes(32)

# A broken record has as many faults as lines; a person needs the first few and their number.
MOST_FINDINGS = 20

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class AnchorUnreadable(Refusal):
    """The anchor file is not what ``xinghe audit anchor`` writes."""

    code = "anchor_unreadable"
    message = gettext_noop(
        "Line %(line)s of the anchor file is not an anchor. Take the file as “xinghe audit anchor” wrote it."
    )


class AnchorContradicted(Refusal):
    """A head that was kept outside is no longer in the record: nothing may be appended to such a file."""

    code = "anchor_contradicted"
    message = gettext_noop(
        "The head kept on %(at)s for position %(position)s is not in the record any more. "
        "Run “xinghe audit verify --anchor” with this file and tell the audit administrator."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sealed entry with its link: instants as ``instant`` writes them, everything else plain JSON."""

    position: int
    entry: Mapping[str, object]
    digest: bytes
    head: bytes
    sealed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The head at one position, kept where nobody who can change the database can change it."""

    position: int
    head: bytes
    at: str
    # How many entries there were at that moment, those that waited for their seal included.
    entries: int

    def to_json(self) -> str:
        """The line of an anchor file."""
        return _encode(
            {"position": self.position, "head": self.head.hex(), "at": self.at, "entries": self.entries}
        )

    @classmethod
    def read_all(cls, text: str) -> tuple[Self, ...]:
        """Read a whole anchor file. Refuses: AnchorUnreadable."""
        lines = enumerate(text.splitlines(), 1)
        return tuple(cls.from_json(line, line=number) for number, line in lines if line.strip())

    @classmethod
    def from_json(cls, text: str, *, line: int) -> Self:
        """Read one line of an anchor file. Refuses: AnchorUnreadable."""
        try:
            found = json.loads(text)
            return cls(
                position=int(found["position"]),
                head=bytes.fromhex(found["head"]),
                at=str(found["at"]),
                entries=int(found["entries"]),
            )
        except (ValueError, KeyError, TypeError) as fault:
            raise AnchorUnreadable(line=line) from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong at ``position``; ``since`` is the last position known to be right before it."""

    position: int
    since: int
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a walk along the whole chain found. ``findings`` are the first few, ``faults`` counts all."""

    lines: int
    head: bytes
    anchors: int
    faults: int
    findings: tuple[Finding, ...]


def line_to_json(line: Line) -> str:
    """The line of an export: what an outsider needs to compute digest and head again."""
    return _encode(
        {
            "position": line.position,
            "entry": line.entry,
            "digest": line.digest.hex(),
            "head": line.head.hex(),
            "sealed_at": line.sealed_at,
        }
    )


def instant(moment: datetime) -> str:
    """An instant in the record: UTC, microseconds, "2026-01-31T08:00:00.000000+00:00"."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def digest_of(entry: Mapping[str, object]) -> bytes:
    """SHA-256 of the entry as JSON: keys sorted, no spaces, every character beyond ASCII as \\uXXXX."""
    return sha256(_encode(entry).encode("ascii")).digest()


def next_head(head: bytes, *, digest: bytes, sealed_at: str) -> bytes:
    """The head after one more link. The position is the number of links so far, so it needs no place here."""
    return sha256(head + digest + sealed_at.encode("ascii")).digest()


def examine(lines: Iterable[Line], anchors: Sequence[Anchor] = (), *, entries: int | None = None) -> Verdict:
    """Walk the chain from its start and name every break; ``entries`` is how many there are, sealed or not.

    After a break the walk goes on from what is stored, so one edit is one finding. Only an anchor
    shows a cut-off tail or a chain that was computed anew: both are flawless in themselves.
    """
    kept: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        kept.setdefault(anchor.position, []).append(anchor)
    findings: list[Finding] = []
    faults = count = met = sure = last = 0
    head = START

    def note(position: int, fault: Fault) -> None:
        nonlocal faults
        faults += 1
        if len(findings) < MOST_FINDINGS:
            findings.append(Finding(position=position, since=sure, fault=fault))

    def compare() -> None:
        nonlocal met, sure
        for anchor in kept.pop(last, []):
            met += 1
            if anchor.head != head:
                note(last, Fault.ANCHOR_DIFFERS)
            elif not faults:
                sure = last

    compare()
    for line in lines:
        count += 1
        if line.position != last + 1:
            note(last + 1, Fault.GAP)
        last = line.position
        if digest_of(line.entry) != line.digest:
            note(last, Fault.ENTRY_CHANGED)
        if next_head(head, digest=line.digest, sealed_at=line.sealed_at) != line.head:
            note(last, Fault.LINK_CHANGED)
        head = line.head
        if last in kept:
            compare()
    if any(position > last for position in kept):
        note(last + 1, Fault.CUT_OFF)
    if entries is not None and any(anchor.entries > entries for anchor in anchors):
        note(last + 1, Fault.ENTRIES_MISSING)
    return Verdict(lines=count, head=head, anchors=met, faults=faults, findings=tuple(findings))
