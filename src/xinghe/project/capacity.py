"""How many requests one web worker holds at once: what its threads, its entrances and its connections must agree on.

Figures, two cores: two requests of a worker at once served most pages a second; more only contend for the interpreter.
Threads that wait before an entrance contend for nothing, so there are many.
"""

from typing import Final

ENTRANCES: Final = ("reading", "writing")
# Slow ones stand aside, so that others are let in beside them; more than so many times the usual number never are.
BESIDE: Final = 4
# Requests that wait at one entrance. At 50 a second they are all inside before anybody's patience ends.
WAITING: Final = 40
# Bodies that are received at once, from phones with a weak signal: each holds a thread, and no place inside.
RECEIVING: Final = 32
# What is answered without waiting: static files, kept pages, refusals.
SPARE_THREADS: Final = 8


def most_inside(at_once: int) -> int:
    """Requests that may be worked on at the same time, and need a connection to the database each."""
    return len(ENTRANCES) * BESIDE * at_once


def most_threads(at_once: int) -> int:
    """Threads for everybody inside, waiting and sending, and for saying no without waiting."""
    return most_inside(at_once) + len(ENTRANCES) * WAITING + RECEIVING + SPARE_THREADS


def most_connections(at_once: int) -> int:
    """Connections to the database: for everybody inside, and for the look whether kept pages are still true."""
    return most_inside(at_once) + 1
