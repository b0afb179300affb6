"""A small province, somebody who sets up webhooks in it, and a receiver that answers as it is told."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.factories import unions as unions_of
from tests.factories.unions import officer
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.integrations import actions
from xinghe.integrations.vocab import HappeningName


@pytest.fixture
def tree(db):
    return unions_of.small_province()


@pytest.fixture
def administrator(tree):
    return officer(Role.SYSTEM_ADMINISTRATOR, tree.county)


@pytest.fixture
def machine():
    return Actor.for_job("webhooks")


@pytest.fixture
def demonstration(settings):
    settings.XINGHE = replace(settings.XINGHE, demonstration=True)


class Receiver:
    """A server on this machine; ``statuses`` are answered in turn, then 204."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver(demonstration):
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def endpoint(administrator, tree, receiver):
    """An endpoint of the county that hears of results, and its secret."""
    return actions.make_endpoint(
        administrator,
        union_id=tree.county.pk,
        url=receiver.url,
        names=[HappeningName.RESULT_CLEARED, HappeningName.RESULT_PUBLISHED],
    )
