"""The way of one result from recorded to published: by two persons, never by one."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.integrations.actions import announce
from xinghe.integrations.vocab import HappeningName
from xinghe.jobs import batch as batches
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event
from xinghe.results.models import Creator, Result
from xinghe.results.vocab import Stage
from xinghe.texts.actions import show_text


class SecondPersonNeeded(Refusal):
    """Maker ≠ checker."""

    code = "second_person_needed"
    message = gettext_noop(
        "You recorded this result yourself. Ask a colleague at your union or above to clear it."
    )
    status = 403


class StageNotReached(Refusal):
    """The step belongs to another stage."""

    code = "stage_not_reached"
    message = gettext_noop(
        "This result is at the stage “%(stage)s”; the step needs the stage “%(needed)s”. Reload the page."
    )


class ReasonNeeded(Refusal):
    """Whoever takes something back says why."""

    code = "reason_needed"
    message = gettext_noop("Say why, in at least %(least)s characters: the people concerned will read it.")


LEAST_REASON = 4


@command
def clear_result(work: Work, *, result_id: int, reason: str = "") -> Result:
    """Say, as a second person, that nothing in a recorded result stands against making it public.

    Refuses: Missing, SecondPersonNeeded, Forbidden, StageNotReached.
    """
    result = work.claim(Result, result_id)
    if result.recorded_by_id is not None and result.recorded_by_id == work.actor.person_id:
        raise SecondPersonNeeded
    if work.actor.person_id is None:
        raise Forbidden(power=Power.RESULT_CLEAR)
    work.require(Power.RESULT_CLEAR, result)
    _expect(result, Stage.RECORDED)
    result.stage = Stage.CLEARED
    result.cleared_by_id, result.cleared_at = work.actor.person_id, work.now
    result.save(update_fields=["stage", "cleared_by", "cleared_at"])
    work.record("result.clear", result, reason=reason, stage=(Stage.RECORDED, Stage.CLEARED))
    announce(work, HappeningName.RESULT_CLEARED, result, code=result.code)
    _tell(work, result, Event.RESULT_CLEARED)
    return result


@command
def publish_result(work: Work, *, result_id: int) -> Result:
    """Put a cleared result before the public. Refuses: Missing, Forbidden, StageNotReached."""
    result = work.claim(Result, result_id)
    work.require(Power.RESULT_PUBLISH, result)
    _expect(result, Stage.CLEARED)
    result.stage = Stage.PUBLISHED
    result.published_by_id, result.published_at = work.actor.person_id, work.now
    result.save(update_fields=["stage", "published_by", "published_at"])
    _show(work, result, is_public=True)
    work.record("result.publish", result, stage=(Stage.CLEARED, Stage.PUBLISHED))
    announce(work, HappeningName.RESULT_PUBLISHED, result, code=result.code)
    _tell(work, result, Event.RESULT_PUBLISHED)
    return result


@command
def return_result(work: Work, *, result_id: int, reason: str) -> Result:
    """Take a clearance back, or a result off the public pages, to look at it again. Undoes clear and publish."""
    result = work.claim(Result, result_id)
    work.require(Power.RESULT_PUBLISH, result)
    if result.stage not in (Stage.CLEARED, Stage.PUBLISHED):
        raise StageNotReached(stage=Stage(result.stage), needed=Stage.CLEARED)
    _expect_reason(reason)
    before, result.stage = result.stage, Stage.RECORDED
    result.cleared_by_id = result.cleared_at = result.published_by_id = result.published_at = None
    result.save(update_fields=["stage", "cleared_by", "cleared_at", "published_by", "published_at"])
    _show(work, result, is_public=False)
    work.record("result.return", result, reason=reason, stage=(before, Stage.RECORDED))
    announce(work, HappeningName.RESULT_RETURNED, result, code=result.code)
    return result


@command
def withdraw_result(work: Work, *, result_id: int, reason: str) -> Result:
    """Take a result out of use: it stays in the record and nowhere else."""
    result = work.claim(Result, result_id)
    work.require(Power.RESULT_PUBLISH, result)
    if result.stage == Stage.WITHDRAWN:
        raise StageNotReached(stage=Stage(result.stage), needed=Stage.RECORDED)
    _expect_reason(reason)
    before, result.stage = result.stage, Stage.WITHDRAWN
    result.save(update_fields=["stage"])
    _show(work, result, is_public=False)
    work.record("result.withdraw", result, reason=reason, stage=(before, Stage.WITHDRAWN))
    announce(work, HappeningName.RESULT_WITHDRAWN, result, code=result.code)
    return result


def _tell(work: Work, result: Result, event: Event) -> None:
    """Tell who made it and who recorded it; of many at once each is told in one message."""
    public = f"/r/{result.code}/" if result.stage == Stage.PUBLISHED else ""
    recorder = {result.recorded_by_id} - {None, *result.people}
    for people, path in ((result.people, public or "/my/"), (recorder, f"/desk/results/{result.code}/")):
        if people:
            tell(
                work,
                people=[number for number in people if number is not None],
                event=event,
                subject_kind="result",
                subject_id=result.pk,
                path=path,
                batch=batches.current(),
                title=result.title,
            )


def _show(work: Work, result: Result, *, is_public: bool) -> None:
    Creator.objects.filter(result=result).update(is_public=is_public)
    show_text(work, subject_kind="result", subject_id=result.pk, is_public=is_public)
    # What changed is noted by triggers in this transaction; this only has it looked at before the minute is up.
    transaction.on_commit(_index_soon)


def _index_soon() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task("xinghe.index_results", queueing_lock="index-results").defer()


def _expect(result: Result, needed: Stage) -> None:
    if result.stage != needed:
        raise StageNotReached(stage=Stage(result.stage), needed=needed)


def _expect_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonNeeded(least=LEAST_REASON)
