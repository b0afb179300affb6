"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, whether it is good, the fact, and what mends it."""

    name: str
    good: bool
    fact: str
    mend: str = ""
