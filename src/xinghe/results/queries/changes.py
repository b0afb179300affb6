"""What has happened to published results since the search index was last written."""

import re

from django.db import connection

from xinghe.results.queries.findings import published

_SNAPSHOT = re.compile(r"[0-9]{1,15}:[0-9]{1,15}:[0-9,]*")


def snapshot_now() -> str:
    """Which transactions have ended by now, in PostgreSQL's notation. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        (snapshot,) = cursor.fetchone()
    return str(snapshot)


def is_ahead(snapshot: str) -> bool:
    """Whether ``snapshot`` knows transactions that have not begun: this server has lost some. 1 query.

    What cannot be read as a snapshot of this server is ahead of everything.
    """
    if not _SNAPSHOT.fullmatch(snapshot):
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmax(%s::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())", [snapshot]
        )
        (answer,) = cursor.fetchone()
    return bool(answer)


def results_changed(*, since: str) -> list[int]:
    """Results that were published, changed or taken back by transactions that had not ended at the snapshot ``since``.

    However late one of them ends, and whatever its number, it is seen once it has. 1 query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT result_id FROM results_searchchange"
            " WHERE transaction >= pg_snapshot_xmin(%(since)s::pg_snapshot)::text::bigint"
            " AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(since)s::pg_snapshot)"
            " ORDER BY transaction, result_id",
            {"since": since},
        )
        return [number for (number,) in cursor.fetchall()]


def publications_since(snapshot: str) -> tuple[bool, str]:
    """Whether anything public changed in a transaction that ``snapshot`` does not know, and the snapshot of now. 1 query.

    Without a snapshot, or with one of the future, the answer is yes.
    """
    known = snapshot if _SNAPSHOT.fullmatch(snapshot) else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_snapshot()::text, known IS NULL"
            " OR pg_snapshot_xmax(known) > pg_snapshot_xmax(pg_current_snapshot())"
            " OR EXISTS (SELECT FROM results_searchchange WHERE transaction >= pg_snapshot_xmin(known)::text::bigint"
            " AND NOT pg_visible_in_snapshot(transaction::text::xid8, known))"
            " FROM (SELECT NULLIF(%s, '')::pg_snapshot AS known) asked",
            [known],
        )
        now, changed = cursor.fetchone()
    return changed, now


def next_published(*, after: int, size: int) -> list[int]:
    """The numbers of published results above ``after``, in order. 1 query."""
    return list(published().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])
