"""Describe, remove, hand on. Who may do so is decided by the owner of the record, as it is for attaching."""

from collections.abc import Sequence

from xinghe.access.work import Work, command
from xinghe.attachments.models import Attachment
from xinghe.attachments.registry import Placed, placed_for
from xinghe.attachments.vocab import LONGEST_CAPTION
from xinghe.foundation.errors import Missing
from xinghe.foundation.text import tidy


@command
def describe_attachment(work: Work, *, attachment_id: int, caption: str) -> Attachment:
    """Say in at most 200 characters what is to be seen. Refuses: Missing, and what the owner of the record refuses."""
    attachment = _claim(work, attachment_id)
    before, attachment.caption = attachment.caption, tidy(caption)[:LONGEST_CAPTION]
    attachment.save(update_fields=["caption"])
    work.record("attachment.describe", attachment, caption=(before, attachment.caption))
    return attachment


@command
def remove_attachment(work: Work, *, attachment_id: int) -> Attachment:
    """Take a file off its record. Nobody opens it any more; its bytes go after 30 days.

    Refuses: Missing, and what the owner of the record refuses.
    """
    attachment = _claim(work, attachment_id)
    attachment.removed_at = work.now
    attachment.save(update_fields=["removed_at"])
    work.record("attachment.remove", attachment, file=(attachment.file_name, None))
    return attachment


def move_attachments(work: Work, from_kind: str, from_id: int, to_kind: str, to_id: int) -> int:
    """Hand the files of one record on to another that follows from it, in their order; how many."""
    moved = Attachment.objects.filter(subject_kind=from_kind, subject_id=from_id, removed_at=None)
    rows = list(moved.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.subject_kind, row.subject_id = to_kind, to_id
        work.record("attachment.move", row, belongs_to=(f"{from_kind} {from_id}", f"{to_kind} {to_id}"))
    Attachment.objects.bulk_update(rows, ["subject_kind", "subject_id"])
    return len(rows)


def set_people(work: Work, kind: str, id: int, people: Sequence[int]) -> int:
    """Let the files belong to whom the record belongs to now; how many files.

    The command that changed the people of the record has recorded who they are.
    """
    return Attachment.objects.filter(subject_kind=kind, subject_id=id).update(people=list(people))


def place_attachments(work: Work, kind: str, id: int, *, placed: Placed) -> int:
    """Let the files stand where the record stands now, and belong to whom it belongs to; how many files.

    The command that moved the record has recorded where it went.
    """
    return Attachment.objects.filter(subject_kind=kind, subject_id=id).update(
        territory_path=placed.territory_path, industry_path=placed.industry_path, people=list(placed.people)
    )


def _claim(work: Work, attachment_id: int) -> Attachment:
    attachment = work.claim(Attachment, attachment_id)
    if attachment.removed_at is not None:
        raise Missing
    placed_for(work.actor, kind=attachment.subject_kind, subject_id=attachment.subject_id, begun_at=work.now)
    return attachment
