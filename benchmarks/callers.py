"""Many callers at once, cheaply: requests at a given pace over kept connections, whatever the server makes of them.

Runs in a process of its own beside what it measures, so it says how much of the processors it took itself.
"""

import argparse
import asyncio
import json
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one request. ``seconds`` count from when it should have been sent; status 0 is no answer."""

    number: int
    status: int
    seconds: float
    again: int = 0
    body: bytes = b""


@dataclass(slots=True)
class Outcome:
    """All answers, and what asking cost: seconds by the clock and of the processor."""

    answers: list[Answer] = field(default_factory=list)
    clock: float = 0.0
    processor: float = 0.0


class Line(asyncio.Protocol):
    """One kept connection: one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[tuple[int, dict[bytes, bytes], bytes]] | None = None
        self._read = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, failure: Exception | None) -> None:
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(failure or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = self._read.find(b"\r\n\r\n")
        if end < 0 or self.waiting is None or self.waiting.done():
            return
        status, _, rest = bytes(self._read[:end]).partition(b"\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in rest.split(b"\r\n"))
        }
        length = int(headers.get(b"content-length", b"0"))
        if len(self._read) < end + 4 + length:
            return
        body = bytes(self._read[end + 4 : end + 4 + length])
        self._read.clear()
        if headers.get(b"connection", b"").lower() == b"close" and self.transport is not None:
            self.transport.close()
            self.transport = None
        self.waiting.set_result((int(status.split()[1]), headers, body))

    async def ask(self, request: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
        """Send one request and wait for its answer. Raises OSError when the connection ends before."""
        if self.transport is None:
            raise ConnectionResetError
        self._read.clear()
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting


class Callers:
    """A number of kept connections to one port, taken in turn; a closed one is opened again."""

    def __init__(self, port: int, *, patience: float = 30.0) -> None:
        self._port, self._patience = port, patience
        self._idle: deque[Line] = deque()

    async def ask(self, request: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
        """One answer; status 0 when there was none. What an idle connection lost unread is sent once more."""
        is_kept = True
        while is_kept:
            line, is_kept = await self._line()
            if line is None:
                break
            try:
                answer = await asyncio.wait_for(line.ask(request), self._patience)
            except TimeoutError:
                if line.transport is not None:
                    line.transport.abort()
                break
            except OSError:
                # A kept connection may have been closed while nobody looked; a new one was not.
                continue
            if line.transport is not None:
                self._idle.append(line)
            return answer
        return 0, {}, b""

    async def _line(self) -> tuple[Line | None, bool]:
        while self._idle:
            line = self._idle.popleft()
            if line.transport is not None:
                return line, True
        try:
            _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", self._port)
        except OSError:
            return None, False
        return line, False

    def close(self) -> None:
        """End all connections."""
        for line in self._idle:
            if line.transport is not None:
                line.transport.close()


async def at_pace(
    port: int, requests: Iterator[bytes], *, rate: float, seconds: float, bodies: bool = False
) -> Outcome:
    """Send ``rate`` requests a second for so long, without waiting for answers before the next is sent.

    So a slow server gets no easier work; what waits for a connection counts as waiting.
    """
    callers, outcome = Callers(port), Outcome()
    began, spent = time.perf_counter(), time.process_time()

    async def one(number: int, request: bytes, due: float) -> None:
        status, headers, body = await callers.ask(request)
        outcome.answers.append(
            Answer(
                number=number,
                status=status,
                seconds=time.perf_counter() - due,
                again=int(headers.get(b"retry-after", b"0")),
                body=body if bodies else b"",
            )
        )

    tasks = set()
    for number, request in zip(range(int(rate * seconds)), requests, strict=False):
        due = began + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(number, request, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    callers.close()
    outcome.clock, outcome.processor = time.perf_counter() - began, time.process_time() - spent
    return outcome


async def in_turn(port: int, requests: Iterable[bytes], *, callers: int, seconds: float) -> Outcome:
    """So many callers, each asking again as soon as it has its answer."""
    outcome, source = Outcome(), iter(requests)
    began, spent = time.perf_counter(), time.process_time()

    async def caller() -> None:
        line = Callers(port)
        while time.perf_counter() - began < seconds:
            due = time.perf_counter()
            status, _, _ = await line.ask(next(source))
            outcome.answers.append(
                Answer(number=len(outcome.answers), status=status, seconds=time.perf_counter() - due)
            )
        line.close()

    await asyncio.gather(*(caller() for _ in range(callers)))
    outcome.clock, outcome.processor = time.perf_counter() - began, time.process_time() - spent
    return outcome


def request_of(method: str, path: str, *, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of one request; ``X_Y="z"`` becomes the header ``X-Y: z``."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def main() -> None:
    """Ask for pages as fast as they come; prints answers, those that were pages, seconds and processor seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--callers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    asked = cycle([request_of("GET", path, X_Forwarded_For="198.51.100.1") for path in options.paths])
    outcome = asyncio.run(in_turn(options.port, asked, callers=options.callers, seconds=options.seconds))
    good = sum(answer.status == 200 for answer in outcome.answers)
    print(json.dumps([len(outcome.answers), good, outcome.clock, outcome.processor]))


if __name__ == "__main__":
    main()
