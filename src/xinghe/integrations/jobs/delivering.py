"""The clock of webhooks: number what happened, tell every endpoint what it has not heard, in order."""

from contextlib import suppress

import orjson
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.integrations.actions.deliveries import note_arrival, note_failure
from xinghe.integrations.actions.happenings import forget_happenings, number_happenings
from xinghe.integrations.actions.rates import forget_rates
from xinghe.integrations.jobs import sending
from xinghe.integrations.jobs.sending import Outcome
from xinghe.integrations.models import Endpoint, Happening
from xinghe.integrations.queries import endpoints_due, message_of, next_happening, signed
from xinghe.integrations.rules.addresses import target_of
from xinghe.integrations.vocab import Failure

MACHINE = "webhooks"
# After so many an endpoint gives way to others, and goes on in its next turn.
IN_ONE_TURN = 100


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.deliver", queueing_lock="deliver")
def deliver(timestamp: int = 0) -> None:
    """Number what happened, and give every endpoint that may be tried its turn. Safe twice."""
    machine = Actor.for_job(MACHINE)
    while number_happenings(machine):
        pass
    with fenced(machine):
        due = endpoints_due(clock.now())
    for endpoint_id in due:
        _turn_of(endpoint_id)


def _turn_of(endpoint_id: int) -> None:
    name = f"endpoint-{endpoint_id}"
    # One at a time, or what happened later could overtake.
    with suppress(AlreadyEnqueued):
        task = app.configure_task("xinghe.deliver_to", queueing_lock=name, lock=name)
        task.defer(endpoint_id=endpoint_id)


@app.task(name="xinghe.deliver_to")
def deliver_to(endpoint_id: int) -> None:
    """Tell one endpoint what it has not heard, until it has heard all or one does not arrive.

    At least once: killed between sending and noting it sends again, under the same id.
    """
    machine = Actor.for_job(MACHINE)
    for _ in range(IN_ONE_TURN):
        now = clock.now()
        with fenced(machine):
            endpoint = Endpoint.objects.filter(pk=endpoint_id, is_on=True).first()
            if endpoint is None or (endpoint.next_try_at is not None and endpoint.next_try_at > now):
                return
            happening = next_happening(endpoint)
        if happening is None or happening.number is None:
            return
        outcome = tell(endpoint, happening)
        try:
            if outcome.failure is not None:
                note_failure(machine, endpoint_id=endpoint_id, failure=outcome.failure, status=outcome.status)
                return
            goes_on = note_arrival(
                machine,
                endpoint_id=endpoint_id,
                after=endpoint.cursor,
                number=happening.number,
                status=outcome.status or 0,
            )
            if not goes_on:
                return
        except Refusal:
            return  # it was removed meanwhile
    _turn_of(endpoint_id)


def tell(endpoint: Endpoint, happening: Happening) -> Outcome:
    """Send one happening to one endpoint, signed."""
    body = orjson.dumps(message_of(happening))
    message_id = f"happening_{happening.number}"
    headers = signed(endpoint, message_id=message_id, body=body, now=clock.now())
    try:
        target = target_of(endpoint.url, for_trial=settings.XINGHE.demonstration)
    except Refusal:
        # It was allowed when this was a demonstration.
        return Outcome(failure=Failure.FORBIDDEN_ADDRESS)
    headers |= {"Content-Type": "application/json", "User-Agent": "Xinghe", "Connection": "close"}
    return sending.send(target, body, headers)


@app.periodic(cron="41 3 * * *")
@app.task(name="xinghe.forget_happenings", queueing_lock="forget-happenings")
def forget(timestamp: int = 0) -> None:
    """Every night: let go of what happened long ago, and of counts of minutes that are over."""
    machine = Actor.for_job(MACHINE)
    forget_happenings(machine)
    forget_rates(machine)
