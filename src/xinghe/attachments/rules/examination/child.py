"""The examining process itself: `python -m … QUESTION`, the file on its input, the verdict as JSON on its output.

Nothing of Django is loaded, nothing can be opened once the file is looked at, and whatever goes wrong is a refusal.
"""

import json
import os
import sys
from typing import IO, Any

from xinghe.attachments.rules.examination import confinement
from xinghe.attachments.rules.refusals import AttachmentDamaged, FileEmpty, FileRefused, TooCostly, VirusFound
from xinghe.attachments.rules.signatures import SIGNATURE_LENGTH, kind_by_content
from xinghe.attachments.vocab import PICTURES, FileKind

# The scanners' agreed test file: 68 bytes, written here in two halves so that no scanner takes this source for one.
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PIECE = 1024 * 1024


def main(question: dict[str, Any]) -> dict[str, object]:
    """Examine what stands on the input. Any: the question is JSON."""
    from xinghe.attachments.rules.examination import office, papers, pictures, video

    memory, seconds = question["memory"], question["seconds"]
    named = FileKind(question["named"])
    welcome = frozenset(map(FileKind, question["welcome"]))
    source = os.fdopen(os.dup(0), "rb")
    clean = os.fdopen(question["clean"], "w+b", closefd=False)
    preview = os.fdopen(question["preview"], "w+b", closefd=False)
    pictures.warm_up()
    papers.warm_up()
    office.warm_up()
    size = os.fstat(source.fileno()).st_size
    try:
        confinement.limit(memory=memory, seconds=seconds, output=2 * size + 64 * _PIECE)
        confinement.confine()
    except (confinement.NotConfined, OSError, ValueError) as broken:
        return {"broken": repr(broken)}
    try:
        if not size:
            raise FileEmpty()
        kind = kind_by_content(source.read(SIGNATURE_LENGTH), named=named, welcome=welcome)
        _refuse_test_virus(source)
        source.seek(0)
        if kind in PICTURES:
            pictures.clean_picture(source, kind=kind, clean=clean, preview=preview)
        elif kind is FileKind.MP4:
            video.clean_video(source, clean=clean)
        elif kind is FileKind.PDF:
            papers.clean_pdf(source, clean=clean, known_bad=_EICAR)
        else:
            office.clean_office(source, kind=kind, clean=clean, known_bad=_EICAR)
        clean.flush()
        preview.flush()
    except FileRefused as refusal:
        return {
            "refused": refusal.code,
            "params": {name: str(getattr(value, "value", value)) for name, value in refusal.params.items()},
        }
    except MemoryError:
        return _refused(TooCostly(seconds=seconds, limit=memory // (1024 * 1024)))
    except Exception as fault:
        print(repr(fault)[:500], file=sys.stderr)  # noqa: T201 -- the parent's log
        return _refused(AttachmentDamaged())
    return {"kind": kind.value, "preview": os.fstat(preview.fileno()).st_size > 0}


def _refused(refusal: FileRefused) -> dict[str, object]:
    return {"refused": refusal.code, "params": {name: str(value) for name, value in refusal.params.items()}}


def _refuse_test_virus(source: IO[bytes]) -> None:
    source.seek(0)
    before = b""
    while piece := source.read(_PIECE):
        if _EICAR in before + piece:
            raise VirusFound(virus="EICAR")
        before = piece[-len(_EICAR) :]


def _status() -> int | None:
    """The kernel's account of this process, opened while that is still allowed."""
    try:
        return os.open("/proc/self/status", os.O_RDONLY)
    except OSError:
        return None


def _held(status: int | None) -> int:
    """The most bytes that this process held at once, libraries included; 0 where nobody counts."""
    if status is None:
        return 0
    lines = os.pread(status, 8192, 0).decode().splitlines()
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return int(peak) * 1024


if __name__ == "__main__":
    # Only the verdict may stand on the output, whatever a library prints.
    out = os.dup(1)
    os.dup2(2, 1)
    status = _status()
    verdict = main(json.loads(sys.argv[1]))
    os.write(out, json.dumps({**verdict, "held": _held(status)}).encode())
    os._exit(0)
