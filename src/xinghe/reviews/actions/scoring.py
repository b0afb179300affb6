"""What a judge does: writes drafts, gives scores, abstains, asks for a correction; and who grants it."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.reviews.actions.taking import take_panel
from xinghe.reviews.models import Assignment, Correction, DraftScore, Panel, Score
from xinghe.reviews.models.standing import as_clerk, database_now, hold
from xinghe.reviews.queries.room import assignment_for
from xinghe.reviews.rules.receipts import receipt
from xinghe.reviews.rules.refusals import NotTaken, NotTheirs, PanelNotSo
from xinghe.reviews.rules.scoring import Given, comment_read, drafted, given
from xinghe.reviews.rules.words import review_reason
from xinghe.reviews.vocab import PanelState

OPEN_STILL = frozenset({PanelState.OPEN, PanelState.CLOSED})


class CorrectionNotNow(Refusal):
    """A correction stands for a score that was given, after the end and before the release."""

    code = "correction_not_now"
    message = gettext_noop(
        "There is no score of yours to correct, or the panel still takes scores, or its results are released, or a correction "
        "is asked for already. While it is open, score again instead."
    )


class CorrectionSettled(Refusal):
    """Granted once, and by somebody else than who asked."""

    code = "correction_settled"
    message = gettext_noop(
        "This correction was granted already, or you asked for it yourself. Have another officer look at it."
    )


@command
def save_draft(
    work: Work, *, panel_code: str, number: int, points: Mapping[str, object], comment: str = ""
) -> DraftScore:
    """Keep what a judge has written so far, right or not; nobody else ever reads it. Refuses: Missing, CommentTooLong."""
    task = assignment_for(work.actor, panel_code, number)
    kept = {
        "person_id": task.person_id,
        "points": drafted(task.panel.said_rubric, points),
        "comment": comment_read(comment),
        "saved_at": work.now,
    }
    draft, _ = DraftScore.objects.update_or_create(assignment_id=task.pk, defaults=kept)
    work.leave_unrecorded("a draft is its judge's own paper")
    return draft


@command
def submit_score(
    work: Work, *, panel_code: str, number: int, points: Mapping[str, object], comment: str = ""
) -> Score:
    """Give an entry its points; given again before the end, the later one counts. The row carries the receipt.

    Refuses: Missing, NotTaken, NotTheirs, PointsMissing, PointsOutside, CommentNeeded, CommentTooLong.
    """
    return give(work, panel_code, number, points, comment)


def give(work: Work, panel_code: str, number: int, points: Mapping[str, object], comment: str) -> Score:
    """What ``submit_score`` does, inside somebody's transaction."""
    task = assignment_for(work.actor, panel_code, number)
    _refuse_late(task)
    found = given(task.panel.said_rubric, points, comment, least=task.panel.comment_least)
    return _write(work, task, found, verb="score.give")


@command
def abstain(work: Work, *, panel_code: str, number: int, reason: str) -> Score:
    """Give no score, and say why; for a conflict there is ``declare_conflict``.

    Refuses: Missing, NotTaken, NotTheirs, ReviewReasonNeeded.
    """
    return give_none(work, panel_code, number, reason)


def give_none(work: Work, panel_code: str, number: int, reason: str) -> Score:
    """What ``abstain`` does, inside somebody's transaction."""
    task = assignment_for(work.actor, panel_code, number)
    _refuse_late(task)
    return _write(work, task, None, comment=review_reason(reason), verb="score.abstain")


@command
def ask_correction(
    work: Work,
    *,
    panel_code: str,
    number: int,
    points: Mapping[str, object],
    comment: str,
    reason: str,
) -> Correction:
    """After the end a judge asks that another score, or another comment, stand in place of the one given.

    Refuses: Missing, CorrectionNotNow, PointsMissing, PointsOutside, CommentNeeded, CommentTooLong, ReviewReasonNeeded.
    """
    task = assignment_for(work.actor, panel_code, number)
    # A form sent twice asks once.
    hold(task.panel_id, alone=True)
    mine = Correction.objects.filter(assignment_id=task.pk)
    closed_early = task.panel.state == PanelState.CLOSED and task.closes_at is None
    is_over = task.panel.state in OPEN_STILL and (closed_early or database_now() >= task.ends_at())
    was_scored = Score.objects.filter(assignment_id=task.pk).exists()
    if not is_over or not was_scored or mine.filter(granted_by__isnull=True).exists():
        raise CorrectionNotNow
    found = given(task.panel.said_rubric, points, comment, least=task.panel.comment_least)
    made = Correction(
        assignment_id=task.pk,
        panel_id=task.panel_id,
        points=dict(found.points),
        total=found.total,
        comment=found.comment,
        reason=review_reason(reason),
        asked_by_id=task.person_id,
        asked_at=work.now,
        territory_path=task.territory_path,
        industry_path=task.industry_path,
    )
    made.save(force_insert=True)
    work.record("score.ask_correction", made, reason=made.reason)
    return made


