"""Plausible prose about small results, from a seed: no two texts alike, and nobody's real work in any of them.

Pure and fast, so that a corpus of any size can be made for trying things out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from random import Random
from typing import Final

from xinghe.foundation.text import to_traditional
from xinghe.project.demonstration.sentences import (
    EFFECT,
    FILLERS,
    INNOVATION,
    NUMBERS,
    OTHER_WORDS,
    PROBLEM,
    SOLUTION,
    TITLES,
    WORDS,
    WORDS_OF,
)
from xinghe.project.demonstration.trades import TRADES
from xinghe.results.vocab import Category, Field

# What one text speaks of throughout; every other slot is filled anew at each place.
_SUBJECT: Final = ("thing", "part", "fault", "act", "device", "way", "staff", "where")
_MORE: Final = 0.4
_SLOT: Final = re.compile(r"\{(\w+)\}|\(([^)]+)\)")
_OTHER_WORD: Final = re.compile("|".join(sorted(map(re.escape, OTHER_WORDS), key=len, reverse=True)))

# A template, and for each of its slots a pool to draw from or the place of a word of the subject.
_Sentence = tuple[str, tuple[tuple[str, ...] | int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The words of one result."""

    title: str
    problem: str
    solution: str
    innovation: str
    effect: str

    def each(self, change: Callable[[str], str]) -> "Prose":
        """The same with every part changed alike."""
        return Prose(**{field.name: change(getattr(self, field.name)) for field in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    subject: tuple[tuple[str, ...], ...]
    titles: dict[Category, tuple[_Sentence, ...]]
    parts: tuple[tuple[tuple[_Sentence, ...], ...], ...]


def write(field: Field, category: Category, *, chance: Random) -> Prose:
    """One text of a trade: a title of at most 30 characters, and 150 to 600 characters in four parts."""
    grammar = _grammar(field)
    draw = chance.random
    subject = [pool[int(draw() * len(pool))] for pool in grammar.subject]
    titles = grammar.titles[category]
    problem, solution, innovation, effect = [
        "".join([_fill(sentence, subject, draw) for sentence in _drawn(part, draw)]) for part in grammar.parts
    ]
    return Prose(
        title=_fill(titles[int(draw() * len(titles))], subject, draw),
        problem=problem,
        solution=solution,
        innovation=innovation,
        effect=effect,
    )


def rewrite(prose: Prose, *, chance: Random) -> Prose:
    """Somebody else's text handed in as one's own: other words for the same, filler, sentences moved about."""

    def disguised(text: str) -> str:
        sentences = [sentence + "。" for sentence in text.split("。") if sentence]
        chance.shuffle(sentences)
        told = "".join(chance.choice(("", "", "", *FILLERS)) + sentence for sentence in sentences)
        return _OTHER_WORD.sub(lambda found: OTHER_WORDS[found[0]], told) or text

    changed = prose.each(disguised)
    return Prose(
        title=prose.title,
        problem=changed.problem,
        solution=changed.solution,
        innovation=changed.innovation,
        effect=changed.effect,
    )


def traditional(prose: Prose) -> Prose:
    """The same in Traditional characters."""
    return prose.each(to_traditional)


def _drawn(part: tuple[tuple[_Sentence, ...], ...], draw: Callable[[], float]) -> list[_Sentence]:
    """One sentence from each group, and now and then its neighbour too."""
    drawn = []
    for group in part:
        at = int(draw() * len(group))
        drawn.append(group[at])
        if draw() < _MORE:
            drawn.append(group[at - 1])
    return drawn


def _fill(sentence: _Sentence, subject: list[str], draw: Callable[[], float]) -> str:
    template, slots = sentence
    return template % tuple(
        [subject[slot] if type(slot) is int else slot[int(draw() * len(slot))] for slot in slots]  # type: ignore[arg-type, index]  # `isinstance` costs a tenth of the whole
    )


@cache
def _grammar(field: Field) -> _Grammar:
    trade = TRADES[field]

    def compiled(text: str) -> _Sentence:
        slots: list[tuple[str, ...] | int] = []
        for name, alternatives in _SLOT.findall(text):
            bare = name.rstrip("2")
            if alternatives:
                slots.append(tuple(alternatives.split("|")))
            elif name in _SUBJECT:
                slots.append(_SUBJECT.index(name))
            elif bare in _SUBJECT:
                slots.append(getattr(trade, bare))
            else:
                slots.append(NUMBERS.get(bare) or WORDS_OF.get(field, WORDS).get(bare, WORDS.get(bare, ())))
        return _SLOT.sub("%s", text.replace("%", "%%")), tuple(slots)

    return _Grammar(
        subject=tuple(getattr(trade, name) for name in _SUBJECT),
        titles={category: tuple(map(compiled, TITLES[category])) for category in Category},
        parts=tuple(
            tuple(tuple(map(compiled, group)) for group in part)
            for part in (PROBLEM, SOLUTION, INNOVATION, EFFECT)
        ),
    )
