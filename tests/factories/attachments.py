"""Attachments and uploads past the commands, for what is asked of their tables."""

from collections.abc import Callable, Iterable
from itertools import count

from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.jobs.models import Run

_numbers = count(1)


def attachment(*, person_id: int, people: tuple[int, ...] = (), **fields: object) -> Attachment:
    """One that waits for its examination."""
    number = next(_numbers)
    return Attachment.objects.create(
        **{
            "key": f"key-{number}",
            "subject_kind": "note",
            "subject_id": number,
            "slot": Slot.PHOTO,
            "position": 1,
            "file_name": "照片.jpg",
            "size": 1,
            "original_digest": "0" * 64,
            "person_id": person_id,
            "people": list(people),
            "begun_at": clock.now(),
            "received_at": clock.now(),
            **fields,
        }
    )


def upload(*, person_id: int, **fields: object) -> Upload:
    """One that has just begun."""
    number = next(_numbers)
    return Upload.objects.create(
        **{
            "token": f"token-{number}",
            "person_id": person_id,
            "subject_kind": "note",
            "subject_id": number,
            "slot": Slot.PHOTO,
            "file_name": "照片.jpg",
            "size": 1,
            "begun_at": clock.now(),
            "expires_at": clock.now(),
            **fields,
        }
    )


Rows = dict[str, list[tuple[Attachment | Upload, int, int, bool]]]


def rows_of(runs: Iterable[Run], union_of: Callable[[Run], int], *, somebody: int) -> Rows:
    """A file and an upload wherever there is a run: table → [(row, union, owner, public)]."""
    found: Rows = {"attachments_attachment": [], "attachments_upload": []}
    for run in runs:
        given = {
            "person_id": run.person_id or somebody,
            "territory_path": run.territory_path,
            "industry_path": run.industry_path,
        }
        for table, row in (
            ("attachments_attachment", attachment(**given)),
            ("attachments_upload", upload(**given)),
        ):
            found[table].append((row, union_of(run), row.person_id, False))
    return found
