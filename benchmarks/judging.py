"""Measures what the judging kernel finds and costs, beside the raw and the trimmed mean: targets C1 to C8.

    python -m benchmarks.judging [--seeds 10] [--quick]

Entries, judges and scores are those of `benchmarks.panels`. Each table holds a control that must say no.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from benchmarks.panels import (
    CENTRE,
    ENTRIES,
    JUDGES,
    POINTS,
    Floats,
    World,
    found,
    plain_mean,
    reviews_of,
    said_by,
    trimmed_mean,
)
from benchmarks.setting import CHECKOUT, Line, show
from tools import verify_judging
from xinghe.kernels.judging import (
    DesignDisconnected,
    Method,
    Reviews,
    calibrate,
    consistency,
    decide,
    next_reviews,
    official,
    rank,
    rank_intervals,
    ranking_record,
    replay,
)

# -- C1, C2 ---------------------------------------------------------------------------------------------------


def precision(seeds: int) -> None:
    """C1: who is found at a cut of a tenth."""
    lines, above = [], ENTRIES // 10
    for each in (3, 4, 5):
        rows = []
        for seed in range(seeds):
            world = World.of(seed=100 * each + seed)
            reviews = world.reviews(each)
            lot = world.chance.permutation(ENTRIES)
            rows.append(
                [
                    found(world, score, above=above)
                    for score in (calibrate(reviews).score, plain_mean(reviews), trimmed_mean(reviews), lot)
                ]
            )
        ours, raw, trimmed, lot = (100 * np.mean(rows, axis=0)).tolist()
        for name, other, wanted in (("raw mean", raw, 5), ("trimmed mean", trimmed, 6)):
            lines.append(_ahead(f"{each} judges, against the {name}", ours, other, wanted))
        if each == 3:
            lines.append(_ahead("control: drawn by lot, 3 judges", lot, raw, 5))
            lines.append(_ahead("control: 3 judges who are all alike", *_alike(seeds), 5))
    show(f"C1: share of the true first tenth found, mean of {seeds} worlds", lines)


def _alike(seeds: int) -> tuple[float, float]:
    """What is found where judges are equally severe, wide and noisy: there is nothing to calibrate, and nothing to gain."""
    rows = []
    for seed in range(seeds):
        world = World.of(seed=900 + seed)
        alike = replace(world, level=0 * world.level, scale=0 * world.scale + 1, noise=0 * world.noise + 0.8)
        reviews = alike.reviews(3)
        scores = (calibrate(reviews).score, plain_mean(reviews))
        rows.append([100 * found(alike, score, above=ENTRIES // 10) for score in scores])
    ours, raw = np.mean(rows, axis=0).tolist()
    return ours, raw


def _ahead(what: str, ours: float, other: float, wanted: float) -> Line:
    return Line(
        what=what, ours=f"{ours:.1f} %", other=f"{other:.1f} %", ratio=f"{ours - other:+.1f}", budget=f"≥ +{wanted:g}",
        met=ours - other >= wanted,
    )  # fmt: skip


def intervals(seeds: int) -> None:
    """C2: whether 90 % intervals hold 90 %, and chances come true as often as they say."""
    lines = []
    for each in (3, 5):
        rows = []
        for seed in range(seeds):
            world = World.of(seed=1000 + 100 * each + seed)
            reviews, truth = world.reviews(each), CENTRE + POINTS * world.quality
            fit = calibrate(reviews)
            held = np.mean(np.abs(fit.score - truth) <= fit.half_width)
            above = ENTRIES // 10
            best = np.zeros(ENTRIES, dtype=bool)
            best[np.argsort(-world.quality)[:above]] = True
            chances = decide(fit, above).p_above
            low, high = rank_intervals(fit)
            true_rank = np.empty(ENTRIES)
            true_rank[np.argsort(-world.quality)] = np.arange(1, ENTRIES + 1)
            ranked = np.mean((low <= true_rank) & (true_rank <= high))
            rows.append(
                [held, _naive(reviews, truth), _error(chances, best), np.mean((chances - best) ** 2), ranked]
            )
        held, naive, error, brier, ranked = np.mean(rows, axis=0).tolist()
        share, names = "88 to 92 %", f"{each} judges"
        lines += [
            Line(what=f"intervals of scores, {names}", ours=f"{held:.1%}", budget=share, met=0.88 <= held <= 0.92),
            Line(what=f"intervals of ranks, {names}", ours=f"{ranked:.1%}", budget="≥ 87 %", met=ranked >= 0.87),
            Line(what=f"chances off by (ECE), {names}", ours=f"{error:.4f}", budget="≤ .0100", met=error <= 0.01),
            Line(what=f"Brier score, {names}", ours=f"{brier:.4f}"),
            Line(what=f"control: mean ± s/√n, {names}", ours=f"{naive:.1%}", budget=share, met=0.88 <= naive <= 0.92),
        ]  # fmt: skip
    show(f"C2: how much nominal 90 % hold, mean of {seeds} worlds", lines)


def _naive(reviews: Reviews, truth: Floats) -> float:
    said, entry = said_by(reviews), reviews.entry
    count, mean = np.bincount(entry), plain_mean(reviews)
    deviation = np.sqrt(np.bincount(entry, (said - mean[entry]) ** 2) / (count - 1))
    return float(np.mean(np.abs(mean - truth) <= 1.645 * deviation / np.sqrt(count)))


def _error(chances: Floats, best: Floats) -> float:
    """Expected calibration error over ten classes of chance."""
    classes = np.minimum((chances * 10).astype(int), 9)
    size = np.bincount(classes, minlength=10)
    off = np.abs(np.bincount(classes, chances, 10) - np.bincount(classes, best, 10))
    return float(off[size > 0].sum() / len(chances))


# -- C3, C4 ---------------------------------------------------------------------------------------------------


def further_judges(seeds: int) -> None:
    """C3: what a few further reviews bring where they are asked for, and where they are strewn."""
    above, budget, rows = ENTRIES // 10, 1_280, []
    for seed in range(seeds):
        world = World.of(seed=3000 + seed)
        first = world.reviews(3)
        asked, strewn = first, first
        for _ in range(4):
            pairs = next_reviews(asked, calibrate(asked), above=above, budget=budget // 4)
            number = {name: at for at, name in enumerate(first.judges)}
            asked = _more(world, asked, [(int(one.entry[1:]), number[one.judge]) for one in pairs])
        entries = world.chance.permutation(ENTRIES)[:budget].tolist()
        has = [set(first.judge[3 * entry : 3 * entry + 3].tolist()) for entry in entries]
        judges = [
            next(j for j in world.chance.permutation(JUDGES).tolist() if j not in taken) for taken in has
        ]
        strewn = _more(world, first, list(zip(entries, judges, strict=True)))
        rows.append([found(world, calibrate(one).score, above=above) for one in (first, asked, strewn)])
    before, ours, control = (100 * np.mean(rows, axis=0)).tolist()
    show(
        f"C3: 1,280 further reviews beside 19,200 (+6.7 %), mean of {seeds} worlds; alternative: before",
        [
            _ahead("asked for by expected gain, four rounds", ours, before, 4.5),
            _ahead("control: one more for entries by lot", control, before, 4.5),
        ],
    )


def _more(world: World, reviews: Reviews, pairs: list[tuple[int, int]]) -> Reviews:
    entry, judge = np.array(pairs).T
    return reviews_of(
        np.append(reviews.entry, entry), np.append(reviews.judge, judge),
        np.append(said_by(reviews), world.scores(entry, judge)), entries=len(reviews.entries), judges=len(reviews.judges),
    )  # fmt: skip


def dishonest(seeds: int) -> None:
    """C4: six of 120 judges lift up to fifteen allies from below the line by 20 points and sink as many rivals above it."""
    above, rows = ENTRIES // 10, []
    for seed in range(seeds):
        world = World.of(seed=4000 + seed)
        honest = world.reviews(3)
        attacked, undeserving = _attacked(world, honest)
        row = []
        for score in (lambda one: calibrate(one).score, plain_mean):
            after = score(attacked)
            awarded = set(np.argsort(-after, kind="stable")[:above].tolist())
            row += [found(world, score(honest), above=above) - found(world, after, above=above)]
            row += [len(awarded.intersection(undeserving)) / len(undeserving)]
        rows.append(row)
    loss, allied, raw_loss, raw_allied = np.mean(rows, axis=0).tolist()
    show(
        f"C4: 5 % of the judges lift and sink by 2.5 deviations, mean of {seeds} worlds; alternative: raw mean",
        [
            Line(what="lost of what was found", ours=f"{100 * loss:.1f}", other=f"{100 * raw_loss:.1f}", budget="≤ 3.0", met=loss <= 0.03),
            Line(what="undeserving allies above the line", ours=f"{allied:.0%}", other=f"{raw_allied:.0%}", budget="≤ 30 %", met=allied <= 0.3),
            Line(what="control: allies above it by the raw mean", ours=f"{raw_allied:.0%}", budget="≤ 30 %", met=raw_allied <= 0.3),
        ],
    )  # fmt: skip


def _attacked(world: World, honest: Reviews) -> tuple[Reviews, set[int]]:
    said, allies = said_by(honest).copy(), set()
    line = np.sort(world.quality)[-(ENTRIES // 10)]
    for judge in world.chance.permutation(JUDGES)[: JUDGES // 20].tolist():
        theirs = world.chance.permutation(np.flatnonzero(honest.judge == judge))
        deserves = world.quality[honest.entry] >= line
        hopeful = theirs[~deserves[theirs] & (world.quality[honest.entry[theirs]] > 0)]
        lifted, sunk = hopeful[:15], theirs[deserves[theirs]][:15]
        said[lifted] = np.minimum(said[lifted] + 2.5 * POINTS, 100)
        said[sunk] = np.maximum(said[sunk] - 2.5 * POINTS, 40)
        allies |= set(honest.entry[lifted].tolist())
    return reviews_of(
        honest.entry, honest.judge, said, entries=len(honest.entries), judges=len(honest.judges)
    ), allies


# -- C5 to C8 -------------------------------------------------------------------------------------------------


def cost(*, large: int) -> None:
    """C5: time, and the same bits whatever the processor may use."""
    lines = []
    for entries, judges, budget in ((ENTRIES, JUDGES, 0.1), (large, large // 50, 1.5)):
        reviews = World.of(entries=entries, judges=judges, seed=5).reviews(5)
        took = _processor(lambda reviews=reviews: calibrate(reviews))
        twin = _processor(lambda reviews=reviews: calibrate(reviews, tails="t4"))
        lines.append(
            Line(
                what=f"calibration of {len(reviews):,} reviews, processor", ours=f"{took:.3f} s",
                other=f"{twin:.3f} s (long tails)", budget=f"≤ {budget} s", met=took <= budget,
            )
        )  # fmt: skip
        if entries == ENTRIES:
            plainly = _processor(lambda reviews=reviews: by_the_outside_checker(reviews), times=1)
            lines.append(
                Line(
                    what="control: the same in plain Python", ours=f"{plainly:.3f} s", budget=f"≤ {budget} s",
                    met=plainly <= budget,
                )
            )  # fmt: skip
    here = _fingerprint_elsewhere({})
    for what, environment in (
        (
            "without AVX2, FMA and beyond",
            {"NPY_DISABLE_CPU_FEATURES": "FMA3 AVX2 AVX512F AVX512CD AVX512_SKX"},
        ),
        ("one thread, BLAS for Haswell", {"OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Haswell"}),
        ("control: one score half a point higher", {"ONE_SCORE_HIGHER": "1"}),
    ):
        there = _fingerprint_elsewhere(environment)
        lines.append(Line(what=what, ours=there[:12], other=here[:12], budget="same bits", met=here == there))
    show("C5: cost and bits", lines)


def _processor(what: Callable[[], object], *, times: int = 3) -> float:
    took = []
    for _ in range(times):
        start = time.process_time()
        what()
        took.append(time.process_time() - start)
    return sorted(took)[times // 2]


def by_the_outside_checker(reviews: Reviews) -> object:
    """The same calibration by the program that is to be read rather than to be fast."""
    entries, judges = reviews.entries, reviews.judges
    return verify_judging._calibrated(
        [entries[e] for e in reviews.entry],
        [judges[j] for j in reviews.judge],
        said_by(reviews).tolist(),
        None,
    )


def _fingerprint_elsewhere(environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.judging", "--fingerprint"], cwd=CHECKOUT, env={**os.environ, **environment},
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def fingerprint() -> str:
    """A hash over every bit of a calibration whose scores were made with whole numbers only."""
    numbers = (np.arange(20_000, dtype=np.uint64) * np.uint64(2_654_435_761)) % np.uint64(2**32)
    entry, judge = np.repeat(np.arange(4_000), 5), (numbers % 97).astype(np.int64)
    _, first = np.unique(entry * 97 + judge, return_index=True)
    ticks = 80 + ((numbers >> np.uint64(7)) % np.uint64(101)).astype(np.int64)
    ticks[0] += bool(os.environ.get("ONE_SCORE_HIGHER"))
    fit = calibrate(reviews_of(entry[first], judge[first], ticks[first] / 2, entries=4_000, judges=97))
    parts = (fit.quality, fit.spread, fit.level, fit.scale, fit.noise, fit.level_deviation, fit.half_width)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def exactness() -> None:
    """C6: rounding as regulations mean it, shared ranks, and the same ranking again."""
    chance = np.random.default_rng(6)
    entry, judge = np.repeat(np.arange(ENTRIES), 10), np.tile(np.arange(10), ENTRIES)
    tenths = chance.integers(600, 1000, len(entry))
    reviews = Reviews.of(
        (f"E{e:05d}", f"J{j}", "", Decimal(int(t)) / 10) for e, j, t in zip(entry, judge, tenths, strict=True)
    )
    table = np.sort(tenths.reshape(ENTRIES, 10), axis=1)
    lines = []
    for method, kept in (("mean", table), ("trimmed", table[:, 1:-1])):
        exact = official(reviews, method=method).ticks
        count = kept.shape[1]
        wanted = [
            int((Decimal(int(total)) / 10 / count).quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
            for total in kept.sum(axis=1)
        ]
        lines.append(_counted(f"{method}: equal to Decimal, half up", int(np.sum(exact == wanted))))
    rounded = [round(float(np.mean(row)) / 10, 2) for row in kept]
    right = sum(abs(one * 100 - other) < 0.5 for one, other in zip(rounded, wanted, strict=True))
    lines.append(_counted("control: trimmed by round(float, 2)", right))
    ranked = [one.rank for one in rank(reviews, Method.MEAN).entries]
    sums = sorted(table.sum(axis=1).tolist(), reverse=True)
    means = [(total + 5) // 10 for total in sums]
    for what, one in (("exact", sums), ("control: rounded", means)):
        fair = ranked == [1 + one.index(score) for score in one]
        lines.append(
            Line(
                what=f"{what} scores that are equal share their rank", ours=str(fair), budget="True", met=fair
            )
        )
    world = World.of(entries=400, judges=20, seed=6).reviews(4)
    for method in Method:
        record = ranking_record(world, rank(world, method), cut=None)
        lines.append(
            Line(what=f"{method}: the record gives the same ranking", ours=str(not replay(record)), budget="True", met=not replay(record))
        )  # fmt: skip
        again = verify_judging.ranking(record) == record
        lines.append(
            Line(
                what=f"{method}: the outside checker makes the same",
                ours=str(again),
                budget="True",
                met=again,
            )
        )
    record["result"]["entries"][0]["score"] += 0.000001
    again = verify_judging.ranking(record) == record
    lines.append(
        Line(
            what="control: the same of a score changed by a millionth",
            ours=str(again),
            budget="True",
            met=again,
        )
    )
    lines.append(Line(what="control: a score changed by a millionth", ours=str(not replay(record)), budget="True", met=not replay(record)))  # fmt: skip
    show("C6: exact and repeatable", lines)


def _counted(what: str, count: int) -> Line:
    return Line(what=what, ours=f"{count:,} of {ENTRIES:,}", budget="all", met=count == ENTRIES)


def disconnected() -> None:
    """C7: forty panels that share no entry are refused, and are not once each shares one with the next."""
    world = World.of(seed=7)
    entry = np.repeat(np.arange(ENTRIES), 3)
    judge = (entry % 40) * 3 + np.tile(np.arange(3), ENTRIES)
    reviews = reviews_of(entry, judge, world.scores(entry, judge), entries=ENTRIES, judges=JUDGES)
    linked = _more(world, reviews, [(panel, ((panel + 1) % 40) * 3) for panel in range(40)])
    lines = []
    for what, one in (
        ("40 panels without a common entry", reviews),
        ("control: each panel linked to the next", linked),
    ):
        try:
            calibrate(one)
            groups = 1
        except DesignDisconnected as refused:
            groups = len(refused.groups)
        lines.append(Line(what=what, ours=f"{groups} groups named", budget="refused", met=groups > 1))
    show("C7: a design that does not hang together", lines)


def agreement() -> None:
    """C8: consistency at 32,000 reviews, and right by the definition on little."""
    reviews = World.of(seed=8).reviews(5)
    took = min(_processor(lambda: consistency(reviews)) for _ in range(3))
    small = World.of(entries=60, judges=9, seed=8).reviews(4)
    off = abs((consistency(small).alpha or 0.0) - alpha_by_pairs(small))
    shuffled = reviews_of(
        reviews.entry,
        reviews.judge,
        np.random.default_rng(8).permutation(said_by(reviews)),
        entries=ENTRIES,
        judges=JUDGES,
    )
    told, lot = consistency(reviews), consistency(shuffled)
    show(
        "C8: agreement of judges",
        [
            Line(what=f"ICC and alpha of {len(reviews):,} reviews, processor", ours=f"{took * 1e3:.1f} ms", budget="≤ 5 ms", met=took <= 0.005),
            Line(what="off from alpha counted pair by pair", ours=f"{off:.1e}", budget="≤ 1e-9", met=off <= 1e-9),
            Line(what="ICC(1,1), ICC(1,k), alpha", ours=f"{told.icc_single:.3f}, {told.icc_mean:.3f}, {told.alpha:.3f}", budget="alpha ≥ .2", met=(told.alpha or 0) >= 0.2),
            Line(what="control: the same scores dealt out by lot", ours=f"{lot.icc_single:.3f}, {lot.icc_mean or 0:.3f}, {lot.alpha:.3f}", budget="alpha ≥ .2", met=(lot.alpha or 0) >= 0.2),
        ],
    )  # fmt: skip


def alpha_by_pairs(reviews: Reviews) -> float:
    """Krippendorff's alpha as its definition has it: mean squared difference inside entries and between all."""
    said = said_by(reviews)
    inside, total = 0.0, 0.0
    for entry in range(len(reviews.entries)):
        own = said[reviews.entry == entry]
        if len(own) > 1:
            inside += sum((a - b) ** 2 for a in own for b in own) / (len(own) - 1)
    total = sum((a - b) ** 2 for a in said for b in said)
    return 1 - (inside / len(said)) / (total / (len(said) * (len(said) - 1)))


def main() -> None:
    """Print the tables C1 to C8."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10, help="worlds for each figure")
    parser.add_argument("--quick", action="store_true", help="two worlds, a tenth of the large size")
    parser.add_argument(
        "--fingerprint", action="store_true", help="only print a hash over the bits of a calibration"
    )
    asked = parser.parse_args()
    if asked.fingerprint:
        print(fingerprint())
        return
    seeds = 2 if asked.quick else asked.seeds
    precision(seeds)
    intervals(seeds)
    further_judges(seeds)
    dishonest(seeds)
    cost(large=10_000 if asked.quick else 100_000)
    exactness()
    disconnected()
    agreement()


if __name__ == "__main__":
    main()
