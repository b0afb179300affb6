"""Make and revoke access tokens. Each is its bearer's own; nobody makes one for somebody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import claim_oneself
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import tidy
from xinghe.integrations.models import AccessToken
from xinghe.integrations.queries import token_digests
from xinghe.integrations.rules.tokens import check_token, new_token, shown_part
from xinghe.integrations.vocab import MOST_TOKENS, USE_NOTED_EVERY, Scope


class TooManyTokens(Refusal):
    """More tokens than anybody can look after."""

    code = "too_many_tokens"
    message = gettext_noop(
        "You hold %(limit)s access tokens, the most one person may. Revoke one that is no longer used."
    )


class TokenEnded(Refusal):
    """The token was revoked before."""

    code = "token_ended"
    message = gettext_noop("“%(name)s” was revoked before; it opens nothing. Nothing was changed.")


class TokenMakesNoToken(Refusal):
    """A program that could make itself tokens would never end."""

    code = "token_makes_no_token"
    message = gettext_noop(
        "A program cannot make access tokens. Sign in and make one on the page of your tokens."
    )
    status = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token with its text, which nobody can read again."""

    token: AccessToken
    text: str


@command
def issue_token(
    work: Work, *, name: str, scopes: Collection[Scope], days: int, has_second_factor: bool
) -> IssuedToken:
    """Make a token for the actor. It brings their offices only if their session was opened by a second factor.

    Refuses: Missing, to machines and the public; TokenMakesNoToken, TooManyTokens, TokenNameMissing,
    ScopesMissing, LifeTooLong.
    """
    if work.actor.via != "web":
        raise TokenMakesNoToken
    person = claim_oneself(work)
    name = tidy(name)
    check_token(name=name, scopes=scopes, days=days)
    held = AccessToken.objects.filter(person=person, revoked_at__isnull=True, expires_at__gt=work.now)
    if held.count() >= MOST_TOKENS:
        raise TooManyTokens(limit=MOST_TOKENS)
    text = new_token()
    token = AccessToken.objects.create(
        person=person,
        name=name,
        prefix=shown_part(text),
        digest=token_digests(text)[0],
        scopes=sorted(scopes),
        with_offices=has_second_factor and bool(work.actor.offices),
        issued_at=work.now,
        expires_at=work.now + timedelta(days=days),
    )
    work.record(
        "token.issue",
        token,
        name=(None, name),
        scopes=(None, " ".join(token.scopes)),
        until_at=(None, token.expires_at),
    )
    return IssuedToken(token=token, text=text)


@command
def revoke_token(work: Work, *, token_id: int) -> AccessToken:
    """End one of the actor's own tokens with its next request. Refuses: Missing, TokenEnded."""
    token = work.claim(AccessToken, token_id)
    if token.revoked_at is not None:
        raise TokenEnded(name=token.name)
    token.revoked_at = work.now
    token.save(update_fields=["revoked_at"])
    work.record("token.revoke", token, name=(token.name, None))
    return token


@command
def note_use(work: Work, *, token_id: int) -> None:
    """Note, to the hour, that a token was used."""
    work.leave_unrecorded("only says that a token is in use")
    before = work.now - USE_NOTED_EVERY
    rows = AccessToken.objects.filter(pk=token_id)
    rows.exclude(last_used_at__gt=before).update(last_used_at=work.now)
