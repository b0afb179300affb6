"""What a matrix is about: a thing of the small province, whose it is, and the marks by which its bytes are known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

_MARK = re.compile(r"XQ\d{5}X", re.IGNORECASE)
_numbers = count(1)


def mark() -> str:
    """A word that stands nowhere else: whoever reads it has read the one field that it was written into."""
    return f"XQ{next(_numbers):05d}X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing: where it stands, whose it is, how an address names it, and the marks in its fields.

    ``at`` is the name of its union in the small province, ``""`` for what stands nowhere; ``union`` its number,
    ``desk`` the union whose turn it is. ``people`` are all whom it belongs to. ``line`` is set where one line
    alone may look. ``writers`` may write it, ``creators`` have a word on their share, ``barred`` never decide.
    """

    kind: str
    at: str
    pk: int
    key: str
    state: str = ""
    union: int | None = None
    desk: int | None = None
    line: str = ""
    people: frozenset[int] = frozenset()
    writers: frozenset[int] = frozenset()
    creators: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    parent: str = ""
    is_public: bool = False
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Things:
    """All of them, found by kind, and by mark."""

    all: list[Thing] = field(default_factory=list)
    # What is known by a number instead of a mark: the text as pages write it → thing and field.
    numbers: dict[str, tuple[Thing, str]] = field(default_factory=dict)
    _marks: dict[str, tuple[Thing, str]] = field(default_factory=dict)

    def add(self, thing: Thing) -> Thing:
        """Keep one, with its marks."""
        self.all.append(thing)
        self._marks |= {text.upper(): (thing, name) for name, text in thing.marks.items()}
        return thing

    def of(self, kind: str, *, state: str = "") -> list[Thing]:
        """Those of one kind, and of one state if it is named."""
        return [one for one in self.all if one.kind == kind and state in ("", one.state)]

    def seen_in(self, text: str) -> Iterator[tuple[Thing, str]]:
        """The fields whose marks or numbers stand in ``text``."""
        for found in {one.upper() for one in _MARK.findall(text)}:
            if found in self._marks:
                yield self._marks[found]
        if self.numbers:
            for found in set(_NUMBER.findall(text)) & self.numbers.keys():
                yield self.numbers[found]


# As a page writes an amount of ours (87.3119 万元) or a program reads it (873119), and a telephone number.
_NUMBER = re.compile(r"(?<![\w.])(?:8\d\.\d{4}|8\d{5}(?:\.00)?|139\d{8})(?![\w])")


def amounts() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Odd amounts in yuan, each with the ways in which it is written."""
    for number in range(873_119, 899_999, 7):
        if number % 10:
            ten_thousands = f"{number / 10_000:.4f}"
            yield number, (ten_thousands, str(number), f"{number}.00")
