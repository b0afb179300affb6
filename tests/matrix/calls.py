"""One request as somebody sends it, all that came back in plain text, and what it changed; then it never happened."""

import io
import re
import uuid
import zipfile
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from django.core import mail
from django.db import connection
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.matrix.actors import Asker
from tests.matrix.routes import Route
from tests.matrix.things import Thing
from tests.matrix.undoing import undone
from tests.matrix.world import World

# Counters, sessions and answers that are kept to be given again: no business of anybody's.
_BOOKKEEPING = frozenset(
    {
        "django_session",
        "accounts_failurecount",
        "accounts_counter",
        "integrations_ratecount",
        "access_onceanswer",
    }
)
# When a token was last used is noted with the first request of each hour.
_UNCOUNTED = {"integrations_accesstoken": "last_used_at"}
_PASSING_HEADS = ("Expires", "Last-Modified", "Date", "RateLimit", "X-Request-Id")
_PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|name="once" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": ?"\w+"'
    r"|nonce-[\w+/=-]+|csrftoken=\w+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: everything that can be read in it, and the tables whose rows it changed."""

    status: int
    text: str
    location: str
    changed: frozenset[str]

    def without(self, *names: str) -> tuple[int, str, str]:
        """The same bytes whatever the thing was called, and whatever passes with each request."""
        text, location = _PASSING.sub("", self.text), self.location
        for name in names:
            text, location = text.replace(name, "§"), location.replace(name, "§")
        return self.status, text, location


def _walk(resolver: URLResolver, prefix: str = "", space: str = "") -> list[tuple[str, str, URLPattern]]:
    found = []
    for one in resolver.url_patterns:
        here = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found += _walk(one, here, space + (f"{one.namespace}:" if one.namespace else ""))
        else:
            found.append((space + (one.name or ""), here, one))
    return found


def addresses() -> list[tuple[str, str, URLPattern]]:
    """Every address that the product answers: its name, its pattern, and where it leads."""
    return _walk(get_resolver())


_PARAMS = {name: re.findall(r"<(?:\w+:)?(\w+)>", pattern) for name, pattern, _ in addresses()}


def _value(told: object, world: World, asker: Asker, thing: Thing | None) -> Any:
    if callable(told):
        return told(world, asker.actor, thing)
    return getattr(thing, told) if told == "union" and thing else told


def address(world: World, asker: Asker, key: str, route: Route, thing: Thing | None) -> str:
    """Where the route leads for this thing."""
    name = key.partition(" ")[2].partition("|")[0]
    given = {one: _value(told, world, asker, thing) for one, told in route.given.items()}
    if name.startswith("/"):
        return re.sub(r"\{(\w+)\}", lambda one: str(given.get(one[1], thing.key if thing else "")), name)
    if name == "api:unknown":
        return "/api/v1/nothing"
    for one in _PARAMS[name]:
        given.setdefault(one, thing.key if thing else "")
    return reverse(name, kwargs=given)


def send(
    world: World,
    asker: Asker,
    key: str,
    route: Route,
    thing: Thing | None,
    *,
    query: str = "",
    **instead: Any,
) -> Answer:
    """Send it and undo it. ``instead`` takes the place of data or of parts of the address."""
    method = key.partition(" ")[0]
    data = {name: _value(told, world, asker, thing) for name, told in {**route.data, **instead}.items()}
    place = address(world, asker, key, route, thing)
    if query:
        place += f"?{query}"
    client, cookies = asker.client, asker.client.cookies
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    client.raise_request_exception = False
    mail.outbox = []
    with undone():
        answer = _asked(client, method, place, data, is_program=asker.is_program)
        text = _readable(answer)
        now = _written() - _BOOKKEEPING
        after = {table: _digest(table) for table in now}
    client.cookies = cookies
    changed = frozenset(table for table in now if after[table] != _digest(table))
    return Answer(
        status=answer.status_code, text=text, location=answer.headers.get("Location", ""), changed=changed
    )


def _asked(
    client: Any, method: str, place: str, data: dict[str, Any], *, is_program: bool
) -> HttpResponseBase:
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Upload-Offset": "0"} if method != "GET" else {}
    if method == "GET":
        return client.get(place, data or None, headers=headers)
    whole = data.get("")
    if isinstance(whole, str):
        return client.generic(method, place, whole, "application/octet-stream", headers=headers)
    if is_program:
        return client.generic(method, place, _json(whole or data), "application/json", headers=headers)
    if method != "POST":
        return client.generic(method, place, headers=headers)
    return client.post(place, data, headers=headers)


def _json(data: object) -> bytes:
    import orjson

    return orjson.dumps(data)


def _readable(answer: HttpResponseBase) -> str:
    """Body, headers, file names, unpacked workbooks, and what was mailed."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    heads = "\n".join(
        unquote(value) for name, value in answer.headers.items() if not name.startswith(_PASSING_HEADS)
    )
    mails = "\n".join(f"{one.to} {one.subject} {one.body}" for one in mail.outbox)
    return f"{body.decode('utf-8', 'replace')}\n{heads}\n{mails}"


_seen: dict[str, int] = {}


def _written() -> set[str]:
    """The tables that this transaction wrote to since it was last asked, also where that was undone. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        counts = dict(cursor.fetchall())
    found = {table for table, number in counts.items() if number != _seen.get(table)}
    _seen.clear()
    _seen.update(counts)
    return found


def _digest(table: str) -> str:
    """All that stands in a table."""
    row = "to_jsonb(one)" + (f" - '{_UNCOUNTED[table]}'" if table in _UNCOUNTED else "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(({row})::text, '' ORDER BY ({row})::text)) FROM {table} one")
        return str(cursor.fetchone()[0])
