"""Votes at the meeting of a panel, after its scores are closed."""

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.foundation.text import tidy
from xinghe.reviews.models import Vote
from xinghe.reviews.models.standing import hold
from xinghe.reviews.queries.room import assignment_for
from xinghe.reviews.queries.settling import voted_in
from xinghe.reviews.vocab import Choice


class VoteNotNow(Refusal):
    """Votes are given once, after the scores, where the call settles by vote."""

    code = "vote_not_now"
    message = gettext_noop(
        "There is no vote on this entry now, or you have voted on it. Votes are given once, after scoring has closed and "
        "before the entry is named or declined."
    )


class ChoiceUnknown(Refusal):
    """For, against, or abstained."""

    code = "vote_choice_unknown"
    message = gettext_noop("“%(choice)s” is no vote. Vote for, against, or abstain.")
    status = 422


@command
def vote(work: Work, *, panel_code: str, number: int, choice: str) -> Vote:
    """Vote on an entry that one judged; nobody learns how before all have voted. Refuses: Missing, ChoiceUnknown, VoteNotNow."""
    task = assignment_for(work.actor, panel_code, number)
    if choice not in {one.value for one in Choice}:
        raise ChoiceUnknown(choice=tidy(choice)[:20])
    # One vote at a time, and none while the panel is released: a form sent twice votes once.
    hold(task.panel_id, alone=True)
    panel = task.panel
    panel.refresh_from_db(fields=["state"])
    if work.actor.person_id is None:
        raise Missing
    if task.application_id not in voted_in(panel):
        raise VoteNotNow
    if Vote.objects.filter(panel=panel, seat_id=task.seat_id, application_id=task.application_id).exists():
        raise VoteNotNow
    made = Vote(
        panel=panel,
        seat_id=task.seat_id,
        application_id=task.application_id,
        person_id=work.actor.person_id,
        choice=choice,
        at=work.now,
        territory_path=task.territory_path,
        industry_path=task.industry_path,
    )
    made.save(force_insert=True)
    work.record("vote.give", made)
    return made
