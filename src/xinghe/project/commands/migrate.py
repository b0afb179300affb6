"""Bring the database and the collected files to this version of the product."""

import click

from xinghe.project.loading import start_django
from xinghe.project.progress import step

EXIT_NOBODY = 3


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; refuse if something is still to be done.")
@click.option("--exit-3-if-empty", "tell_empty", is_flag=True, hidden=True)
@click.pass_context
def command(ctx: click.Context, *, check: bool, tell_empty: bool) -> None:
    """Bring the database and the collected files to this version of the product.

    Starts the database if it is ours, applies what is pending as the owner of the tables, makes sure that the
    role exists as which web and worker connect, plants the union tree of the province, and collects the static files. Doing it twice changes nothing.
    """
    with step("database"):
        start_django(owner=True)
    from xinghe.project import preparing

    if check:
        preparing.refuse_unprepared()
        return
    with step("migrations"):
        preparing.migrate()
    with step("roles"):
        preparing.ensure_roles()
    with step("union tree"):
        preparing.plant_tree()
    with step("comparison of texts"):
        preparing.compile_kernels()
    with step("static files"):
        preparing.collect_static()
    if tell_empty and preparing.nobody_can_sign_in():
        ctx.exit(EXIT_NOBODY)
