"""Set up, change and end the places that webhooks are sent to."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.vault import vault
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.integrations.actions.happenings import announce, deliver_soon
from xinghe.integrations.models import Endpoint
from xinghe.integrations.queries import last_number, secret_place
from xinghe.integrations.rules.addresses import target_of
from xinghe.integrations.rules.signing import new_secret
from xinghe.integrations.vocab import FORMER_SECRET_LASTS, MOST_ENDPOINTS, HappeningName
from xinghe.unions.models import Union


class NamesMissing(Refusal):
    """An endpoint that hears of nothing."""

    code = "names_missing"
    message = gettext_noop("Nothing is chosen that is to be told. Choose at least 1 kind of happening.")
    status = 422


class TooManyEndpoints(Refusal):
    """More endpoints at one union than anybody can look after."""

    code = "too_many_endpoints"
    message = gettext_noop(
        "“%(union)s” has %(limit)s endpoints, the most a union may. Remove one that is no longer used."
    )


class EndpointPaused(Refusal):
    """What needs an endpoint in use was asked of one that is not."""

    code = "endpoint_paused"
    message = gettext_noop("This endpoint is paused, so nothing is sent to it. Resume it first.")


class EndpointInUse(Refusal):
    """It is being told already."""

    code = "endpoint_in_use"
    message = gettext_noop("This endpoint is in use already. Nothing was changed.")


class NumberAhead(Refusal):
    """Sending again from a place that nothing has reached."""

    code = "number_ahead"
    message = gettext_noop(
        "Nothing has happened yet under number %(number)s; the last is %(last)s. Choose a number from 1 to that."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    """An endpoint with the secret that was just made, which nobody can read again."""

    endpoint: Endpoint
    secret: str


def _own(work: Work, endpoint_id: int) -> Endpoint:
    endpoint = work.claim(Endpoint, endpoint_id)
    work.require(Power.ENDPOINT_ARRANGE, endpoint)
    return endpoint


def _check(url: str, names: Collection[HappeningName]) -> None:
    target_of(url, for_trial=settings.XINGHE.demonstration)
    if not set(names) - {HappeningName.ENDPOINT_TRIAL}:
        raise NamesMissing


def _seal(endpoint: Endpoint) -> str:
    """Give the endpoint a new secret; its text."""
    text = new_secret()
    endpoint.secret = vault().seal(text, place=secret_place(endpoint.pk))
    return text


@command
def make_endpoint(work: Work, *, union_id: int, url: str, names: Collection[HappeningName]) -> NewSecret:
    """Have a program elsewhere told what happens at a union and below, from now on.

    Refuses: Missing, Forbidden, UrlUnusable, NamesMissing, TooManyEndpoints.
    """
    # A system administrator reads no unions as business, but holds the office at this one or above it.
    union = Union.objects.select_for_update(of=("self",)).filter(pk=union_id).first()
    held = work.actor.paths_for(Power.ENDPOINT_ARRANGE)
    paths = [path for path in (union.territory_path, union.industry_path) if path] if union else []
    if union is None or not any(path.startswith(top) for path in paths for top in held):
        raise Forbidden(power=Power.ENDPOINT_ARRANGE)
    _check(url, names)
    if Endpoint.objects.filter(union=union).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(union=union.name, limit=MOST_ENDPOINTS)
    assert work.actor.person_id is not None, "an office is a person's"
    endpoint = Endpoint.objects.create(
        union=union,
        url=url,
        names=sorted(set(names)),
        cursor=last_number(),
        made_by_id=work.actor.person_id,
        made_at=work.now,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
    )
    secret = _seal(endpoint)
    endpoint.save(update_fields=["secret"])
    work.record("endpoint.make", endpoint, url=(None, url), names=(None, " ".join(endpoint.names)))
    return NewSecret(endpoint=endpoint, secret=secret)


@command
def change_endpoint(work: Work, *, endpoint_id: int, url: str, names: Collection[HappeningName]) -> Endpoint:
    """Send elsewhere, or tell of other things. Refuses: Missing, Forbidden, UrlUnusable, NamesMissing."""
    endpoint = _own(work, endpoint_id)
    _check(url, names)
    before = endpoint.url, " ".join(endpoint.names)
    endpoint.url, endpoint.names = url, sorted(set(names))
    endpoint.save(update_fields=["url", "names"])
    work.record(
        "endpoint.change", endpoint, url=(before[0], url), names=(before[1], " ".join(endpoint.names))
    )
    return endpoint


@command
def renew_secret(work: Work, *, endpoint_id: int) -> NewSecret:
    """Make a new secret; the former one signs too for a day. Refuses: Missing, Forbidden."""
    endpoint = _own(work, endpoint_id)
    endpoint.former_secret, endpoint.former_until = endpoint.secret, work.now + FORMER_SECRET_LASTS
    secret = _seal(endpoint)
    endpoint.save(update_fields=["secret", "former_secret", "former_until"])
    work.record("endpoint.renew", endpoint, until_at=(None, endpoint.former_until))
    return NewSecret(endpoint=endpoint, secret=secret)


@command
def pause_endpoint(work: Work, *, endpoint_id: int) -> Endpoint:
    """Send nothing until it is resumed; what happens meanwhile is kept for it. Refuses: Missing, EndpointPaused."""
    endpoint = _own(work, endpoint_id)
    if not endpoint.is_on:
        raise EndpointPaused
    stop(work, endpoint)
    return endpoint


def stop(work: Work, endpoint: Endpoint) -> None:
    """Pause an endpoint inside somebody's transaction."""
    endpoint.is_on, endpoint.paused_at = False, work.now
    endpoint.save(update_fields=["is_on", "paused_at"])
    work.record("endpoint.pause", endpoint, is_on=(True, False))


