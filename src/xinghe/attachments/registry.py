"""Which records may carry attachments, and who may attach to them. Installed by the package that owns the record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xinghe.access.actor import Actor
from xinghe.attachments.vocab import COMMON_SLOTS, Slot
from xinghe.foundation.errors import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a record stands in the tree and whom it belongs to: its attachments stand there too."""

    territory_path: str
    industry_path: str
    people: tuple[int, ...] = ()


class MayAttach(Protocol):
    """The owning package's decision."""

    def __call__(self, actor: Actor, subject_id: int, *, begun_at: datetime) -> Placed:
        """Where the record stands, if ``actor`` may attach, describe and remove now.

        Called behind the fence, inside a transaction. ``begun_at`` is when the file's upload began, or now; what is
        begun before a deadline may end shortly after (``rules.deadlines.was_in_time``). Refuses: Missing, Forbidden,
        or for a reason of its own.
        """


_KINDS: dict[str, tuple[MayAttach, frozenset[Slot]]] = {}
_STAYING: set[str] = set()


def subject_kind(
    kind: str, *, may_attach: MayAttach, slots: frozenset[Slot] = COMMON_SLOTS, follows_tree: bool = True
) -> None:
    """Let records of this kind carry attachments for these ``slots``. Kinds are never reused.

    ``follows_tree`` says, as of the record itself, whether they move when the tree does.
    """
    _KINDS[kind] = may_attach, slots
    if not follows_tree:
        _STAYING.add(kind)


def staying_kinds() -> tuple[str, ...]:
    """The kinds of record that keep the place they had when the tree was rearranged."""
    return tuple(sorted(_STAYING))


def placed_for(
    actor: Actor, *, kind: str, subject_id: int, begun_at: datetime, slot: Slot | None = None
) -> Placed:
    """Ask the owner of the record.

    Refuses: Missing (also for a kind that nobody installed, or a slot its records lack), and what it refuses.
    """
    if kind not in _KINDS:
        raise Missing
    may_attach, slots = _KINDS[kind]
    if slot is not None and slot not in slots:
        raise Missing
    return may_attach(actor, subject_id, begun_at=begun_at)
