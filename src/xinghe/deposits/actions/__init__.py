"""Everything that changes deposits: taken in, settled one way or the other, emptied."""

from xinghe.deposits.actions.settling import empty_deposits, note_attempt, note_done, refuse_deposit
from xinghe.deposits.actions.taking import Taken, take_deposit

__all__ = ["Taken", "empty_deposits", "note_attempt", "note_done", "refuse_deposit", "take_deposit"]
