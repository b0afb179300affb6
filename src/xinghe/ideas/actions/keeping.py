"""Keep the clock: late ideas go up, desks are reminded, a union above takes over; and count who answers."""

from collections.abc import Sequence

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.ideas.actions.telling import tell_desk, tell_makers
from xinghe.ideas.models import AnswerTally, Idea
from xinghe.ideas.rules.clocks import date_of, due_after
from xinghe.ideas.rules.steps import stage_after
from xinghe.ideas.rules.words import checked_words
from xinghe.ideas.vocab import ANSWERED, ESCALATE_DAYS, IdeaStage, Step
from xinghe.messaging.vocab import Event
from xinghe.unions.queries import union_above


class NotLateYet(Refusal):
    """Until its time is up an idea is the unit's own to answer."""

    code = "not_late_yet"
    message = gettext_noop(
        "“%(title)s” is due on %(due)s, and until then its own union answers. Remind it, or wait."
    )


@command
def take_over(work: Work, *, idea_id: int, reason: str) -> Idea:
    """Answer a late idea at a union above in place of its unit: its desk moves there.

    Refuses: Missing, Forbidden, StepClosed, NotLateYet, WordsNeeded.
    """
    idea = work.claim(Idea, idea_id)
    work.require(Power.IDEA_TAKE_OVER, idea)
    stage_after(IdeaStage(idea.stage), Step.TAKE_OVER)
    assert idea.due_at is not None, "what was handed in is due"
    if work.now < idea.due_at:
        raise NotLateYet(title=idea.title, due=date_of(idea.due_at))
    desk = _nearest_desk(work, idea)
    before, idea.desk_id = idea.desk_id, desk
    idea.save(update_fields=["desk"])
    work.record("idea.take_over", idea, reason=checked_words(reason), desk=(before, desk))
    tell_makers(work, idea, Event.IDEA_LATE)
    return idea


def _nearest_desk(work: Work, idea: Idea) -> int:
    """Of the actor's unions above the idea, the one nearest to it."""
    above = [
        (len(path), office.union_id)
        for office in work.actor.offices
        if office.carries(Power.IDEA_TAKE_OVER)
        for path in office.paths
        if idea.territory_path.startswith(path) or idea.industry_path.startswith(path)
    ]
    if not above:
        raise Forbidden(power=Power.IDEA_TAKE_OVER)
    return max(above)[1]


@command
def chase_late(work: Work, *, idea_ids: Sequence[int]) -> int:
    """Tell the next union up that these are late, and when it is told of them again; how many. For the clock.

    What was answered meanwhile is left alone, so it is safe to run twice.
    """
    rows = Idea.objects.select_for_update(of=("self",)).filter(
        pk__in=idea_ids, stage=IdeaStage.HANDED_IN, chase_at__lte=work.now
    )
    ideas = list(rows.select_related("desk", "escalated_to").order_by("pk"))
    if not ideas:
        work.leave_unrecorded("all of them were answered meanwhile")
    day = date_of(work.now)
    for idea in ideas:
        assert idea.desk is not None, "what was handed in lies somewhere"
        above = union_above(idea.escalated_to or idea.desk)
        before = idea.escalated_to_id
        if above is not None:
            idea.escalated_to = above
            idea.escalations += 1
            tell_desk(work, idea, Event.IDEA_LATE, union_id=above.pk, batch=f"late:{day}")
        idea.chase_at = due_after(work.now, days=ESCALATE_DAYS) if above is not None else None
        idea.save(update_fields=["escalated_to", "escalations", "chase_at"])
        work.record("idea.escalate", idea, escalated_to=(before, idea.escalated_to_id))
        tell_desk(work, idea, Event.IDEA_LATE, batch=f"late:{day}")
    return len(ideas)


@command
def remind_desks(work: Work, *, idea_ids: Sequence[int]) -> int:
    """Remind desks of what is due soon, once for each idea; how many. For the clock."""
    rows = Idea.objects.select_for_update(of=("self",)).filter(
        pk__in=idea_ids, stage=IdeaStage.HANDED_IN, reminded_at__isnull=True
    )
    ideas = list(rows.order_by("pk"))
    if not ideas:
        work.leave_unrecorded("all of them were answered meanwhile")
    for idea in ideas:
        idea.reminded_at = work.now
        idea.save(update_fields=["reminded_at"])
        tell_desk(work, idea, Event.IDEA_DUE_SOON, batch=f"soon:{date_of(work.now)}")
        work.record("idea.remind", idea, due_at=(None, idea.due_at))
    return len(ideas)


@command
def tally_answers(work: Work) -> int:
    """Count anew how every unit answered, month by month of handing in; how many rows. For the clock.

    In time is an answer before ``due_at``, which a correction moves. What was taken back counts nowhere.
    """
    answered = Q(stage__in=[str(stage) for stage in ANSWERED])
    in_time = Q(answered_at__lt=F("due_at"))
    waiting = Q(stage__in=[IdeaStage.HANDED_IN, IdeaStage.CORRECTION])
    late = Q(stage=IdeaStage.HANDED_IN, due_at__lte=work.now)
    counted = (
        Idea.objects.filter(handed_in_at__isnull=False)
        .exclude(stage=IdeaStage.WITHDRAWN)
        .annotate(month=TruncMonth("handed_in_at", tzinfo=CHINA))
        .order_by()
        .values("unit_id", "month")
        .annotate(
            handed_in=Count("pk"),
            answered_in_time=Count("pk", filter=answered & in_time),
            answered_late=Count("pk", filter=answered & ~in_time),
            waiting_in_time=Count("pk", filter=waiting & ~late),
            waiting_late=Count("pk", filter=late),
            accepted=Count("pk", filter=Q(stage__in=["accepted", "implemented", "verified"])),
            implemented=Count("pk", filter=Q(stage__in=["implemented", "verified"])),
        )
    )
    rows = []
    for row in counted:
        counts: dict[str, object] = {name: value for name, value in row.items() if name != "month"}
        rows.append(AnswerTally(month_date=date_of(row["month"]), tallied_at=work.now, **counts))
    AnswerTally.objects.all().delete()
    AnswerTally.objects.bulk_create(rows, batch_size=2_000)
    work.leave_unrecorded("a count of what is recorded already")
    return len(rows)
