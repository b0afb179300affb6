"""The rewriter: every way of disguising a text that the detector must see through, with the gold kept.
Each character remembers where in the source it came from (-1: from elsewhere)."""

from __future__ import annotations

import functools
import random
import re
from collections import defaultdict
from dataclasses import dataclass

import rjieba
from opencc import OpenCC

FOREIGN = -1
FILLERS = (
    "点击查看更多",
    "欢迎咨询",
    "优质服务",
    "限时优惠",
    "关注公众号",
    "扫码领取",
    "全网最低价",
    "好评如潮",
)


@dataclass(frozen=True, slots=True)
class Traced:
    """A text and, for each of its characters, the index in the source it was written from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Traced:
        return cls(text, tuple(range(len(text))))

    @classmethod
    def foreign(cls, text: str) -> Traced:
        return cls(text, (FOREIGN,) * len(text))

    def __add__(self, other: Traced) -> Traced:
        return Traced(self.text + other.text, self.origin + other.origin)

    def __getitem__(self, part: slice) -> Traced:
        return Traced(self.text[part], self.origin[part])

    def sentences(self) -> list[Traced]:
        ends = [
            match.end() for match in re.finditer(r".+?(?:[。！？；;!?\n]+|\.(?!\d)|$)", self.text, re.DOTALL)
        ]
        starts = [0, *ends[:-1]]
        return [self[a:b] for a, b in zip(starts, ends, strict=True) if b > a]


def joined(parts: list[Traced]) -> Traced:
    return Traced("".join(p.text for p in parts), tuple(o for p in parts for o in p.origin))


class Spinner:
    """Replaces words by other words of the same kind and length class; the table is drawn once from the seed."""

    def __init__(self, texts: list[str], *, seed: int) -> None:
        kinds: dict[tuple[str, int], set[str]] = defaultdict(set)
        for text in texts:
            for word, kind in rjieba.tag(text):
                if is_han(word):
                    kinds[kind[:1], len(word)].add(word)
        self._kinds = {key: sorted(words) for key, words in sorted(kinds.items())}
        self._seed = seed

    def other(self, word: str, kind: str, rng: random.Random) -> str:
        length = rng.choice((len(word), len(word), len(word), 2, 3)) if len(word) > 1 else len(word)
        pool = self._kinds.get((kind[:1], length)) or self._kinds.get((kind[:1], len(word))) or ["相应"]
        drawn = random.Random(f"{self._seed}{word}{kind}{rng.randrange(3)}").choice(pool)
        return drawn if drawn != word else drawn[::-1]

    def substitute(self, traced: Traced, rate: float, rng: random.Random) -> Traced:
        """Replace each Han word with this probability; the new word keeps the old one's place in the source."""
        parts, at = [], 0
        for word, kind in rjieba.tag(traced.text):
            piece = traced[at : at + len(word)]
            at += len(word)
            if is_han(word) and rng.random() < rate:
                new = self.other(word, kind, rng)
                origin = tuple(piece.origin[min(k, len(word) - 1)] for k in range(len(new)))
                piece = Traced(new, origin)
            parts.append(piece)
        return joined(parts)


@functools.cache
def is_han(word: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in word)


@functools.cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def traditional(traced: Traced, name: str = "s2t") -> Traced:
    """The same text in Traditional characters; where the length moves, piece by piece."""
    whole = _converter(name).convert(traced.text)
    if len(whole) == len(traced.text):
        return Traced(whole, traced.origin)
    parts, at = [], 0
    for word in rjieba.cut(traced.text):
        new = _converter(name).convert(word)
        origin = (traced.origin[min(at + k, at + len(word) - 1)] for k in range(len(new)))
        parts.append(Traced(new, tuple(origin)))
        at += len(word)
    return joined(parts)


def shuffle(traced: Traced, rng: random.Random) -> Traced:
    sentences = traced.sentences()
    rng.shuffle(sentences)
    return joined(sentences)


def filler(traced: Traced, rng: random.Random, *, every: int = 45) -> Traced:
    """Advertising phrases pushed in without regard for words."""
    parts, at = [], rng.randrange(5, every)
    last = 0
    while at < len(traced.text):
        parts += [traced[last:at], Traced.foreign(rng.choice(FILLERS))]
        last, at = at, at + rng.randrange(every // 2, every * 3 // 2)
    return joined([*parts, traced[last:]])


def fiction(traced: Traced, alien: list[str], rng: random.Random, *, share: float) -> Traced:
    """Sentences from elsewhere between (and sometimes inside) the sentences of the text."""
    parts: list[Traced] = []
    for sentence in traced.sentences():
        if rng.random() < share:
            stranger = Traced.foreign(rng.choice(alien))
            cut = rng.choice((0, 0, len(sentence.text) // 2))
            parts += [sentence[:cut], stranger, sentence[cut:]]
        else:
            parts.append(sentence)
    return joined(parts)


def delete(traced: Traced, rng: random.Random, *, share: float) -> Traced:
    sentences = traced.sentences()
    kept = [s for s in sentences if rng.random() >= share]
    return joined(kept or sentences[:1])


def renumber(traced: Traced, rng: random.Random) -> Traced:
    return Traced(
        "".join(str(rng.randrange(10)) if c in "0123456789" else c for c in traced.text), traced.origin
    )


def section(traced: Traced, host: str, rng: random.Random, *, share: float) -> Traced:
    """A run of whole sentences of the source inside somebody else's text, so that it makes up this share."""
    sentences, hosts = traced.sentences(), Traced.foreign(host).sentences()
    wanted = min(len(traced.text), max(60, round(share / (1 - share) * len(host))))
    tails = [sum(len(s.text) for s in sentences[k:]) for k in range(len(sentences))]
    first = rng.randrange(max(1, sum(tail >= wanted for tail in tails)))
    taken: list[Traced] = []
    while first < len(sentences) and sum(len(s.text) for s in taken) < wanted:
        taken.append(sentences[first])
        first += 1
    room = round(sum(len(s.text) for s in taken) * (1 - share) / share)
    while len(hosts) > 1 and sum(len(s.text) for s in hosts[:-1]) >= room:
        hosts.pop()
    at = rng.randrange(len(hosts) + 1)
    return joined([*hosts[:at], *taken, *hosts[at:]])
