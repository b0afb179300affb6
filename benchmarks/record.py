"""What the sealed record costs: verifying and sealing 100,000 entries, the delay of a seal, the price of a command.

    python -m benchmarks.record [--entries 100000]

Uses a throw-away database without fsync, where the part of a command that is not the disk's weighs most.
"""

import argparse
import io
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WRITERS = 4
ROUND_SECONDS = 3.0
ROUNDS = 4


@contextmanager
def throw_away_database() -> Iterator[None]:
    """A migrated database on the test server, gone afterwards."""
    from xinghe.project.postgres import start_test_cluster

    os.environ["DATABASE_URL"] = start_test_cluster()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinghe.project.settings.test")
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def timed(what: Callable[[], object]) -> float:
    """Seconds that it took."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def fill(count: int) -> None:
    """Entries as commands leave them, not yet sealed."""
    from tests.factories import audit as factory

    for start in range(0, count, 10_000):
        factory.entries(min(10_000, count - start), subject_id=start)


def measure_chain(count: int) -> None:
    """Sealing and verifying a record of ``count`` entries, ours and the outsider's way."""
    from tools import verify_record
    from xinghe.audit import queries, sealing
    from xinghe.audit.rules import examine, line_to_json

    fill(count)
    seconds = timed(sealing.seal_all)
    print(f"seal {count:,} entries: {seconds:.1f} s, {count / seconds:,.0f} entries/s")
    seconds = timed(lambda: examine(queries.sealed_lines(), [], entries=count))
    print(f"verify {count:,} entries: {seconds:.1f} s, {count / seconds:,.0f} entries/s")
    export = io.StringIO("\n".join(map(line_to_json, queries.sealed_lines())))
    seconds = timed(lambda: verify_record.verify(export, {}))
    print(f"outsider verifies {count:,} lines: {seconds:.1f} s, {count / seconds:,.0f} lines/s")
    short = statistics.median(
        timed(lambda: sealing.seal_pending(look_back=sealing.LOOK_BACK)) for _ in range(9)
    )
    full = statistics.median(timed(sealing.seal_pending) for _ in range(5))
    print(f"an idle turn of the sealer: {short * 1000:.1f} ms; a full look: {full * 1000:.0f} ms")


def commands_in(seconds: float) -> int:
    """How many commands four threads carry out, each locking a row, changing it and recording so."""
    from django.db import connections

    from xinghe.access.actor import Actor
    from xinghe.access.work import Work, command
    from xinghe.unions.models import Union
    from xinghe.unions.vocab import UnionKind

    @command
    def rename(work: Work, *, union_id: int, name: str) -> None:
        """Change one thing."""
        union = work.claim(Union, union_id)
        before, union.name = union.name, name
        union.save(update_fields=["name"])
        work.record("union.rename", union, name=(before, name))

    actor = Actor.for_job("demonstration")
    unions = [Union.objects.create(name=f"单位{n}", kind=UnionKind.UNIT).pk for n in range(WRITERS)]
    done = [0] * WRITERS
    until = time.perf_counter() + seconds

    def write(number: int) -> None:
        while time.perf_counter() < until:
            rename(actor, union_id=unions[number], name=f"单位 {done[number]}")
            done[number] += 1
        connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def measure_commands() -> None:
    """Commands a second with and without a sealer at work, alternating, and how long entries waited."""
    from django.db.models import F

    from xinghe.audit import sealing
    from xinghe.audit.models import AuditEntry, AuditLink

    counts: dict[bool, list[int]] = {False: [], True: []}
    waits: list[float] = []
    for _ in range(ROUNDS):
        for sealing_on in (False, True):
            last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            stop = threading.Event()
            sealer = threading.Thread(target=sealing.run_forever, args=(stop,))
            if sealing_on:
                sealer.start()
            counts[sealing_on].append(commands_in(ROUND_SECONDS))
            if sealing_on:
                time.sleep(1.5)
                stop.set()
                sealer.join()
                links = AuditLink.objects.filter(entry_id__gt=last)
                waits += [
                    found.total_seconds()
                    for found in links.values_list(F("sealed_at") - F("entry__at"), flat=True)
                ]
            sealing.seal_all()
    without, during = (statistics.median(counts[on]) / ROUND_SECONDS for on in (False, True))
    print(
        f"commands a second, {WRITERS} threads: {without:,.0f} alone, {during:,.0f} with the sealer: {during / without:.2f}"
    )
    waits.sort()
    print(
        f"from command to seal: p50 {waits[len(waits) // 2]:.2f} s, max {waits[-1]:.2f} s over {len(waits):,} entries"
    )


def main() -> None:
    """Print every figure, one a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    with throw_away_database():
        measure_chain(options.entries)
        measure_commands()


if __name__ == "__main__":
    main()
