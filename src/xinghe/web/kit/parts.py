"""What the components show. A view fills these values; a template only lays them out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.forms import BaseForm
from django.utils.functional import Promise

Words = str | Promise
Tone = Literal["", "good", "wait", "bad", "honour"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line in a menu. ``count`` is what waits there, shown only when there is some."""

    label: Words
    url: str
    icon: str = ""
    here: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading in the rail (today's work, or one of the three pillars) and the places under it."""

    label: Words
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """How many messages are unread: the number beside the bell (empty when there are none) and what it is called."""

    count: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's head. ``url`` sorts by it; ``sorted`` is the direction in force, in ARIA's words."""

    label: Words
    kind: Literal["text", "number", "tight"] = "text"
    url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in force, and the address without it."""

    label: Words
    value: Words
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet with how many records have it; ``url`` switches it on or off."""

    label: Words
    count: int
    url: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A way to narrow a list. ``more_url`` leads to the values that are not shown."""

    label: Words
    choices: tuple[Choice, ...]
    more_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Keyset paging: there is a next and a previous page, never a page number."""

    position: Words = ""
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A state: the word, and a tone that gives it a shape and a colour besides."""

    word: Words
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a timeline: who, as what, when, from what to what, and why."""

    at: datetime
    act: Words
    who: str
    office: str = ""
    before: Words = ""
    after: Words = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that may be done next, by its verb.

    With ``reason`` it is shown but cannot be done now, and the reason is said. With ``question`` a POST
    is asked about first; ``form`` is what must be filled in with it.
    """

    label: Words
    url: str = ""
    method: Literal["get", "post"] = "get"
    primary: bool = False
    grave: bool = False
    question: Words = ""
    form: BaseForm | None = None
    reason: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its definition one tap away; ``url`` opens the records behind it."""

    value: Words
    label: Words
    unit: Words = ""
    definition: Words = ""
    url: str = ""
    exact: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A passage by its half-open place in the text, and the number its partner shares."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two texts of an evidence. Spans are in order and do not overlap."""

    title: str
    text: str
    spans: tuple[Span, ...]
    facts: tuple[Words, ...] = ()
    url: str = ""

    def __post_init__(self) -> None:
        end = 0
        for span in self.spans:
            if not end <= span.start < span.end <= len(self.text):
                raise ValueError(f"passage {span.number} does not lie after the one before it")
            end = span.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why two texts are held to be alike."""

    ours: Side
    other: Side
    share: Words
    finding: Words = ""
    key: str = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How far long work has come. ``done`` of ``total``, or ``total`` 0 while it is unknown.

    ``poll_url`` answers with the progress alone; ``url`` is where somebody without script looks again.
    """

    title: Words
    state: Literal["waiting", "running", "done", "stopped"]
    done: int = 0
    total: int = 0
    note: Words = ""
    poll_url: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where one stands in a short sequence of questions, counted from 1."""

    now: int
    total: int
    label: Words = ""
    dots: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "dots", tuple(range(1, self.total + 1)))
