"""What the assignment of judges to entries brings and costs: the reference contest, its controls, its changes.

    python -m benchmarks.assignment [--entries 6400] [--judges 120]

The contest is invented: a field of uneven size for six judges, judges of one field and near three more, 14 places in which
judges and entries must not meet, conflicts for 11.5 % of all pairs. Fit is expertise and the likeness of texts, so that judges taken at
random fit nearly half as well as the best. Budgets are those of the full size. No database.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from benchmarks.setting import HOLLOW, Line, show
from xinghe.kernels.matching import (
    Assignment,
    DesignReport,
    Entry,
    Judge,
    Load,
    NoAssignment,
    assign_judges,
    examine_design,
    propose_judges,
)
from xinghe.kernels.matching.flow import Network, solve
from xinghe.kernels.matching.solvers import OrTools, ShortestPaths

JUDGES_OF_A_FIELD, PLACES, CONFLICTS = 6, 14, 0.115
SECONDS, SECONDS_OF_A_DRAW = 15.0, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One contest."""

    entries: list[Entry]
    judges: list[Judge]
    conflicts: set[tuple[int, int]]
    fit: np.ndarray[tuple[int, int], np.dtype[np.int64]]

    def assign(self, r: int, **wishes: Any) -> tuple[Assignment, DesignReport]:
        """The kernel's answer for this contest."""
        return assign_judges(
            self.entries,
            self.judges,
            self.conflicts,
            r=r,
            **{"fit": self.fit, **wishes},
        )


def world(entries: int, judges: int, *, seed: int, judges_of_a_field: int = JUDGES_OF_A_FIELD) -> World:
    """Fields after Zipf, with another mix among judges than among entries; a place each, and chance conflicts besides."""
    chance = np.random.default_rng(seed)
    fields = judges // judges_of_a_field
    weight = 1 / np.arange(1, fields + 1) ** 0.7
    weight /= weight.sum()
    field = chance.choice(fields, entries, p=weight)
    primary = np.concatenate((np.arange(fields), chance.choice(fields, judges - fields, p=weight)))
    near = [chance.choice(fields, 3, replace=False) for _ in range(judges)]
    conflict = chance.integers(PLACES, size=entries)[:, None] == chance.integers(PLACES, size=judges)
    conflict |= chance.random(conflict.shape) < (CONFLICTS - conflict.mean()) / (1 - conflict.mean())
    knows = np.zeros((judges, fields), dtype=np.int64)
    for k in range(judges):
        knows[k, near[k]] = 250
    knows[np.arange(judges), primary] = 500
    likeness = chance.normal(size=(entries, 24)) @ chance.normal(size=(24, judges)) / 24**0.5
    return World(
        fit=np.clip(350 + knows[:, field].T + np.round(75 * likeness), 0, 1000).astype(np.int64),
        entries=[Entry(id=1_000_000 + k, field=f"field {field[k]}") for k in range(entries)],
        judges=[
            Judge(
                id=1 + k,
                primary=frozenset({f"field {primary[k]}"}),
                others=frozenset(f"field {one}" for one in near[k]),
            )
            for k in range(judges)
        ],
        conflicts={(1_000_000 + int(k), 1 + int(j)) for k, j in np.argwhere(conflict)},
    )


Answer = TypeVar("Answer")


def timed(what: Callable[[], Answer]) -> tuple[Answer, float, float]:
    """What it gave, seconds by the clock, and seconds of the processor."""
    began, spent = time.perf_counter(), time.process_time()
    gave = what()
    return gave, time.perf_counter() - began, time.process_time() - spent


# -- J1 --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is asked of an assignment, counted from its reviews alone."""

    conflicts: int
    wrong_numbers: int
    spread: int
    report: DesignReport
    most_over_ideal: float


