"""Every refusal is a sentence a person can act on, with places that whoever raises it fills."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from tests.architecture import building
from xinghe.foundation.errors import Refusal, gettext_noop

LIMIT = re.compile(r"\b(?:at most|at least|more than|larger than|the most|too many)\b")
# Words that blame, say nothing, or speak of programs.
BANNED = ("invalid", "error", "successfully", "illegal", "please", "oops", "failed to", "exception")


def faults_of_a_sentence(message: str) -> list[str]:
    """Fact and next step: two sentences, in plain words."""
    text = message.strip()
    faults = [f"says “{word}”" for word in BANNED if word in text.lower()]
    if not text[:1].isupper() and not text.startswith(("“", "%(")):
        faults.append("does not begin like a sentence")
    # "x. Y", "x: y" and "x; y" lead from the fact to the step, and so does a value that is itself a sentence.
    parts = [part for part in re.split(r"[.:;]\s|\n|\)s (?=[A-Z])", text) if part.strip(" .")]
    if len(parts) < 2:
        faults.append("states a fact without a next step, or a step without the fact")
    if LIMIT.search(text) and not re.search(r"%\(|\d", text):
        faults.append("speaks of a limit without its number")
    if text[-1:] not in ".)…”" and "\n" not in text:
        faults.append("does not end")
    return faults


def faults_of_refusals(kinds: Iterable[type[Refusal]]) -> list[str]:
    """Codes that are shared or taken over, and sentences that are not ones."""
    faults = []
    kinds = list(kinds)
    for kind in kinds:
        if "code" not in vars(kind):
            faults.append(f"{kind.__qualname__} has no code of its own")
        if "message" not in vars(kind):
            faults.append(f"{kind.__qualname__} has no sentence of its own")
        faults += [f"{kind.__qualname__} {fault}" for fault in faults_of_a_sentence(kind.message)]
    return faults + [
        f"two refusals are called {code}" for code in building.repeated(kind.code for kind in kinds)
    ]


def unfilled_places(files: Iterable[tuple[Path, ast.Module]], kinds: dict[str, type[Refusal]]) -> list[str]:
    """Where a refusal is made without a value for every place of its sentence."""
    faults = []
    for path, tree in files:
        calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            raised = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                given = {word.arg for word in node.keywords}
                missing = set() if None in given else building.names_in(kinds[node.func.id].message) - given
                name, line = node.func.id, node.lineno
            elif isinstance(raised, ast.Name) and raised.id in kinds and id(raised) not in calls:
                missing = building.names_in(kinds[raised.id].message)
                name, line = raised.id, node.lineno
            else:
                continue
            faults += [f"{path.name}:{line}: {name} lacks {place}" for place in missing]
    return sorted(faults)


def untested(kinds: Iterable[type[Refusal]], tests: str) -> list[str]:
    """Refusals that no test names, by class or by code."""
    return [
        kind.__qualname__ for kind in kinds if kind.__name__ not in tests and f'"{kind.code}"' not in tests
    ]


def test_every_refusal_has_its_own_code_and_a_sentence_with_a_next_step():
    kinds = building.refusals()

    assert faults_of_refusals(kinds) == []
    assert len(kinds) >= 5


def test_whoever_refuses_fills_every_place_of_the_sentence():
    kinds = {kind.__name__: kind for kind in building.refusals()}

    assert unfilled_places(building.python_files(), kinds) == []


def test_every_refusal_is_tested():
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted((building.ROOT / "tests").rglob("test_*.py"))
        if path != Path(__file__)
    ]

    assert untested(building.refusals(), "\n".join(texts)) == []


def test_planted_faults_are_seen():
    class Curt(Refusal):
        code = "curt"
        message = gettext_noop("Invalid value")

    class Sound(Refusal):
        code = "curt"
        message = gettext_noop("“%(title)s” has %(count)s characters. Shorten it to 30.")

    class Nameless(Sound):
        pass

    class Boundless(Refusal):
        code = "boundless"
        message = gettext_noop("The file is larger than is allowed. Send less.")

    planted = ast.parse(
        "raise Sound(title=1)\nraise Sound\nraise Sound(title=1, count=2)\nraise Sound(**values)"
    )

    assert faults_of_refusals([Curt, Sound, Nameless, Boundless]) == [
        f"{Curt.__qualname__} says “invalid”",
        f"{Curt.__qualname__} states a fact without a next step, or a step without the fact",
        f"{Curt.__qualname__} does not end",
        f"{Nameless.__qualname__} has no code of its own",
        f"{Nameless.__qualname__} has no sentence of its own",
        f"{Boundless.__qualname__} speaks of a limit without its number",
        "two refusals are called curt",
    ]
    assert unfilled_places([(Path("planted.py"), planted)], {"Sound": Sound}) == [
        "planted.py:1: Sound lacks count",
        "planted.py:2: Sound lacks count",
        "planted.py:2: Sound lacks title",
    ]
    assert untested([Curt, Sound], 'assert refusal.code == "other"') == [
        Curt.__qualname__,
        Sound.__qualname__,
    ]
    assert untested([Curt, Sound], 'assert refusal.code == "curt"') == []
