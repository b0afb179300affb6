"""Hostile files are refused or made harmless, honest ones come through, and where a photo was taken is gone."""

import io
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from tests.attachments.corpus import benign, hostile, hostile_documents, hostile_media, making
from tests.attachments.corpus.trying import EVERY_KIND, harm_left, most_memory, put_through
from xinghe.attachments.rules.examination import Clean, examine, running
from xinghe.attachments.rules.examination.raster import bare_picture
from xinghe.attachments.rules.refusals import (
    AttachmentDamaged,
    FileEmpty,
    PictureTooLarge,
    TooCostly,
    UnpacksTooFar,
    VideoInPieces,
    VirusFound,
)
from xinghe.attachments.vocab import MOST_MEMORY, FileKind

# `python -m benchmarks.attachments` takes all of them and prints the table.
MOST_OF_A_CLASS = 8


def test_hostile_files_are_refused_or_made_harmless_and_the_examiner_stays_within_its_limits():
    samples = hostile.spread(hostile.corpus(), MOST_OF_A_CLASS)

    with ThreadPoolExecutor(2) as hands:
        outcomes = list(hands.map(lambda sample: put_through(sample.name, sample.content), samples))

    harm = [
        (sample.attack, sample.name[:60], left)
        for sample, outcome in zip(samples, outcomes, strict=True)
        if (left := harm_left(sample, outcome))
    ]
    assert harm == []
    assert len(samples) >= 200
    assert len({sample.attack for sample in samples}) >= 24
    assert 0 < most_memory() <= MOST_MEMORY


def test_a_hostile_file_that_is_taken_would_be_seen():
    taken = hostile.Sample(attack="planted", name="photo.jpg", content=making.picture())
    kept = hostile.Sample(attack="planted", name="a.jpg", content=making.picture(), canary=b"\xff\xd8")

    assert harm_left(taken, put_through(taken.name, taken.content)) == "taken"
    assert harm_left(kept, put_through(kept.name, kept.content)) == "the canary is still there"


def test_honest_files_come_through(shared_data):
    files = benign.corpus() + [(path.name, path.read_bytes()) for path in sorted(shared_data.glob("*.xlsx"))]

    with ThreadPoolExecutor(2) as hands:
        outcomes = list(hands.map(lambda file: put_through(*file), files))

    refused = [(file[0], outcome.code) for file, outcome in zip(files, outcomes, strict=True) if outcome.code]
    assert len(files) >= 100
    assert len(refused) <= len(files) // 100, refused


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", making.photo_with_place()),
        ("photo.png", making.png_with_place()),
        ("film.mp4", making.video_with_place()),
        ("paper.pdf", making.pdf_with_place()),
        *((f"paper.{kind}", making.office_with_place(kind)) for kind in ("docx", "xlsx", "pptx")),
    ],
)
def test_where_it_was_taken_is_gone(name, content):
    outcome = put_through(name, content)

    assert outcome.code == ""
    assert making.CANARY in making.laid_open(content)
    assert making.CANARY not in making.laid_open(outcome.kept) + outcome.preview


def test_a_picture_stands_upright_and_keeps_no_note():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = making.picture(size=(60, 40), exif=exif.tobytes())

    with Image.open(io.BytesIO(put_through("a.jpg", turned).kept)) as kept:
        found = (kept.size, dict(kept.getexif()), sorted(kept.info))

    assert found == ((40, 60), {}, ["jfif", "jfif_density", "jfif_unit", "jfif_version"])


def test_a_vast_photo_is_kept_at_half_its_width_and_has_a_preview():
    outcome = put_through("a.jpg", making.picture(size=(7000, 5000), mode="L"))

    with Image.open(io.BytesIO(outcome.kept)) as kept, Image.open(io.BytesIO(outcome.preview)) as preview:
        assert (kept.size, max(preview.size)) == ((3500, 2500), 720)


