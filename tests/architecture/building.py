"""What the building consists of, read from the building itself: floors, modules, models, commands, refusals."""

import ast
import functools
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db.models import Model

import xinghe
from xinghe.foundation.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "xinghe"


@functools.cache
def floors() -> list[set[str]]:
    """The packages of each floor, from the top down, as the contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["name"].startswith("Floors"))["layers"]
    return [set(re.findall(r"\w+", layer)) for layer in layers]


def height(package: str) -> int:
    """How high a package stands; 0 is the ground."""
    return next(len(floors()) - at for at, names in enumerate(floors(), 1) if package in names)


@functools.cache
def modules() -> list[ModuleType]:
    """Every module of the product, imported. Settings and the WSGI entry are for processes, not for import."""
    skipped = re.compile(r"xinghe\.project\.(settings|wsgi)|\.migrations")
    names = [found.name for found in pkgutil.walk_packages(xinghe.__path__, "xinghe.")]
    return [importlib.import_module(name) for name in names if not skipped.search(name)]


def our_models() -> list[type[Model]]:
    """Every model that is ours, abstract ones left out."""
    return [model for model in apps.get_models() if model.__module__.startswith("xinghe.")]


def actions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function that an ``actions`` module, or a module of an ``actions`` package, defines."""
    for module in modules():
        if "actions" in module.__name__.split("."):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    yield f"{module.__name__.removeprefix('xinghe.')}.{name}", function


def refusals(base: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Every kind of refusal that the product knows, the base itself left out."""
    modules()
    found = {base}
    while grown := {kind for known in found for kind in known.__subclasses__()} - found:
        found |= grown
    ours = [kind for kind in found - {base} if kind.__module__.startswith("xinghe.")]
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__qualname__))


def python_files(top: Path = SOURCE) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file below ``top``, parsed; migrations left out."""
    for path in sorted(top.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def names_in(text: str) -> set[str]:
    """The ``%(name)s`` places of a sentence."""
    return set(re.findall(r"%\((\w+)\)", text))


def repeated(words: Iterable[str]) -> list[str]:
    """What occurs more than once."""
    seen: set[str] = set()
    return sorted({word for word in words if word in seen or seen.add(word)})
