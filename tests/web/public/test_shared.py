"""The public pages that are kept: which, how soon they follow what is published, and that they are nobody's own."""

import re
import threading
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.results import findable
from tests.factories.unions import officer
from xinghe.access.powers import Role
from xinghe.results import queries
from xinghe.results.actions import publish_result, withdraw_result
from xinghe.results.vocab import Stage
from xinghe.web.kit.caching import SharedPages
from xinghe.web.public.shared import Publications, is_shared


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        (reverse("public:home"), True),
        (reverse("public:results"), True),
        (reverse("public:result", args=["7000000001"]), True),
        (reverse("public:result-qr", args=["7000000001"]), False),
        (reverse("desk:today"), False),
        (reverse("account_login"), False),
        ("/results", False),
        ("/r//", False),
    ],
)
def test_which_pages_are_shared(path, shared):
    assert is_shared(path) is shared


@pytest.fixture
def visit(storage, province):
    """Ask for a public page as the web would: (status, headers, text). News is asked for each time."""
    pages = SharedPages(is_shared=is_shared, has_changed=Publications().may_have_changed)
    application = pages.shown(pages.kept(WSGIHandler()))

    def go(path, **headers):
        pages._looked_at = float("-inf")
        for signal in (request_started, request_finished):  # the test's connection outlives the request
            signal.disconnect(close_old_connections)
        begun = []
        environ = RequestFactory().get(path).environ | {"wsgi.input": BytesIO(), "HTTP_COOKIE": ""} | headers
        answer = application(environ, lambda status, sent, _=None: begun.append((status, sent)))
        text = b"".join(answer).decode()
        if hasattr(answer, "close"):
            answer.close()
        return int(begun[0][0][:3]), dict(begun[0][1]), text

    go.pages = pages
    return go


@pytest.mark.django_db(transaction=True)
def test_what_is_published_or_taken_back_is_seen_at_the_next_look(visit, province):
    result = findable(province.workshop, title="防松垫圈", stage=Stage.CLEARED)
    chief = officer(Role.OFFICER, province.county)
    pages = {name: reverse(f"public:{name}") for name in ("home", "results")}
    own = reverse("public:result", args=[result.code])

    def seen() -> list[bool]:
        return [result.title in visit(path)[2] for path in pages.values()] + [visit(own)[0] == 200]

    before = seen()
    publish_result(chief, result_id=result.pk)
    published = seen()
    kept = [visit(path)[2] for path in pages.values()]
    withdraw_result(chief, result_id=result.pk, reason="试行结束")
    withdrawn = seen()

    assert (before, published, withdrawn) == ([False] * 3, [True] * 3, [False] * 3)
    assert all(result.title in text for text in kept)


@pytest.mark.django_db(transaction=True)
def test_a_look_finds_what_a_transaction_published_that_ended_late(province):
    findable(province.workshop)  # its clearer is there for the next two
    _, before = queries.publications_since("")
    begun, go = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            findable(province.workshop)
            begun.set()
            go.wait(timeout=10)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait(timeout=10)
    findable(province.workshop)  # numbered after the late one, ended before it

    first, between = queries.publications_since(before)
    nothing, _ = queries.publications_since(between)
    go.set()
    thread.join(timeout=10)
    second, after = queries.publications_since(between)

    assert (first, nothing, second) == (True, False, True)
    assert queries.publications_since(after)[0] is False


@pytest.mark.django_db(transaction=True)
def test_without_a_snapshot_of_this_server_everything_may_have_changed(province):
    asked = ["", "nonsense", "900000000:900000001:"]

    assert [queries.publications_since(one)[0] for one in asked] == [True] * 3


@pytest.mark.django_db
def test_a_look_costs_one_query(django_assert_num_queries):
    publications = Publications()

    with django_assert_num_queries(1):
        first = publications.may_have_changed()
    with django_assert_num_queries(1):
        second = publications.may_have_changed()

    assert (first, second) == (True, False)


CANARY = "canary-4711"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "results", "result"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_kept_page_is_nobodys_own(visit, province, name, language):
    path = reverse(f"public:{name}", args=[findable(province.workshop).code] if name == "result" else [])

    status, headers, first = visit(
        path,
        HTTP_COOKIE=f"csrftoken={CANARY}; density={CANARY}; other={CANARY}",
        HTTP_ACCEPT_LANGUAGE=f"{language}, {CANARY}",
        HTTP_USER_AGENT=CANARY,
        HTTP_REFERER=f"http://testserver/{CANARY}",
        REMOTE_ADDR="198.51.100.47",
    )
    kept = list(visit.pages._pages.values())
    alone = Client(headers={"accept-language": language}).get(path)

    assert status == 200
    assert len(kept) == 1  # there is something that could leak
    assert CANARY not in str(kept) + str(headers) + first
    assert "198.51.100.47" not in str(kept)
    assert not re.search(r"csrf|Set-Cookie", str(kept))
    # Byte for byte what somebody gets of whom nothing is known.
    assert kept[0].body == alone.content
    assert alone.cookies == {}


@pytest.mark.django_db
def test_somebody_signed_in_gets_their_own_page_and_leaves_none_behind(visit, officer_at, province):
    somebody, browser = officer_at(province.city)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    visit(reverse("public:home"))

    _, headers, own = visit(reverse("public:home"), HTTP_COOKIE=cookies)
    _, _, others = visit(reverse("public:home"))

    assert somebody.name in own
    assert "ETag" not in headers
    assert somebody.name not in others
    assert len(visit.pages._pages) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/kit/prefer", "/language/"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, 302),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_a_preference_needs_no_token_and_takes_none_from_elsewhere(address, headers, status):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(address, {"theme": "dark", "language": "en", "next": "/results/"}, headers=headers)

    assert answer.status_code == status
    assert bool(answer.cookies) is (status == 302)
