"""Which of our languages a visitor reads, from what their browser says: asked before Django and inside it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import parse_cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def language_for(*, chosen: str, accepted: str) -> str:
    """The language that was chosen, else what the browser asks for first, else Chinese.

    Django's own rule would send English to a browser that prefers, say, German.
    """
    if any(chosen == known for known, _ in settings.LANGUAGES):
        return chosen
    first = accepted.split(",")[0].split(";")[0].strip().lower()
    if first.startswith("en"):
        return "en"
    if first.startswith("zh") and any(part in first for part in ("hant", "tw", "hk", "mo")):
        return "zh-hant"
    return settings.LANGUAGE_CODE


def language_of_visitor(environ: "WSGIEnvironment") -> str:
    """The same, of a request that Django has not seen yet."""
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    return language_for(
        chosen=cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
        accepted=environ.get("HTTP_ACCEPT_LANGUAGE", ""),
    )
