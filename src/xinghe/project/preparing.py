"""What must be done once after an installation or an update, and how to see that it was. Needs a loaded Django."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from xinghe.access.actor import Actor
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.postgres import local_cluster
from xinghe.unions import actions, queries


class MigrationsPending(Refusal):
    """The tables are of another version than the program."""

    code = "migrations_pending"
    message = gettext_noop(
        "The database is %(number)s migrations behind this version, the first being %(first)s. "
        "Bring it up with: xinghe migrate (or serve --migrate)."
    )
    status = 503


class StaticFilesMissing(Refusal):
    """The pages would come without style and behaviour."""

    code = "static_files_missing"
    message = gettext_noop(
        "The static files in %(directory)s are not those of this version. Collect them with: xinghe migrate."
    )
    status = 503


def refuse_unprepared() -> None:
    """Refuse to go on while migrations are pending or static files are missing. Changes nothing."""
    if names := pending_migrations():
        raise MigrationsPending(number=len(names), first=names[0])
    if not static_is_collected():
        raise StaticFilesMissing(directory=settings.STATIC_ROOT)


def pending_migrations() -> list[str]:
    """What this version would still apply, in order, as `app.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    """Apply what is pending."""
    call_command("migrate", interactive=False, verbosity=0)


def ensure_roles() -> None:
    """Let web and worker sign in to our own server as the role that owns nothing. Needs the owner's connection."""
    if local_cluster() is not None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER ROLE xinghe_app LOGIN")


def plant_tree() -> None:
    """Put the union tree of the province in place, unless it is: places are known from it."""
    if not queries.is_planted():
        actions.plant_tree(Actor.for_job("command-line", via="command"))


def compile_kernels() -> None:
    """Compile the comparison of texts once, so that the first workbook does not wait for it: some twenty seconds."""
    if any(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi")):
        return
    from xinghe.kernels.originality import warm_up

    warm_up()


def collect_static() -> None:
    """Collect the static files unless the collected ones are those of these sources."""
    if static_is_collected():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    _stamp().parent.mkdir(parents=True, exist_ok=True)  # absent when there was nothing to collect
    _stamp().write_text(_digest_of_sources())


def static_is_collected() -> bool:
    """True when what lies in STATIC_ROOT was collected from exactly the present sources."""
    try:
        return _stamp().read_text() == _digest_of_sources()
    except FileNotFoundError:
        return False


def nobody_can_sign_in() -> bool:
    """True on an installation without people, the only one into which a demonstration may be put unasked."""
    return not get_user_model()._default_manager.exists()


def _stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected-from"


def _digest_of_sources() -> str:
    """Names, sizes and times rather than contents: hundreds of files, and asked at every start."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
