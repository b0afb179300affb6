"""More come than can be served: who is let in, who waits, who is sent away, and how quickly."""

import io
import json
import random
import threading
import time
from collections.abc import Callable, Iterable
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import RequestFactory

from xinghe.project.admission import Admission, Entrance, TooBusy, TooBusyToRead, entrance_of
from xinghe.project.capacity import BESIDE, RECEIVING, most_connections, most_inside, most_threads

SIGNED_IN = f"{settings.SESSION_COOKIE_NAME}=abc"


class Work:
    """A WSGI application in which requests stay until they are let go, and which knows how many are inside."""

    def __init__(self) -> None:
        self.inside = self.most = self.done = 0
        self.lock = threading.Lock()
        self.entered = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        assert self.go.acquire(timeout=10)
        with self.lock:
            self.inside -= 1
            self.done += 1
        start_response("200 OK", [])
        return [b"done"]


def environ_of(path: str = "/", *, method: str = "GET", body: bytes = b"", **headers: str):
    made = RequestFactory().generic(method, path, body, content_type="text/plain").environ
    return made | {"wsgi.file_wrapper": SimpleNamespace, "wsgi.input": io.BytesIO(body)} | headers


class Crowd:
    """Requests, each in a thread of its own."""

    def __init__(self, application: Callable) -> None:
        self.application = application
        self.statuses: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.threads: list[threading.Thread] = []

    def ask(self, environ=None) -> None:
        """Send one without waiting for its answer."""
        thread = threading.Thread(target=self._ask, args=[environ or environ_of()])
        thread.start()
        self.threads.append(thread)

    def _ask(self, environ) -> None:
        def start(status, headers):
            self.statuses.append(status[:3])
            self.headers.append(dict(headers))

        self.bodies.append(b"".join(self.application(environ, start)))

    def gone(self) -> list[str]:
        """All statuses, once everybody has theirs."""
        for thread in self.threads:
            thread.join(timeout=10)
        return sorted(self.statuses)


def waits_until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.002)


def test_a_few_are_inside_a_few_wait_and_the_rest_are_sent_away():
    work = Work()
    entrance = Admission(work, at_once=2, waiting=3, patience=10)
    crowd = Crowd(entrance)
    for _ in range(2):
        crowd.ask()
        assert work.entered.acquire(timeout=10)
    for number in range(1, 4):
        crowd.ask()
        waits_until(lambda number=number: len(entrance._entrances["reading"]._queue) == number)

    crowd.ask()
    waits_until(lambda: crowd.statuses == ["503"])
    for _ in range(5):
        work.go.release()

    assert crowd.gone() == ["200"] * 5 + ["503"]
    assert (work.most, work.done) == (2, 5)


def test_without_an_entrance_all_are_inside_at_once():
    work = Work()
    crowd = Crowd(work)

    for _ in range(6):
        crowd.ask()
        assert work.entered.acquire(timeout=10)

    assert work.most == 6
    for _ in range(6):
        work.go.release()
    assert crowd.gone() == ["200"] * 6


def test_whoever_waited_too_long_is_sent_away_in_time():
    work = Work()
    crowd = Crowd(Admission(work, at_once=1, waiting=3, patience=0.1))
    for _ in range(BESIDE):
        crowd.ask()  # each of these finds that the one before is slow
        assert work.entered.acquire(timeout=10)
        time.sleep(0.01)

    began = time.monotonic()
    crowd.ask()
    waits_until(lambda: crowd.statuses == ["503"])

    assert 0.1 <= time.monotonic() - began < 2
    for _ in range(BESIDE):
        work.go.release()
    assert crowd.gone() == ["200"] * BESIDE + ["503"]


def test_slow_work_does_not_shut_the_entrance():
    at = [0.0]
    entrance = Entrance(at_once=1, patience=0.1, clock=lambda: at[0])
    slow = entrance.enter()

    refused = entrance.enter()
    at[0] = 0.11
    beside = entrance.enter()

    assert refused is None
    assert None not in (slow, beside)


