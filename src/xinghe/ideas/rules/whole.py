"""What can be said against a paper before anything is looked up: the pledge, and what is missing or wrong on it."""

from datetime import date

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.ideas.rules.paper import Paper, gaps


class IdeaUnfinished(Refusal):
    """Something on the paper is missing or wrong."""

    code = "idea_unfinished"
    message = gettext_noop(
        "%(count)s things are still missing or not right; they stand beside their fields. The first: %(fields)s."
    )
    status = 422


class PledgeNeeded(Refusal):
    """True, one's own, and no secret: said by who hands in, each time."""

    code = "pledge_needed"
    message = gettext_noop(
        "The pledge is not ticked. Read it at the end of the page and tick it: that it is true, theirs, and holds no secret."
    )
    status = 422


def require_pledge(pledged: bool) -> None:
    """Refuses: PledgeNeeded."""
    if not pledged:
        raise PledgeNeeded


def require_whole(paper: Paper, *, today: date) -> None:
    """Refuse what cannot be handed in on ``today``. Refuses: IdeaUnfinished."""
    if found := gaps(paper, today=today):
        raise IdeaUnfinished(count=len(found), fields="、".join(dict.fromkeys(gap.field for gap in found)))
