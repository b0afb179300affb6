"""Files as honest programs and phones make them. They must come through."""

import io
from collections.abc import Iterator

import openpyxl
import pikepdf
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image, ImageCms

from tests.attachments.corpus.making import (
    MAIN,
    box,
    document_of,
    office,
    office_with_place,
    pdf,
    pdf_with_place,
    photo_with_place,
    picture,
    png_with_place,
    relation,
    relations,
    video,
    video_with_place,
)


def corpus() -> list[tuple[str, bytes]]:
    """All of them, under their names."""
    made = [*_pictures(), *_papers(), *_documents(), *_sheets(), *_videos()]
    return [(name.replace("#", str(number)), content) for number, (name, content) in enumerate(made)]


def _pictures() -> Iterator[tuple[str, bytes]]:
    for size in (
        (1, 1),
        (7, 5),
        (640, 480),
        (1280, 960),
        (3000, 4000),
        (4032, 3024),
        (1080, 2400),
        (6000, 8000),
    ):
        yield "照片-#.jpg", picture(size=size, mode="L" if size[0] > 3500 else "RGB")
    for quality in (20, 50, 75, 95):
        yield "IMG_#.JPG", picture(size=(300, 200), quality=quality)
    for mode in ("L", "RGB", "CMYK"):
        yield "mode-#.jpeg", picture(mode=mode, size=(200, 100))
    yield "progressive-#.jpg", picture(progressive=True, size=(500, 300))
    yield "restart-#.jpg", picture(restart_marker_blocks=4, size=(500, 300))
    yield "sampling-#.jpg", picture(subsampling=0, size=(500, 300))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "profile-#.jpg", picture(icc_profile=profile)
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield "微信图片_#.jpg", picture(size=(60, 40), exif=exif.tobytes())
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        content = io.BytesIO()
        Image.new(mode, (90, 60)).save(content, "PNG")
        yield "截图-#.png", content.getvalue()
    yield "big-#.png", picture("PNG", size=(5000, 4000), mode="L")
    yield "phone-#.jpg", photo_with_place()
    yield "phone-#.png", png_with_place()
    # Messengers call one kind of picture by the name of the other.
    yield "named-otherwise-#.jpg", picture("PNG")
    yield "named-otherwise-#.png", picture("JPEG")


def _papers() -> Iterator[tuple[str, bytes]]:
    def pages(paper: pikepdf.Pdf) -> None:
        for _ in range(30):
            paper.add_blank_page()

    def linked(paper: pikepdf.Pdf) -> None:
        uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/说明"))
        inner = pikepdf.Dictionary(
            S=pikepdf.Name.GoTo, D=pikepdf.Array([paper.pages[0].obj, pikepdf.Name.Fit])
        )
        paper.pages[0].Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
                for action in (uri, inner)
            ]
        )

    def outlined(paper: pikepdf.Pdf) -> None:
        with paper.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("第一章", 0))
        labels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)]))
        paper.Root.PageLabels = labels
        paper.Root.OpenAction = pikepdf.Array([paper.pages[0].obj, pikepdf.Name.Fit])

    def form(paper: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("姓名"), V=pikepdf.String("王秀英"))
        paper.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    def tagged(paper: pikepdf.Pdf) -> None:
        element = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, K=0)
        paper.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=element)

    for change in (None, pages, linked, outlined, form, tagged):
        yield "证明-#.pdf", pdf(change)
        yield "证明-#.pdf", pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        yield "证明-#.pdf", pdf(change, linearize=True)
    yield "扫描-#.pdf", pdf_with_place()
    for pages_of in (1, 3):
        content = io.BytesIO()
        scans = [Image.linear_gradient("L").resize((600, 800)) for _ in range(pages_of)]
        scans[0].save(content, "PDF", save_all=True, append_images=scans[1:])
        yield "扫描-#.pdf", content.getvalue()
    content = io.BytesIO()
    Image.new("1", (2000, 3000)).save(content, "PDF")
    yield "传真-#.pdf", content.getvalue()


