"""Acts of one call in the order of their time: some lie on a heap until it is their turn, others follow step by step."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

from xinghe.project.demonstration.sendings import working_moment
from xinghe.project.demonstration.told import told_at


class Story:
    """How far the telling has come, and what is still to happen. Nothing happens after ``ends_at``."""

    def __init__(self, begins_at: datetime, *, ends_at: datetime) -> None:
        self.now = begins_at
        self.steps = 0
        self._ends_at = ends_at
        self._order = count()
        self._pending: list[tuple[datetime, int, Callable[[], None]]] = []

    def later(self, instant: datetime, act: Callable[[], None]) -> None:
        """Let something happen at an instant, if the story goes on for so long."""
        if instant < self._ends_at:
            heapq.heappush(self._pending, (instant, next(self._order), act))

    def unfold(self) -> None:
        """Let everything happen that is waiting, and what comes of it."""
        while self._pending:
            self.now, _, act = heapq.heappop(self._pending)
            with told_at(self.now):
                act()
                self.steps += 1

    @contextmanager
    def after(self, *, days: int, minutes: int = 0) -> Iterator[None]:
        """Go on so much later, on a working day."""
        self.now = min(working_moment(self.now, days=days, minutes=minutes), self._ends_at)
        with told_at(self.now):
            yield
            self.steps += 1
