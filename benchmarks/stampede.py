"""The last minutes before a deadline: a hundred people a second hand in, then five hundred, over the interface for programs.

    python -m benchmarks.stampede [--rate 100] [--seconds 600] [--over 60]

They prefer that it is taken in now and carried out afterwards; a slower minute without that stands beside it.
The server is the one of `xinghe serve` with its worker, the database is durable, and the callers send at their pace
whether they are answered or not. When everything was carried out the rows are counted.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.callers import Outcome
from benchmarks.handing_in import ACKNOWLEDGED, Plan, command_of, drained, kept, lay_ground, told
from benchmarks.setting import CHECKOUT, Line, free_port, installation, load, processor_seconds, serving, show

# Ideas of one person a day are limited; nobody comes near it.
IDEAS_OF_ONE = 15
P95, P99, SHED = 1.0, 3.0, 0.2  # seconds
FLAT = 1.15
# What is done at once has a pace and a time of its own, as shares of the others.
PLAIN_PACE, PLAIN_TIME = 0.4, 0.2


class Watch:
    """Memory and processor time of the web's processes while something runs."""

    def __init__(self) -> None:
        self.megabytes: list[float] = []
        self.seconds = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        spent = {pid: processor_seconds(pid) for pid in web_processes()}
        while not self._over.wait(0.5):
            found = web_processes()
            self.megabytes.append(sum(map(resident_megabytes, found)))
            for pid in found:
                now = processor_seconds(pid)
                self.seconds += now - spent.get(pid, 0.0)
                spent[pid] = now

    @property
    def growth(self) -> float:
        """The last quarter's memory beside that of the second quarter, when everything is loaded."""
        quarter = max(1, len(self.megabytes) // 4)
        return statistics.median(self.megabytes[-quarter:]) / statistics.median(
            self.megabytes[quarter : 2 * quarter] or self.megabytes
        )


def web_processes() -> list[int]:
    """The processes of the web that this installation's server has started."""
    from xinghe.project import processes

    here = os.environ["XINGHE_VAR"]
    return [
        pid
        for pid in processes.every_pid()
        if b"gunicorn" in processes.command_line(pid)
        and processes.environment_of(pid).get(b"XINGHE_VAR") == os.fsencode(here)
    ]


def resident_megabytes(pid: int) -> float:
    """Memory that a process holds by itself, without what it shares with its siblings; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("Private_")) / 1024


@contextmanager
def unguarded() -> Iterator[int]:
    """The same server with nothing before Django and as many threads as requests are worked on: the control."""
    port = free_port()
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "xinghe.project.settings.prod",
        "XINGHE_POOL": "1",
        "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "benchmarks.unguarded:application"),
            *("--config", "python:xinghe.project.web_server", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--threads", "2"),
        ],
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        time.sleep(4)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def storm(plan: Plan) -> tuple[Outcome, Watch]:
    """Carry a plan out in a process of its own, and watch the web meanwhile."""
    with Watch() as watch:
        subprocess.run(command_of(plan), check=True, cwd=CHECKOUT)
    return told(plan), watch


def percentile(seconds: Sequence[float], share: float) -> float:
    """So many of the times are at most this."""
    ordered = sorted(seconds) or [float("inf")]
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def lines_of(name: str, plan: Plan, outcome: Outcome, watch: Watch, *, is_over: bool) -> Iterator[Line]:
    """What is promised of one storm, and what came of it."""
    waited, drain = drained()
    good = [one.seconds for one in outcome.answers if one.status in ACKNOWLEDGED]
    shed = [one for one in outcome.answers if one.status == 503]
    others = Counter(one.status for one in outcome.answers if one.status not in ACKNOWLEDGED | {503})
    failed = others.total()
    found = kept(plan.first, plan.number)
    lost = found.lost({one.number for one in outcome.answers if one.status in ACKNOWLEDGED})
    p95, p99 = percentile(good, 0.95), percentile(good, 0.99)
    busy = f"{100 * watch.seconds / outcome.clock:.0f} % of a core for the web, {100 * outcome.processor / outcome.clock:.0f} % for the callers"
    yield Line(
        what=f"{name}: acknowledged",
        ours=f"{len(good):,} of {plan.number:,}, {len(good) / outcome.clock:.0f} a second",
        other=busy,
    )
    yield Line(
        what=f"{name}: p50 / p95 / p99 of these",
        ours=f"{percentile(good, 0.5):.3f} / {p95:.3f} / {p99:.3f} s",
        budget=f"– / {P95:.0f} / {P99:.0f} s",
        met=p95 <= P95 and p99 <= P99,
    )
    if is_over:
        times = [one.seconds for one in shed]
        again = {one.again for one in shed}
        yield Line(
            what=f"{name}: asked to come again",
            ours=f"{len(shed):,} ({100 * len(shed) / plan.number:.0f} %), p50 / p95 in {percentile(times, 0.5):.3f} / {percentile(times, 0.95):.3f} s, "
            f"after {min(again, default=0)}–{max(again, default=0)} s",
            budget=f"p95 ≤ {SHED} s",
            met=bool(shed) and percentile(times, 0.95) <= SHED,
        )
    else:
        yield Line(what=f"{name}: asked to come again", ours=str(len(shed)), budget="0", met=not shed)
    statuses = ", ".join(f"{number:,} with {status}" for status, number in others.items())
    yield Line(what=f"{name}: failed otherwise", ours=statuses or "0", budget="0", met=not failed)
    if plan.later:
        yield Line(
            what=f"{name}: carried out afterwards",
            ours=f"{waited:,} still waited, for {drain:.0f} s ({waited / max(drain, 0.5):.0f} a second)",
        )
    yield Line(
        what=f"{name}: acknowledged and lost / twice / not in the record",
        ours=f"{lost} / {found.twice} / {found.unrecorded}",
        budget="0 / 0 / 0",
        met=not (lost or found.twice or found.unrecorded),
    )
    yield Line(
        what=f"{name}: memory of the web",
        ours=f"{max(watch.megabytes, default=0):.0f} MB, × {watch.growth:.2f} from the second quarter to the last",
        budget=f"× {FLAT}",
        met=watch.growth <= FLAT,
    )


def measure(*, rate: float, seconds: float, over: float) -> None:
    """Lay the ground, serve, storm, count, print."""
    with installation("stampede") as root:
        load("owner")
        from django.db import connection

        steady, heavy = int(rate * seconds), int(5 * rate * over)
        ground = root / "ground.json"
        lay_ground(ground, people=max(2_000, (steady + 2 * heavy) // IDEAS_OF_ONE))
        connection.close()

        def plan(name: str, port: int, pace: float, first: int, number: int, later: float = 1.0) -> Plan:
            return Plan(
                port=port, ground=str(ground), out=str(root / f"{name}.json"), first=first, number=number, rate=pace, later=later
            )  # fmt: skip

        with serving() as port:
            storm(plan("warm", port, 20, 10_000_000, 100, later=0.5))
            at_once = plan(
                "plain", port, PLAIN_PACE * rate, 20_000_000, int(PLAIN_PACE * PLAIN_TIME * steady), later=0.0
            )
            lines = list(
                lines_of(
                    f"done at once, {at_once.rate:.0f} a second", at_once, *storm(at_once), is_over=False
                )
            )
            first = plan("steady", port, rate, 0, steady)
            lines += list(lines_of(f"{rate:.0f} a second", first, *storm(first), is_over=False))
            second = plan("over", port, 5 * rate, steady, heavy)
            guarded = storm(second)
            lines += lines_of(f"{5 * rate:.0f} a second", second, *guarded, is_over=True)
        with unguarded() as port:
            storm(plan("warm", port, 20, 10_000_100, 100))
            third = plan("control", port, 5 * rate, steady + heavy, heavy)
            control, _ = storm(third)
    good, bad = (
        percentile([one.seconds for one in outcome.answers if one.status in ACKNOWLEDGED], 0.95)
        for outcome in (guarded[0], control)
    )
    failed = sum(one.status not in ACKNOWLEDGED for one in control.answers)
    lines.append(
        Line(
            what=f"control: {5 * rate:.0f} a second, nothing before Django, p95",
            ours=f"{bad:.3f} s, {failed:,} without an answer",
            other=f"× {bad / good:.1f} of ours",
            budget=f"{P95:.0f} s",
            met=bad <= P95 and not failed,
        )
    )
    show(
        f"A stampede: {seconds:.0f} s, then {over:.0f} s of five times as many",
        lines,
        heads=("what", "found", "beside it", "–", "budget", "met"),
        notes=(
            "Seconds count from when a request should have been sent. The control must say no.",
            f"Load average of the machine when it ended: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        ),
    )


def main() -> None:
    """Measure with the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--over", type=float, default=60.0)
    options = parser.parse_args()
    measure(rate=options.rate, seconds=options.seconds, over=options.over)


if __name__ == "__main__":
    main()
