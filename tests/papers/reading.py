"""Reads a PDF as an eye would: which letters stand where, line by line."""

import ctypes
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter: which, where its origin stands (mm from the left and the top), how large, in which face."""

    sign: str
    x: float
    y: float
    size: float
    font: str


def letters_of(page: pypdfium2.PdfPage) -> list[Letter]:
    """Every visible letter of a page, in the order of the text."""
    text, height = page.get_textpage(), page.get_height()
    found = []
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 10, 13, 32, 0x200B, 0xA0, 0x3000) or raw.FPDFText_IsGenerated(text, at):
            continue
        if 0xDC00 <= code < 0xE000:  # the second half of a rare character
            high = ord(found[-1].sign)
            found[-1] = replace(found[-1], sign=chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
        name = ctypes.create_string_buffer(100)
        raw.FPDFText_GetFontInfo(text, at, name, 100, ctypes.byref(ctypes.c_int()))
        found.append(
            Letter(
                sign=chr(code),
                x=x.value / MM,
                y=(height - y.value) / MM,
                size=raw.FPDFText_GetFontSize(text, at),
                font=name.value.decode(),
            )
        )
    return found


def lines_of(page: pypdfium2.PdfPage) -> list[list[Letter]]:
    """The letters by the lines they stand on, from the top."""
    rows: dict[float, list[Letter]] = {}
    for letter in letters_of(page):
        rows.setdefault(round(letter.y, 1), []).append(letter)
    return [sorted(rows[y], key=lambda letter: letter.x) for y in sorted(rows)]


def pages_of(pdf: bytes) -> list[pypdfium2.PdfPage]:
    """The pages."""
    return list(pypdfium2.PdfDocument(pdf))


def text_of(pdf: bytes) -> str:
    """All letters of all pages without any blank."""
    return "".join(letter.sign for page in pages_of(pdf) for letter in letters_of(page))


def fonts_of(pdf: bytes) -> set[str]:
    """The faces that are used."""
    return {
        letter.font.partition("+")[2] or letter.font for page in pages_of(pdf) for letter in letters_of(page)
    }
