"""The files of decisions and awards: the document and its preview, certificates, plaques."""

from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.decisions import queries
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.jobs.actions import ask_for
from xinghe.papers.queries import paper_file_for
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.pdf import pdf_of, pictures_of
from xinghe.papers.rules.typesetting import typeset
from xinghe.papers.vocab import MEDIA_TYPES, PaperFormat
from xinghe.web.kit.doors import actor_of, changing, reading

# Sharp enough to be read on a laptop, small enough for a slow line.
_PPI = 96


@require_GET
@reading
def decision_paper(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The document: as it was issued, or as a draft would be."""
    actor, wanted = actor_of(request), _format(form)
    found = queries.decision_for(actor, code)
    if found.paper_id is not None:
        return paper_answer(actor, found.paper_id, wanted)
    files = typeset(_draft(found))
    content = files.pdf if wanted is PaperFormat.PDF else files.docx
    return file_answer(content, MEDIA_TYPES[wanted], f"草稿-{found.code}.{wanted}")


@require_GET
@reading
def decision_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One page of a draft as a picture, counted from 1."""
    found = queries.decision_for(actor_of(request), code)
    if found.paper_id is not None:
        raise Missing
    pages = pictures_of(_draft(found), ppi=_PPI)
    if not 1 <= number <= len(pages):
        raise Missing
    response = HttpResponse(pages[number - 1], content_type="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _draft(found: queries.Decision) -> OfficialDocument:
    return queries.draft_document(found, day=draft_day(found), lines=queries.lines_of_draft(found))


def draft_day(found: queries.Decision) -> date:
    """The date that a draft bears."""
    return found.dated_on or clock.today()


@require_POST
@changing
def decision_certificates(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for every certificate of a decision as one file."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.decision_for(actor, code)
        if found.paper_id is None:
            raise Missing
    run = ask_for(actor, code="decisions.certificates", arguments={"decision": found.code})
    return redirect("desk:run", run.pk)


@require_GET
@reading
def award_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate of one award; a revoked one has none any more."""
    found = queries.award_for(actor_of(request), code)
    if found.revoked_on is not None:
        raise Missing
    return file_answer(
        pdf_of(queries.certificate_of(found)), MEDIA_TYPES[PaperFormat.PDF], f"证书-{found.code}.pdf"
    )


@require_GET
@reading
def award_plaque(request: HttpRequest, code: str) -> HttpResponse:
    """Its plate, for whoever makes it."""
    found = queries.award_for(actor_of(request), code)
    if found.revoked_on is not None:
        raise Missing
    return file_answer(
        pdf_of(queries.plaque_of(found)), MEDIA_TYPES[PaperFormat.PDF], f"牌匾-{found.code}.pdf"
    )


@require_GET
@reading
def paper_file(request: HttpRequest, paper_id: int, form: str) -> HttpResponseBase:
    """The file of a numbered paper."""
    return paper_answer(actor_of(request), paper_id, _format(form))


def paper_answer(actor: Actor, paper_id: int, wanted: PaperFormat) -> FileResponse:
    """A kept file under its number; a PDF opens in the browser. Refuses: Missing, FileGone."""
    kept = paper_file_for(actor, paper_id, wanted)
    response = FileResponse(kept.path.open("rb"), content_type=kept.media_type)
    _name(response, kept.file_name, wanted)
    return response


def file_answer(content: bytes, media_type: str, file_name: str) -> HttpResponse:
    """Bytes that were made for this answer; a PDF opens in the browser."""
    response = HttpResponse(content, content_type=media_type)
    _name(response, file_name, PaperFormat(file_name.rpartition(".")[2]))
    return response


def _name(response: HttpResponseBase, file_name: str, form: PaperFormat) -> None:
    named = content_disposition_header(form is PaperFormat.DOCX, file_name)
    response.headers["Content-Disposition"] = named or "attachment"
    response.headers["Cache-Control"] = "private, no-store"


def _format(form: str) -> PaperFormat:
    if form not in set(PaperFormat):
        raise Http404
    return PaperFormat(form)
