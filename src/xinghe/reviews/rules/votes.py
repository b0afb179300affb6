"""What votes come to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from xinghe.reviews.vocab import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Votes on one application, and whether they carry it."""

    yes: int
    no: int
    abstained: int
    is_carried: bool


def tally(choices: Iterable[str]) -> Tally:
    """More than half of all votes given must be for it: who abstains is not for it."""
    counts = Counter(choices)
    return Tally(
        yes=counts[Choice.YES],
        no=counts[Choice.NO],
        abstained=counts[Choice.ABSTAIN],
        is_carried=counts[Choice.YES] * 2 > counts.total(),
    )
