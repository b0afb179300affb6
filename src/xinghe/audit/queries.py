"""Questions to the record: who did what to one thing, and the chain as it stands."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Exists, Min, OuterRef, QuerySet

from xinghe.audit.models import AuditEntry, AuditLink
from xinghe.audit.rules import START, Anchor, Line, instant
from xinghe.foundation.clock import CHINA

# Everything an entry says, its number included. A field that is missing here could be changed unseen;
# a test compares this list with the model.
FIELDS = (
    "id",
    "at",
    "person_id",
    "system",
    "offices",
    "via",
    "verb",
    "subject_kind",
    "subject_id",
    "before",
    "after",
    "command",
    "reason",
)
PAGE = 20_000


def plain(values: tuple[object, ...]) -> dict[str, object]:
    """An entry's values, in the order of ``FIELDS``, as they go into its digest and into an export."""
    entry = dict(zip(FIELDS, values, strict=True))
    moment = entry["at"]
    assert isinstance(moment, datetime)
    entry["at"] = instant(moment)
    return entry


def entries_about(subject_kind: str, subject_id: int) -> QuerySet[AuditEntry]:
    """What happened to one thing, oldest first, each with its link if sealed. 1 query."""
    about = AuditEntry.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return about.select_related("link").order_by("at", "pk")


def unsealed() -> QuerySet[AuditEntry]:
    """Entries without a place in the chain, in the order they were numbered."""
    linked = AuditLink.objects.filter(entry=OuterRef("pk"))
    return AuditEntry.objects.filter(~Exists(linked)).order_by("pk")


def oldest_unsealed() -> datetime | None:
    """When the entry that waits longest for its seal happened. 1 query."""
    since: datetime | None = unsealed().aggregate(since=Min("at"))["since"]
    return since


def sealed_lines() -> Iterator[Line]:
    """The whole chain in order, a page at a time. 1 query for 20,000 lines.

    The pages need no common snapshot: nothing that is sealed changes.
    """
    columns = ("position", "digest", "head", "sealed_at", *(f"entry__{name}" for name in FIELDS))
    last: int | None = None
    while True:
        links = AuditLink.objects.order_by("position")
        if last is not None:
            links = links.filter(position__gt=last)
        page = list(links.values_list(*columns)[:PAGE])
        for position, digest, head, sealed_at, *values in page:
            yield Line(
                position=position,
                entry=plain(tuple(values)),
                digest=bytes(digest),
                head=bytes(head),
                sealed_at=instant(sealed_at),
            )
        if len(page) < PAGE:
            return
        last = page[-1][0]


def tip() -> tuple[int, bytes]:
    """Position and head of the last link; 0 and zeros for an empty chain. 1 query."""
    found = AuditLink.objects.order_by("-position").values_list("position", "head").first()
    return (found[0], bytes(found[1])) if found else (0, START)


def head_at(position: int) -> bytes | None:
    """The head at one position, or None when the chain does not reach it. 1 query."""
    if position == 0:
        return START
    head = AuditLink.objects.filter(position=position).values_list("head", flat=True).first()
    return None if head is None else bytes(head)


def anchor_now(now: datetime) -> Anchor:
    """The present head, fit to be kept outside. 2 queries."""
    position, head = tip()
    return Anchor(position=position, head=head, at=instant(now), entries=AuditEntry.objects.count())


def recent_entries(*, verb: str = "", since: date | None = None) -> QuerySet[AuditEntry]:
    """The record, narrowed; each entry with its link if sealed."""
    rows = AuditEntry.objects.select_related("link")
    if verb:
        rows = rows.filter(verb=verb)
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time.min, tzinfo=CHINA))
    return rows
