"""What everybody reads: notices with their lists, the page as it was published, and what became of one's objection."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from django.db.models import Q

from xinghe.access.fence import fenced
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.search import code_meant
from xinghe.notices.models import Notice, NoticePaper, Objection
from xinghe.notices.queries.listing import line_counts
from xinghe.notices.rules.clock import china_date
from xinghe.notices.rules.listing import Line
from xinghe.notices.rules.words import Contact
from xinghe.notices.vocab import BOX, NoticeState, ObjectionState

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A published notice in a list."""

    code: str
    title: str
    union: str
    call: str
    call_code: str
    lines: int
    opens_on: date
    closes_on: date
    published_at: datetime
    is_open: bool
    takes_until: datetime
    is_confirmed: bool
    state: NoticeState

    @classmethod
    def of(cls, notice: Notice, now: datetime, *, lines: int) -> Self:
        """The row of a published notice, read with its union and call."""
        period, published_at = notice.period, notice.published_at
        assert published_at is not None  # of published ones alone
        return cls(
            code=notice.code,
            title=notice.title,
            union=notice.union.name,
            call=notice.call.title,
            call_code=notice.call.code,
            lines=lines,
            opens_on=period.opens_on,
            closes_on=period.closes_on,
            published_at=published_at,
            is_open=now < notice.takes_until,
            takes_until=notice.takes_until,
            is_confirmed=notice.confirmed_at is not None,
            state=NoticeState(notice.state),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice:
    """A published notice on its page. ``paper_digest`` is that of the PDF, ``digest`` that of the list."""

    row: NoticeRow
    introduction: str
    correction: str
    lines: tuple[Line, ...]
    contacts: tuple[Contact, ...]
    digest: str
    paper_digest: str
    replaces: str
    replaced_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an objector is told with the code they were given: how it stands, and in the end the answer."""

    code: str
    notice_code: str
    notice_title: str
    received_at: datetime
    state: ObjectionState
    due_on: date | None
    ground: str
    outcome: str
    reply: str


def public_notices(
    now: datetime,
    *,
    is_open: bool | None = None,
    call_code: str = "",
    start: int = 0,
    size: int = MOST_SHOWN,
) -> tuple[NoticeRow, ...]:
    """Published notices, the newest first; those that still take objections, or only the others (``is_open``). 2 queries."""
    rows = Notice.objects.filter(published_at__isnull=False).select_related("union", "call")
    running = Q(closes_on__gte=china_date(now), closed_at__isnull=True)
    if is_open is not None:
        rows = rows.filter(running) if is_open else rows.exclude(running)
    if call_code:
        rows = rows.filter(call__code=call_code)
    rows = rows.defer("list_text", "call__terms", "call__announcement").order_by("-published_at", "-pk")
    found = list(rows[start : start + size])
    counts = line_counts([one.pk for one in found])
    return tuple(NoticeRow.of(one, now, lines=counts.get(one.pk, 0)) for one in found)


def public_notice(code: str, now: datetime) -> PublicNotice:
    """One published notice. 3 queries. Refuses: Missing."""
    notice = _published(code)
    later = Notice.objects.filter(replaces=notice, published_at__isnull=False).first()
    return PublicNotice(
        row=NoticeRow.of(notice, now, lines=len(notice.lines)),
        introduction=notice.introduction,
        correction=notice.correction,
        lines=notice.lines,
        contacts=notice.contacts,
        digest=notice.digest,
        paper_digest=NoticePaper.objects.values_list("digest", flat=True).get(notice=notice),
        replaces=notice.replaces.code if notice.replaces else "",
        replaced_by=later.code if later else "",
    )


def notice_list(code: str) -> str:
    """The frozen list as JSON lines: its SHA-256 is the notice's digest. 1 query. Refuses: Missing."""
    return _published(code).list_text


def notice_paper(code: str) -> bytes:
    """The page as it was published, PDF. 2 queries. Refuses: Missing."""
    return bytes(NoticePaper.objects.values_list("pdf", flat=True).get(notice=_published(code)))


def receipt_of(code: str) -> Receipt:
    """How an objection stands, for whoever has its code; nothing of what was written or by whom. 3 queries. Refuses: Missing."""
    # Objections lie where the public sees nothing.
    with fenced(BOX):
        found = (
            Objection.objects.filter(code=code_meant(code, length=CODE_LENGTH))
            .select_related("notice")
            .first()
        )
    if found is None:
        raise Missing
    is_answered = found.state == ObjectionState.REPLIED
    return Receipt(
        code=found.code,
        notice_code=found.notice.code,
        notice_title=found.notice.title,
        received_at=found.received_at,
        state=ObjectionState(found.state),
        due_on=found.due_on,
        ground=found.ground,
        outcome=found.outcome if is_answered else "",
        reply=found.reply,
    )


def _published(code: str) -> Notice:
    rows = Notice.objects.filter(code=code, published_at__isnull=False)
    found = rows.select_related("union", "call", "replaces").first()
    if found is None:
        raise Missing
    return found
