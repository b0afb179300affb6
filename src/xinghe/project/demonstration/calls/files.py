"""The evidence of invented applications: a photo drawn here, a paper for each code, handed in as people hand files in.

All applications share the same few files. Each is examined once, in confinement as ever; what is the same, byte for byte, is
settled by what was found then.
"""

import hashlib
import io
from datetime import date
from typing import Final

from PIL import Image, ImageDraw

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.attachments.actions import begin_upload, finish_upload, settle_examination, take_part
from xinghe.attachments.jobs.examining import examine_attachment
from xinghe.attachments.models import Attachment
from xinghe.attachments.vocab import MEDIA_TYPES, FileKind, Slot, State
from xinghe.papers.rules.layout import Field, MeetingRecord, Paragraph
from xinghe.papers.rules.pdf import pdf_of
from xinghe.programmes.vocab import Evidence

_EXAMINER: Final = Actor.for_job("examine-attachments")
_DAY: Final = date(2026, 1, 4)
_SIZE: Final = (960, 720)
_NAMES: Final = {
    Evidence.EV01: "签字盖章页",
    Evidence.EV02: "命名文件",
    Evidence.EV05: "应用证明",
    Evidence.EV06: "经济效益证明",
    Evidence.EV07: "可行性研究报告",
    Evidence.EV09: "制度与台账",
    Evidence.EV11: "经费预算明细",
    Evidence.EV12: "真实性承诺",
    Evidence.EV13: "保密审查意见",
}


class Files:
    """Attaches evidence, and remembers what the examination found of each file."""

    def __init__(self) -> None:
        self._contents: dict[tuple[Evidence, int], bytes] = {}
        self._found: dict[str, Attachment] = {}

    def attach(self, actor: Actor, application_id: int, code: Evidence, *, count: int = 1) -> None:
        """Hand in so many files of a code for an application, and let them be examined."""
        for number in range(1, count + 1):
            is_photo = code is Evidence.EV08
            content = self._content(code, number)
            upload = begin_upload(
                actor,
                subject_kind="application",
                subject_id=application_id,
                slot=Slot(code),
                name=f"现场照片{number}.jpg" if is_photo else f"{_NAMES[code]}（示例）.pdf",
                size=len(content),
            )
            take_part(actor, token=upload.token, offset=0, content=content)
            self._examine(finish_upload(actor, token=upload.token))

    def _content(self, code: Evidence, number: int) -> bytes:
        if (code, number) not in self._contents:
            self._contents[code, number] = _photo(number) if code is Evidence.EV08 else _paper(code)
        return self._contents[code, number]

    def _examine(self, attachment: Attachment) -> None:
        known = self._found.get(attachment.original_digest)
        if known is not None:
            kind = next(kind for kind, media in MEDIA_TYPES.items() if media == known.media_type)
            settle_examination(
                _EXAMINER,
                attachment_id=attachment.pk,
                kind=FileKind(kind),
                clean_digest=known.clean_digest,
                preview_digest=known.preview_digest,
                size=known.size,
            )
            return
        examine_attachment(attachment.pk)
        with fenced(_EXAMINER):
            found = Attachment.objects.get(pk=attachment.pk)
        if found.state != State.CLEAN:
            raise RuntimeError(f"the demonstration's own file was refused: {found.reason}")
        self._found[attachment.original_digest] = found


def _photo(number: int) -> bytes:
    """A drawn workshop: nobody's face, nobody's place."""
    shade = hashlib.sha256(f"photo {number}".encode()).digest()
    picture = Image.new("RGB", _SIZE, (176 + shade[0] % 48, 184 + shade[1] % 48, 190 + shade[2] % 48))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 520, *_SIZE), fill=(120, 118, 112))
    for at in range(4):
        left = 60 + 220 * at + shade[3 + at] % 40
        top = 240 + shade[7 + at] % 160
        colour = (60 + shade[11 + at] % 120, 90 + shade[15 + at] % 90, 110 + shade[19 + at] % 90)
        pen.rectangle((left, top, left + 150, 560), fill=colour, outline=(40, 44, 48), width=4)
        pen.ellipse(
            (left + 45, top + 30, left + 105, top + 90), fill=(232, 214, 120), outline=(40, 44, 48), width=3
        )
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=82)
    return kept.getvalue()


def _paper(code: Evidence) -> bytes:
    """One page that says what it stands for, and that it is invented."""
    return pdf_of(
        MeetingRecord(
            title=f"{_NAMES[code]}（示例）",
            facts=(Field(label="材料代码", value=str(code)), Field(label="性质", value="演示用虚构材料")),
            body=(Paragraph(text="本页仅供演示，内容、单位和人员均为虚构，不作任何证明之用。"),),
            signers=("经办人",),
            day=_DAY,
        )
    )
