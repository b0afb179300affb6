"""Tie a text to the one it comes from, and undo a tie: reversibly, with reasons, never in a circle."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Q, QuerySet

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing, Phrase, Refusal, gettext_noop
from xinghe.texts.models import Lineage, RecordedText, Similarity
from xinghe.texts.queries import arrangeable, readable, ties_touching
from xinghe.texts.queries.everywhere import everywhere
from xinghe.texts.rules.lineage import would_circle
from xinghe.texts.vocab import RULED_RELATIONS, Relation, Ruling, SubjectKind

# What a text belongs to: its kind and number.
Subject = tuple[str, int]

LEAST_REASON = 4
# Two who draw ties at the same moment could close a circle that neither sees, so they go one after the other.
_TIES_LOCK = 7_215_003


class TieReasonNeeded(Refusal):
    """A tie says something of somebody's work, and they read why."""

    code = "tie_reason_needed"
    message = gettext_noop("Say why, in at least %(least)s characters: the authors will read it.")


class TieToItself(Refusal):
    """Both ends are one text."""

    code = "tie_to_itself"
    message = gettext_noop("Both ends are “%(title)s”. Choose another work to tie it to.")


class TieStands(Refusal):
    """The same thing was said before."""

    code = "tie_stands"
    message = gettext_noop(
        "“%(later)s” is tied to “%(earlier)s” as “%(relation)s” already. Undo that tie first, or choose another relation."
    )


class LineageWouldCircle(Refusal):
    """A work would descend from itself."""

    code = "lineage_would_circle"
    message = gettext_noop(
        "“%(earlier)s” comes from “%(later)s” itself, over one tie or several. Swap the two, or undo what ties them."
    )


class TieUndone(Refusal):
    """Somebody was faster."""

    code = "tie_undone"
    message = gettext_noop("This tie was undone on %(day)s already. Reload the page.")


@command
def tie_texts(work: Work, *, later: Subject, earlier: Subject, relation: Relation, reason: str) -> Lineage:
    """Say what a later work is to an earlier one: one of them yours to arrange, the other at least yours to read.

    Refuses: Missing, Forbidden, TieReasonNeeded, TieToItself, TieStands, LineageWouldCircle.
    """
    texts = _texts(readable(work.actor, RecordedText.objects.filter(_either(later, earlier))))
    if not {later, earlier} <= texts.keys():
        raise Missing
    numbers = [text.pk for text in texts.values()]
    mine = _texts(arrangeable(work.actor, RecordedText.objects.filter(pk__in=numbers)))
    if not mine:
        is_idea = {later[0], earlier[0]} == {SubjectKind.IDEA}
        raise Forbidden(power=Power.IDEA_ANSWER if is_idea else Power.RESULT_CLEAR)
    at = mine.get(later) or mine[earlier]
    return _draw(work, texts[later].pk, texts[earlier].pk, relation, reason=reason, at=at)


def draw_tie(work: Work, *, later: Subject, earlier: Subject, relation: Relation, reason: str) -> Lineage:
    """Tie two works inside a command that has made sure it may: ``merge`` does more than tie.

    Refuses: Missing where a text lies beyond the actor's fence, and what ``tie_texts`` refuses of the tie itself.
    """
    rows = RecordedText.objects.filter(_either(later, earlier))
    texts, placed = _texts(rows), _texts(within(work.actor, RecordedText.READ, rows))
    if not {later, earlier} <= texts.keys() or not placed:
        raise Missing
    at = placed.get(later) or placed[earlier]
    return _draw(work, texts[later].pk, texts[earlier].pk, relation, reason=reason, at=at)


def draw_ruled_tie(work: Work, similarity: Similarity) -> None:
    """Tie the texts of a similarity as its ruling says, unless they are tied so or the ruling says no relation.

    The earlier text may lie anywhere: the similarity has brought the two together already.
    """
    relation = RULED_RELATIONS.get(Ruling(similarity.ruling))
    if relation is None or _is_standing(similarity.text_id, similarity.source_id, relation):
        return
    _draw(
        work,
        similarity.text_id,
        similarity.source_id,
        relation,
        reason=similarity.ruling_reason,
        at=similarity.text,
    )


