"""Carry out long work in the background: imports, exports, comparisons."""

import threading

import click

from xinghe.project.loading import start_django


@click.command()
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Runs at the same time."
)
@click.option("--queue", "queues", multiple=True, help="Only this queue; may be repeated. Default: all.")
@click.option("--name", default=None, help="A name for the log.")
@click.option("--once", is_flag=True, help="Stop when nothing is left to do.")
def command(*, concurrency: int, queues: tuple[str, ...], name: str | None, once: bool) -> None:
    """Carry out long work in the background: imports, exports, comparisons; and seal the record every second.

    `xinghe serve` brings one of its own; more may run beside it, on this machine or on others with the same
    DATABASE_URL. Stopping it (Ctrl-C, TERM) lets the work in hand end; if it is killed, another worker takes the
    work up again.
    """
    start_django()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from xinghe.audit.sealing import run_forever

    waiting = app.connector
    assert isinstance(waiting, DjangoConnector)  # its twin listens, which Django's connections cannot
    stop = threading.Event()
    sealer = threading.Thread(target=run_forever, args=(stop,), name="sealer", daemon=True)
    sealer.start()
    with app.replace_connector(waiting.get_worker_connector()) as working:
        working.run_worker(
            queues=queues or None,
            name=name,
            concurrency=concurrency,
            wait=not once,
            delete_jobs="never",  # the trail of what was done; a task of its own clears the old
            # A stopped worker waits this long for the work in hand; what is cut off is taken up again.
            shutdown_graceful_timeout=20,
        )
    stop.set()
    sealer.join(timeout=10)
