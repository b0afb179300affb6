"""Puts a file through what the product does with it, and says what became of it."""

import contextlib
import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.attachments.corpus.hostile import Sample
from tests.attachments.corpus.making import laid_open
from xinghe.attachments.rules.examination import Clean, examine, running
from xinghe.attachments.rules.names import clean_name, kind_by_name
from xinghe.attachments.rules.refusals import FileRefused
from xinghe.attachments.vocab import FileKind

EVERY_KIND = frozenset(FileKind)
_UNWELCOME_IN_NAMES = frozenset('/\\<>:"|?*%\0\r\n')


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file: the code of its refusal, or what is kept under which name; and what that cost."""

    code: str
    kept: bytes
    preview: bytes
    name: str
    seconds: float


def put_through(name: str, content: bytes) -> Outcome:
    """Name, then examination, as an upload goes."""
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile() as clean,
        tempfile.TemporaryFile() as preview,
    ):
        source = Path(folder) / "source"
        source.write_bytes(content)
        try:
            named = kind_by_name(name, welcome=EVERY_KIND)
            verdict = examine(source, named=named, welcome=EVERY_KIND, clean=clean, preview=preview)
        except FileRefused as refusal:
            return Outcome(
                code=refusal.code, kept=b"", preview=b"", name="", seconds=time.perf_counter() - began
            )
        clean.seek(0)
        preview.seek(0)
        return Outcome(
            code="",
            kept=clean.read(),
            preview=preview.read(),
            name=clean_name(name, kind=verdict.kind),
            seconds=time.perf_counter() - began,
        )


def harm_left(sample: Sample, outcome: Outcome) -> str:
    """What is still wrong with what is kept; nothing if it was refused or made harmless."""
    if outcome.code:
        return ""
    if not sample.canary:
        return "taken"
    if sample.canary in laid_open(outcome.kept) + outcome.preview:
        return "the canary is still there"
    if not outcome.name.isprintable() or set(outcome.name) & _UNWELCOME_IN_NAMES or len(outcome.name) > 120:
        return f"the name is still {outcome.name!r}"
    return ""


def most_memory() -> int:
    """The most memory that any examining process so far has held at once by its own account, in bytes."""
    return max(_HELD, default=0)


def _noting(ended: "subprocess.CompletedProcess[bytes]", *, memory: int, seconds: int) -> Clean:
    with contextlib.suppress(ValueError, KeyError):
        _HELD.append(json.loads(ended.stdout)["held"])
    return _verdict(ended, memory=memory, seconds=seconds)


# What every examination says of itself, refused files included.
_HELD: list[int] = []
_verdict = running._verdict
running._verdict = _noting
