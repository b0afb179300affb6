"""A layout as DOCX, in our own few parts of OOXML: faces, grid and margins of official documents, nothing else."""

from xinghe.papers.rules.docx.form import form_body
from xinghe.papers.rules.docx.official import official_body
from xinghe.papers.rules.docx.package import packed
from xinghe.papers.rules.docx.sheets import meeting_body, notice_body
from xinghe.papers.rules.layout import ApplicationForm, Editable, MeetingRecord, NoticePage, OfficialDocument


def docx_of(layout: Editable) -> bytes:
    """The layout as DOCX. The same layout gives the same bytes."""
    title, made = layout.title.replace("\n", ""), layout.day
    match layout:
        case OfficialDocument():
            body, page = official_body(layout)
            return packed(body, page=page, title=title, author="、".join(layout.issuers), made=made)
        case ApplicationForm():
            body, page = form_body(layout)
            codes = [layout.seal_page.mark.address] if layout.seal_page else []
            return packed(body, page=page, title=title, author=layout.made_by, made=made, addresses=codes)
        case NoticePage():
            body, page = notice_body(layout)
            author = "、".join(layout.issuers)
        case MeetingRecord():
            body, page = meeting_body(layout)
            author = ""
    codes = [layout.mark.address] if layout.mark else []
    return packed(body, page=page, title=title, author=author, made=made, addresses=codes)