def found(here: World, reviews: Sequence[tuple[int, int]], r: int) -> Found:
    """Counted without the kernel, but for the report on the design."""
    reads, loads = Counter(entry for entry, _ in reviews), Counter(judge for _, judge in reviews)
    each = [loads[judge.id] for judge in here.judges]
    report = examine_design(here.entries, here.judges, reviews, fit=here.fit)
    pairs = len(here.judges) * (len(here.judges) - 1) / 2
    ideal = len(here.entries) * r * (r - 1) / 2 / pairs
    return Found(
        conflicts=sum(tuple(review) in here.conflicts for review in reviews),
        wrong_numbers=sum(reads[entry.id] != r for entry in here.entries),
        spread=max(each) - min(each),
        report=report,
        most_over_ideal=report.most_meetings / ideal,
    )


def experts_ceiling(here: World, r: int) -> float:
    """The share of entries that could have an expert if nothing else were asked: one maximal flow."""
    n, judges = len(here.entries), len(here.judges)
    arcs = [
        (k, n + j)
        for j, judge in enumerate(here.judges)
        for k, entry in enumerate(here.entries)
        if entry.field in judge.primary and (entry.id, judge.id) not in here.conflicts
    ]
    tail, head = np.array(arcs, dtype=np.int64).T
    supply = np.concatenate((np.ones(n, dtype=np.int64), np.full(judges, n * r // -judges, dtype=np.int64)))
    flow = solve(
        Network(tail=tail, head=head, capacity=0 * tail + 1, cost=0 * tail, supply=supply), OrTools()
    )
    return 1 - flow.unsent / n


def randomly(here: World, r: int) -> list[tuple[int, int]]:
    """Even and free of conflicts, and otherwise by chance: a fit without meaning, and nobody of any field."""
    fit = np.random.default_rng(9).integers(0, 1001, (len(here.entries), len(here.judges)))
    plain = World(
        entries=[Entry(id=entry.id) for entry in here.entries],
        judges=[Judge(id=judge.id) for judge in here.judges],
        conflicts=here.conflicts,
        fit=fit,
    )
    reviews = plain.assign(r, alpha=0, require_connected=False)[0].reviews
    return [(one.entry, one.judge) for one in reviews]


def panels(here: World, r: int) -> list[tuple[int, int]]:
    """Fixed panels of r judges, each with its own share of the entries, as contests are often held."""
    many = len(here.judges) // r
    return [
        (entry.id, here.judges[r * (k % many) + seat].id) for k, entry in enumerate(here.entries) for seat in range(r)
    ]  # fmt: skip


def without_two(reviews: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two reviews of the first judge are lost: two entries lack one, and the judge has two less than others."""
    lost = [review for review in reviews if review[1] == reviews[0][1]][:2]
    return [review for review in reviews if review not in lost]


def lines_of(one: Found, *, r: int, ceiling: float, seconds: float | None) -> list[Line]:
    """The rows of J1 for one assignment."""
    report, coverage = one.report, one.report.coverage
    lines = [
        Line(what="reviews in conflict", ours=f"{one.conflicts:,}", budget="0", met=one.conflicts == 0),
        Line(what=f"entries without exactly {r}", ours=f"{one.wrong_numbers}", budget="0", met=not one.wrong_numbers),
        Line(what="loads apart by", ours=f"{one.spread}", budget="≤ 1", met=one.spread <= 1),
        Line(what="groups of judges", ours=f"{len(report.components)}", budget="1", met=len(report.components) == 1),
        Line(
            what="entries with an expert", ours=f"{coverage.with_expert:.4f}", budget=f"≥ {ceiling:.4f} - .01",
            met=coverage.with_expert >= ceiling - 0.01,
        ),
        Line(
            what="with two in the field", ours=f"{coverage.with_two_in_field:.4f}", budget="≥ .995",
            met=coverage.with_two_in_field >= 0.995,
        ),
        Line(what="A-efficiency", ours=f"{report.a_eff:.3f}", budget="≥ .98", met=report.a_eff >= 0.98),
        Line(
            what="meetings of the pair that meets most, against even ones", ours=f"{one.most_over_ideal:.2f}×",
            budget="≤ 2.5×" if r >= 5 else "–", met=one.most_over_ideal <= 2.5 if r >= 5 else None,
        ),
        Line(what="smallest eigenvalue", ours=f"{report.fiedler:.0f}"),
        Line(what="mean fit of 1,000", ours=f"{coverage.mean_fit:.0f}"),
    ]  # fmt: skip
    if seconds is not None:
        lines.append(
            Line(what="seconds", ours=f"{seconds:.1f}", budget=f"≤ {SECONDS:.0f}", met=seconds <= SECONDS)
        )
    return lines


def measure_assignment(here: World, r: int) -> None:
    """J1 with its controls beside it, each of which must miss something."""
    ceiling = experts_ceiling(here, r)
    answer, seconds, spent = timed(lambda: here.assign(r))
    best, _ = here.assign(r, alpha=0, require_connected=False)
    ours = found(here, answer[0].reviews, r)
    others = {
        "best experts alone": found(here, best.reviews, r),
        "at random, evenly": found(here, randomly(here, r), r),
        "fixed panels": found(here, panels(here, r), r),
        "ours without two reviews of one judge": found(here, without_two(answer[0].reviews), r),
    }
    show(
        f"J1: {len(here.entries):,} entries, {len(here.judges)} judges, {r} each",
        [
            *lines_of(ours, r=r, ceiling=ceiling, seconds=seconds),
            Line(what="… of the processor", ours=f"{spent:.1f}"),
        ],
    )
    for name, control in others.items():
        lines = lines_of(control, r=r, ceiling=ceiling, seconds=None)
        missed = [line for line in lines if line.met is not True]
        hollow = [] if any(line.met is False for line in missed) else [HOLLOW]
        show(f"A control: {name}, {r} each", missed, notes=hollow)


# -- J2 --------------------------------------------------------------------------------------------------------------


def measure_draws(here: World, r: int) -> None:
    """J2: no pair likelier than a half or a quarter, beside the fit that could be had without."""
    without_cap, without = here.assign(r, alpha=0, require_connected=False)
    lines, stay = [], []
    for cap, least in ((0.5, 0.9), (0.25, 0.0)):
        answer, seconds, _ = timed(lambda cap=cap: here.assign(r, alpha=0, prob_cap=cap, seed="2026"))
        drawn, report = answer
        again, _ = here.assign(r, alpha=0, prob_cap=cap, seed="2026")
        other, _ = here.assign(r, alpha=0, prob_cap=cap, seed="2027")
        one, share = found(here, drawn.reviews, r), report.coverage.mean_fit / without.coverage.mean_fit
        same = shared(drawn.reviews, other.reviews)
        stay.append(same)
        exact = one.wrong_numbers + one.conflicts + max(0, one.spread - 1)
        lines += [
            Line(
                what=f"cap {cap}: fit kept", ours=f"{share:.1%}", other=f"{without.coverage.mean_fit:.0f} of 1,000",
                budget=f"≥ {least:.0%}" if least else "–", met=share >= least if least else None,
            ),
            Line(what="… numbers, loads and conflicts that are wrong", ours=f"{exact}", budget="0", met=not exact),
            Line(what="… groups", ours=f"{len(report.components)}", budget="1", met=len(report.components) == 1),
            Line(what="… the pair that meets most", ours=f"{report.most_meetings}", other=f"{without.most_meetings}"),
            Line(what="… seconds", ours=f"{seconds:.1f}", budget=f"≤ {SECONDS_OF_A_DRAW:.0f}", met=seconds <= SECONDS_OF_A_DRAW),
            Line(what="… drawn again from the same seed", ours="the same" if again == drawn else "another", budget="the same", met=again == drawn),
            Line(what="… a control: drawn from another seed", ours="the same" if other == drawn else "another", budget="the same", met=other == drawn),
            Line(what="… reviews that stay with another seed", ours=f"{same:.1%}", budget=f"≤ {cap + 0.03:.0%}", met=same <= cap + 0.03),
        ]  # fmt: skip
    mixed = by_coin(without_cap.reviews, drawn.reviews)
    loose = found(here, mixed, r)
    wrong = loose.wrong_numbers + loose.conflicts + max(0, loose.spread - 1)
    thin = kept_where_fields_are_thin(r)
    lines += [
        Line(what="a control: reviews that stay with cap 0.5, for 0.25", ours=f"{stay[0]:.1%}", budget="≤ 28%", met=stay[0] <= 0.28),
        Line(what="a control: loads by a coin for each entry that are wrong", ours=f"{wrong}", budget="0", met=not wrong),
        Line(what="a control: two judges a field, cap 0.5: fit kept", ours=f"{thin:.1%}", budget="≥ 90%", met=thin >= 0.9),
    ]  # fmt: skip
    bare, _ = here.assign(r, alpha=0, fit=None, require_connected=False)
    bare_half, _ = here.assign(r, alpha=0, fit=None, prob_cap=0.5, seed="2026")
    fits = [
        examine_design(here.entries, here.judges, one.reviews).coverage.mean_fit for one in (bare_half, bare)
    ]
    lines.append(
        Line(
            what="cap 0.5 where expertise alone is fit: fit kept",
            ours=f"{fits[0] / fits[1]:.1%}",
            other=f"{fits[1]:.0f} of 1,000",
        )
    )
    show(
        f"J2: drawn by lot, {r} each",
        lines,
        heads=("what", "ours", "without a draw", "ratio", "budget", "met"),
    )


def shared(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> float:
    """The share of the reviews of one that stand in the other too."""
    return len(set(one) & set(other)) / len(one)


def by_coin(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each entry's judges from one of two assignments, whatever that does to loads: a draw as one would first think of it."""
    heads = np.random.default_rng(9).integers(2, size=max(entry for entry, _ in one) + 1)
    return [review for review in one if heads[review[0]]] + [
        review for review in other if not heads[review[0]]
    ]


def kept_where_fields_are_thin(r: int) -> float:
    """The share of fit that a cap of a half keeps where the second expert of a field is the last."""
    thin = world(2_000, 40, seed=1, judges_of_a_field=2)
    _, without = thin.assign(r, alpha=0, require_connected=False)
    _, capped = thin.assign(r, alpha=0, prob_cap=0.5, seed="2026")
    return capped.coverage.mean_fit / without.coverage.mean_fit


# -- changes, reasons, back ends -----------------------------------------------------------------------------------------


def measure_changes(here: World, r: int) -> None:
    """A judge withdraws, conflicts turn up, one more judge is wanted, and something cannot be had."""
    before, _ = here.assign(r)
    gone = here.judges[0].id
    read = sum(judge == gone for _, judge in before.reviews)
    without = World(
        entries=here.entries, judges=here.judges[1:], conflicts=here.conflicts, fit=here.fit[:, 1:]
    )
    withdrawn, seconds, _ = timed(lambda: without.assign(r, kept=before.reviews)[0])
    turned_up = set(before.reviews[:: len(before.reviews) // 10][:10])
    shifted, seconds_of_ten, _ = timed(
        lambda: replace(here, conflicts=here.conflicts | turned_up).assign(r, kept=before.reviews)[0]
    )
    fresh = without.assign(r)[0]
    anew = len(set(fresh.reviews) - set(before.reviews))
    people = here.entries, here.judges, here.conflicts
    _, one_more, _ = timed(
        lambda: propose_judges(here.entries[0].id, *people, current=before.reviews, fit=here.fit)
    )
    show(
        "Changes",
        [
            Line(
                what="a judge withdraws: new reviews", ours=f"{len(withdrawn.new):,}",
                other=f"{anew:,} if made anew", budget=f"{read:,}", met=len(withdrawn.new) == read,
            ),
            Line(what="… seconds", ours=f"{seconds:.1f}", budget=f"≤ {SECONDS:.0f}", met=seconds <= SECONDS),
            Line(
                what="ten conflicts turn up: new reviews", ours=f"{len(shifted.new)}",
                budget="10", met=len(shifted.new) == 10,
            ),
            Line(what="… seconds", ours=f"{seconds_of_ten:.1f}", budget=f"≤ {SECONDS:.0f}", met=seconds_of_ten <= SECONDS),
            Line(what="one more judge is proposed: seconds", ours=f"{one_more:.2f}", budget="≤ 1", met=one_more <= 1),
            Line(what="a control: made anew", ours=f"{anew:,}", budget=f"{read:,}", met=anew == read),
        ],
    )  # fmt: skip


def measure_reasons(here: World, r: int) -> None:
    """How soon it is known why something cannot be had."""
    share = len(here.entries) * r // len(here.judges)
    tight = [replace(judge, most=share - 5) for judge in here.judges]
    cases: dict[str, Callable[[], object]] = {
        "an expert for every entry": lambda: here.assign(r, require_primary=True),
        "too little load": lambda: replace(here, judges=tight).assign(r, load=Load.LIMITS),
        "half of all pairs in conflict": lambda: replace(here, conflicts=half_of(here)).assign(r),
    }
    lines = []
    for name, wish in cases.items():
        said, seconds, _ = timed(lambda wish=wish: refusal(wish))
        lines.append(Line(what=name, ours=f"{seconds:.1f} s", other=str(said)[:110]))
    show("Reasons", lines, heads=("what cannot be had", "known after", "said", "–", "–", "–"))


def half_of(here: World) -> set[tuple[int, int]]:
    """Conflicts for the first half of the entries with all judges but a few."""
    few = {judge.id for judge in here.judges[:4]}
    return here.conflicts | {
        (entry.id, judge.id)
        for entry in here.entries[: len(here.entries) // 2]
        for judge in here.judges
        if judge.id not in few
    }


def refusal(wish: Callable[[], object]) -> str:
    """How many reasons there were, and the first in words."""
    try:
        wish()
    except NoAssignment as refused:
        return f"{len(refused.reasons)}: {refused.reasons[0].said()}"
    return "it can be had"


def measure_back_ends(*, seed: int) -> None:
    """M11: the same reviews from both back ends and from shuffled rows."""
    here, chance = world(160, 24, seed=seed), np.random.default_rng(seed)
    (one, _), fast, _ = timed(lambda: here.assign(3, solver=OrTools()))
    (other, _), slow, _ = timed(lambda: here.assign(3, solver=ShortestPaths()))
    rows, columns = chance.permutation(160), chance.permutation(24)
    shuffled = World(
        entries=[here.entries[k] for k in rows],
        judges=[here.judges[k] for k in columns],
        conflicts=here.conflicts,
        fit=here.fit[np.ix_(rows, columns)],
    ).assign(3)[0]
    different = replace(here, conflicts=here.conflicts | {one.reviews[0]}).assign(3)[0]
    show(
        "M11: 160 entries, 24 judges, 3 each",
        [
            Line(what="the same from plain Python", ours=f"{slow:.1f} s", other=f"{fast:.2f} s", met=one.digest == other.digest),
            Line(what="the same from shuffled rows", ours=shuffled.digest[:12], other=one.digest[:12], met=one.digest == shuffled.digest),
            Line(what="a control: one conflict more", ours=different.digest[:12], other=one.digest[:12], met=one.digest == different.digest),
        ],
        heads=("what", "ours", "OR-tools", "ratio", "budget", "met"),
    )  # fmt: skip


def main() -> None:
    """Measure everything; a missed budget is printed as missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=6400)
    parser.add_argument("--judges", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    here = world(options.entries, options.judges, seed=options.seed)
    for r in (3, 5):
        measure_assignment(here, r)
    for r in (3, 5):
        measure_draws(here, r)
    measure_changes(here, 5)
    measure_reasons(here, 5)
    measure_back_ends(seed=options.seed)


if __name__ == "__main__":
    main()
