"""Pages that are the same for everybody: kept for whom, for how long, and never anybody's own."""

import threading

import pytest
from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory

from xinghe.web.kit.caching import LIVES, LOOKS, SharedPages

# Nothing here asks the database; but an answer that is closed lets go of a connection that another test left open.
pytestmark = pytest.mark.django_db

SESSION = f"{settings.SESSION_COOKIE_NAME}=abc"


class Site:
    """Shared pages before an application that counts what it made, with a clock and news under control."""

    def __init__(self, answer=lambda made: HttpResponse(f"page {made}"), **options) -> None:
        self.at, self.changed, self.looks, self.made, self.seen = 100.0, False, 0, 0, []
        self.answer = answer
        self.pages = SharedPages(
            is_shared=lambda path: path.startswith("/shared/"),
            has_changed=self.look,
            clock=lambda: self.at,
            **options,
        )
        self.show = self.pages.shown(self.pages.kept(self.make))

    def look(self) -> bool:
        self.looks += 1
        return self.changed

    def make(self, environ, start_response):
        self.made += 1
        self.seen.append(environ)
        answer = self.answer(self.made)
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return answer

    def ask(self, path="/shared/", *, method="GET", **headers):
        """Status, headers, text."""
        begun = []
        environ = RequestFactory().generic(method, path).environ | headers
        environ.pop("HTTP_COOKIE", None) if "HTTP_COOKIE" not in headers else None
        answer = self.show(environ, lambda status, sent, _=None: begun.append((status, dict(sent))))
        return int(begun[0][0][:3]), begun[0][1], b"".join(answer).decode()

    def text(self, path="/shared/", **headers) -> str:
        return self.ask(path, **headers)[2]


def test_a_page_is_made_once_and_kept_for_a_few_seconds():
    site = Site()

    shown = [site.text() for _ in range(3)]
    site.at += LIVES + 0.1
    later = [site.text() for _ in range(2)]

    assert (shown, later) == (["page 1"] * 3, ["page 2"] * 2)


def test_while_one_makes_an_old_page_anew_the_others_get_the_old_one():
    site = Site()
    site.text()
    site.at += LIVES + 0.1
    meanwhile: list[str] = []

    def slowly(made):
        if made == 2:
            meanwhile.append(site.text())
        return HttpResponse(f"page {made}")

    site.answer = slowly

    assert (site.text(), meanwhile, site.text()) == ("page 2", ["page 1"], "page 2")


def test_an_old_page_that_nobody_manages_to_make_anew_is_not_shown_for_ever():
    site = Site()
    site.text()
    site.at += LIVES + 0.1
    site.answer = lambda made: HttpResponse("sorry", status=503)

    soon = [site.ask()[0] for _ in range(3)]
    site.at += LIVES
    late = site.ask()[0]

    assert (soon, late) == ([503, 200, 200], 503)


def test_what_was_taken_back_is_not_shown_while_the_page_is_made_anew():
    site = Site()
    site.text()
    site.at, site.changed = site.at + LIVES + 0.1, True
    meanwhile: list[str] = []

    def slowly(made):
        site.changed = False
        if made == 2:
            meanwhile.append(site.text())
        return HttpResponse(f"page {made}")

    site.answer = slowly

    assert (site.text(), meanwhile) == ("page 2", ["page 3"])


def test_what_is_published_or_taken_back_shows_within_a_second():
    site = Site()
    site.text()

    site.changed = True
    soon = site.text()
    site.at += LOOKS
    after = site.text()

    assert (soon, after) == ("page 1", "page 2")
    assert site.looks == 2  # at the first visit, and a second later: not with every one


def test_a_page_that_was_being_made_while_something_was_published_is_not_kept():
    site = Site()

    def slowly(made):
        if made == 1:
            site.changed, site.at = True, site.at + LOOKS
            site.pages._look()
            site.changed = False
        return HttpResponse(f"page {made}")

    site.answer = slowly

    assert [site.text() for _ in range(3)] == ["page 1", "page 2", "page 2"]


def test_others_do_not_wait_while_one_looks_for_news():
    site = Site()
    site.text()
    site.at += LOOKS
    looking, go = threading.Event(), threading.Event()

    def look():
        looking.set()
        return not go.wait(timeout=10)

    site.pages._has_changed = look
    one = threading.Thread(target=site.text)
    one.start()
    assert looking.wait(timeout=10)

    assert site.text() == "page 1"
    go.set()
    one.join(timeout=10)


