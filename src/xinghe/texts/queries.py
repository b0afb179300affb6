"""Questions about texts: what an earlier text shares with this one, and what was ruled."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.texts.models import RecordedText, Similarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A recorded text found to share passages with an earlier one; offsets count characters of both bodies."""

    text_id: int
    source_id: int
    coverage: float
    coverage_of_source: float
    verdict: str
    passages: tuple[dict[str, object], ...]


def similarities_of(actor: Actor, *, subject_kind: str, subject_id: int) -> QuerySet[Similarity]:
    """What was found about one subject's text, strongest first, with both texts' titles. 1 query."""
    rows = within(actor, Power.RESULT_READ, Similarity.objects.all())
    return (
        rows.filter(text__subject_kind=subject_kind, text__subject_id=subject_id)
        .select_related("text", "source", "ruled_by")
        .order_by("-coverage", "pk")
    )


def texts_of(subject_kind: str, subject_ids: Sequence[int]) -> QuerySet[RecordedText]:
    """The recorded texts of some subjects. 1 query."""
    return RecordedText.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
