"""What is on record about an applicant beside their answers: for conditions that a form alone cannot settle."""

from typing import Any

from xinghe.programmes.models import Application
from xinghe.programmes.vocab import ENDED, Phase


def recorded_facts(application: Application) -> dict[str, Any]:
    """Facts by the names that conditions use. 1 query.

    ``named_as``: the kinds by which its people are named now, each as often as they are; ``applied_in_call``: their other
    applications to the same call; ``call_year``: for which year it is held.
    """
    theirs = Application.objects.filter(people__overlap=application.people).exclude(pk=application.pk)
    rows = list(theirs.exclude(phase__in=ENDED).values_list("kind_code", "phase", "call_id"))
    return {
        "call_year": application.call.year,
        "named_as": tuple(kind for kind, phase, _ in rows if phase == Phase.NAMED),
        "applied_in_call": sum(
            call == application.call_id and phase != Phase.DRAFT for _, phase, call in rows
        ),
    }
