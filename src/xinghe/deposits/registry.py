"""What can be taken in now and carried out later: entered by whoever offers it, found by its code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xinghe.access.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of a deposit that was carried out: the answer its sender would have had, and the address it is at."""

    answer: dict[str, Any]
    path: str


# As the sender, with what stood in the address and the body as it was sent. Refuses whatever the command refuses.
CarryOut = Callable[[Actor, Mapping[str, Any], bytes], Carried]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositKind:
    """One operation that may be deposited, and the scope that a token needs to send it or to ask after it."""

    code: str
    scope: str
    carry_out: CarryOut


_KINDS: dict[str, DepositKind] = {}


def enter_deposit_kind(kind: DepositKind) -> None:
    """Enter what can be deposited. Codes are never reused."""
    if kind.code in _KINDS:
        raise ValueError(f"two kinds of deposits are called {kind.code}")
    _KINDS[kind.code] = kind


def deposit_kind(code: str) -> DepositKind:
    """The kind of this code. Raises LookupError when it was never entered."""
    try:
        return _KINDS[code]
    except KeyError:
        raise LookupError(f"no kind of deposit is called {code}") from None
