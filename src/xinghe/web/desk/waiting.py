"""How much waits for a person in each list: for the rail, the tabs and My work, asked once a request."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.decisions.queries import decisions_to_issue
from xinghe.foundation.keyset import counts_of
from xinghe.notices.queries import notices_to_publish, objections_to_handle
from xinghe.programmes.queries import calls_to_approve
from xinghe.programmes.queries import pile as applications_waiting
from xinghe.recommendations.queries import pile as recommendations_waiting
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.glance import at_a_glance

# What waits in a list, and the powers of which one is needed for anything to wait there.
_LISTS: dict[str, tuple[Callable[[Actor], QuerySet[Any]], tuple[Power, ...]]] = {
    "recommendations": (recommendations_waiting, (Power.RECOMMENDATION_DECIDE, Power.RESULT_RECOMMEND)),
    "calls": (calls_to_approve, (Power.CALL_APPROVE,)),
    "applications": (applications_waiting, (Power.APPLICATION_FORWARD, Power.APPLICATION_SEAL)),
    "decisions": (decisions_to_issue, (Power.DECISION_ISSUE,)),
    "notices": (notices_to_publish, (Power.NOTICE_PUBLISH,)),
    "objections": (objections_to_handle, (Power.OBJECTION_HANDLE,)),
}


def waiting_in(request: HttpRequest, *, is_fresh: bool = False) -> Mapping[str, int]:
    """How many wait for who asks, by list; 0 where they carry no power that anything could wait for.

    At most 1 query a request. Beside links it may be some seconds old; what a page is about ``is_fresh``.
    """
    found: Mapping[str, int] | None = getattr(request, "_waiting", None)
    if found is None:
        actor = actor_of(request)
        found = at_a_glance(request, "waiting", lambda: _counted(actor), is_fresh=is_fresh)
        request._waiting = found  # type: ignore[attr-defined]  # remembered on the request it belongs to
    return found


def _counted(actor: Actor) -> Mapping[str, int]:
    rows = {
        name: waiting(actor)
        for name, (waiting, powers) in _LISTS.items()
        if any(actor.carries(power) for power in powers)
    }
    return dict.fromkeys(_LISTS, 0) | counts_of(rows)
