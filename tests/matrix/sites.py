"""Every place where the product asks who may: noted as cells pass it, and taken out one at a time (SEC-01, control)."""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import xinghe
from xinghe.access import checks, fence
from xinghe.access.actor import Actor

# What asks (``within``, ``may`` …), in which file of the product, in which line.
Site = tuple[str, str, int]
# The same as reports name it, since numbers of lines move: the statement instead of its line.
Named = tuple[str, str, str]
_HOME = Path(xinghe.__file__).parent
_LANGUAGE_OF_CHECKS = str(_HOME / "access")


def _caller(what: str) -> Site:
    """Which line of the product, outside the checks themselves, asked."""
    frame = sys._getframe(2)
    while frame is not None and (
        frame.f_code.co_filename.startswith(_LANGUAGE_OF_CHECKS)
        or not frame.f_code.co_filename.startswith(str(_HOME))
    ):
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return what, "", 0
    return what, str(Path(frame.f_code.co_filename).relative_to(_HOME)), frame.f_lineno


def lines_at(file: str, line: int) -> list[str]:
    """The statement that asks and the line after it."""
    with (_HOME / file).open(encoding="utf-8") as lines:
        return [one.strip() for one in islice(lines, line - 1, line + 1)]


def named(site: Site) -> Named:
    """A site by its statement."""
    what, file, line = site
    return what, file, lines_at(file, line)[0]


def sites_named(name: Named) -> frozenset[Site]:
    """The lines at which a statement stands. Raises LookupError when the file no longer has it."""
    what, file, statement = name
    with (_HOME / file).open(encoding="utf-8") as lines:
        found = frozenset(
            (what, file, number) for number, line in enumerate(lines, 1) if line.strip() == statement
        )
    if not found:
        raise LookupError(f"{file} has no statement “{statement}”.")
    return found


def unpassed(passed: set[Site]) -> set[Named]:
    """The calls of a check, anywhere in the product but among the checks themselves, that none of ``passed`` is."""
    lines = {(what, file, line) for what, file, line in passed}
    found = set()
    for path in sorted(_HOME.rglob("*.py")):
        file = str(path.relative_to(_HOME))
        if str(path).startswith(_LANGUAGE_OF_CHECKS):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            what = _called(node)
            if what and not any((what, file, at) in lines for at in range(node.lineno, node.end_lineno + 1)):
                found.add(named((what, file, node.lineno)))
    return found


def _called(node: ast.AST) -> str:
    """Which check a node calls."""
    if not isinstance(node, ast.Call):
        return ""
    of = node.func
    name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
    return name if name in ("within", "may", "require", "claim") else ""


@dataclass(slots=True)
class Sites:
    """The sites that were passed since it was last asked, and which are skipped now: some, all, or all but one."""

    passed: set[Site] = field(default_factory=set)
    skipped: frozenset[Site] = frozenset()
    all_skipped: bool = False
    kept: Site | None = None
    depth: int = 0

    def asks(self, what: str) -> bool:
        """Note a site; whether it is to be skipped. What a check asks of another one is no site of its own."""
        if self.depth:
            return False
        site = _caller(what)
        self.passed.add(site)
        return site != self.kept if self.all_skipped else site in self.skipped

    def taken(self) -> set[Site]:
        """What was passed since the last time."""
        found, self.passed = self.passed, set()
        return found


def _every_row(_actor: Actor, _power: Any, rows: Any) -> Any:
    return rows


def _granted(*_asked: Any) -> bool:
    return True


def _found(_actor: Actor, model: Any, pk: int) -> Any:
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise checks.Missing
    return row


@contextmanager
def watched() -> Iterator[Sites]:
    """While it lasts every check is noted, wherever a module of the product has it under its own name."""
    sites = Sites()
    put = [
        *_put_everywhere(checks, "within", sites, _every_row),
        *_put_everywhere(checks, "may", sites, _granted),
        *_put_everywhere(checks, "require", sites, _granted),
        *_put_everywhere(checks, "claim", sites, _found),
    ]
    plain = Actor.carries
    Actor.carries = _watched("carries", plain, sites, _granted)  # type: ignore[method-assign]
    try:
        yield sites
    finally:
        Actor.carries = plain  # type: ignore[method-assign]
        for module, name, original in put:
            setattr(module, name, original)


def _put_everywhere(
    home: Any, name: str, sites: Sites, instead: Callable[..., Any]
) -> list[tuple[Any, str, Any]]:
    original = getattr(home, name)
    watching = _watched(name, original, sites, instead)
    found = [
        (module, at, original)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("xinghe")
        for at, value in list(vars(module).items())
        if value is original
    ]
    for module, at, _ in found:
        setattr(module, at, watching)
    return found


def _watched(
    name: str, original: Callable[..., Any], sites: Sites, instead: Callable[..., Any]
) -> Callable[..., Any]:
    def watching(*args: Any, **kwargs: Any) -> Any:
        if sites.asks(name):
            return instead(*args, **kwargs)
        sites.depth += 1
        try:
            return original(*args, **kwargs)
        finally:
            sites.depth -= 1

    return watching


@contextmanager
def without_the_fence() -> Iterator[None]:
    """PostgreSQL shows everything: the checks in Python stand alone."""
    role, places = fence.ROLE, fence._places

    def everywhere(actor: Actor, prefix: str, **_: Any) -> dict[str, str]:
        opened = places(actor, prefix, taken=fence.SLOTS)
        for name in opened:
            which = name.rpartition(".")[2]
            if "low" in which or "high" in which:
                opened[name] = "" if "low" in which else "~"
        return opened

    fence.ROLE, fence._places = "none", everywhere
    try:
        yield
    finally:
        fence.ROLE, fence._places = role, places
