"""One delivery over the wire: to an address that was looked up once and examined, with nothing followed.

No library for HTTP lets the examined address be the one that is called; this is ``http.client`` with its own connect.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from xinghe.integrations.rules.addresses import Target, address_to_call
from xinghe.integrations.vocab import Failure

# Each step, and all of them together: a server that answers a byte a second holds nobody up.
STEP_SECONDS = 5.0
WHOLE_SECONDS = 10.0

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an endpoint answered: a status, or why there was none. What it said besides is not read."""

    status: int | None = None
    failure: Failure | None = None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, each once, in the order in which they would be tried."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name leads to by now."""

    def __init__(self, target: Target, *, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port, timeout=STEP_SECONDS)
        self._address, self._context = address, context

    def connect(self) -> None:
        """Connect there; the certificate must be that of the name."""
        self.sock = socket.create_connection((self._address, self.port), timeout=STEP_SECONDS)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def send(
    target: Target,
    body: bytes,
    headers: dict[str, str],
    *,
    lookup: Resolve = resolve,
    context: ssl.SSLContext | None = None,
) -> Outcome:
    """POST once and take the status. The name is looked up once; redirects are failures; nothing is raised."""
    try:
        found = lookup(target.host, target.port)
    except (OSError, UnicodeError):
        return Outcome(failure=Failure.UNKNOWN_HOST)
    address = address_to_call(found, target=target)
    if address is None:
        return Outcome(failure=Failure.FORBIDDEN_ADDRESS)
    if target.is_secure:
        context = context or ssl.create_default_context()
    connection = _Pinned(target, address=address, context=context if target.is_secure else None)
    late = threading.Event()
    watch = threading.Timer(WHOLE_SECONDS, _cut, [connection, late])
    watch.start()
    try:
        connection.request("POST", target.path, body=body, headers={"Host": target.host_header, **headers})
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError:
        return Outcome(failure=Failure.CERTIFICATE)
    except TimeoutError:
        return Outcome(failure=Failure.TOO_SLOW)
    except (OSError, http.client.HTTPException, AttributeError):
        # A connection cut by the watch fails in whatever it was at.
        return Outcome(failure=Failure.TOO_SLOW if late.is_set() else Failure.UNREACHABLE)
    finally:
        watch.cancel()
        connection.close()
    if 200 <= status < 300:
        return Outcome(status=status)
    return Outcome(status=status, failure=Failure.REDIRECTED if 300 <= status < 400 else Failure.REFUSED)


def _cut(connection: _Pinned, late: threading.Event) -> None:
    late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
