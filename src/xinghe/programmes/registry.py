"""The kinds this installation runs. Filled once, from one explicit tuple, when everything is loaded."""

from xinghe.foundation.errors import Missing
from xinghe.programmes.kind import Kind

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
