"""How a token is made, and what of one may be asked for."""

import secrets
from collections.abc import Collection

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.integrations.vocab import LONGEST_DAYS, TOKEN_MARK, TOKEN_NAME_LIMIT, Scope

# 256 bits; nobody guesses one, so a fast keyed digest is enough to keep it by.
_BYTES = 32
# What of a token is kept readable, for telling one from another in the list.
_SHOWN = len(TOKEN_MARK) + 5
_LONGEST = 200


class TokenNameMissing(Refusal):
    """A token that nobody could tell from another."""

    code = "token_name_missing"
    message = gettext_noop(
        "A token needs a name of 1 to %(limit)s characters. Say which program or machine is to use it."
    )
    status = 422


class ScopesMissing(Refusal):
    """A token for nothing."""

    code = "scopes_missing"
    message = gettext_noop("Nothing is chosen that the token is for. Choose at least 1 scope.")
    status = 422


class LifeTooLong(Refusal):
    """A token that would outlast its purpose."""

    code = "life_too_long"
    message = gettext_noop(
        "A token lasts from 1 to %(limit)s days; %(days)s were asked for. Choose a shorter time and renew it."
    )
    status = 422


def new_token() -> str:
    """The text of a new token, shown once and kept nowhere."""
    return TOKEN_MARK + secrets.token_urlsafe(_BYTES)


def shown_part(token: str) -> str:
    """What of a token stands in lists."""
    return token[:_SHOWN]


def could_be_token(text: str) -> bool:
    """Whether it is worth asking the database about."""
    return text.startswith(TOKEN_MARK) and text.isascii() and len(text) <= _LONGEST


def check_token(*, name: str, scopes: Collection[Scope], days: int) -> None:
    """Refuses: TokenNameMissing, ScopesMissing, LifeTooLong."""
    if not 1 <= len(name) <= TOKEN_NAME_LIMIT:
        raise TokenNameMissing(limit=TOKEN_NAME_LIMIT)
    if not scopes:
        raise ScopesMissing
    if not 1 <= days <= LONGEST_DAYS:
        raise LifeTooLong(limit=LONGEST_DAYS, days=days)
