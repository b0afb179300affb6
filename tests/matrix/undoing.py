"""What a cell does is undone, also where a command opens a transaction that must be the outermost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written meanwhile is taken back at the end."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # so that a durable block may begin inside
    with outer:
        yield
        transaction.set_rollback(True)