@pytest.mark.parametrize(
    "differs",
    [
        {"path": "/shared/other/"},
        {"path": "/shared/?page=2"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_COOKIE": "django_language=en"},
        {"HTTP_COOKIE": "theme=dark"},
        {"HTTP_HOST": "other.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
def test_pages_that_differ_are_kept_apart(differs):
    site = Site()
    site.text()

    assert site.text(**differs) == "page 2"
    assert (site.text(), site.text(**differs)) == ("page 1", "page 2")


@pytest.mark.parametrize(
    "same",
    [
        {"HTTP_COOKIE": "csrftoken=abc; unknown=1"},
        {"HTTP_COOKIE": "theme=purple"},
        {"HTTP_ACCEPT_LANGUAGE": "zh-CN,en;q=.5"},
        {"HTTP_USER_AGENT": "another"},
        {"REMOTE_ADDR": "198.51.100.7"},
    ],
)
def test_pages_that_do_not_differ_are_one(same):
    site = Site()
    site.text()

    assert site.text(**same) == "page 1"


@pytest.mark.parametrize(
    "own",
    [
        {"HTTP_COOKIE": SESSION},
        {"HTTP_COOKIE": f"theme=dark; {SESSION}"},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HX_REQUEST": "true"},
        {"method": "POST"},
        {"method": "HEAD"},
        {"path": "/desk/"},
    ],
)
def test_whoever_is_known_gets_a_page_of_their_own(own):
    site = Site()
    site.text()

    answers = [site.ask(**own)[2] for _ in range(2)]

    assert site.made == 3
    assert answers in (["page 2", "page 3"], ["page 2", "page 3"])
    assert site.text() == "page 1"
    sent = site.seen[-1]
    assert all(sent.get(name) == value for name, value in own.items() if name.startswith("HTTP_"))


CANARY = "canary-4711"


def test_the_page_is_made_without_knowing_who_asks():
    site = Site()
    telling = {
        f"HTTP_{name}": CANARY
        for name in ("USER_AGENT", "REFERER", "FROM", "X_REAL_IP", "DNT", "X_CSRFTOKEN", "FORWARDED", "VIA")
    }

    site.text(
        HTTP_COOKIE=f"csrftoken={CANARY}; density={CANARY}; other={CANARY}; theme=dark",
        HTTP_ACCEPT_LANGUAGE=f"en, {CANARY}",
        **telling,
    )

    [sent] = site.seen
    assert CANARY not in str(sent)
    assert (sent["HTTP_COOKIE"], sent["HTTP_ACCEPT_LANGUAGE"]) == ("theme=dark", "en")


def with_cookie(made):
    answer = HttpResponse(f"page {made}")
    answer.set_cookie("csrftoken", "abc")
    return answer


@pytest.mark.parametrize(
    "answer",
    [
        with_cookie,
        lambda made: HttpResponse(f"page {made}", status=404),
        lambda made: HttpResponse(f"page {made}", headers={"Cache-Control": "private"}),
        lambda made: StreamingHttpResponse([f"page {made}".encode()]),
        lambda made: HttpResponse(f"page {made}" + " " * 600_000),
    ],
)
def test_what_is_one_visitors_or_went_wrong_is_not_kept(answer):
    site = Site(answer)

    assert [site.text().strip() for _ in range(2)] == ["page 1", "page 2"]


def test_a_browser_that_has_the_page_is_told_so_in_no_bytes():
    site = Site()
    _, headers, _ = site.ask()

    again = site.ask(HTTP_IF_NONE_MATCH=f'"other", W/{headers["ETag"]}')
    other = site.ask(HTTP_IF_NONE_MATCH='"other"')

    assert again == (304, {name: headers[name] for name in ("ETag", "Cache-Control", "Vary")}, "")
    assert (headers["Cache-Control"], headers["Vary"]) == ("no-cache", "Cookie, Accept-Language")
    assert (other[0], other[2]) == (200, "page 1")


def test_memory_is_bounded_and_what_is_asked_for_stays():
    site = Site(lambda made: HttpResponse("x" * 100), most_bytes=1_000)

    for number in range(500):
        site.text("/shared/often/")
        site.text(f"/shared/{number}/")

    assert site.pages._bytes == sum(len(page.body) for page in site.pages._pages.values()) == 1_000
    assert site.made == 501


def test_a_page_found_behind_the_entrance_is_not_made_again():
    site = Site()
    behind = site.pages.kept(site.make)
    environ = RequestFactory().get("/shared/").environ
    environ.pop("HTTP_COOKIE", None)

    for _ in range(2):
        b"".join(behind(dict(environ), lambda *_: None))

    assert site.made == 1


def test_answers_that_are_no_pages_pass_as_they_are():
    site = Site(lambda made: JsonResponse({"made": made}, status=503))

    assert site.ask()[0] == 503
