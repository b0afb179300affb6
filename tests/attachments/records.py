"""Records that carry attachments, for tests: where they stand, whose they are, until when they take files."""

from dataclasses import dataclass, field
from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.access.work import command
from xinghe.attachments import actions
from xinghe.attachments.registry import Placed
from xinghe.attachments.rules.deadlines import was_in_time
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing


@dataclass
class Records:
    """Their owner: the record exists, and it is the actor's."""

    places: dict[int, Placed] = field(default_factory=dict)
    deadline: datetime | None = None

    def put(self, number: int, union, *people: int) -> int:
        self.places[number] = Placed(
            territory_path=union.territory_path, industry_path=union.industry_path, people=people
        )
        return number

    def may_attach(self, actor: Actor, subject_id: int, *, begun_at: datetime) -> Placed:
        placed = self.places.get(subject_id)
        if placed is None or actor.person_id not in placed.people:
            raise Missing
        if self.deadline and not was_in_time(begun_at=begun_at, now=clock.now(), deadline=self.deadline):
            raise Forbidden(power=Power.ATTACHMENT_READ)
        return placed


def begin(actor, content: bytes, *, subject_id: int = 1, slot=Slot.PHOTO, name: str = "照片.jpg", **how):
    return actions.begin_upload(
        actor, subject_kind="note", subject_id=subject_id, slot=slot, name=name, size=len(content), **how
    )


def send(actor, content: bytes, *, part: int = 1_000_000, **how):
    """Begin, send in parts, finish."""
    upload = begin(actor, content, **how)
    for at in range(0, len(content), part):
        actions.take_part(actor, token=upload.token, offset=at, content=content[at : at + part])
    return actions.finish_upload(actor, token=upload.token)


@command
def hand_on(work, *, from_id: int, to_id: int) -> int:
    """As a package does whose record follows from another."""
    work.leave_unrecorded("nothing to hand on")
    return actions.move_attachments(work, "note", from_id, "note", to_id)


@command
def share(work, *, subject_id: int, people: list[int]) -> int:
    """As a package does whose record gets other people."""
    work.leave_unrecorded("recorded with the record")
    return actions.set_people(work, "note", subject_id, people)
