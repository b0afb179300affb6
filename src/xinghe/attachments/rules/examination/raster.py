"""Takes everything but the picture out of a JPEG or PNG that lies inside a paper, without drawing it anew."""

import struct
from typing import Final

# Colour and size; the rest of a JPEG's or PNG's own notes may say where, when and by whom it was taken.
_JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
_PNG_KEPT: Final = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)


def bare_picture(content: bytes) -> bytes:
    """The same picture without metadata and without anything behind its end. Raises: ValueError for a broken one."""
    if content.startswith(b"\xff\xd8\xff"):
        return _bare_jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _bare_png(content)
    return content


def _bare_jpeg(content: bytes) -> bytes:
    kept, at = [b"\xff\xd8"], 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if content[at : at + 1] != b"\xff" or at + 2 > len(content):
            raise ValueError("a JPEG segment does not begin where it should")
        marker = content[at + 1]
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        length = 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + length
        if end > len(content) or length < 4:
            raise ValueError("a JPEG segment ends behind the file")
        is_note = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        # APP2 holds a colour profile, but also the index of further pictures.
        is_profile = marker != 0xE2 or content[at + 4 : at + 16] == b"ICC_PROFILE\0"
        if not is_note or (marker in _JPEG_KEPT and is_profile):
            kept.append(content[at:end])
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if not following:
            break
        if following == b"\xff":
            at += 1
        elif following == b"\0" or 0xD0 <= following[0] <= 0xD7:
            at += 2
        else:
            return at
    raise ValueError("a JPEG scan does not end")


def _bare_png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while True:
        if at + 12 > len(content):
            raise ValueError("a PNG ends too early")
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if end > len(content):
            raise ValueError("a PNG chunk ends behind the file")
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
