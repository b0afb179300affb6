"""Where a text comes from and what came of it, as far as one person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.texts.models import Lineage, RecordedText
from xinghe.texts.queries.everywhere import everywhere
from xinghe.texts.queries.originality import readable
from xinghe.texts.rules.lineage import SAMENESS, Tie, walk
from xinghe.texts.vocab import Relation, SubjectKind

# Beyond this a drawing is no longer read, and a family is a subject of its own.
MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A text of the family. One that the asker may not read has neither title nor number of its subject."""

    text_id: int
    distance: int
    is_open: bool
    subject_kind: str
    subject_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTie:
    """A standing tie of the family; why and by whom is said where both its texts are open to the asker."""

    number: int
    later: int
    earlier: int
    relation: Relation
    reason: str
    made_by: str
    made_at: datetime
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Everything that ties lead to from one text, nearest first; ``is_cut`` when there is more than is shown."""

    start: int
    relatives: tuple[Relative, ...] = ()
    ties: tuple[ShownTie, ...] = ()
    is_cut: bool = False


def standing_ties() -> QuerySet[Lineage]:
    """Ties that nobody has undone."""
    return Lineage.objects.filter(undone_at__isnull=True)


def ties_touching(texts: frozenset[int]) -> Iterable[Tie]:
    """The standing ties of these texts; to be asked ``everywhere``. 1 query."""
    return [_tie(row) for row in _touching(texts)]


def _touching(texts: frozenset[int]) -> QuerySet[Lineage]:
    return standing_ties().filter(Q(later__in=texts) | Q(earlier__in=texts))


def _tie(row: Lineage) -> Tie:
    return Tie(number=row.pk, later=row.later_id, earlier=row.earlier_id, relation=Relation(row.relation))


def arrangeable(actor: Actor, texts: QuerySet[RecordedText]) -> QuerySet[RecordedText]:
    """Of these texts, the ones whose ties this actor may draw and undo.

    Where they may clear results, at any depth; and an idea's text at the very union whose ideas they answer.
    """
    cleared = within(actor, Power.RESULT_CLEAR, texts)
    here = actor.paths_for(Power.IDEA_ANSWER)
    answered = Q(territory_path__in=here) | Q(industry_path__in=here)
    return cleared | texts.filter(answered, subject_kind=SubjectKind.IDEA)


def family_of(actor: Actor, *, subject_kind: str, subject_id: int, most: int = MOST) -> Family:
    """The lineage of one subject's text: its relatives at every distance, in both directions, and their ties.

    The shape is whole; of a text that the actor may not read only its place in it is told. Nothing, when the
    text itself is not theirs to read. 1 query for every distance that occurs, 4 besides (1 when there are no ties),
    and the 4 statements of ``everywhere``.
    """
    texts = RecordedText.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    start = readable(actor, texts).values_list("pk", flat=True).first()
    if start is None:
        return Family(start=0)
    rows: dict[int, Lineage] = {}

    def touching(frontier: frozenset[int]) -> Iterable[Tie]:
        found = list(_touching(frontier).select_related("made_by"))
        rows.update((row.pk, row) for row in found)
        return [_tie(row) for row in found]

    with everywhere():
        walked = walk(start, touching, most=most)
    if not walked.ties:
        return Family(start=start)
    texts = RecordedText.objects.filter(pk__in=list(walked.distances))
    known = {
        text.pk: text for text in readable(actor, texts.only("pk", "subject_kind", "subject_id", "title"))
    }
    near = set(arrangeable(actor, texts).values_list("pk", flat=True))
    visible = within(actor, Lineage.READ, Lineage.objects.filter(pk__in=[tie.number for tie in walked.ties]))
    here = set(visible.values_list("pk", flat=True))
    return Family(
        start=start,
        relatives=tuple(
            _relative(number, distance, known.get(number)) for number, distance in walked.distances.items()
        ),
        ties=tuple(
            _shown(
                tie,
                rows[tie.number],
                is_open=tie.later in known and tie.earlier in known,
                may_undo=tie.number in here and not near.isdisjoint((tie.later, tie.earlier)),
            )
            for tie in walked.ties
        ),
        is_cut=walked.is_cut,
    )


def _relative(number: int, distance: int, text: RecordedText | None) -> Relative:
    return Relative(
        text_id=number,
        distance=distance,
        is_open=text is not None,
        subject_kind=text.subject_kind if text else "",
        subject_id=text.subject_id if text else 0,
        title=text.title if text else "",
    )


def _shown(tie: Tie, row: Lineage, *, is_open: bool, may_undo: bool) -> ShownTie:
    return ShownTie(
        number=tie.number,
        later=tie.later,
        earlier=tie.earlier,
        relation=tie.relation,
        reason=row.reason if is_open else "",
        made_by=row.made_by.name if is_open and row.made_by else "",
        made_at=row.made_at,
        may_undo=may_undo,
    )


def same_works(*, subject_kind: str, subject_id: int, most: int = 1_000) -> tuple[tuple[str, int], ...]:
    """The other subjects, wherever they lie, that standing ties call the same work as this one: kind and number.

    For rules that count a work once; who shows them asks what the viewer may see. 1 query a distance, 2 besides,
    and the 4 statements of ``everywhere``.
    """

    def touching(frontier: frozenset[int]) -> Iterable[Tie]:
        return [tie for tie in ties_touching(frontier) if tie.relation in SAMENESS]

    texts = RecordedText.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    with everywhere():
        start = texts.values_list("pk", flat=True).first()
        if start is None:
            return ()
        others = [number for number in walk(start, touching, most=most).distances if number != start]
        found = RecordedText.objects.filter(pk__in=others).order_by("pk")
        return tuple(found.values_list("subject_kind", "subject_id"))