def test_whoever_came_first_is_let_in_first():
    entrance = Entrance(at_once=1, patience=10)
    first = entrance.enter()
    order: list[int] = []
    places: list[object] = []

    def come(number):
        places.append(entrance.enter())
        order.append(number)

    threads = [threading.Thread(target=come, args=[number]) for number in range(5)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        waits_until(lambda number=number: len(entrance._queue) == number)
    entrance.leave(first)
    for number in range(1, 6):
        waits_until(lambda number=number: len(order) == number)
        entrance.leave(places[-1])

    assert order == [0, 1, 2, 3, 4]


def test_whoever_would_wait_too_long_is_refused_at_once():
    at = [0.0]
    entrance = Entrance(at_once=1, patience=0.05, clock=lambda: at[0])
    for _ in range(40):  # people stay for .04 s
        place = entrance.enter()
        at[0] += 0.04
        entrance.leave(place)
    inside = entrance.enter()
    outcome: list[object] = []
    waiting = threading.Thread(target=lambda: outcome.append(entrance.enter()))
    second = threading.Thread(target=lambda: outcome.append(entrance.enter()))
    entrance._patience = 10  # those two wait for as long as this test takes
    for number, thread in enumerate((waiting, second), start=1):
        thread.start()
        waits_until(lambda number=number: len(entrance._queue) == number)
    entrance._patience = 0.05

    began = time.monotonic()
    refused = entrance.enter()

    assert refused is None
    assert time.monotonic() - began < 0.04
    entrance.leave(inside)
    waits_until(lambda: len(outcome) == 1)
    entrance.leave(outcome[0])
    waiting.join(timeout=10)
    second.join(timeout=10)
    assert None not in outcome


def test_readers_do_not_crowd_out_whoever_hands_in():
    work = Work()
    crowd = Crowd(Admission(work, at_once=1, waiting=0))
    crowd.ask(environ_of("/results/"))
    assert work.entered.acquire(timeout=10)
    crowd.ask(environ_of("/results/"))
    waits_until(lambda: crowd.statuses == ["503"])

    crowd.ask(environ_of("/api/v1/ideas", method="POST", body=b"{}", HTTP_AUTHORIZATION="Bearer x"))

    assert work.entered.acquire(timeout=10)
    for _ in range(2):
        work.go.release()
    assert crowd.gone() == ["200", "200", "503"]


@pytest.mark.parametrize(
    ("method", "headers", "entrance"),
    [
        ("GET", {}, "reading"),
        ("GET", {"HTTP_COOKIE": SIGNED_IN}, "reading"),
        ("POST", {}, "reading"),
        ("POST", {"HTTP_COOKIE": "theme=dark"}, "reading"),
        ("POST", {"HTTP_COOKIE": f"theme=dark; {SIGNED_IN}"}, "writing"),
        ("PATCH", {"HTTP_AUTHORIZATION": "Bearer x"}, "writing"),
    ],
)
def test_which_entrance(method, headers, entrance):
    assert entrance_of(environ_of(method=method, **headers)) == entrance


def test_static_files_never_wait():
    work = Work()
    crowd = Crowd(Admission(work, at_once=1, waiting=0))
    for _ in range(3):
        crowd.ask(environ_of(f"{settings.STATIC_URL}app.css"))
        assert work.entered.acquire(timeout=10)
        work.go.release()

    assert crowd.gone() == ["200"] * 3


def test_a_failure_gives_the_place_back():
    def failing(environ, start_response):
        raise RuntimeError

    entrance = Admission(failing, at_once=1, waiting=0)

    for _ in range(3):
        with pytest.raises(RuntimeError):
            entrance(environ_of(), lambda status, headers: None)

    assert not entrance._entrances["reading"]._inside


class Slowly(io.BytesIO):
    """A body that stops coming after its first byte until the test lets it."""

    def __init__(self, body: bytes, go: threading.Event) -> None:
        super().__init__(body)
        self.go = go

    def read(self, size=-1):
        if self.tell():
            assert self.go.wait(timeout=10)
        return super().read(1)


def test_a_slow_sender_holds_no_place():
    read: list[bytes] = []

    def reads(environ, start_response):
        read.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    go = threading.Event()
    crowd = Crowd(Admission(reads, at_once=1, waiting=0))
    crowd.ask(environ_of(method="POST", body=b"slow") | {"wsgi.input": Slowly(b"slow", go)})

    crowd.ask(environ_of(method="POST", body=b"quick"))
    waits_until(lambda: read == [b"quick"])
    go.set()

    assert crowd.gone() == ["200", "200"]
    assert read == [b"quick", b"slow"]


def test_too_many_slow_senders_are_sent_away_and_readers_are_not(monkeypatch):
    go = threading.Event()
    crowd = Crowd(Admission(lambda environ, start: start("200 OK", []) or [], at_once=1))
    for _ in range(RECEIVING):
        crowd.ask(environ_of(method="POST", body=b"slow") | {"wsgi.input": Slowly(b"slow", go)})
    waits_until(lambda: crowd.application._receiving._value == 0)

    crowd.ask(environ_of(method="POST", body=b"slow"))
    waits_until(lambda: crowd.statuses == ["503"])
    crowd.ask()
    waits_until(lambda: crowd.statuses == ["503", "200"])
    go.set()

    assert crowd.gone() == ["200"] * (RECEIVING + 1) + ["503"]


def test_half_a_body_is_not_taken_for_a_whole_one():
    asked: list[str] = []
    entrance = Admission(lambda environ, start: asked.append("no") or [], at_once=1)
    statuses: list[str] = []

    entrance(
        environ_of(method="POST", body=b"name=half") | {"wsgi.input": io.BytesIO(b"name=h")},
        lambda status, headers: statuses.append(status),
    )

    assert (statuses, asked) == (["400 Bad Request"], [])


def test_a_large_body_is_kept_in_a_file_and_arrives_whole():
    body = random.Random(1).randbytes(3 * 2**20)
    arrived: list[bytes] = []

    def reads(environ, start_response):
        arrived.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    Crowd(Admission(reads, at_once=1))._ask(environ_of(method="PUT", body=body))

    assert arrived == [body]


def refused(**environ: str) -> tuple[dict[str, str], bytes]:
    crowd = Crowd(Admission(Work(), at_once=1, chance=random.Random(5)))
    path, method = environ.pop("path", "/"), environ.pop("method", "GET")
    crowd._ask(environ_of(path, method=method, **environ))
    assert crowd.statuses == ["503"]
    return crowd.headers[0], crowd.bodies[0]


def test_a_page_that_was_refused_asks_again_by_itself(monkeypatch):
    monkeypatch.setattr(Entrance, "enter", lambda self: None)

    headers, body = refused(HTTP_ACCEPT_LANGUAGE="en")

    assert 2 <= int(headers["Retry-After"]) <= 10
    assert f'<meta http-equiv="refresh" content="{headers["Retry-After"]}">' in body.decode()
    assert TooBusyToRead(seconds=headers["Retry-After"]).said() in body.decode()
    assert (headers["Content-Language"], headers["Cache-Control"]) == ("en", "no-store")


def test_a_form_that_was_refused_is_not_sent_again_by_itself(monkeypatch):
    monkeypatch.setattr(Entrance, "enter", lambda self: None)

    headers, body = refused(method="POST", HTTP_ACCEPT_LANGUAGE="en")

    assert "http-equiv" not in body.decode()
    assert TooBusy(seconds=headers["Retry-After"]).said() in body.decode()


def test_a_machine_gets_a_problem(monkeypatch):
    monkeypatch.setattr(Entrance, "enter", lambda self: None)

    headers, body = refused(path="/api/v1/ideas", method="POST", HTTP_ACCEPT_LANGUAGE="en")

    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body) == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "code": "too_busy",
        "detail": TooBusy(seconds=headers["Retry-After"]).said(),
    }


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("zh-CN,zh;q=.9", "zh-Hans"), ("en-GB", "en"), ("zh-TW", "zh-Hant"), ("de", "zh-Hans")],
)
def test_the_refusal_speaks_the_readers_language(monkeypatch, accepts, language):
    monkeypatch.setattr(Entrance, "enter", lambda self: None)

    _, body = refused(HTTP_ACCEPT_LANGUAGE=accepts)

    assert f'<html lang="{language}">' in body.decode()


def test_people_are_asked_to_come_again_at_different_times(monkeypatch):
    monkeypatch.setattr(Entrance, "enter", lambda self: None)
    crowd = Crowd(Admission(Work(), at_once=1, chance=random.Random(5)))

    for _ in range(100):
        crowd._ask(environ_of())

    assert {int(headers["Retry-After"]) for headers in crowd.headers} == set(range(2, 11))


def test_memory_is_bounded_by_the_number_of_threads():
    assert most_threads(2) > most_inside(2) + RECEIVING
    assert most_connections(2) == most_inside(2) + 1
