"""An invented world of entries and judges, to measure and test on: what is true, and the scores by which it shows.

Qualities are N(0, 1). Judges have a level (deviation .5), a scale (lognormal .25) and a noise (.8, lognormal .2, times .85 or
1.05 by how near the field is); scores are 72 + 8 times that, in halves, clipped to 40 and 100. Every judge has equally many
entries, else by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xinghe.kernels.judging import Reviews, Rule, official

CENTRE, POINTS = 72.0, 8.0
ENTRIES, JUDGES = 6_400, 120
Floats = np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is true, and the chance by which it shows."""

    quality: Floats
    level: Floats
    scale: Floats
    noise: Floats
    chance: np.random.Generator

    @classmethod
    def of(cls, *, entries: int = ENTRIES, judges: int = JUDGES, seed: int) -> World:
        """A world by its seed."""
        chance = np.random.default_rng(seed)
        return cls(
            quality=chance.normal(size=entries), level=0.5 * chance.normal(size=judges),
            scale=np.exp(0.25 * chance.normal(size=judges)), noise=0.8 * np.exp(0.2 * chance.normal(size=judges)),
            chance=chance,
        )  # fmt: skip

    def scores(self, entry: Floats, judge: Floats) -> Floats:
        """What these judges give these entries."""
        near = np.where(self.chance.random(len(entry)) < 0.5, 0.85, 1.05)
        drawn = self.noise[judge] * near * self.chance.normal(size=len(entry))
        said = CENTRE + POINTS * (self.level[judge] + self.scale[judge] * self.quality[entry] + drawn)
        return np.clip(np.round(said * 2) / 2, 40, 100)

    def panels(self, each: int) -> tuple[Floats, Floats]:
        """Entries and judges of all reviews: ``each`` different judges an entry, equal loads, else by chance."""
        entries, judges = len(self.quality), len(self.level)
        if 4 * each > judges:  # among few, exchanging seats until nobody has two would take long
            load = np.zeros(judges)
            rows = []
            for _ in range(entries):
                rows.append(np.sort(np.lexsort((self.chance.random(judges), load))[:each]))
                load[rows[-1]] += 1
            return np.repeat(np.arange(entries), len(rows[0])), np.concatenate(rows)
        seats = np.array([self.chance.permutation(np.arange(entries) % judges) for _ in range(each)]).T
        while True:
            ordered = np.sort(seats, axis=1)
            twice = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
            if not len(twice):
                return np.repeat(np.arange(entries), each), ordered.ravel()
            for entry in twice.tolist():
                seat, other = int(self.chance.integers(each)), int(self.chance.integers(entries))
                seats[entry, seat], seats[other, seat] = seats[other, seat], seats[entry, seat]

    def reviews(self, each: int) -> Reviews:
        """Everybody's scores for panels of ``each``."""
        entry, judge = self.panels(each)
        return reviews_of(
            entry, judge, self.scores(entry, judge), entries=len(self.quality), judges=len(self.level)
        )


def reviews_of(entry: Floats, judge: Floats, said: Floats, *, entries: int, judges: int) -> Reviews:
    """Reviews without the way through text, for scores in halves."""
    order = np.lexsort((judge, entry))
    return Reviews(
        entries=tuple(f"E{n:06d}" for n in range(entries)), judges=tuple(f"J{n:04d}" for n in range(judges)),
        criteria=("",), entry=np.asarray(entry, dtype=np.int64)[order], judge=np.asarray(judge, dtype=np.int64)[order],
        ticks=np.round(said[order] * 2).astype(np.int64)[:, None], unit=2,
    )  # fmt: skip


def said_by(reviews: Reviews) -> Floats:
    """The scores, as numbers."""
    return reviews.ticks[:, 0] / reviews.unit


def plain_mean(reviews: Reviews) -> Floats:
    """The raw mean of each entry."""
    count = np.bincount(reviews.entry)
    return np.bincount(reviews.entry, said_by(reviews)) / count


def trimmed_mean(reviews: Reviews) -> Floats:
    """Without the highest and the lowest from three reviews on, as it is usually done."""
    return official(reviews, rule=Rule(trim_from=3, places=6), method="trimmed").ticks / 1e6


def found(world: World, score: Floats, *, above: int) -> float:
    """The share of the truly best that stands among as many by score."""
    best, chosen = (set(np.argsort(-one, kind="stable")[:above].tolist()) for one in (world.quality, score))
    return len(best & chosen) / above
