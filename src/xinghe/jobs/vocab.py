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


class RowOutcome(StrEnum):
    """What became of one row of a bulk act."""

    WAITING = "waiting"
    FIT = "fit"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNDONE = "undone"


ROW_OUTCOME_LABELS: dict[RowOutcome, str] = {
    RowOutcome.WAITING: gettext_noop("not reached"),
    RowOutcome.FIT: gettext_noop("can be done"),
    RowOutcome.DONE: gettext_noop("done"),
    RowOutcome.REFUSED: gettext_noop("refused"),
    RowOutcome.FAILED: gettext_noop("failed"),
    RowOutcome.UNDONE: gettext_noop("taken back again"),
}

# A file that long work wrote is kept so long: it holds what somebody might see then.
FILES_KEPT_DAYS = 7
# So many works of one person may wait or run at the same time.
MOST_UNDER_WAY = 5

# More rows than this are a matter for the command line: a person could not look them through.
MOST_ROWS = 5_000
# A row keeps so much of what its thing is called.
LONGEST_LABEL = 200
# So many are rehearsed while the person waits for the page.
TRIED_AT_ONCE = 50
