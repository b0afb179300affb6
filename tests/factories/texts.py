"""Recorded texts and ties between them, past the commands that would make them."""

from itertools import count

from tests.factories.unions import NOW
from xinghe.texts.models import Lineage, RecordedText
from xinghe.texts.vocab import Relation
from xinghe.unions.models import Union

_numbers = count(1)


def text(
    at: Union, *, kind: str = "result", subject_id: int = 0, title: str = "", **fields: object
) -> RecordedText:
    """A text of a subject of ``at``; its fingerprint says nothing."""
    number = next(_numbers)
    return RecordedText.objects.create(
        **{
            "subject_kind": kind,
            "subject_id": subject_id or 900_000 + number,
            "title": title or f"夹具改进 {number}",
            "body": "更换滚筒时由四人抬运改为小车推入。",
            "fingerprint": b"",
            "fingerprint_version": 1,
            "transaction": 1,
            "recorded_at": NOW,
            "territory_path": at.territory_path,
            "industry_path": at.industry_path,
            **fields,
        }
    )


def tie(
    later: RecordedText,
    earlier: RecordedText,
    relation: Relation = Relation.IMPROVED_FROM,
    *,
    is_undone: bool = False,
) -> Lineage:
    """A tie drawn at the later text, undone if asked for."""
    return Lineage.objects.create(
        later=later,
        earlier=earlier,
        relation=relation,
        reason="同一班组的改进",
        made_at=NOW,
        undone_at=NOW if is_undone else None,
        undone_reason="弄错了对象" if is_undone else "",
        territory_path=later.territory_path,
        industry_path=later.industry_path,
    )