def test_nothing_moves_in_a_video():
    content = making.video_with_place()

    kept = put_through("a.mp4", content).kept

    for sample in (b"P" * 160, b"S" * 40):
        assert kept.index(sample) == content.index(sample)
    assert kept[len(content) + 4 : len(content) + 8] == b"free"
    assert kept[8:12] == b"mp42"


def test_a_picture_inside_a_paper_keeps_its_lines():
    content = making.photo_with_place()

    bare = bare_picture(content)

    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()
    assert (making.CANARY in content, making.CANARY in bare) == (True, False)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.jpg", b"", FileEmpty),
        ("a.jpg", making.EICAR, None),
        ("a.pdf", making.pdf() + making.EICAR, VirusFound),
        ("a.mp4", making.video(at_end=making.box(b"moof", bytes(8))), VideoInPieces),
        ("a.png", next(hostile_media.floods())[1], PictureTooLarge),
        ("a.docx", next(hostile_documents.zip_bombs())[1], UnpacksTooFar),
        ("a.jpg", making.picture()[:200], AttachmentDamaged),
    ],
)
def test_the_reason_fits_the_fault(name, content, refusal):
    assert put_through(name, content).code == (refusal.code if refusal else "file_kind_unwelcome")


def _examined(content: bytes, **limits: int) -> Clean:
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile() as clean,
        tempfile.TemporaryFile() as preview,
    ):
        source = Path(folder) / "source"
        source.write_bytes(content)
        return examine(source, named=FileKind.PNG, welcome=EVERY_KIND, clean=clean, preview=preview, **limits)


def test_what_costs_too_much_memory_or_time_is_refused():
    costly = making.picture("PNG", size=(6000, 6000), mode="RGB")

    assert _examined(costly).kind is FileKind.PNG
    with pytest.raises(TooCostly):
        _examined(costly, memory=96 * 1024 * 1024)
    noise = io.BytesIO()
    Image.effect_noise((5000, 5000), 200).convert("RGB").save(noise, "PNG", compress_level=1)
    with pytest.raises(TooCostly):
        _examined(noise.getvalue(), seconds=1)


def test_a_parser_that_falls_over_is_a_refusal_and_a_broken_examiner_is_none():
    with pytest.raises(AttachmentDamaged):
        running._verdict(subprocess.CompletedProcess([], -11, b"", b""), memory=1, seconds=1)
    with pytest.raises(running.ExaminerBroken, match="no such module"):
        running._verdict(subprocess.CompletedProcess([], 1, b"", b"no such module"), memory=1, seconds=1)
    with pytest.raises(running.ExaminerBroken, match="NotConfined"):
        running._verdict(
            subprocess.CompletedProcess([], 0, b'{"broken": "NotConfined"}', b""), memory=1, seconds=1
        )


ATTEMPTS = {
    "read a file": "open('/etc/hostname').read()",
    "write a file": "open(folder + '/new', 'w')",
    "remove a file": "os.unlink(folder + '/there')",
    "rename a file": "os.rename(folder + '/there', folder + '/gone')",
    "make a folder": "os.mkdir(folder + '/sub')",
    "reach the network": "socket.socket()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "start a process": "os.fork()",
    "signal another": "os.kill(os.getppid(), 0)",
    "change a mode": "os.chmod(folder + '/there', 0)",
}
PROGRAM = """
import os, socket, sys
from xinghe.attachments.rules.examination import confinement
folder = sys.argv[1]
if sys.argv[2] == "confined":
    confinement.limit(memory=2**28, seconds=5, output=1000)
    confinement.confine()
try:
    {attempt}
except (PermissionError, ImportError):
    os._exit(13)
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel of Linux can be told to refuse")
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_examiner_cannot(attempt, tmp_path):
    (tmp_path / "there").touch()
    program = PROGRAM.format(attempt=ATTEMPTS[attempt])

    ended = {
        how: subprocess.run([sys.executable, "-c", program, str(tmp_path), how], check=False).returncode
        for how in ("confined", "free")
    }

    assert ended == {"confined": 13, "free": 0}
