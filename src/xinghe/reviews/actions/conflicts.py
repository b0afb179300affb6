"""Conflicts: found in the records, declared by judges, noted by officers; lifted by two."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.foundation.text import tidy
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews.actions.taking import take_panel
from xinghe.reviews.actions.telling import tell_outdated
from xinghe.reviews.models import Conflict, Judge, Panel
from xinghe.reviews.models.standing import as_clerk, hold, open_in, parties_of
from xinghe.reviews.queries.facts import call_facts, entry_facts, judge_facts
from xinghe.reviews.queries.reminding import is_outdated_untold
from xinghe.reviews.queries.room import assignment_for
from xinghe.reviews.rules.conflicts import Found, conflicts_between, undated
from xinghe.reviews.rules.words import review_reason
from xinghe.reviews.vocab import DECLARABLE, ConflictKind, PanelState, Source

ALWAYS = frozenset(PanelState)
# The title is conferred, and what is found now is a matter for a revocation.
SETTLED = frozenset({Phase.NAMED, Phase.REVOKED})


class ConflictUnknown(Refusal):
    """A kind that can be declared, and words that say what it is."""

    code = "conflict_kind_unknown"
    message = gettext_noop("“%(kind)s” is no kind of conflict that can be declared. Choose one of the list.")
    status = 422


class EntryNamed(Refusal):
    """What was judged has led to a title."""

    code = "conflict_entry_named"
    message = gettext_noop(
        "This application is “%(phase)s”, so a conflict changes no ranking any more. Have the naming looked into; it can be revoked."
    )


class NotLifted(Refusal):
    """A conflict is lifted by two others, one after the other."""

    code = "conflict_not_lifted"
    message = gettext_noop(
        "This conflict has ended, or nobody has asked to lift it, or you asked yourself. Have one officer ask and another agree."
    )


@command
def find_conflicts(work: Work, *, panel_id: int) -> tuple[int, int]:
    """Find the conflicts that the records show now; how many began and how many ended.

    By the clock also say, once, when what was released no longer counts the right scores. For the officer who arranges the panel, and for the clerk by the clock. Refuses: Missing, Forbidden, PartyToPanel,
    PanelNotSo.
    """
    if work.actor.system:
        panel = work.claim(Panel, panel_id)
    else:
        panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, ALWAYS)
    began, ended = derive(work, panel)
    if work.actor.system and is_outdated_untold(panel):
        tell_outdated(work, panel)
    if began or ended or not work.actor.system:
        work.record("panel.find_conflicts", panel, began=(None, began), ended=(None, ended))
    else:
        work.leave_unrecorded("the clerk looked and nothing had changed")
    return began, ended


def derive(work: Work, panel: Panel) -> tuple[int, int]:
    """Bring the derived conflicts of a panel in line with the records; how many began and ended. About 15 queries, however many they are.

    One that two officers lifted is not derived again from the same fact.
    """
    with as_clerk():
        judges = list(Judge.objects.filter(union_id=panel.union_id, is_active=True).select_related("person"))
        wanted = open_in(panel).select_related("call", "unit", "result", "applicant", "recommended_by")
        entries = list(wanted.order_by("pk"))
        form = panel.call.said_terms.form
        facts = judge_facts(judges, now=work.now)
        call = call_facts(panel.call_id, {judge.person: judge.known_as for judge in facts}, now=work.now)
        found = {
            one
            for entry in entry_facts(entries, form)
            for judge in facts
            for one in conflicts_between(judge, entry, call)
        }
        return _settle(work, judges, entries, found)


def _settle(
    work: Work, judges: Iterable[Judge], entries: Iterable[Application], found: set[Found]
) -> tuple[int, int]:
    by_number = {judge.pk: judge for judge in judges}
    known = Conflict.objects.filter(
        judge__in=by_number, application__in=[entry.pk for entry in entries], source=Source.DERIVED
    )
    # A fact is the same one when its day is corrected: what two lifted does not come back by it.
    by_fact = {
        (it.judge, it.application, it.kind, undated(it.fact)): it for it in sorted(found, reverse=True)
    }
    standing: dict[tuple[int, int, ConflictKind, str], int] = {}
    lifted = set()
    for row in known:
        it = (row.judge_id, row.application_id, ConflictKind(row.kind), undated(row.fact))
        if row.ended_at is None:
            standing[it] = row.pk
        elif row.ended_by_id is not None:
            lifted.add(it)
    gone = [number for it, number in standing.items() if it not in by_fact]
    Conflict.objects.filter(pk__in=gone).update(ended_at=work.now)
    new = sorted(one for it, one in by_fact.items() if it not in standing and it not in lifted)
    Conflict.objects.bulk_create(
        (
            _conflict(by_number[it.judge], it.application, it.kind, Source.DERIVED, it.fact, work)
            for it in new
        ),
        # Another panel with an entry of the same people may find the same at the same time.
        ignore_conflicts=True,
    )
    return len(new), len(gone)


def _conflict(
    judge: Judge, application_id: int, kind: ConflictKind, source: Source, fact: str, work: Work
) -> Conflict:
    return Conflict(
        judge=judge,
        application_id=application_id,
        person_id=judge.person_id,
        kind=kind,
        source=source,
        fact=fact[:200],
        found_at=work.now,
        found_by_id=None if source is Source.DERIVED else work.actor.person_id,
        territory_path=judge.territory_path,
        industry_path=judge.industry_path,
    )


@command
def declare_conflict(work: Work, *, panel_code: str, number: int, kind: str, words: str) -> Conflict:
    """A judge says of one of their entries that they may not judge it; from then on it is not shown to them.

    After the release too: then the ranking is made anew. Refuses: Missing, ConflictUnknown, ReviewReasonNeeded, EntryNamed.
    """
    task = assignment_for(work.actor, panel_code, number)
    hold(task.panel_id, alone=False)
    with as_clerk():
        _refuse_named(Application.objects.get(pk=task.application_id))
    made = _conflict(
        task.judge, task.application_id, _kind(kind), Source.DECLARED, review_reason(words), work
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        # Pressed twice: by the first the entry is out of sight.
        if "conflict_stands_once" in str(fault):
            raise Missing from None
        raise
    work.record("conflict.declare", made, kind=(None, kind))
    return made


@command
def pin_conflict(
    work: Work, *, panel_id: int, judge_id: int, application_id: int, kind: str, words: str
) -> Conflict:
    """An officer notes a conflict that no record shows. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo,
    ConflictUnknown, ReviewReasonNeeded, EntryNamed."""
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, ALWAYS)
    judge = Judge.objects.filter(pk=judge_id, union_id=panel.union_id).first()
    with as_clerk():
        entry = parties_of(panel).filter(pk=application_id).first()
    if judge is None or entry is None:
        raise Missing
    _refuse_named(entry)
    made = _conflict(judge, application_id, _kind(kind), Source.PINNED, review_reason(words), work)
    same = Conflict.objects.filter(
        judge=judge, application=application_id, kind=made.kind, fact=made.fact, ended_at__isnull=True
    ).first()
    if same is not None:
        work.leave_unrecorded("it stands already")
        return same
    made.save(force_insert=True)
    work.record("conflict.pin", made, kind=(None, kind))
    return made


@command
def ask_lift(work: Work, *, panel_id: int, conflict_id: int, reason: str) -> Conflict:
    """One officer asks that a conflict be lifted. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, NotLifted,
    EntryNamed, ReviewReasonNeeded."""
    conflict = _take_conflict(work, panel_id, conflict_id)
    if conflict.lift_asked_by_id is not None:
        raise NotLifted
    conflict.lift_asked_by_id, conflict.lift_asked_at = work.actor.person_id, work.now
    conflict.lift_reason = review_reason(reason)
    conflict.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
    work.record("conflict.ask_lift", conflict, reason=conflict.lift_reason)
    return conflict


@command
def grant_lift(work: Work, *, panel_id: int, conflict_id: int) -> Conflict:
    """Another officer agrees; the judge may judge it from now on. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo,
    EntryNamed, NotLifted."""
    conflict = _take_conflict(work, panel_id, conflict_id)
    if conflict.lift_asked_by_id in (None, work.actor.person_id):
        raise NotLifted
    conflict.ended_by_id, conflict.ended_at = work.actor.person_id, work.now
    conflict.save(update_fields=["ended_by", "ended_at"])
    work.record("conflict.lift", conflict, reason=conflict.lift_reason)
    return conflict


def _take_conflict(work: Work, panel_id: int, conflict_id: int) -> Conflict:
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, ALWAYS)
    conflict = work.claim(Conflict, conflict_id)
    if conflict.judge.union_id != panel.union_id:
        raise Missing
    with as_clerk():
        _refuse_named(conflict.application)
    if conflict.ended_at is not None or conflict.person_id == work.actor.person_id:
        raise NotLifted
    return conflict


def _refuse_named(entry: Application) -> None:
    if entry.phase in SETTLED:
        raise EntryNamed(phase=Phase(entry.phase))


def _kind(kind: str) -> ConflictKind:
    if kind not in DECLARABLE:
        raise ConflictUnknown(kind=tidy(kind)[:30])
    return ConflictKind(kind)