@command
def grant_correction(work: Work, *, panel_id: int, correction_id: int) -> Score:
    """A second person, an officer, agrees to what the judge asked for; the officer changes nothing of it.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, CorrectionSettled.
    """
    panel = take_panel(work, panel_id, Power.PANEL_CLOSE, OPEN_STILL)
    change = work.claim(Correction, correction_id)
    if change.panel_id != panel.pk:
        raise Missing
    if change.granted_by_id is not None or change.asked_by_id == work.actor.person_id:
        raise CorrectionSettled
    change.granted_by_id, change.granted_at = work.actor.person_id, work.now
    change.save(update_fields=["granted_by", "granted_at"])
    with as_clerk():
        task = Assignment.objects.select_related("panel", "seat").get(pk=change.assignment_id)
    found = Given(points=change.points, total=change.total, comment=change.comment)
    return _write(work, task, found, verb="score.correct", correction=change)


def _refuse_late(task: Assignment) -> None:
    """Say it before PostgreSQL refuses it. Refuses: NotTaken."""
    panel, now = task.panel, database_now()
    takes = panel.state == PanelState.OPEN or (
        panel.state in (PanelState.CLOSED, PanelState.RELEASED) and task.closes_at is not None
    )
    if not takes or not panel.opens_at <= now < task.ends_at():
        raise NotTaken(opens_at=panel.opens_at, closes_at=task.ends_at())


def _write(
    work: Work,
    task: Assignment,
    found: Given | None,
    *,
    verb: str,
    comment: str = "",
    correction: Correction | None = None,
) -> Score:
    """Add a row behind those of the assignment. What passed the look at the clock may still come too late.

    Refuses: NotTaken, NotTheirs, PanelNotSo.
    """
    panel: Panel = task.panel
    hold(panel.pk, alone=False)
    with as_clerk():
        earlier = Score.objects.filter(assignment_id=task.pk).order_by("-pk").values_list("digest", flat=True)
        before = earlier.first() or ""
        seat = task.seat.code
    words = found.comment if found else comment
    at = database_now()
    score = Score(
        assignment_id=task.pk,
        panel_id=panel.pk,
        person_id=task.person_id,
        points=dict(found.points) if found else {},
        total=found.total if found else None,
        comment=words,
        is_abstained=found is None,
        at=at,
        correction=correction,
        digest=receipt(
            panel=panel.code,
            seat=seat,
            number=task.number,
            points=found.points if found else {},
            comment=words,
            is_abstained=found is None,
            at=at,
            before=before,
        ),
        territory_path=task.territory_path,
        industry_path=task.industry_path,
    )
    try:
        with transaction.atomic():
            score.save(force_insert=True)
    except IntegrityError as fault:
        if (refusal := _refusal_of(fault, task)) is None:
            raise
        raise refusal from None
    work.record(
        verb,
        score,
        reason=correction.reason if correction else "",
        digest=(before[:12] or None, score.digest[:12]),
    )
    return score


def _refusal_of(fault: IntegrityError, task: Assignment) -> Refusal | None:
    """What PostgreSQL refused because something happened since it was looked at, in words; nothing for a fault of ours."""
    said = str(fault)
    if "takes no score now" in said:
        return NotTaken(opens_at=task.panel.opens_at, closes_at=task.ends_at())
    if "nothing is corrected any more" in said:
        return PanelNotSo(state=PanelState.RELEASED)
    if "have a conflict with" in said or "not assigned to them" in said:
        return NotTheirs(number=task.number)
    return None
