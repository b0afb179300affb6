"""What may be done to many results at once; each is one command of one result."""

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation.errors import gettext_noop
from xinghe.jobs.registry import BulkField, bulk_act
from xinghe.results import actions, queries
from xinghe.results.actions.stages import LEAST_REASON

SUBJECT = "results.result"
_REASON = BulkField(
    name="reason",
    label=gettext_noop("Reason"),
    help_text=gettext_noop("The people concerned will read it."),
    least=LEAST_REASON,
    trial="rehearsal",
)


@bulk_act(
    "results.clear",
    title=gettext_noop("Clear"),
    subject_kind=SUBJECT,
    power=Power.RESULT_CLEAR,
    labels=queries.titles_of,
    undo="results.return",
)
def clear(actor: Actor, subject_id: int) -> None:
    """Clear as a second person."""
    actions.clear_result(actor, result_id=subject_id)


@bulk_act(
    "results.publish",
    title=gettext_noop("Publish"),
    subject_kind=SUBJECT,
    power=Power.RESULT_PUBLISH,
    labels=queries.titles_of,
    undo="results.return",
)
def publish(actor: Actor, subject_id: int) -> None:
    """Put before the public."""
    actions.publish_result(actor, result_id=subject_id)


@bulk_act(
    "results.return",
    title=gettext_noop("Take back"),
    subject_kind=SUBJECT,
    power=Power.RESULT_PUBLISH,
    labels=queries.titles_of,
    fields=(_REASON,),
)
def take_back(actor: Actor, subject_id: int, *, reason: str) -> None:
    """Undo clearing and publishing."""
    actions.return_result(actor, result_id=subject_id, reason=reason)


@bulk_act(
    "results.withdraw",
    title=gettext_noop("Withdraw"),
    subject_kind=SUBJECT,
    power=Power.RESULT_PUBLISH,
    labels=queries.titles_of,
    fields=(_REASON,),
    is_grave=True,
)
def withdraw(actor: Actor, subject_id: int, *, reason: str) -> None:
    """Take out of use."""
    actions.withdraw_result(actor, result_id=subject_id, reason=reason)
