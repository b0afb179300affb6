"""How the texts of all unions are looked at in the middle of somebody's own work.

Whoever compares must see every text, whatever the asker may see; what is *shown* goes by the asker.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from xinghe.access.actor import Actor
from xinghe.access.fence import open_fence

_MACHINE = Actor.for_job("index-texts")


@contextmanager
def everywhere() -> Iterator[None]:
    """Look as a machine; afterwards the asker's own fence stands exactly as it stood.

    What is set for a transaction is taken back with its savepoint, and so would be anything written in here.
    """
    with transaction.atomic():
        open_fence(_MACHINE)
        yield
        transaction.set_rollback(True)
