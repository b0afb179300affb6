"""The fixed words of long work."""

from enum import StrEnum

from xinghe.foundation.errors import gettext_noop


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


RUN_STATE_LABELS: dict[RunState, str] = {
    RunState.WAITING: gettext_noop("waiting"),
    RunState.RUNNING: gettext_noop("running"),
    RunState.DONE: gettext_noop("done"),
    RunState.FAILED: gettext_noop("failed"),
    RunState.CANCELLED: gettext_noop("cancelled"),
}

ENDED = frozenset({RunState.DONE, RunState.FAILED, RunState.CANCELLED})

# After this many starts a run that never ends is declared failed instead of tried again.
MOST_ATTEMPTS = 5
