"""Access tokens and programs that bear them, past the page that makes them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.integrations.models import AccessToken
from xinghe.integrations.queries import token_digests
from xinghe.integrations.rules.tokens import new_token, shown_part
from xinghe.integrations.vocab import Scope


def token_of(
    person: Person | int,
    *scopes: Scope,
    with_offices: bool = True,
    expires_at: datetime | None = None,
    revoked_at: datetime | None = None,
) -> str:
    """The text of a new token; for every scope if none is named."""
    text, now = new_token(), clock.now()
    AccessToken.objects.create(
        person_id=person if isinstance(person, int) else person.pk,
        name="测试",
        prefix=shown_part(text),
        digest=token_digests(text)[0],
        scopes=sorted(scopes or Scope),
        with_offices=with_offices,
        issued_at=min(now, expires_at or now) - timedelta(days=1),
        expires_at=expires_at or now + timedelta(days=30),
        revoked_at=revoked_at,
    )
    return text


class Program:
    """A program with a token: asks, and changes with a new key each time unless one is given."""

    def __init__(self, token: str = "", *, language: str = "en", address: str = "203.0.113.9") -> None:
        headers = {"Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.client = Client(headers=headers, REMOTE_ADDR=address)

    def get(self, path: str, **query: Any) -> Any:
        """GET below the root of the API."""
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any = None, *, key: str | None = None, prefer: str = "") -> Any:
        """POST JSON, with a key; ``prefer`` is the header of that name."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} if key != "" else {}
        if prefer:
            headers["Prefer"] = prefer
        return self.client.post(f"/api/v1/{path}", body or {}, "application/json", headers=headers)
