"""The fixed words of deposits: what may have become of one, and how often it is tried."""

from enum import StrEnum
from typing import Final


class DepositState(StrEnum):
    """What became of a deposit so far."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


# What stops for a reason that nobody foresaw is tried so often, a minute apart; then its sender is told.
MOST_ATTEMPTS: Final = 4
# In an answer that is kept in the statement that takes the request, PostgreSQL puts its instant here. No key holds a space.
TAKEN_AT: Final = "<taken at>"
