"""Where a vote settles it, nobody is proposed or named whom the vote did not carry."""

from collections.abc import Sequence

from xinghe.access.work import Work
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.models import Application
from xinghe.programmes.registry import of_all
from xinghe.programmes.rules.judging import Settling
from xinghe.reviews.models import Assignment, Panel
from xinghe.reviews.models.standing import as_clerk, needed_in, votes_in


class VotesLacking(Refusal):
    """A conflict took votes away, and too few are left."""

    code = "votes_lacking"
    message = gettext_noop(
        "Too few votes on application %(application)s count; %(needed)s are needed. Ask one more judge of panel %(panel)s about "
        "it, and have the vote given."
    )


class VoteNotCarried(Refusal):
    """More than half of all votes given must be for it."""

    code = "vote_not_carried"
    message = gettext_noop(
        "Of %(given)s votes on application %(application)s %(yes)s are for it; more than half are needed. Leave it out."
    )


def vote_carried(_work: Work, application: Application) -> None:
    """The last panel that settles it by votes voted for it, or scores settle it. Refuses: VotesLacking, VoteNotCarried."""
    votes_carried(_work, [application])


@of_all(vote_carried)
def votes_carried(_work: Work, applications: Sequence[Application]) -> None:
    """The same of several at once: the votes of each panel are counted once. Refuses: VotesLacking, VoteNotCarried."""
    with as_clerk():
        rows = Assignment.objects.filter(application__in=applications, dropped_at__isnull=True)
        given = rows.exclude(panel__settling__in=("", Settling.SCORE)).order_by("panel_id")
        last = dict(given.values_list("application_id", "panel_id"))
        panels = Panel.objects.in_bulk(set(last.values()))
        counted = {number: votes_in(panel) for number, panel in panels.items()}
        for application in applications:
            if application.pk not in last:
                continue
            panel = panels[last[application.pk]]
            found = counted[panel.pk].get(application.pk)
            if found is None:
                raise VotesLacking(application=application.code, panel=panel.code, needed=needed_in(panel))
            if not found.is_carried:
                raise VoteNotCarried(
                    application=application.code, yes=found.yes, given=found.yes + found.no + found.abstained
                )
