"""What a person does with their own messages, and how they want to be told."""

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.messaging.models import Message, Preference
from xinghe.messaging.queries import mail_is_on
from xinghe.messaging.rules.pacing import mail_due_at
from xinghe.messaging.vocab import TERMS, Event, Pace

_OWN_AFFAIR = (
    "what somebody has read, and how they want to be told, is their own affair and no business of the house"
)


class PaceFixed(Refusal):
    """Nobody may miss what guards their account."""

    code = "pace_fixed"
    message = gettext_noop(
        "E-mails about the security of your account always come at once. Choose a pace for the others."
    )


@command
def read_message(work: Work, *, message_id: int) -> Message:
    """Mark one of the actor's own messages as read; a second time changes nothing. Refuses: Missing."""
    work.leave_unrecorded(_OWN_AFFAIR)
    message = work.claim(Message, message_id)
    if message.read_at is None:
        message.read_at = work.now
        message.save(update_fields=["read_at"])
    return message


@command
def read_all(work: Work, *, event: Event | None = None) -> int:
    """Mark all of the actor's own unread messages, or those of one event, as read; how many."""
    work.leave_unrecorded(_OWN_AFFAIR)
    rows = within(work.actor, Power.MESSAGE_READ, Message.objects.filter(read_at__isnull=True))
    if event is not None:
        rows = rows.filter(event=event)
    return rows.update(read_at=work.now)


@command
def choose_paces(work: Work, *, paces: dict[Event, Pace]) -> int:
    """Keep how soon the actor wants an e-mail of each of these events; how many were changed.

    What waits already follows the new choice. Choosing the event's own pace forgets the choice. Refuses: PaceFixed.
    """
    work.leave_unrecorded(_OWN_AFFAIR)
    mine = within(work.actor, Power.MESSAGE_READ, Preference.objects.all())
    kept = dict(mine.values_list("event", "pace"))
    changed = 0
    for event, pace in paces.items():
        terms = TERMS[event]
        if pace == kept.get(event, terms.pace):
            continue
        if terms.is_urgent:
            raise PaceFixed
        changed += 1
        if pace == terms.pace:
            mine.filter(event=event).delete()
        else:
            Preference.objects.update_or_create(
                person_id=work.actor.person_id or 0, event=event, defaults={"pace": pace}
            )
        due = mail_due_at(pace, now=work.now) if mail_is_on() else None
        waiting = within(work.actor, Power.MESSAGE_READ, Message.objects.filter(event=event))
        waiting.filter(dispatch__isnull=True, read_at__isnull=True, mail_at__isnull=False).update(mail_at=due)
    return changed
