"""What became of a delivery: gone on, to be tried again, or given up for now."""

from xinghe.access.work import Work, command
from xinghe.integrations.actions.endpoints import stop
from xinghe.integrations.models import Endpoint
from xinghe.integrations.rules.retrying import wait_after
from xinghe.integrations.vocab import GIVE_UP_AFTER, Failure


@command
def note_arrival(work: Work, *, endpoint_id: int, after: int, number: int, status: int) -> bool:
    """The endpoint, which had heard all up to ``after``, has heard all up to ``number``; whether it goes on.

    If somebody asked meanwhile for everything from an earlier number on, that stands.
    """
    work.leave_unrecorded("what was told is in the record; this says how far the telling has come")
    endpoint = work.claim(Endpoint, endpoint_id)
    if endpoint.cursor == after:
        endpoint.cursor = number
    endpoint.failures, endpoint.failing_since, endpoint.next_try_at = 0, None, None
    endpoint.last_failure, endpoint.last_status, endpoint.delivered_at = "", status, work.now
    endpoint.save(
        update_fields=[
            "cursor",
            "failures",
            "failing_since",
            "next_try_at",
            "last_failure",
            "last_status",
            "delivered_at",
        ]
    )
    return endpoint.is_on


@command
def note_failure(work: Work, *, endpoint_id: int, failure: Failure, status: int | None) -> None:
    """Try again later, twice as late each time; after three days pause, and leave that in the record."""
    work.leave_unrecorded(
        "a delivery that did not arrive changes nothing; that an endpoint is paused is recorded"
    )
    endpoint = work.claim(Endpoint, endpoint_id)
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or work.now
    endpoint.last_failure, endpoint.last_status = failure, status
    endpoint.next_try_at = work.now + wait_after(endpoint.failures)
    endpoint.save(update_fields=["failures", "failing_since", "last_failure", "last_status", "next_try_at"])
    if endpoint.is_on and work.now - endpoint.failing_since >= GIVE_UP_AFTER:
        stop(work, endpoint)
