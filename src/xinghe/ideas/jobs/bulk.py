"""What may be done to many ideas at once; each is one command of one idea."""

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation.errors import gettext_noop
from xinghe.ideas import actions, queries
from xinghe.ideas.vocab import (
    CORRECTION_REASON_LABELS,
    LEAST_WORDS,
    REFUSAL_REASON_LABELS,
    CorrectionReason,
    RefusalReason,
)
from xinghe.jobs.registry import BulkField, bulk_act

SUBJECT = "ideas.idea"
_WORDS = BulkField(
    name="words",
    label=gettext_noop("In your own words"),
    help_text=gettext_noop("The people concerned will read it."),
    least=LEAST_WORDS,
    trial="rehearsal",
)


@bulk_act(
    "ideas.accept",
    title=gettext_noop("Accept"),
    subject_kind=SUBJECT,
    power=Power.IDEA_ANSWER,
    labels=queries.titles_of,
    fields=(_WORDS,),
    undo="ideas.reopen",
)
def accept(actor: Actor, subject_id: int, *, words: str) -> None:
    """Say yes."""
    actions.accept(actor, idea_id=subject_id, words=words)


@bulk_act(
    "ideas.refuse",
    title=gettext_noop("Refuse"),
    subject_kind=SUBJECT,
    power=Power.IDEA_ANSWER,
    labels=queries.titles_of,
    fields=(
        BulkField(
            name="reason",
            label=gettext_noop("Reason"),
            trial=RefusalReason.OTHER,
            choices=tuple((str(key), label) for key, label in REFUSAL_REASON_LABELS.items()),
        ),
        _WORDS,
    ),
    undo="ideas.reopen",
    is_grave=True,
)
def refuse(actor: Actor, subject_id: int, *, reason: str, words: str) -> None:
    """Say no, and why."""
    actions.refuse(actor, idea_id=subject_id, reasons=[RefusalReason(reason)], words=words)


@bulk_act(
    "ideas.ask_correction",
    title=gettext_noop("Ask for a correction"),
    subject_kind=SUBJECT,
    power=Power.IDEA_ANSWER,
    labels=queries.titles_of,
    fields=(
        BulkField(
            name="reason",
            label=gettext_noop("Reason"),
            trial=CorrectionReason.UNCLEAR,
            choices=tuple((str(key), label) for key, label in CORRECTION_REASON_LABELS.items()),
        ),
        _WORDS,
    ),
)
def ask_correction(actor: Actor, subject_id: int, *, reason: str, words: str) -> None:
    """Send it back; its clock stops."""
    actions.ask_correction(actor, idea_id=subject_id, reasons=[CorrectionReason(reason)], words=words)


@bulk_act(
    "ideas.reopen",
    title=gettext_noop("Open again"),
    subject_kind=SUBJECT,
    power=Power.IDEA_ANSWER,
    labels=queries.titles_of,
    fields=(BulkField(name="reason", label=gettext_noop("Reason"), least=LEAST_WORDS, trial="rehearsal"),),
)
def reopen(actor: Actor, subject_id: int, *, reason: str) -> None:
    """Take the answer back."""
    actions.reopen(actor, idea_id=subject_id, reason=reason)


@bulk_act(
    "ideas.take_over",
    title=gettext_noop("Take over"),
    subject_kind=SUBJECT,
    power=Power.IDEA_TAKE_OVER,
    labels=queries.titles_of,
    fields=(BulkField(name="reason", label=gettext_noop("Reason"), least=LEAST_WORDS, trial="rehearsal"),),
)
def take_over(actor: Actor, subject_id: int, *, reason: str) -> None:
    """Answer late ones in place of their unit."""
    actions.take_over(actor, idea_id=subject_id, reason=reason)
