"""The same work under another record: a result that was copied or recorded twice must not arrive twice."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from xinghe.recommendations.models import Recommendation
from xinghe.recommendations.vocab import HOLDING, State
from xinghe.results.models import Result
from xinghe.texts.models import RecordedText, Similarity
from xinghe.texts.queries.everywhere import everywhere
from xinghe.texts.queries.lineage import ties_touching
from xinghe.texts.rules.lineage import SAMENESS
from xinghe.texts.vocab import Ruling, SubjectKind

# Rulings by which two texts are one work, whoever recorded it first.
_SAME = (Ruling.SAME_WORK, Ruling.COPIED)
# Chains of "the same as" are short; a longer one is cut rather than walked for ever.
_MOST_ROUNDS = 10
_TWINS_LOCK = 7_215_004


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A recommendation of the same work under another result: its code, and at whose desk it lies."""

    code: str
    desk: str
    state: State


def hold_family(result_id: int) -> frozenset[int]:
    """The results that rulings and ties call the same work as this one, itself among them, wherever they lie.

    Held until the transaction ends, so that of two that are put forward at once the second sees the first.
    2 queries and 2 more for each step of the chain; nobody is shown what stands there.
    """
    with everywhere():
        texts = _family_of(result_id)
        found = RecordedText.objects.filter(pk__in=texts, subject_kind=SubjectKind.RESULT)
        results = frozenset(found.values_list("subject_id", flat=True)) | {result_id}
    if len(results) > 1:
        _hold(min(texts))
    return results


def _hold(text_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TWINS_LOCK, text_id % 2**31])


def _family_of(result_id: int) -> set[int]:
    subject = RecordedText.objects.filter(subject_kind=SubjectKind.RESULT, subject_id=result_id)
    family = set(subject.values_list("pk", flat=True))
    frontier = set(family)
    for _ in range(_MOST_ROUNDS):
        if not frontier:
            break
        ruled = Similarity.objects.filter(
            Q(text__in=frontier) | Q(source__in=frontier), ruling__in=_SAME
        ).values_list("text_id", "source_id")
        near = {number for pair in ruled for number in pair}
        for tie in ties_touching(frozenset(frontier)):
            if tie.relation in SAMENESS:
                near |= {tie.later, tie.earlier}
        frontier = near - family
        family |= near
    return family


def twin_of(result_id: int, *, states: frozenset[State] = HOLDING) -> Twin | None:
    """A recommendation of the same work under another result that stands in one of ``states``. At most 1 query more."""
    others = hold_family(result_id) - {result_id}
    if not others:
        return None
    with everywhere():
        rows = Recommendation.objects.filter(result__in=others, state__in=states)
        found = rows.select_related("desk").order_by("pk").first()
        if found is None:
            return None
        code = Result.objects.values_list("code", flat=True).get(pk=found.result_id)
        return Twin(code=code, desk=found.desk.name, state=State(found.state))
