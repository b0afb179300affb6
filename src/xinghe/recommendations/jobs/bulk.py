"""What may be done to many recommendations at once; each is one command of one recommendation."""

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation.errors import gettext_noop
from xinghe.jobs.registry import BulkField, bulk_act
from xinghe.recommendations import actions, queries
from xinghe.recommendations.vocab import (
    LEAST_WORDS,
    OPINION_LIMIT,
    REASON_LABELS,
    WORDS_LIMIT,
    Reason,
)

SUBJECT = "recommendations.recommendation"
_OPINION = BulkField(name="opinion", label=gettext_noop("Opinion"), most=OPINION_LIMIT, trial="")
_REASON = BulkField(
    name="reason",
    label=gettext_noop("Reason"),
    choices=tuple((str(reason), label) for reason, label in REASON_LABELS.items()),
    trial=Reason.MATERIAL_INCOMPLETE,
)
_WORDS = BulkField(
    name="words",
    label=gettext_noop("What is missing"),
    help_text=gettext_noop("The units will read it."),
    least=LEAST_WORDS,
    most=WORDS_LIMIT,
    trial="rehearsal",
)


@bulk_act(
    "recommendations.forward",
    title=gettext_noop("Forward"),
    subject_kind=SUBJECT,
    power=Power.RECOMMENDATION_DECIDE,
    labels=queries.titles_of,
    fields=(_OPINION,),
    undo="recommendations.undo_forward",
)
def forward(actor: Actor, subject_id: int, *, opinion: str = "") -> None:
    """Send on to the next desk."""
    actions.forward(actor, recommendation_id=subject_id, opinion=opinion)


@bulk_act(
    "recommendations.undo_forward",
    title=gettext_noop("Undo the forwarding"),
    subject_kind=SUBJECT,
    power=Power.RECOMMENDATION_DECIDE,
    labels=queries.titles_of,
)
def undo_forward(actor: Actor, subject_id: int) -> None:
    """Take a forwarding back before the next desk has acted."""
    actions.undo_forward(actor, recommendation_id=subject_id)


@bulk_act(
    "recommendations.return",
    title=gettext_noop("Return for correction"),
    subject_kind=SUBJECT,
    power=Power.RECOMMENDATION_DECIDE,
    labels=queries.titles_of,
    fields=(_REASON, _WORDS),
)
def return_for_correction(actor: Actor, subject_id: int, *, reason: str, words: str) -> None:
    """Give back to the units, with the usual days for a correction."""
    actions.return_for_correction(actor, recommendation_id=subject_id, reasons=[reason], words=words)


@bulk_act(
    "recommendations.rank",
    title=gettext_noop("Put last in the ranking, in this order"),
    subject_kind=SUBJECT,
    power=Power.RECOMMENDATION_DECIDE,
    labels=queries.titles_of,
)
def rank(actor: Actor, subject_id: int) -> None:
    """Put one after the other at the end of the order of its desk."""
    actions.rank(actor, recommendation_id=subject_id)
