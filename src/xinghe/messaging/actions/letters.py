"""E-mails: what is due is gathered into one a person, written down, and sent until it is taken or given up."""

import logging
import smtplib
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext

from xinghe.access.work import Work, command
from xinghe.messaging.models import Dispatch, Message
from xinghe.messaging.queries import letters_due, sentence_of, sentence_of_many
from xinghe.messaging.rules.letters import Letter, Said, letter, lines_of
from xinghe.messaging.rules.pacing import is_quiet, next_attempt_at
from xinghe.messaging.vocab import TERMS

log = logging.getLogger(__name__)

PREFERENCES_PATH = "/my/messages/preferences/"
MOST_AT_A_TIME = 500
_WHY = "an e-mail repeats a message that stands in the product; sending it changes nothing there"
# One process at a time gathers, or one person's messages would be cut into two letters.
_GATHERING_LOCK = 7_215_003
_URGENT = [event.value for event, terms in TERMS.items() if terms.is_urgent]


@command
def gather_letters(work: Work) -> int:
    """Write down one e-mail for each person to whom something unread is due, and what goes into it; how many.

    A message goes into one e-mail ever. At night only what is urgent is gathered. What another process is gathering
    just now is left to it.
    """
    work.leave_unrecorded(_WHY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GATHERING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    due = Message.objects.filter(dispatch__isnull=True, read_at__isnull=True, mail_at__lte=work.now)
    if is_quiet(work.now):
        due = due.filter(event__in=_URGENT)
    due.filter(Q(person__is_active=False) | Q(person__email="")).update(mail_at=None)
    people = list(
        due.order_by("person_id").values_list("person_id", "person__email").distinct()[:MOST_AT_A_TIME]
    )
    made = Dispatch.objects.bulk_create(
        Dispatch(person_id=person_id, address=address, made_at=work.now, next_at=work.now)
        for person_id, address in people
    )
    own = Dispatch.objects.filter(pk__in=[one.pk for one in made], person_id=OuterRef("person_id"))
    due.filter(person_id__in=[person_id for person_id, _ in people]).update(
        dispatch=Subquery(own.values("pk")[:1])
    )
    return len(made)


@command
def send_letter(work: Work, *, dispatch_id: int, post: BaseEmailBackend) -> bool:
    """Send one e-mail through ``post`` and note that it was taken; whether it was.

    Its row is locked meanwhile, so that of two processes one sends it. Who is killed between sending and noting leaves
    it to the next, with the same Message-ID. An address that is refused for good is given up at once.
    """
    work.leave_unrecorded(_WHY)
    rows = letters_due(work.now).select_related("person").filter(pk=dispatch_id)
    found = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if found is None:
        return False
    mail = _mail(found)
    if mail is None:
        found.delete()
        return False
    found.attempts += 1
    try:
        post.send_messages([mail])
    except Exception as reason:  # whatever breaks on one e-mail must not keep the others waiting
        if not isinstance(reason, OSError):  # what smtplib raises is one; anything else is a mistake of ours
            log.exception("e-mail %s could not be written", found.token)
        post.close()
        found.failure = _said(reason)
        next_at = None if _is_final(reason) else next_attempt_at(attempts=found.attempts, now=work.now)
        found.given_up_at = work.now if next_at is None else None
        found.next_at = next_at or work.now
    else:
        found.sent_at, found.failure = work.now, ""
    found.save(update_fields=["attempts", "sent_at", "given_up_at", "next_at", "failure"])
    return found.sent_at is not None


def _mail(dispatch: Dispatch) -> EmailMultiAlternatives | None:
    person = dispatch.person
    assert person is not None, "an e-mail is to a person"
    with translation.override(person.language or settings.LANGUAGE_CODE):
        said = [
            Said(event=one.event, sentence=sentence_of(one), path=one.path, number=one.number)
            for one in dispatch.messages.order_by("said_at", "pk")
        ]
        if not said:
            return None
        written: Letter = letter(
            lines_of(said, of_many=sentence_of_many),
            origin=settings.XINGHE.origin,
            choose_path=PREFERENCES_PATH,
            translate=gettext,
        )
    host = urlsplit(settings.XINGHE.origin).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[dispatch.address],
        headers={
            "Message-ID": f"<{dispatch.token}@{host}>",
            "Date": format_datetime(dispatch.made_at),
            "List-Unsubscribe": f"<{settings.XINGHE.origin}{PREFERENCES_PATH}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(written.html, "text/html")
    return mail


def _is_final(reason: Exception) -> bool:
    """Whether the other side will never take it: every address was refused with a code from 500 on."""
    return isinstance(reason, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in reason.recipients.values()
    )


def _said(reason: Exception) -> str:
    if isinstance(reason, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(reason.recipients.values()))
        return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"[:200]
    return f"{type(reason).__name__}: {reason}"[:200]
