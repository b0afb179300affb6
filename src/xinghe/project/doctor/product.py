"""The product on top of the database: its role, its tables, its workers, its pages."""

from collections.abc import Iterator, Mapping

from psycopg.errors import UndefinedTable

from xinghe.project.doctor.database import connect
from xinghe.project.doctor.finding import Finding
from xinghe.project.loading import start_django

# Workers say that they live every 10 seconds; three missed times, and nobody is there.
_LONGEST_SILENCE = 30


def program(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That the program itself can be loaded: everything is installed and fits together."""
    start_django(database=False)
    yield Finding(name="program", good=True, fact="loads")


def role(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That pages and jobs connect as a role that cannot step over the fence around people's rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, superuser, passes = cursor.fetchone()
    powers = [word for word, held in (("SUPERUSER", superuser), ("BYPASSRLS", passes)) if held]
    yield Finding(
        name="role",
        good=not powers,
        fact=f"{name} is {' and '.join(powers) if powers else 'NOSUPERUSER NOBYPASSRLS'}",
        mend="xinghe migrate makes the role; DJANGO_SETTINGS_MODULE must name the settings for serving.",
    )


def migrations(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That the tables are of this version."""
    from xinghe.project.preparing import pending_migrations

    pending = pending_migrations()
    yield Finding(
        name="migrations",
        good=not pending,
        fact=f"{len(pending)} pending, the first {pending[0]}" if pending else "none pending",
        mend="xinghe migrate",
    )


def worker(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That somebody carries out long work, and that no work hangs in the hands of the dead."""
    with connect(environ) as connection:
        try:
            living, waiting, hanging = connection.execute(
                """
                WITH living AS (
                    SELECT id FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)
                )
                SELECT (SELECT count(*) FROM living),
                       count(*) FILTER (WHERE status = 'todo'),
                       count(*) FILTER (
                           WHERE status = 'doing' AND (worker_id IS NULL OR worker_id NOT IN (SELECT id FROM living))
                       )
                FROM procrastinate_jobs
                """,
                [_LONGEST_SILENCE],
            ).fetchone() or (0, 0, 0)
        except UndefinedTable:
            yield Finding(name="worker", good=False, fact="the queue is not there yet", mend="xinghe migrate")
            return
    yield Finding(
        name="worker",
        good=living > 0,
        fact=f"{living} alive, {waiting} runs waiting",
        mend="Start one: xinghe serve brings its own, xinghe worker is one more.",
    )
    yield Finding(
        name="work in hand",
        good=not hanging,
        fact=f"{hanging} runs in the hands of a worker that is gone" if hanging else "none is left behind",
        mend="A living worker takes them up within two minutes; if not, start it again.",
    )


def mail(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That e-mail can go out, or that none is meant to."""
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.XINGHE.smtp_url:
        fact = "none is sent; messages stand in the product (XINGHE_SMTP_URL sets it up)"
        yield Finding(name="e-mail", good=True, fact=fact)
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        post = get_connection(timeout=5)
        post.open()
        post.close()
    except OSError as reason:  # every error of smtplib is one as well
        yield Finding(
            name="e-mail",
            good=False,
            fact=f"{where} does not take ours: {reason}",
            mend="See host, port, user and password in XINGHE_SMTP_URL.",
        )
        return
    yield Finding(name="e-mail", good=True, fact=f"{where} takes ours")


def front_end(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That the pages' style and behaviour are built, collected, and of this version."""
    from django.contrib.staticfiles import finders

    from xinghe.project.preparing import static_is_collected

    built = finders.find("xinghe/manifest.json") is not None
    collected = static_is_collected()
    yield Finding(
        name="front end",
        good=built and collected,
        fact=("built" if built else "not built") + (" and collected" if collected else ", not collected"),
        mend="make frontend, then xinghe migrate" if not built else "xinghe migrate",
    )
