"""The kinds this installation runs, and where it is known who judged or works on what. Filled once, at loading."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from xinghe.foundation.errors import Missing
from xinghe.programmes.kind import Gate, Kind

_KINDS: dict[str, Kind] = {}


def install(*kinds: Kind) -> None:
    """Let calls be made of these kinds and no others."""
    _KINDS.clear()
    _KINDS.update({kind.code: kind for kind in kinds})


def kind_of(code: str) -> Kind:
    """The kind with this code. Refuses: Missing."""
    if code not in _KINDS:
        raise Missing
    return _KINDS[code]


def every_kind() -> tuple[Kind, ...]:
    """All of them, in their order."""
    return tuple(_KINDS.values())


# Asks of many at once what a gate asks of each.
GateOfAll = Callable[[Any, Sequence[Any]], None]
_OF_ALL: dict[Gate, GateOfAll] = {}


def of_all(gate: Gate) -> Callable[[GateOfAll], GateOfAll]:
    """Enter the decorated function as what asks of a whole list what ``gate`` asks of one."""

    def enter(asked: GateOfAll) -> GateOfAll:
        _OF_ALL[gate] = asked
        return asked

    return enter


def gate_of_all(gate: Gate) -> GateOfAll | None:
    """What asks of a whole list what a gate asks of one, where that costs less."""
    return _OF_ALL.get(gate)


# Gets the number of an application; gives those who sat in judgement on it, by number, whoever asks.
JudgeSource = Callable[[int], Collection[int]]
_JUDGES: dict[str, JudgeSource] = {}


def judge_source(code: str) -> Callable[[JudgeSource], JudgeSource]:
    """Enter the decorated function among those that know who judged. Codes are never reused."""

    def enter(source: JudgeSource) -> JudgeSource:
        if code in _JUDGES and _JUDGES[code].__qualname__ != source.__qualname__:
            raise ValueError(f"two sources of judges are called {code}")
        _JUDGES[code] = source
        return source

    return enter


def judges_of(application_id: int) -> frozenset[int]:
    """Everybody who sat in judgement on an application, by number, as far as any package knows."""
    return frozenset(person for source in _JUDGES.values() for person in source(application_id))


# Gets the number of an application; says whether a package has given it to somebody to work on in its present phase.
WorkSource = Callable[[int], bool]
_WORK: dict[str, WorkSource] = {}


def work_source(code: str) -> Callable[[WorkSource], WorkSource]:
    """Enter the decorated function among those that know what is worked on. Codes are never reused."""

    def enter(source: WorkSource) -> WorkSource:
        if code in _WORK and _WORK[code].__qualname__ != source.__qualname__:
            raise ValueError(f"two sources of work are called {code}")
        _WORK[code] = source
        return source

    return enter


def is_worked_on(application_id: int) -> bool:
    """Whether somebody works on an application in its present phase, as far as any package knows."""
    return any(source(application_id) for source in _WORK.values())