def _documents() -> Iterator[tuple[str, bytes]]:
    for kind in ("docx", "pptx", "xlsx"):
        folder, _, file = MAIN[kind][0].rpartition("/")
        yield f"申报书-#.{kind}", office(kind)
        yield f"申报书-#.{kind}", office(kind, "<x:p>现场照片与 DDE 无关，LINKED 也不是域。</x:p>" * 200)
        yield f"申报书-#.{kind}", office_with_place(kind)
        for ending, content in (
            ("jpg", picture()),
            ("png", picture("PNG")),
            ("gif", b"GIF89a" + bytes(40)),
            ("emf", b"\1\0\0\0" + bytes(90)),
        ):
            yield f"图文-#.{kind}", office(kind, parts={f"{folder}/media/image1.{ending}": content})
        for address in ("https://example.org/", "mailto:a@example.org", "file:///C:/a.docx", "说明.docx"):
            links = relations(relation("hyperlink", address, external=True))
            yield f"链接-#.{kind}", office(kind, parts={f"{folder}/_rels/{file}.rels": links})
        more = {
            f"{folder}/{name}.xml": document_of(kind)
            for name in ("styles", "settings", "theme/theme1", "comments", "footnotes")
        }
        yield f"全文-#.{kind}", office(kind, parts=more)
        vml = "<xml xmlns:v='urn:schemas-microsoft-com:vml'><v:shape/></xml>"
        yield f"批注-#.{kind}", office(kind, parts={f"{folder}/drawings/vmlDrawing1.vml": vml})
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for field in (
        "PAGE \\* MERGEFORMAT",
        "TOC \\o 1-3 \\h",
        "DATE \\@ yyyy",
        "HYPERLINK https://example.org",
    ):
        yield "域-#.docx", office("docx", f"<w:r {w}><w:instrText>{field}</w:instrText></w:r>")


def _sheets() -> Iterator[tuple[str, bytes]]:
    for rows in (1, 50, 3_000):
        book = openpyxl.Workbook()
        for row in range(rows):
            book.active.append([row, f"职工{row}", row * 1.5, "=A1+1", "2026-03-02"])
        yield "汇总-#.xlsx", _saved(book)
    book = openpyxl.Workbook()
    book.active["A1"] = "批注"
    book.active["A1"].comment = Comment("请核对", "工会")
    book.active["B1"].hyperlink = "https://example.org/"
    book.active.merge_cells("A2:C3")
    book.active.add_image(SheetPicture(io.BytesIO(picture("PNG"))))
    book.create_sheet("第二页")
    yield "批注-#.xlsx", _saved(book)
    for chart in ("column", "line", "pie"):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as made:
            sheet = made.add_worksheet("数据")
            sheet.write_column("A1", [3, 1, 2])
            sheet.write_formula("B1", '=IF(A1>2,"是","否")')
            sheet.write_url("C1", "https://example.org/")
            sheet.insert_image("E1", "a.png", {"image_data": io.BytesIO(picture("PNG"))})
            drawn = made.add_chart({"type": chart})
            drawn.add_series({"values": "=数据!$A$1:$A$3"})
            sheet.insert_chart("E5", drawn)
            sheet.add_table("G1:H4")
            sheet.conditional_format("A1:A3", {"type": "data_bar"})
            sheet.data_validation("I1", {"validate": "list", "source": ["甲", "乙"]})
            made.set_properties({"author": "王秀英"})
        yield "图表-#.xlsx", content.getvalue()


def _saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _videos() -> Iterator[tuple[str, bytes]]:
    for brand in (b"isom", b"mp42", b"avc1", b"qt  "):
        for index_first in (True, False):
            yield "现场-#.mp4", video(brand=brand, index_first=index_first)
    yield "现场-#.mov", video(brand=b"qt  ", index_first=False)
    yield "现场-#.mp4", video(wide=True, index_first=False)
    yield "现场-#.mp4", video(at_end=box(b"free", bytes(100)))
    yield "现场-#.mp4", video_with_place()