@command
def untie(work: Work, *, lineage_id: int, reason: str) -> Lineage:
    """Undo a tie. It stays in the record with both reasons, and may be drawn again.

    Refuses: Missing, Forbidden, TieReasonNeeded, TieUndone.
    """
    tie = work.claim(Lineage, lineage_id)
    ends = RecordedText.objects.filter(pk__in=(tie.later_id, tie.earlier_id))
    if not arrangeable(work.actor, ends).exists():
        raise Forbidden(power=Power.RESULT_CLEAR)
    if tie.undone_at is not None:
        raise TieUndone(day=tie.undone_at.astimezone(clock.CHINA).date())
    return _undo(work, tie, _said(reason))


def undo_ties(work: Work, *, later: Subject, relation: Relation, reason: str) -> None:
    """Undo what ties a work to earlier ones in this way, inside a command that has made sure it may.

    Refuses: TieReasonNeeded.
    """
    standing = Lineage.objects.filter(
        later__subject_kind=later[0], later__subject_id=later[1], relation=relation, undone_at__isnull=True
    )
    for tie in standing.select_for_update(of=("self",)):
        _undo(work, tie, _said(reason))


def _undo(work: Work, tie: Lineage, reason: str) -> Lineage:
    tie.undone_reason, tie.undone_by_id, tie.undone_at = reason, work.actor.person_id, work.now
    tie.save(update_fields=["undone_reason", "undone_by", "undone_at"])
    work.record("lineage.untie", tie, reason=reason, relation=(tie.relation, None))
    return tie


def _draw(
    work: Work, later: int, earlier: int, relation: Relation, *, reason: str, at: RecordedText
) -> Lineage:
    reason = _said(reason)
    if later == earlier:
        raise TieToItself(**_titles(work, title=later))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TIES_LOCK])
    if _is_standing(later, earlier, relation):
        raise TieStands(relation=relation, **_titles(work, later=later, earlier=earlier))
    with everywhere():
        is_circle = would_circle(later=later, earlier=earlier, relation=relation, touching=ties_touching)
    if is_circle:
        raise LineageWouldCircle(**_titles(work, later=later, earlier=earlier))
    tie = Lineage.objects.create(
        later_id=later,
        earlier_id=earlier,
        relation=relation,
        reason=reason,
        made_by_id=work.actor.person_id,
        made_at=work.now,
        territory_path=at.territory_path,
        industry_path=at.industry_path,
    )
    work.record(
        "lineage.tie",
        tie,
        reason=reason,
        relation=(None, relation),
        later=(None, later),
        earlier=(None, earlier),
    )
    return tie


def _is_standing(later: int, earlier: int, relation: Relation) -> bool:
    """Whether these two are tied so; of one work two texts are tied once, whichever is called the later."""
    with everywhere():
        return any(
            tie.relation is relation
            and ((tie.later, tie.earlier) == (later, earlier) or relation is Relation.SAME_WORK)
            for tie in ties_touching(frozenset({later}))
            if {tie.later, tie.earlier} == {later, earlier}
        )


def _titles(work: Work, **numbers: int) -> Mapping[str, str]:
    """What the sentence of a refusal calls the texts: their titles where the actor may read them."""
    rows = readable(work.actor, RecordedText.objects.filter(pk__in=list(numbers.values())))
    titles = dict(rows.values_list("pk", "title"))
    unknown = Phrase(gettext_noop("a text at another union"))
    return {name: titles.get(number, unknown) for name, number in numbers.items()}


def _either(one: Subject, other: Subject) -> Q:
    return Q(subject_kind=one[0], subject_id=one[1]) | Q(subject_kind=other[0], subject_id=other[1])


def _texts(rows: QuerySet[RecordedText]) -> dict[Subject, RecordedText]:
    found = rows.only("pk", "subject_kind", "subject_id", "territory_path", "industry_path")
    return {(text.subject_kind, text.subject_id): text for text in found}


def _said(reason: str) -> str:
    if len(reason.strip()) < LEAST_REASON:
        raise TieReasonNeeded(least=LEAST_REASON)
    return reason.strip()
