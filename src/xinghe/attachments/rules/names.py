"""File names as they are kept: nothing in them points elsewhere, runs backwards or hides."""

import re
import unicodedata
from typing import Final

from xinghe.attachments.rules.refusals import FileKindUnwelcome, PictureIsHeic
from xinghe.attachments.vocab import ENDINGS, LONGEST_NAME, FileKind

_FORBIDDEN: Final = re.compile(r'[<>:"|?*%]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_HEIC: Final = frozenset({"heic", "heif", "hif"})


def clean_name(name: str, *, kind: FileKind | None = None) -> str:
    """The name without folders, invisible or direction-changing characters; at most 120 characters.

    With ``kind`` it ends as files of that kind do.
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(
        character if unicodedata.category(character)[0] != "Z" else " "
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character)[0] != "C"
    )
    stem, _, ending = _FORBIDDEN.sub("_", name).rpartition(".")
    if not stem:
        stem, ending = ending, ""
    ending = ending.strip().lower()
    if kind is not None and ENDINGS.get(ending) is not kind:
        ending = kind.value
    elif kind is not None:
        ending = {"mov": "mp4", "m4v": "mp4", "jpeg": "jpg"}.get(ending, ending)
    # A name of marks alone shows nothing; stacked marks overflow the line.
    stem = re.sub(r" +", " ", stem).strip(" .")
    stem = re.sub(r"([\u0300-\u036f]{2})[\u0300-\u036f]+", r"\1", stem)
    if not stem or _DEVICES.match(stem):
        stem = f"file-{stem}".rstrip("-")
    stem = stem[: LONGEST_NAME - len(ending) - 1].rstrip(" .")
    return f"{stem}.{ending}" if ending else stem


def kind_by_name(name: str, *, welcome: frozenset[FileKind]) -> FileKind:
    """The kind that the name promises. Refuses: PictureIsHeic, FileKindUnwelcome."""
    cleaned = clean_name(name)
    ending = cleaned.rpartition(".")[2]
    if ending in _HEIC:
        raise PictureIsHeic()
    kind = ENDINGS.get(ending) if "." in cleaned else None
    if kind not in welcome:
        raise FileKindUnwelcome(name=cleaned[-40:], kinds=kinds_in_words(welcome))
    assert kind is not None
    return kind


def kinds_in_words(kinds: frozenset[FileKind]) -> str:
    """JPG, PNG … in the order of the vocabulary."""
    return ", ".join(kind.value.upper() for kind in FileKind if kind in kinds)
