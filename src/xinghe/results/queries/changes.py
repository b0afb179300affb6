"""What has happened to published results since the search index was last written."""

from django.db import connection

from xinghe.results.models import SearchChange
from xinghe.results.queries.findings import published


def transactions_ended() -> int:
    """Every transaction with a number below this has ended: its changes are all to be seen. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (number,) = cursor.fetchone()
    return int(number)


def results_changed(*, since: int, before: int) -> list[int]:
    """Results that transactions numbered from ``since`` to below ``before`` published, changed or took back. 1 query."""
    rows = SearchChange.objects.filter(transaction__gte=since, transaction__lt=before)
    return list(rows.order_by("transaction", "pk").values_list("pk", flat=True))


def next_published(*, after: int, size: int) -> list[int]:
    """The numbers of published results above ``after``, in order. 1 query."""
    return list(published().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])
