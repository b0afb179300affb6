"""Questions about tokens, endpoints and what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import covered, within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.accounts.vault import vault
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.integrations.models import AccessToken, Endpoint, Happening
from xinghe.integrations.rules.signing import signed_headers
from xinghe.integrations.rules.tokens import could_be_token
from xinghe.integrations.vocab import HappeningName, Scope
from xinghe.unions.models import Union

__all__ = [
    "AccessToken",
    "Bearer",
    "Endpoint",
    "Happening",
    "TokenRefused",
    "bearer_of",
    "endpoint_for",
    "endpoints_due",
    "endpoints_for",
    "happenings_after",
    "happenings_for",
    "last_number",
    "message_of",
    "next_happening",
    "secret_place",
    "signed",
    "token_digests",
    "tokens_of",
]


class TokenRefused(Refusal):
    """One answer to every token that opens nothing, whatever is wrong with it."""

    code = "token_refused"
    message = gettext_noop(
        "This access token opens nothing: it is unknown, has ended or was revoked. Make a new one on the page of "
        "your access tokens and send it as “Authorization: Bearer …”."
    )
    status = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose token it is, and what it is for."""

    token_id: int
    person_id: int
    person_name: str
    token_name: str
    scopes: frozenset[Scope]
    with_offices: bool
    expires_at: datetime
    last_used_at: datetime | None


def token_digests(token: str) -> list[bytes]:
    """Every keyed digest under which a token may stand; without the installation's key they are of no use."""
    return vault().indexes(token, kind="access token")


# Asked with every request: written out, for putting the same question together anew cost more than asking it.
_BEARER = """
SELECT token.id, token.name, token.person_id, person.name, token.scopes, token.with_offices, token.expires_at,
    token.last_used_at
FROM integrations_accesstoken AS token JOIN accounts_person AS person ON person.id = token.person_id
WHERE token.digest = ANY(%s) AND token.revoked_at IS NULL AND token.expires_at > %s AND person.is_active
"""


def bearer_of(token: str, *, now: datetime) -> Bearer:
    """Who bears this token at ``now``: not ended, not revoked, the account open. 1 query. Refuses: TokenRefused."""
    if not could_be_token(token):
        raise TokenRefused
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [token_digests(token), now])
        found = cursor.fetchone()
    if found is None:
        raise TokenRefused
    token_id, token_name, person_id, person_name, scopes, with_offices, expires_at, last_used_at = found
    return Bearer(
        token_id=token_id,
        token_name=token_name,
        person_id=person_id,
        person_name=person_name,
        # A scope that was given up since is no longer one.
        scopes=frozenset(Scope(one) for one in scopes if one in set(Scope)),
        with_offices=with_offices,
        expires_at=expires_at,
        last_used_at=last_used_at,
    )


def tokens_of(actor: Actor) -> QuerySet[AccessToken]:
    """The actor's own tokens, the newest first, ended ones too. 1 query."""
    return within(actor, Power.TOKEN_HOLD, AccessToken.objects.all()).order_by("-issued_at", "-pk")


def endpoints_for(actor: Actor) -> QuerySet[Endpoint]:
    """The endpoints this actor looks after. 1 query."""
    rows = within(actor, Power.ENDPOINT_ARRANGE, Endpoint.objects.all())
    return rows.select_related("union", "made_by").order_by("-made_at", "-pk")


def endpoint_for(actor: Actor, endpoint_id: int) -> Endpoint:
    """One endpoint. 1 query. Refuses: Missing."""
    found = endpoints_for(actor).filter(pk=endpoint_id).first()
    if found is None:
        raise Missing
    return found


def anybody_listens() -> bool:
    """Whether any endpoint is switched on. 1 query, for the machine that delivers."""
    with fenced(Actor.for_job("webhooks")):
        return Endpoint.objects.filter(is_on=True).exists()


def endpoints_due(now: datetime) -> list[int]:
    """Numbers of the endpoints that may be tried now. 1 query, for the machine that delivers."""
    rows = Endpoint.objects.filter(is_on=True).filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def happenings_for(actor: Actor) -> QuerySet[Happening]:
    """What happened within the actor's reach, in order. 1 query."""
    rows = Happening.objects.filter(number__isnull=False).exclude(name=HappeningName.ENDPOINT_TRIAL)
    return within(actor, Power.ENDPOINT_ARRANGE, rows).order_by("number")


def happenings_after(
    actor: Actor, *, after: int, names: frozenset[HappeningName], limit: int
) -> list[Happening]:
    """What happened within the actor's reach after a number, the first ``limit``. 1 query."""
    rows = happenings_for(actor).filter(number__gt=after)
    return list((rows.filter(name__in=names) if names else rows)[:limit])


def next_happening(endpoint: Endpoint) -> Happening | None:
    """What the endpoint is to hear next: at its union or below, as the tree stands now. 2 queries."""
    union = Union.objects.get(pk=endpoint.union_id)
    paths = tuple(path for path in (union.territory_path, union.industry_path) if path)
    told = Q(name__in=endpoint.names) & covered(Happening.LINES, paths)
    trial = Q(name=HappeningName.ENDPOINT_TRIAL, subject_id=endpoint.pk)
    return Happening.objects.filter(told | trial, number__gt=endpoint.cursor).order_by("number").first()


def last_number() -> int:
    """The number of the last thing that happened; 0 before the first. 1 query."""
    newest: dict[str, Any] = Happening.objects.aggregate(number=Max("number"))
    return newest["number"] or 0


def message_of(happening: Happening) -> dict[str, Any]:
    """What programs read of a happening, by webhook and by asking: plain ids, codes and an instant."""
    return {
        "number": happening.number,
        "name": happening.name,
        "at": happening.at.isoformat(),
        "subject": {"kind": happening.subject_kind, "id": happening.subject_id},
        "payload": happening.payload,
    }


def secret_place(endpoint_id: int) -> str:
    """Where the secret of one endpoint lies sealed."""
    return f"integrations_endpoint|secret|{endpoint_id}"


def signed(endpoint: Endpoint, *, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which the receiver knows that a delivery is ours; by both secrets while one is being renewed."""
    sealed = [bytes(endpoint.secret)]
    if endpoint.former_until is not None and now < endpoint.former_until:
        sealed.append(bytes(endpoint.former_secret))
    secrets = [vault().open(one, place=secret_place(endpoint.pk)) for one in sealed]
    return signed_headers(secrets, message_id=message_id, timestamp=int(now.timestamp()), body=body)
