"""Every certificate of a decision in one file, to be printed in one go."""

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.decisions.queries import awards_of, certificate_of, decision_for
from xinghe.foundation.errors import gettext_noop
from xinghe.jobs.queries import office_words, run_files
from xinghe.jobs.registry import Progress, long_work
from xinghe.papers.rules.binding import bound
from xinghe.papers.rules.pdf import pdf_of

# 1,000 certificates take some 60 MB.
_MOST_BYTES = 500_000_000


@long_work(
    "decisions.certificates", title=gettext_noop("Typeset the certificates of a decision"), is_open=True
)
def typeset_certificates(actor: Actor, progress: Progress, *, decision: str) -> dict[str, object]:
    """The certificates of everything that a decision named and that still holds, in its order, as one PDF.

    Refuses: Missing.
    """
    with fenced(actor):
        found = decision_for(actor, decision)
        awards = [one for one in awards_of(found) if one.revoked_on is None]
        number = found.paper.printed_number if found.paper else found.code
    progress(0, len(awards))
    pages = []
    for at, award in enumerate(awards, 1):
        pages.append(pdf_of(certificate_of(award)))
        progress(at, len(awards))
    digest = run_files().put(iter([bound(pages)]), limit=_MOST_BYTES)
    return {
        "certificates": len(awards),
        "file": digest,
        "file_name": f"证书-{number}.pdf",
        "offices": list(office_words(actor)),
    }
