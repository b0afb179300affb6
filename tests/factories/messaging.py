"""Somebody is told something, by a command as any package above would have it."""

from xinghe.access.actor import Actor
from xinghe.access.work import Work, command
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event


@command
def announce(work: Work, *, times: int = 1, **told: object) -> None:
    """Tell the same so many times in one transaction."""
    work.leave_unrecorded("only a test")
    for _ in range(times):
        tell(work, **told)


def answered(actor: Actor, *people: int, **told: object) -> None:
    """Tell people that their idea was answered."""
    announce(
        actor,
        **{
            "people": people,
            "event": Event.IDEA_ANSWERED,
            "subject_kind": "ideas.idea",
            "subject_id": 7,
            "path": "/my/ideas/7/",
            "title": "减速机漏油改造",
            **told,
        },
    )
