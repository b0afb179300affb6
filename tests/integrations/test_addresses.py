"""No webhook knocks at a door inside: by name, by number, by another spelling, by a name that changes its mind."""

import socket
import ssl
import time

import pytest

from xinghe.integrations.jobs import sending
from xinghe.integrations.jobs.sending import Outcome, send
from xinghe.integrations.rules.addresses import UrlUnusable, address_to_call, is_public, target_of
from xinghe.integrations.vocab import Failure

PRIVATE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:a00:1::", "2001:0:0:0:0:0:0:1", "64:ff9b:1::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "203.0.114.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"]
TARGET = target_of("https://hook.example/x", for_trial=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_called(address):
    assert address_to_call([address], target=TARGET) is None
    assert address_to_call(["1.1.1.1", address], target=TARGET) is None


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_outside_is_called(address):
    import ipaddress

    assert is_public(ipaddress.ip_address(address))
    assert address_to_call([address], target=TARGET) == address


def test_a_name_without_an_address_is_not_called():
    assert address_to_call([], target=TARGET) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example/", "HTTPS//x", "https:x", "https://", "https:///x", "https://u@x.example/", "https://u:p@x/",
        "https://x.example:0/", "https://x.example:99999/", "https://x.example:a/", "file:///etc/passwd",
        "gopher://x/", "https://x.example/\r\nX: y", "https://x example/", "https://例.example/", "https://x\\@y/",
        "https://[::1/", "https://x.example/" + "a" * 500,
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_called_is_refused(url):
    with pytest.raises(UrlUnusable):
        target_of(url, for_trial=False)


def test_an_address_is_taken_apart():
    target = target_of("https://x.example:8443/a?b=c#d", for_trial=False)

    assert (target.host, target.port, target.path, target.host_header) == (
        "x.example",
        8443,
        "/a?b=c",
        "x.example:8443",
    )


def test_http_is_for_trials_and_for_this_machine_alone():
    target = target_of("http://hook.example/", for_trial=True)

    assert address_to_call(["127.0.0.1"], target=target) == "127.0.0.1"
    assert address_to_call(["1.1.1.1"], target=target) is None
    assert address_to_call(["10.0.0.1"], target=target) is None


# -- over the wire -----------------------------------------------------------------------------------------


@pytest.fixture
def called(monkeypatch):
    """Where connections were opened to; none is."""
    found = []

    def connect(address, timeout):
        found.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return found


def test_a_name_that_changes_its_mind_is_asked_once(called):
    answers = [["1.1.1.1"], ["127.0.0.1"]]
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    outcome = send(TARGET, b"{}", {}, lookup=rebinding)

    assert (asked, called, outcome) == (["hook.example"], ["1.1.1.1"], Outcome(failure=Failure.UNREACHABLE))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "localhost"]
)
def test_numbers_in_any_spelling_open_nothing(host, called):
    outcome = send(target_of(f"https://{host}/", for_trial=False), b"{}", {})

    assert called == []
    assert outcome.failure in (Failure.FORBIDDEN_ADDRESS, Failure.UNKNOWN_HOST)


def test_a_resolver_that_fails_is_said_so(called):
    def fails(host, port):
        raise socket.gaierror

    assert send(TARGET, b"{}", {}, lookup=fails) == Outcome(failure=Failure.UNKNOWN_HOST)


@pytest.fixture
def server():
    """A listening socket on this machine that answers as ``answer`` says."""
    listening = socket.create_server(("127.0.0.1", 0))
    yield listening
    listening.close()


def local(server):
    return target_of(f"http://127.0.0.1:{server.getsockname()[1]}/", for_trial=True)


def test_a_server_that_is_silent_holds_nobody_up(server, monkeypatch):
    monkeypatch.setattr(sending, "STEP_SECONDS", 0.2)

    assert send(local(server), b"{}", {}) == Outcome(failure=Failure.TOO_SLOW)


def test_a_server_that_drips_holds_nobody_up(server, monkeypatch):
    import threading

    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.4)

    def drip():
        connection, _ = server.accept()
        try:
            for _ in range(100):
                connection.sendall(b"H")
                time.sleep(0.05)
        except OSError:
            pass
        connection.close()

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    outcome = send(local(server), b"{}", {})
    took = time.monotonic() - began
    thread.join()

    assert outcome.failure in (Failure.TOO_SLOW, Failure.UNREACHABLE)
    assert took < 4


def test_a_certificate_nobody_vouches_for_is_not_trusted(monkeypatch):
    def connect(address, timeout):
        return socket.socket()

    class Context:
        def wrap_socket(self, sock, server_hostname):
            assert server_hostname == "hook.example"
            raise ssl.SSLCertVerificationError

    monkeypatch.setattr(socket, "create_connection", connect)

    outcome = send(TARGET, b"{}", {}, lookup=lambda host, port: ["1.1.1.1"], context=Context())

    assert outcome == Outcome(failure=Failure.CERTIFICATE)
