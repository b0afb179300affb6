"""Somebody who follows every link they are shown, and says what they met."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from tests.factories.accounts import SECRET, TOTP
from xinghe.accounts.models import Person
from xinghe.accounts.sign_in.adapters import SEEN_AT, SIGNED_IN_AT
from xinghe.foundation import clock

# What is for programs, leaves, is a file, or only changes how pages look.
_LEAVES = re.compile(
    r"^/api/|sign-out|export|/prefer|/static/|/files/|/paper|/qr|\.(pdf|docx|xlsx|json|csv)$"
)
# How often one sort of page is opened, and how many pages of all sorts.
ALIKE, MOST = 2, 200


def browser_in(somebody: Person, *, language: str) -> Client:
    """A browser of somebody who signed in, by a second factor too, and reads this language."""
    if not Authenticator.objects.filter(user=somebody, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(somebody, SECRET)
    browser, now = Client(), clock.now().timestamp()
    browser.force_login(somebody, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    for name, value in (
        (SIGNED_IN_AT, now),
        (SEEN_AT, now),
        ("account_authentication_methods_user", str(somebody.pk)),
        ("account_authentication_methods", [{"method": "mfa", "at": now, "type": "totp"}]),
    ):
        session[name] = value
    session.save()
    browser.cookies["django_language"] = language
    return browser


def walk(browser: Client, *starts: str) -> Iterator[tuple[str, int, str]]:
    """(address, status, page) of everything that links lead to, some of each sort."""
    todo, known, alike = deque(starts), set(starts), Counter[str]()
    for _ in range(MOST):
        if not todo:
            return
        path = todo.popleft()
        answer = browser.get(path, follow=True)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        yield path, answer.status_code, page
        here = answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"]
        for link in re.findall(r'href="([^"#]+)', page):
            url = urlsplit(urljoin(here, link.replace("&amp;", "&")))
            address = url.path + (f"?{url.query}" if url.query else "")
            sort = re.sub(r"[0-9A-Z]{6,}|\d+", "*", url.path) + re.sub(r"=[^&]*", "", url.query)
            if url.netloc or address in known or _LEAVES.search(url.path) or alike[sort] == ALIKE:
                continue
            alike[sort] += 1
            known.add(address)
            todo.append(address)
