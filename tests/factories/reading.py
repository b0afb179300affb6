"""What a page says to who reads it, word by word."""

import re
from html.parser import HTMLParser

# Names, units and keys; codes of records are not words.
FILES = {
    "CSV",
    "DOCX",
    "Excel",
    "HEIC",
    "HEIF",
    "JPEG",
    "JPG",
    "JSON",
    "KB",
    "MB",
    "PDF",
    "PNG",
    "PPTX",
    "Python",
    "WPS",
    "Word",
    "XLSX",
    "docx",
    "iPhone",
    "pdf",
    "pptx",
    "xls",
}
KNOWN = FILES | {"Xinghe", "English", "QR", "xlsx", "csv", "ods", "PIN", "JavaScript", "Enter", "Esc"}
READ_OUT = ("aria-label", "title", "placeholder", "alt", "data-label")

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


class Reader(HTMLParser):
    """What a page says: its text, and the attributes that are read out.

    Not what is code, nor what the page itself declares to be English: names that programs go by.
    """

    def __init__(self, page):
        super().__init__()
        self.said, self.silent, self.foreign = [], 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.silent += tag in ("script", "style", "svg")
        if (self.foreign or tag == "code" or values.get("lang") == "en") and tag not in VOID:
            self.foreign += 1
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.said.append(values.get("value") or "")
        self.said += [values[name] for name in READ_OUT if values.get(name)]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "svg")
        self.foreign -= bool(self.foreign)

    def handle_data(self, data):
        if not (self.silent or self.foreign):
            self.said.append(data)


def english(said):
    """Words in Latin letters that are neither known names nor parts of codes, addresses and file names."""
    text = re.sub(r"\S*(?:\d|://|@)\S*|\b[A-Z]{10}\b|\bdemo-[a-z]+", " ", "\n".join(said))
    return sorted({word for word in re.findall(r"[A-Za-z][A-Za-z_-]+", text) if word not in KNOWN})
