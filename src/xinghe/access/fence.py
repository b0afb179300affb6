"""The second fence: row-level security in PostgreSQL, told who is asking for one transaction only.

The policies (``protect``) compare path columns with ranges that ``open_fence`` sets by
``set_config(…, is_local => true)``; nothing set, nothing seen. Only this shape is affordable
(a range on a C-collated column uses its index); prefix LIKE, sub-selects and functions per row are not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from xinghe.access.actor import Actor, path_range
from xinghe.access.powers import MOST_OFFICES

ROLE = "xinghe_app"
# An office may stand on two lines, so it may need two places.
SLOTS = MOST_OFFICES * 2


def open_fence(actor: Actor, *, plans: str = "") -> None:
    """Say to PostgreSQL, until this transaction ends, whose rows may be seen. 1 query.

    ``plans`` is its plan_cache_mode: a list is planned for what it is narrowed to, a command like its forerunners.

    Also gives up the owner's rights: a connection that belongs to the owner of the tables (a
    test, the command line) is fenced like everybody else's.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the fence is opened inside a transaction, or it would outlive the request")
    settings = {"role": ROLE, "xinghe.looking": "yes" if actor.lens else ""}
    if plans:
        settings["plan_cache_mode"] = plans
    settings |= _places(actor, "xinghe.", taken=_taken.get())
    if actor.lens is not None:
        settings |= _places(actor.lens, "xinghe.lens_", taken=SLOTS)
    # A place that was never opened in this transaction need not be closed: hundreds of statements a second begin here.
    _taken.set(max(_taken.get(), min(len(_ranges(actor)), SLOTS)))
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in settings.items() for part in pair])


def _ranges(actor: Actor) -> list[tuple[str, str]]:
    """The places that an actor may look into."""
    # A named machine may look everywhere: what it may do is cut by its powers, not by place.
    return [("", "~")] if actor.system else [path_range(path) for path in actor.paths]


def _places(actor: Actor, prefix: str, *, taken: int) -> dict[str, str]:
    """The settings that say who one actor is and where they may look; ``taken`` places may stand open from before."""
    ranges = _ranges(actor)
    if len(ranges) > SLOTS:
        raise RuntimeError(f"{len(ranges)} places are held; the fence has {SLOTS}")
    settings = {f"{prefix}person": str(actor.person_id or "")}
    for slot in range(max(len(ranges), taken)):
        low, high = ranges[slot] if slot < len(ranges) else ("", "")
        settings[f"{prefix}low{slot}"] = low
        settings[f"{prefix}high{slot}"] = high
    return settings


# Whose fence is open on this thread now, so that what is opened inside it gives it back.
_standing: ContextVar[Actor | None] = ContextVar("xinghe.standing_fence", default=None)
# How many places may stand open in this transaction. Outside ``fenced`` nobody knows: all.
_taken: ContextVar[int] = ContextVar("xinghe.taken_places", default=SLOTS)


@contextmanager
def fenced(actor: Actor, *, durable: bool = False) -> Iterator[None]:
    """Work as ``actor``: one transaction in which PostgreSQL shows their rows and no others.

    Inside another's fence it is theirs again afterwards: what is set for a transaction would outlive this block.
    """
    nested, outer = connection.in_atomic_block, _standing.get()
    token = _standing.set(actor)
    # What an earlier transaction set is gone with it.
    count = _taken.set(_taken.get() if nested else 0)
    try:
        with transaction.atomic(durable=durable):
            open_fence(actor, plans="" if nested else "auto" if durable else "force_custom_plan")
            yield
            if outer is not None:
                open_fence(outer)
            elif nested:
                # Only in tests, which wrap everything in a transaction of their own.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('role', 'none', true)")
    finally:
        _standing.reset(token)
        _taken.reset(count)


def sees(lines: tuple[str, ...], *, owner: str | None = None, people: str | None = None) -> str:
    """The policy's condition: in one of the ranges on one of the lines, or mine.

    ``owner`` is a column with a person's number, ``people`` one with the numbers of several. Whoever looks
    through somebody else's eyes sees what both see: the same condition once more, about the other one.
    """
    mine = _seen_by("xinghe.", lines, owner=owner, people=people)
    theirs = _seen_by("xinghe.lens_", lines, owner=owner, people=people)
    return f"(({mine}) AND (NULLIF(current_setting('xinghe.looking', true), '') IS NULL OR ({theirs})))"


def _seen_by(prefix: str, lines: tuple[str, ...], *, owner: str | None, people: str | None) -> str:
    """What one actor sees, by the settings that begin with ``prefix``."""
    parts = [
        f"({line} >= current_setting('{prefix}low{slot}', true) AND {line} < current_setting('{prefix}high{slot}', true))"
        for slot in range(SLOTS)
        for line in lines
    ]
    if owner:
        parts.append(f"{owner} = NULLIF(current_setting('{prefix}person', true), '')::bigint")
    if people:
        # This way round it is looked up in a GIN index of the column.
        parts.append(f"{people} @> ARRAY[NULLIF(current_setting('{prefix}person', true), '')::bigint]")
    return " OR ".join(parts)


def protect(table: str, condition: str, *, public: str = "") -> str:
    """SQL that puts ``table`` behind the fence: read and changed where ``condition`` holds.

    Rows for which the plain condition ``public`` holds are read by everybody, and changed by nobody for that.
    """
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_fence ON {table} USING ({condition}) WITH CHECK ({condition})",
    ]
    if public:
        statements.append(f"CREATE POLICY {table}_public ON {table} FOR SELECT USING ({public})")
    return ";\n".join(statements)


def unprotect(table: str) -> str:
    """SQL that undoes ``protect``."""
    statements = [
        f"DROP POLICY IF EXISTS {table}_public ON {table}",
        f"DROP POLICY {table}_fence ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return ";\n".join(statements)