@command
def resume_endpoint(work: Work, *, endpoint_id: int) -> Endpoint:
    """Go on where it stopped. Refuses: Missing, EndpointInUse."""
    endpoint = _own(work, endpoint_id)
    if endpoint.is_on:
        raise EndpointInUse
    endpoint.is_on, endpoint.paused_at = True, None
    endpoint.failures, endpoint.failing_since, endpoint.next_try_at = 0, None, None
    endpoint.save(update_fields=["is_on", "paused_at", "failures", "failing_since", "next_try_at"])
    work.record("endpoint.resume", endpoint, is_on=(False, True))
    deliver_soon(work)
    return endpoint


@command
def resend_from(work: Work, *, endpoint_id: int, number: int) -> Endpoint:
    """Tell again everything from a number on, that one included. Refuses: Missing, Forbidden, NumberAhead."""
    endpoint = _own(work, endpoint_id)
    last = max(last_number(), endpoint.cursor)
    if not 1 <= number <= last:
        raise NumberAhead(number=number, last=last)
    before, endpoint.cursor = endpoint.cursor, number - 1
    endpoint.next_try_at = None
    endpoint.save(update_fields=["cursor", "next_try_at"])
    work.record("endpoint.resend", endpoint, cursor=(before, endpoint.cursor))
    deliver_soon(work)
    return endpoint


@command
def try_endpoint(work: Work, *, endpoint_id: int) -> Endpoint:
    """Send a trial, in its turn. Refuses: Missing, Forbidden, EndpointPaused."""
    endpoint = _own(work, endpoint_id)
    if not endpoint.is_on:
        raise EndpointPaused
    announce(work, HappeningName.ENDPOINT_TRIAL, endpoint, endpoint=endpoint.pk)
    work.record("endpoint.try", endpoint)
    return endpoint


@command
def remove_endpoint(work: Work, *, endpoint_id: int) -> None:
    """Take an endpoint away with its secret. Refuses: Missing, Forbidden."""
    endpoint = _own(work, endpoint_id)
    work.record("endpoint.remove", endpoint, url=(endpoint.url, None))
    endpoint.delete()
