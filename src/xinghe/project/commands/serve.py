"""Run everything on this machine: database, web and worker."""

import os

import click

from xinghe.project.places import var_directory


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="XINGHE_PORT")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Web processes.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Requests that each works on at once; slow ones do not count.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(0, 64),
    default=2,
    show_default=True,
    help="Background runs; 0: none.",
)
@click.option("--migrate", is_flag=True, help="First bring the database to this version.")
@click.option(
    "--demo", is_flag=True, help="If nobody can sign in yet, first make the demonstration province."
)
@click.option("--may-forget", is_flag=True, help="Serve from a database that is not durable, for tests.")
@click.option("--access-log", is_flag=True, help="One line for each request.")
def command(
    *,
    host: str,
    port: int,
    workers: int,
    threads: int,
    concurrency: int,
    migrate: bool,
    demo: bool,
    may_forget: bool,
    access_log: bool,
) -> None:
    """Run everything on this machine: database, web and worker.

    What ends is started again; Ctrl-C or TERM stops everything in order. Killing any part loses nothing that was
    acknowledged, and the next start cleans up. Without --migrate it refuses to start on a database that is behind.
    """
    from xinghe.project.serving import Plan, serve

    serve(
        Plan(
            var=var_directory(os.environ),
            host=host,
            port=port,
            workers=workers,
            threads=threads,
            concurrency=concurrency,
            migrate=migrate,
            demo=demo,
            may_forget=may_forget,
            access_log=access_log,
        )
    )
