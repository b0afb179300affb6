"""What may be done to many applications at once; each is one command of one application."""

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation.errors import gettext_noop
from xinghe.jobs.registry import BulkField, bulk_act
from xinghe.programmes import actions, queries
from xinghe.programmes.vocab import LEAST_WORDS, OPINION_LIMIT, WORDS_LIMIT
from xinghe.recommendations.vocab import REASON_LABELS, Reason

SUBJECT = "programmes.application"
_OPINION = BulkField(name="opinion", label=gettext_noop("Opinion"), most=OPINION_LIMIT, trial="")
_REASON = BulkField(
    name="reason",
    label=gettext_noop("Reason"),
    choices=tuple((str(reason), label) for reason, label in REASON_LABELS.items()),
    trial=Reason.MATERIAL_INCOMPLETE,
)
_WORDS = BulkField(
    name="words",
    label=gettext_noop("In your own words"),
    help_text=gettext_noop("The applicants will read it."),
    least=LEAST_WORDS,
    most=WORDS_LIMIT,
    trial="rehearsal",
)


@bulk_act(
    "applications.forward",
    title=gettext_noop("Forward"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_FORWARD,
    labels=queries.titles_of,
    fields=(_OPINION,),
    undo="applications.undo_forward",
)
def forward(actor: Actor, subject_id: int, *, opinion: str = "") -> None:
    """Send on to the next desk, or into formal examination."""
    actions.forward(actor, application_id=subject_id, opinion=opinion)


@bulk_act(
    "applications.undo_forward",
    title=gettext_noop("Undo the forwarding"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_FORWARD,
    labels=queries.titles_of,
)
def undo_forward(actor: Actor, subject_id: int) -> None:
    """Take a forwarding back before the next desk has acted."""
    actions.undo_forward(actor, application_id=subject_id)


@bulk_act(
    "applications.admit",
    title=gettext_noop("Admit to review"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_EXAMINE,
    labels=queries.titles_of,
    fields=(_OPINION,),
    undo="applications.take_back",
)
def admit(actor: Actor, subject_id: int, *, opinion: str = "") -> None:
    """Let into review."""
    actions.admit(actor, application_id=subject_id, opinion=opinion)


@bulk_act(
    "applications.shortlist",
    title=gettext_noop("Put on the short list"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_DECIDE,
    labels=queries.titles_of,
    undo="applications.take_back",
)
def shortlist(actor: Actor, subject_id: int) -> None:
    """Send into the next review."""
    actions.shortlist(actor, application_id=subject_id)


@bulk_act(
    "applications.conclude",
    title=gettext_noop("Conclude the review"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_DECIDE,
    labels=queries.titles_of,
    undo="applications.take_back",
)
def conclude(actor: Actor, subject_id: int) -> None:
    """End the review; they wait for the decision."""
    actions.conclude(actor, application_id=subject_id)


@bulk_act(
    "applications.propose",
    title=gettext_noop("Propose"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_DECIDE,
    labels=queries.titles_of,
    fields=(BulkField(name="grade", label=gettext_noop("Grade"), choices_of=queries.grades_among, trial=""),),
    undo="applications.take_back",
)
def propose(actor: Actor, subject_id: int, *, grade: str) -> None:
    """Propose for one grade; what is tried out before anybody has chosen one is tried with the call's first."""
    actions.propose(actor, application_id=subject_id, grade=grade or queries.first_grade(actor, subject_id))


@bulk_act(
    "applications.take_back",
    title=gettext_noop("Take the last step back"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_DECIDE,
    labels=queries.titles_of,
)
def take_back(actor: Actor, subject_id: int) -> None:
    """Undo what was done last, before anybody builds on it."""
    actions.take_back(actor, application_id=subject_id)


@bulk_act(
    "applications.decline",
    title=gettext_noop("Decline"),
    subject_kind=SUBJECT,
    power=Power.APPLICATION_FORWARD,
    labels=queries.titles_of,
    fields=(_REASON, _WORDS),
    is_grave=True,
)
def decline(actor: Actor, subject_id: int, *, reason: str, words: str) -> None:
    """Say no to all of them for one reason."""
    actions.decline(actor, application_id=subject_id, reasons=[reason], words=words)
