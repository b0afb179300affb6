"""Whether a call takes applications now. The clock of PostgreSQL decides, for processes may disagree about the time."""

from datetime import datetime

from django.db.models import DateTimeField, Func

from xinghe.access.work import Work
from xinghe.attachments.models import Attachment
from xinghe.attachments.vocab import GRACE
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import CallState


class CallNotOpen(Refusal):
    """The call does not take applications yet, or was taken back."""

    code = "call_not_open"
    message = gettext_noop(
        "“%(call)s” takes applications from %(opens_at)s on. Your draft is kept until then."
    )


class CallClosed(Refusal):
    """The closing instant has come; the instant itself is too late."""

    code = "call_closed"
    message = gettext_noop(
        "“%(call)s” closed at %(closes_at)s. Your draft is kept; ask the organiser whether the time is extended."
    )


def before_deadline(work: Work, application: Application) -> None:
    """The call is open; from its end on only what waits for a file whose upload was begun in time (SEC-12). 1-2 queries.

    The half-open period ends with ``closes_at`` itself. Refuses: CallNotOpen, CallClosed.
    """
    call, now = _call_now(application.call_id)
    assert call.opens_at is not None  # a published call is dated, by constraint
    assert call.closes_at is not None
    if call.state != CallState.OPEN or now < call.opens_at:
        raise CallNotOpen(call=call.title, opens_at=call.opens_at)
    if now < call.closes_at or (
        now < call.closes_at + GRACE and _waited_for_a_file(application, call.closes_at)
    ):
        return
    raise CallClosed(call=call.title, closes_at=call.closes_at)


def _call_now(call_id: int) -> tuple[Call, datetime]:
    clock = Func(function="clock_timestamp", output_field=DateTimeField())
    call = Call.objects.annotate(database_now=clock).get(pk=call_id)
    return call, call.database_now


def _waited_for_a_file(application: Application, closes_at: datetime) -> bool:
    rows = Attachment.objects.filter(subject_kind="application", subject_id=application.pk)
    return rows.filter(begun_at__lt=closes_at, received_at__gte=closes_at).exists()
