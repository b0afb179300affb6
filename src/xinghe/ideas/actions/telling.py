"""Tell people and machines what happened to an idea, in the transaction in which it happens."""

from collections.abc import Collection
from typing import Any

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.ideas.models import Idea
from xinghe.ideas.rules.clocks import due_date
from xinghe.integrations.actions import announce
from xinghe.integrations.vocab import HappeningName
from xinghe.jobs import batch as batches
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event
from xinghe.unions.queries import people_carrying


def tell_people(work: Work, idea: Idea, event: Event, people: Collection[int]) -> None:
    """Tell creators or whoever typed; the message leads to their own page of the idea."""
    if people:
        tell(
            work,
            people=people,
            event=event,
            subject_kind="idea",
            subject_id=idea.pk,
            path=f"/my/ideas/{idea.code}/",
            batch=batches.current(),
            title=idea.title,
            **_day(idea, event),
        )


def _day(idea: Idea, event: Event) -> dict[str, Any]:  # Any: places of a sentence
    """The date that belongs to what is said of the clock."""
    said_with_a_day = (Event.IDEA_DUE_SOON, Event.IDEA_LATE)
    return {"day": due_date(idea.due_at).isoformat()} if event in said_with_a_day and idea.due_at else {}


def tell_makers(work: Work, idea: Idea, event: Event) -> None:
    """Tell everybody who made it."""
    tell_people(work, idea, event, idea.creators.values_list("person_id", flat=True))


def tell_desk(work: Work, idea: Idea, event: Event, *, union_id: int | None = None, batch: str = "") -> None:
    """Tell who answers at the idea's desk, or at another union; the message leads to the desk's page."""
    at = union_id or idea.desk_id
    if at is None:
        return
    power = Power.IDEA_ANSWER if union_id is None else Power.IDEA_TAKE_OVER
    people = set(people_carrying(power, union_id=at, now=work.now))
    if people:
        tell(
            work,
            people=people,
            event=event,
            subject_kind="idea",
            subject_id=idea.pk,
            path=f"/desk/ideas/{idea.code}/",
            batch=batch or batches.current(),
            union_id=at,
            title=idea.title,
            **_day(idea, event),
        )


def announce_idea(work: Work, idea: Idea, name: HappeningName) -> None:
    """Tell machines that listen at the idea's unions."""
    announce(work, name, idea, code=idea.code, stage=str(idea.stage))
