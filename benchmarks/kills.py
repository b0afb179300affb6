"""Web workers, worker and database are killed while people hand in: what is lost, what is done twice.

    python -m benchmarks.kills [--submissions 10000] [--kills 20]

Everybody sends the same request, with its key, until it is acknowledged, half of them as deposits; a tenth of the first answers never arrives,
as on a phone in a lift. The controls must say no: a new key for every attempt, and a database that acknowledges
before anything is on disk.
"""

import argparse
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from benchmarks.callers import Outcome
from benchmarks.handing_in import ACKNOWLEDGED, Kept, Plan, command_of, drained, kept, lay_ground, told
from benchmarks.setting import CHECKOUT, Line, installation, load, serving, show

IDEAS_OF_ONE = 15
LOSES = 0.1
# Seconds between two kills: nothing is killed while the last one is still being mended.
PAUSE = 4.0
VICTIMS = ("web", "postmaster", "worker", "postgres child", "web of all")


def victims_of(kind: str) -> list[int]:
    """The processes of this installation that such a kill hits."""
    from xinghe.project import processes
    from xinghe.project.postgres import local_cluster

    here = os.fsencode(os.environ["XINGHE_VAR"])
    postmaster = local_cluster().pid()
    if kind == "postmaster":
        return [postmaster] if postmaster else []
    if kind == "postgres child":
        backends = [pid for pid in processes.every_pid() if processes.parent_of(pid) == postmaster]
        return backends[-1:]
    word = b"cli worker" if kind == "worker" else b"gunicorn"
    found = [
        pid
        for pid in processes.every_pid()
        if word in b" ".join(processes.command_line(pid))
        and processes.environment_of(pid).get(b"XINGHE_VAR") == here
    ]
    if kind == "web":
        # Not the one that starts the others anew.
        masters = {processes.parent_of(pid) for pid in found}
        return sorted(set(found) - masters)[:1]
    return found


def killing(callers: "subprocess.Popen[bytes]", *, kills: int, kinds: tuple[str, ...]) -> Counter[str]:
    """Kill one after the other until the callers are done, at least until there were so many."""
    chance, done = random.Random(kills), Counter[str]()
    while callers.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            callers.wait(PAUSE * chance.uniform(0.5, 1.0))
            break
        if done.total() >= kills:
            continue
        kind = kinds[done.total() % len(kinds)]
        for pid in victims_of(kind):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                done[kind] += 1
    return done


def trial(plan: Plan, *, kills: int, kinds: tuple[str, ...] = VICTIMS) -> tuple[Outcome, Kept, Counter[str]]:
    """Let callers hand in while things are killed; what they were told, what is there, what was killed."""
    with subprocess.Popen(command_of(plan), cwd=CHECKOUT) as callers:
        killed = killing(callers, kills=kills, kinds=kinds)
    if callers.returncode:
        raise RuntimeError(f"the callers ended with {callers.returncode}")
    drained()
    return told(plan), there(plan), killed


def there(plan: Plan) -> Kept:
    """What the database holds of a plan, once it answers again."""
    from django.db import Error, connection

    until = time.monotonic() + 60
    while True:
        try:
            return kept(plan.first, plan.number)
        except Error:
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def cut_short(plan: Plan) -> tuple[int, int]:
    """The forgetful control: the postmaster is killed while half are there. (Acknowledged, lost)."""
    with subprocess.Popen(command_of(plan), cwd=CHECKOUT) as callers:
        while len(there(plan).rows) < plan.number / 2 and callers.poll() is None:
            time.sleep(0.05)
        for pid in victims_of("postmaster"):
            os.kill(pid, signal.SIGKILL)
        callers.wait()
    acknowledged = {one.number for one in told(plan).answers if one.status in ACKNOWLEDGED}
    return len(acknowledged), there(plan).lost(acknowledged)


def lines_of(
    name: str, plan: Plan, found: tuple[Outcome, Kept, Counter[str]], *, kills: int
) -> Iterator[Line]:
    """What is promised, and what came of it."""
    outcome, rows, killed = found
    acknowledged = {one.number for one in outcome.answers if one.status in ACKNOWLEDGED}
    tries = sum(one.again for one in outcome.answers)
    yield Line(
        what=f"{name}: killed",
        ours=", ".join(f"{number} × {kind}" for kind, number in killed.items()),
        budget=f"≥ {kills}",
        met=killed.total() >= kills,
    )
    yield Line(
        what=f"{name}: acknowledged",
        ours=f"{len(acknowledged):,} of {plan.number:,} in {outcome.clock:.0f} s, by {tries:,} attempts",
        budget=f"{plan.number:,}",
        met=len(acknowledged) == plan.number,
    )
    lost = rows.lost(acknowledged)
    yield Line(what=f"{name}: acknowledged and lost", ours=str(lost), budget="0", met=not lost)
    yield Line(what=f"{name}: handed in twice", ours=str(rows.twice), budget="0", met=not rows.twice)
    yield Line(
        what=f"{name}: not in the record", ours=str(rows.unrecorded), budget="0", met=not rows.unrecorded
    )


def measure(*, submissions: int, kills: int) -> None:
    """Lay the ground, serve, kill, count, print; then the controls."""
    import psycopg

    with installation("kills") as root:
        load("owner")
        from django.db import connection

        from xinghe.project.postgres import local_cluster

        part = max(200, submissions // 10)
        ground = root / "ground.json"
        lay_ground(ground, people=max(500, (submissions + 2 * part) // IDEAS_OF_ONE))
        connection.close()

        def plan(name: str, port: int, first: int, number: int, **options: Any) -> Plan:
            return Plan(
                port=port, ground=str(ground), out=str(root / f"{name}.json"), first=first, number=number, loses=LOSES, **options
            )  # fmt: skip

        with serving() as port:
            # Half of them prefer that it is taken in now and carried out afterwards.
            first = plan("keys", port, 0, submissions, later=0.5)
            lines = list(lines_of("with keys", first, trial(first, kills=kills), kills=kills))
            second = plan("no-keys", port, submissions, part, keys=False)
            _, rows, _ = trial(second, kills=0)
            lines.append(
                Line(
                    what="control: a new key for every attempt, handed in twice",
                    ours=f"{rows.twice} of {part:,}",
                    budget="0",
                    met=not rows.twice,
                )
            )
        with psycopg.connect(local_cluster().url(), autocommit=True) as owner:
            owner.execute("ALTER SYSTEM SET synchronous_commit = off")
            owner.execute("SELECT pg_reload_conf()")
        with serving("--may-forget") as port:
            third = plan("forgets", port, submissions + part, part)
            acknowledged, lost = cut_short(third)
        lines.append(
            Line(
                what="control: synchronous_commit off, acknowledged and lost",
                ours=f"{lost} of {acknowledged:,}",
                budget="0",
                met=not lost,
            )
        )
    show(
        f"Killed while {submissions:,} hand in",
        lines,
        heads=("what", "found", "–", "–", "budget", "met"),
        notes=(
            f"{LOSES:.0%} of first answers were thrown away. The controls must say no.",
            f"Load average of the machine when it ended: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        ),
    )


def main() -> None:
    """Measure with the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    measure(submissions=options.submissions, kills=options.kills)


if __name__ == "__main__":
    main()
