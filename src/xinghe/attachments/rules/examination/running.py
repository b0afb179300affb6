"""Starts the examining process, hands it three files, and takes its verdict; a process that dies gave one, too."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from xinghe.attachments.rules.refusals import AttachmentDamaged, TooCostly, refusal_of
from xinghe.attachments.vocab import MOST_MEMORY, MOST_SECONDS, FileKind

# Seconds on the wall: a busy machine gives a process its ten seconds of one core late.
_PATIENCE: Final = 120
_CHILD: Final = "xinghe.attachments.rules.examination.child"


class ExaminerBroken(Exception):
    """The examining process could not be confined or started: nothing is known about the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """What the examination found: the kind by content, whether it drew a preview, and the most bytes it held."""

    kind: FileKind
    has_preview: bool
    held: int


def examine(
    source: Path,
    *,
    named: FileKind,
    welcome: frozenset[FileKind],
    clean: IO[bytes],
    preview: IO[bytes],
    memory: int = MOST_MEMORY,
    seconds: int = MOST_SECONDS,
) -> Clean:
    """Write a harmless copy of ``source`` to ``clean`` and, of a picture, a small one to ``preview``.

    Refuses with a ``FileRefused``. Raises: ExaminerBroken, when the fault is ours and it should be tried again.
    """
    question = {
        "named": named.value,
        "welcome": sorted(welcome),
        "clean": clean.fileno(),
        "preview": preview.fileno(),
        "memory": memory,
        "seconds": seconds,
    }
    with source.open("rb") as file:
        try:
            ended = subprocess.run(  # noqa: S603 -- our own interpreter and module
                [sys.executable, "-P", "-m", _CHILD, json.dumps(question)],
                stdin=file,
                capture_output=True,
                pass_fds=(clean.fileno(), preview.fileno()),
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _too_costly(memory=memory, seconds=seconds) from None
    return _verdict(ended, memory=memory, seconds=seconds)


def _verdict(ended: "subprocess.CompletedProcess[bytes]", *, memory: int, seconds: int) -> Clean:
    if ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ):
        raise _too_costly(memory=memory, seconds=seconds)
    if ended.returncode < 0:
        # A parser that falls over has read something no honest program writes.
        raise AttachmentDamaged()
    try:
        verdict = json.loads(ended.stdout)
    except ValueError:
        raise ExaminerBroken(ended.stderr.decode("utf-8", "replace")[-500:]) from None
    if "broken" in verdict:
        raise ExaminerBroken(verdict["broken"])
    if "refused" in verdict:
        raise refusal_of(verdict["refused"], verdict["params"])
    return Clean(kind=FileKind(verdict["kind"]), has_preview=verdict["preview"], held=verdict["held"])


def _too_costly(*, memory: int, seconds: int) -> TooCostly:
    return TooCostly(seconds=seconds, limit=memory // (1024 * 1024))
