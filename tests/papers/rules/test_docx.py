"""Papers as DOCX: the geometry and faces of the standard, sound XML whatever people write, harmless by our own examination."""

import io
import zipfile

import pytest
from lxml import etree

from tests.factories import papers
from tests.papers.rules.test_pdf import HOSTILE
from xinghe.attachments.rules.examination.office import clean_office
from xinghe.attachments.vocab import FileKind
from xinghe.papers.rules.docx import docx_of
from xinghe.papers.rules.layout import Annex, Heading, Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EDITABLE = (papers.decision, papers.form, papers.notice, papers.draw_record)


def part(packed: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(packed)).read(name))


def words(packed: bytes) -> list[str]:
    """The text of every paragraph of the body."""
    body = part(packed, "word/document.xml")
    return ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in body.iter(f"{W}p")]


@pytest.mark.parametrize("make", EDITABLE)
def test_the_same_layout_gives_the_same_bytes(make):
    assert docx_of(make()) == docx_of(make())
    assert docx_of(make()) != docx_of(make(title="另一标题"))


@pytest.mark.parametrize("make", EDITABLE)
def test_every_part_is_sound_and_named_and_every_relation_leads_somewhere(make):
    archive = zipfile.ZipFile(io.BytesIO(docx_of(make())))
    names = set(archive.namelist())
    told = {name: etree.fromstring(archive.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    typed = {one.get("PartName", "").lstrip("/") for one in told["[Content_Types].xml"]}
    known = {one.get("Extension") for one in told["[Content_Types].xml"]}

    assert {name for name in names if name not in typed and name.rpartition(".")[2] not in known} == set()
    assert typed - {""} <= names
    targets = {one.get("Id"): f"word/{one.get('Target')}" for one in told["word/_rels/document.xml.rels"]}
    assert set(targets.values()) <= names
    used = {
        value
        for one in told["word/document.xml"].iter()
        for name, value in one.attrib.items()
        if name.endswith(("}id", "}embed"))
    }
    assert used <= set(targets)


@pytest.mark.parametrize("make", EDITABLE)
def test_our_own_examination_takes_it(make):
    clean = io.BytesIO()

    clean_office(io.BytesIO(docx_of(make())), kind=FileKind.DOCX, clean=clean, known_bad=b"no such thing")

    assert zipfile.ZipFile(clean).testzip() is None


def test_page_grid_and_faces_are_those_of_the_standard():
    packed = docx_of(papers.decision())
    body, styles = part(packed, "word/document.xml"), part(packed, "word/styles.xml")
    section = body.find(f".//{W}sectPr")
    size, margins, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))

    def mm(element, name):
        return round(int(element.get(f"{W}{name}")) / 1440 * 25.4)

    assert (mm(size, "w"), mm(size, "h")) == (210, 297)
    assert [mm(margins, side) for side in ("top", "left", "right", "bottom")] == [37, 28, 26, 35]
    # 22 lines in 225 mm; 28 characters of 16 pt in 156 mm, so each is a fifth of a point narrower.
    assert abs(int(grid.get(f"{W}linePitch")) * 22 / 1440 * 25.4 - 225) < 0.5
    assert abs((16 + int(grid.get(f"{W}charSpace")) / 4096) * 28 / 72 * 25.4 - 156) < 0.1
    fonts = styles.find(f".//{W}rFonts")
    assert fonts.get(f"{W}eastAsia") == "仿宋_GB2312"
    assert styles.find(f".//{W}sz").get(f"{W}val") == "32"
    used = {one.get(f"{W}eastAsia") for one in body.iter(f"{W}rFonts")}
    assert used == {"方正小标宋简体", "黑体", "楷体_GB2312"}
    others = {
        one.get(f"{W}name"): one.find(f"{W}altName").get(f"{W}val")
        for one in part(packed, "word/fontTable.xml")
    }
    assert others["仿宋_GB2312"].startswith("仿宋,FangSong")


def test_headings_annexes_and_imprint_are_written_out():
    told = words(docx_of(papers.decision()))

    assert told[0] == "星河省总工会文件"
    assert "星工发〔2026〕12号" in told
    assert (
        "（一）加强成果转化应用。建立成果台账和供需对接机制，每年组织不少于2次“成果进企业”活动，对转化效益突出的成果给予持续支持。"
        in told
    )
    assert "附件：第九届全省职工优秀技术创新成果名单" in told
    assert told[-3:] == ["星河省总工会办公室", "2026年3月2日印发", ""]


def test_the_head_of_a_table_is_repeated_and_rows_stay_whole():
    rows = list(part(docx_of(papers.decision()), "word/document.xml").iter(f"{W}tr"))

    assert sum(row.find(f".//{W}tblHeader") is not None for row in rows) == 1
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)


def test_every_page_after_the_cover_of_a_form_names_the_version():
    packed = docx_of(papers.form())
    footer = "".join(text.text or "" for text in part(packed, "word/footerOdd.xml").iter(f"{W}t"))

    assert footer.startswith("第3版　3f2a 9c1b 77d0 4e55")
    assert part(packed, "word/document.xml").find(f".//{W}titlePg") is not None
    assert zipfile.ZipFile(io.BytesIO(packed)).read("word/media/picture1.png").startswith(b"\x89PNG")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_kept_as_text(text):
    layout = papers.decision(
        title=text,
        body=(Heading(text=text), Paragraph(text="<w:b/>&amp;" + text)),
        annexes=(Annex(title=text, blocks=()),),
    )
    packed = docx_of(layout)

    assert any(line.startswith("<w:b/>&amp;") for line in words(packed))
    assert part(packed, "word/document.xml").find(f".//{W}b") is None
    assert docx_of(papers.form(title=text, cover=(papers.Field(label=text, value=text),)))
