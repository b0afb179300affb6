"""Check an exported record against a head that was kept outside. Needs Python 3.8 or newer and nothing else.

    python verify_record.py EXPORT.jsonl ANCHORS.jsonl

EXPORT is what `xinghe audit export` wrote, ANCHORS the file that `xinghe audit anchor` added lines to and
that you kept where nobody who runs Xinghe can change it. Ends with 0 when every entry stands as it was
sealed, with 1 and the first wrong position when not, with 2 when a file cannot be read.

This file shares no code with Xinghe, so that it can be read, and written again, by somebody who trusts nothing:

    digest(n) = SHA-256(the entry as JSON: keys sorted, no spaces, characters beyond ASCII as \\uXXXX)
    head(0)   = 32 zero bytes
    head(n)   = SHA-256(head(n-1) + digest(n) + the text of sealed_at)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib
import sys
from collections.abc import Iterable
from typing import Any


class Wrong(Exception):
    """The record is not the one that was sealed: position, and what shows it."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(position, why)
        self.position = position
        self.why = why


def entry_digest(entry: dict[str, Any]) -> bytes:
    """The digest of one entry, from nothing but what it says."""
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).digest()


def read_anchors(path: str) -> dict[int, list[bytes]]:
    """Position → the heads that were kept for it, from one JSON object a line."""
    anchors: dict[int, list[bytes]] = {}
    with pathlib.Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                anchor = json.loads(line)
                anchors.setdefault(int(anchor["position"]), []).append(bytes.fromhex(anchor["head"]))
    return anchors


def verify(lines: Iterable[str], anchors: dict[int, list[bytes]]) -> tuple[int, bytes]:
    """Walk the exported lines; return (position, head) of the last, or raise Wrong at the first fault."""
    head = bytes(32)
    position = 0
    sure = 0
    waiting = dict(anchors)
    for text in lines:
        line = json.loads(text)
        if line["position"] != position + 1:
            raise Wrong(position + 1, f"the next line says that it is number {line['position']}")
        position += 1
        digest = entry_digest(line["entry"])
        if digest.hex() != line["digest"]:
            raise Wrong(position, "the entry is not the one that was sealed")
        head = hashlib.sha256(head + digest + line["sealed_at"].encode("ascii")).digest()
        if head.hex() != line["head"]:
            raise Wrong(position, "the link does not follow from the one before it")
        for kept in waiting.pop(position, ()):
            if kept != head:
                raise Wrong(
                    sure + 1,
                    f"the head at {position} is not the one that was kept outside: "
                    f"something between {sure + 1} and {position} was changed and the chain computed anew",
                )
            sure = position
    for kept in waiting.pop(0, ()):
        if kept != bytes(32):
            raise Wrong(1, "the anchor for the empty record is not 32 zero bytes")
    if waiting:
        raise Wrong(position + 1, f"the record ends here, but a head was kept for position {max(waiting)}")
    return position, head


def main(arguments: list[str] | None = None) -> int:
    """Read the two files and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", help="the record, as `xinghe audit export` wrote it")
    parser.add_argument("anchors", help="the heads kept outside, as `xinghe audit anchor` wrote them")
    options = parser.parse_args(arguments)
    try:
        anchors = read_anchors(options.anchors)
        with pathlib.Path(options.export).open(encoding="utf-8") as lines:
            position, head = verify(lines, anchors)
    except Wrong as wrong:
        print(f"WRONG: first wrong position {wrong.position}: {wrong.why}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"A file cannot be read: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 2
    reached = max(anchors, default=0)
    print(f"RIGHT: {position} entries in an unbroken chain, head {head.hex()}")
    print(f"Heads kept outside for {len(anchors)} positions all match; the last is {reached}.")
    if reached < position:
        print(
            f"Entries {reached + 1} to {position} are newer than the last head kept outside: keep a new one."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
