"""The long works and bulk acts that exist: a code, a title for people, a function. Installed when the product starts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from xinghe.access.actor import Actor
from xinghe.access.powers import Power


class Progress(Protocol):
    """What a long work tells while it runs."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say how far it is. Raises ``Cancelled`` when somebody has asked it to stop."""


# Takes who asked, where to tell progress, and its arguments by keyword; returns what is worth keeping,
# as JSON. It may be started again after a crash, so it must be safe to run twice.
RunFunction = Callable[..., dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One long work that can be asked for."""

    code: str
    title: str
    function: RunFunction
    is_open: bool = False


_KINDS: dict[str, JobKind] = {}


def long_work(code: str, *, title: str, is_open: bool = False) -> Callable[[RunFunction], RunFunction]:
    """Enter the decorated function in the list of long works. Codes are never reused.

    ``is_open`` lets every person ask for it themselves (``ask_for``): it must look at what they may look at, and
    change nothing.
    """

    def enter(function: RunFunction) -> RunFunction:
        if code in _KINDS and _KINDS[code].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two long works are called {code}")
        _KINDS[code] = JobKind(code=code, title=title, function=function, is_open=is_open)
        return function

    return enter


def job_kind(code: str) -> JobKind:
    """The long work of this code. Raises LookupError when the code was never installed."""
    try:
        return _KINDS[code]
    except KeyError:
        raise LookupError(f"no long work is called {code}") from None


def every_job_kind() -> tuple[JobKind, ...]:
    """All that can be asked for, by code."""
    return tuple(_KINDS[code] for code in sorted(_KINDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkField:
    """What is asked once for all rows of a bulk act. ``trial`` stands for it while the act is rehearsed.

    With ``choices`` (value, label) it is one of them; otherwise a text of ``least`` to ``most`` characters.
    ``choices_of`` gives those choices that depend on who asks and which rows were chosen.
    """

    name: str
    label: str
    trial: str
    help_text: str = ""
    least: int = 0
    most: int = 500
    choices: tuple[tuple[str, str], ...] = ()
    choices_of: Callable[[Actor, Sequence[int]], tuple[tuple[str, str], ...]] | None = None

    def offered(self, actor: Actor, chosen: Sequence[int]) -> tuple[tuple[str, str], ...]:
        """The choices there are for these rows."""
        return self.choices_of(actor, chosen) if self.choices_of is not None else self.choices


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAct:
    """One command that may be done to many things at once, each in its own transaction."""

    code: str
    title: str
    subject_kind: str
    power: Power
    function: Callable[..., object]
    labels: Callable[[Actor, Sequence[int]], Mapping[int, str]]
    fields: tuple[BulkField, ...] = ()
    undo: str = ""
    is_grave: bool = False


_ACTS: dict[str, BulkAct] = {}


def bulk_act(
    code: str,
    *,
    title: str,
    subject_kind: str,
    power: Power,
    labels: Callable[[Actor, Sequence[int]], Mapping[int, str]],
    fields: Sequence[BulkField] = (),
    undo: str = "",
    is_grave: bool = False,
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Enter the decorated function in the list of bulk acts. Codes are never reused.

    The function takes the actor, the number of one thing and the fields by keyword, and calls one command.
    ``labels`` names the things that the actor may see, by number, in one query; ``power`` decides who is
    offered the act; ``undo`` is the code of the act that takes it back.
    """

    def enter(function: Callable[..., object]) -> Callable[..., object]:
        if code in _ACTS and _ACTS[code].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two bulk acts are called {code}")
        _ACTS[code] = BulkAct(
            code=code,
            title=title,
            subject_kind=subject_kind,
            power=power,
            function=function,
            labels=labels,
            fields=tuple(fields),
            undo=undo,
            is_grave=is_grave,
        )
        return function

    return enter


def find_bulk_act(code: str) -> BulkAct:
    """The bulk act of this code. Raises LookupError when it was never installed."""
    try:
        return _ACTS[code]
    except KeyError:
        raise LookupError(f"no bulk act is called {code}") from None


def bulk_acts_on(subject_kind: str, actor: Actor) -> tuple[BulkAct, ...]:
    """The acts on such things for which the actor carries the power somewhere, in the order they were entered."""
    return tuple(
        act for act in _ACTS.values() if act.subject_kind == subject_kind and actor.carries(act.power)
    )


def bulk_act_titles() -> dict[str, str]:
    """What every bulk act is called, by code."""
    return {code: act.title for code, act in _ACTS.items()}
