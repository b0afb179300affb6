"""What names and first bytes are taken for."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.attachments.corpus import hostile_media
from xinghe.attachments.rules.deadlines import was_in_time
from xinghe.attachments.rules.names import clean_name, kind_by_name
from xinghe.attachments.rules.refusals import (
    REASONS,
    AttachmentLocked,
    CarriesMore,
    FileKindUnwelcome,
    FileRefused,
    NameMisleads,
    PictureIsHeic,
    refusal_of,
)
from xinghe.attachments.rules.signatures import kind_by_content
from xinghe.attachments.vocab import GRACE, PICTURES, Cargo, FileKind

EVERY_KIND = frozenset(FileKind)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("照片.JPG", "照片.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\docs\\申报书.docx", "申报书.docx"),
        ("CON.jpg", "file-CON.jpg"),
        (".jpg", "jpg"),
        ("a\r\nb.jpg", "ab.jpg"),
        ('"; x=".pdf', "_; x=_.pdf"),
        ("　现 场  照.png", "现 场 照.png"),
        ("", "file"),
    ],
)
def test_a_name_is_cleaned(name, cleaned):
    assert clean_name(name) == cleaned


def test_a_long_name_keeps_its_ending():
    cleaned = clean_name("长" * 400 + ".pdf")

    assert (len(cleaned), cleaned[-5:]) == (120, "长.pdf")


def test_a_clean_file_ends_as_its_kind_does():
    names = [clean_name(name, kind=FileKind.JPG) for name in ("a.png", "a.jpeg", "a", "a.jpg")]

    assert names == ["a.jpg", "a.jpg", "a.jpg", "a.jpg"]
    assert clean_name("现场.MOV", kind=FileKind.MP4) == "现场.mp4"


def test_every_cleaned_hostile_name_is_plain():
    for name, *_ in hostile_media.names():
        cleaned = clean_name(name, kind=FileKind.JPG)

        assert cleaned.isprintable()
        assert not set(cleaned) & set('/\\<>:"|?*%\u202e\u2066')
        assert 5 <= len(cleaned) <= 120
        assert cleaned.endswith(".jpg")


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("a.exe", FileKindUnwelcome),
        ("a.svg", FileKindUnwelcome),
        ("a.docm", FileKindUnwelcome),
        ("jpg", FileKindUnwelcome),
        ("a.jpg.exe", FileKindUnwelcome),
        ("IMG_0001.HEIC", PictureIsHeic),
    ],
)
def test_a_name_of_another_kind_is_refused_with_a_way_out(name, refusal):
    with pytest.raises(refusal):
        kind_by_name(name, welcome=EVERY_KIND)


def test_a_slot_takes_its_own_kinds():
    assert kind_by_name("a.jpeg", welcome=PICTURES) is FileKind.JPG
    with pytest.raises(FileKindUnwelcome, match="JPG, PNG"):
        kind_by_name("a.pdf", welcome=PICTURES)


@pytest.mark.parametrize(
    ("start", "named", "outcome"),
    [
        (b"\xff\xd8\xff\xe0", FileKind.JPG, FileKind.JPG),
        (b"\xff\xd8\xff\xe0", FileKind.PNG, FileKind.JPG),
        (b"%PDF-1.7", FileKind.PDF, FileKind.PDF),
        (b" %PDF-1.7", FileKind.PDF, FileKindUnwelcome),
        (b"PK\x03\x04", FileKind.XLSX, FileKind.XLSX),
        (b"PK\x03\x04", FileKind.PDF, NameMisleads),
        (b"\xff\xd8\xff\xe0", FileKind.PDF, NameMisleads),
        (b"\0\0\0\x18ftypqt  ", FileKind.MP4, FileKind.MP4),
        (b"\0\0\0\x18ftypheic", FileKind.JPG, PictureIsHeic),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.DOCX, AttachmentLocked),
        (b"<svg>", FileKind.PNG, FileKindUnwelcome),
    ],
)
def test_first_bytes(start, named, outcome):
    try:
        found: object = kind_by_content(start, named=named, welcome=EVERY_KIND)
    except FileRefused as refusal:
        found = type(refusal)

    assert found is outcome


def test_a_written_reason_says_its_sentence_again():
    for code, kind in REASONS.items():
        assert kind.code == code
    said = refusal_of("carries_more", {"cargo": "macro"}).said(lambda text: {"macros": "宏"}.get(text, text))

    assert "pictures: 宏." in said
    assert isinstance(refusal_of("carries_more", {"cargo": Cargo.MACRO}), CarriesMore)
    assert type(refusal_of("of a later version", {})) is FileRefused


@pytest.mark.parametrize(
    ("begun", "now", "in_time"),
    [(-60, -1, True), (-60, 0, True), (-1, 599, True), (-1, 600, False), (0, 0, False), (0, 1, False)],
)
def test_what_was_begun_before_a_deadline_may_end_ten_minutes_after(begun, now, in_time):
    deadline = datetime(2026, 3, 2, 9, tzinfo=UTC)

    found = was_in_time(
        begun_at=deadline + timedelta(seconds=begun), now=deadline + timedelta(seconds=now), deadline=deadline
    )

    assert found is in_time
    assert timedelta(minutes=10) == GRACE
