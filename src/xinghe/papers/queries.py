"""Questions about numbered papers: which there are, their files, and the keys to check credentials with."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.foundation.files import FileStore
from xinghe.papers.models import Paper, Series, SigningKey
from xinghe.papers.rules.credential import PublicKey
from xinghe.papers.vocab import MEDIA_TYPES, PaperFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A file of a paper that may be handed out: where its bytes lie, and what to call it."""

    path: Path
    file_name: str
    media_type: str
    size: int


def paper_store() -> FileStore:
    """Where the files of papers lie, by digest. Nothing is ever taken out."""
    return FileStore(settings.XINGHE.var / "papers")


def series_for(actor: Actor) -> QuerySet[Series]:
    """The series whose papers the actor may read, with their unions."""
    return (
        within(actor, Power.PAPER_READ, Series.objects.all()).select_related("union").order_by("code", "pk")
    )


def papers_for(actor: Actor) -> QuerySet[Paper]:
    """The papers that the actor may read, the newest first, with union and series."""
    rows = within(actor, Power.PAPER_READ, Paper.objects.all()).select_related("union", "series")
    return rows.order_by("-issued_on", "-pk")


def paper_for(actor: Actor, paper_id: int) -> Paper:
    """One paper. Refuses: Missing. 1 query."""
    found = papers_for(actor).filter(pk=paper_id).first()
    if found is None:
        raise Missing
    return found


def paper_file_for(actor: Actor, paper_id: int, form: PaperFormat) -> PaperFile:
    """The file of one paper as PDF or DOCX, named after its number. Refuses: Missing, FileGone. 1 query."""
    paper = paper_for(actor, paper_id)
    digest = paper.pdf_digest if form is PaperFormat.PDF else paper.docx_digest
    if not digest:
        raise Missing
    path = paper_store().path(digest)
    return PaperFile(
        path=path,
        file_name=f"{paper.printed_number}.{form}",
        media_type=MEDIA_TYPES[form],
        size=path.stat().st_size,
    )


def public_keys() -> tuple[PublicKey, ...]:
    """Every key that credentials were ever signed with, for anybody to check with. 1 query."""
    rows = SigningKey.objects.order_by("made_at", "pk").values_list("public", "until_date")
    return tuple(PublicKey(raw=bytes(raw), until=until) for raw, until in rows)
