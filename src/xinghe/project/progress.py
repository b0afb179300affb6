"""How a step shows itself: its name when it begins, the seconds when it is done. Needs nothing but Python."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_WIDTH = 44


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the name now and the seconds it took afterwards, or that it did not succeed."""
    begun = time.monotonic()
    print(f"  {name:<{_WIDTH}}", end="", flush=True)
    try:
        yield
    except BaseException:
        print(f"{'stopped':>8}", flush=True)
        raise
    print(f"{time.monotonic() - begun:6.1f} s", flush=True)


def say(sentence: str = "") -> None:
    """Print a sentence at once, also into a file or a pipe."""
    print(sentence, flush=True, file=sys.stdout)
