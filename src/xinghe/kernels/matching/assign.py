"""Assigns judges to entries: who reads what, so that everything asked for holds, or the reasons why it cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from xinghe.kernels.matching.balance import balanced
from xinghe.kernels.matching.contest import BEST_FIT, Contest, Entry, Expertise, Judge, Review, contest
from xinghe.kernels.matching.design import DesignReport, design_report
from xinghe.kernels.matching.draw import drawn, halvings
from xinghe.kernels.matching.flow import Bools, Ints, Solver
from xinghe.kernels.matching.linking import linked, reasons_apart
from xinghe.kernels.matching.loads import UNEVEN, Load, LoadPrice, even_bounds, even_share
from xinghe.kernels.matching.places import Places, above_all, fill, price_of_lacks
from xinghe.kernels.matching.reasons import NoAssignment, Reason
from xinghe.kernels.matching.seating import Seating, Terms
from xinghe.kernels.matching.shortage import explain
from xinghe.kernels.matching.solvers import DEFAULT
from xinghe.kernels.matching.ties import mixed

# Two judges who met k times cost 3k per cent of the best fit if they meet again: enough to mix, and still by field.
ALPHA = 30
_DRAWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who reads what, by entry and judge.

    Of what was kept or done, `dropped` is no longer there (a conflict, or somebody or something that is gone), and
    `new` was not there before. `pool` is what was drawn from, and `draws` how often, where chance decided. `reasons`
    say what a partial assignment lacks. `digest` is the SHA-256 of the reviews, for records.
    """

    reviews: tuple[Review, ...]
    new: tuple[Review, ...]
    dropped: tuple[Review, ...]
    loads: tuple[tuple[int, int], ...]
    cost: int
    reasons: tuple[Reason, ...]
    pool: tuple[Review, ...]
    draws: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One judge for one more review, cheapest first, and what the price is made of."""

    judge: int
    cost: int
    fit: int
    expertise: Expertise
    meetings: int
    load: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Wishes:
    """Everything asked for, as tables."""

    contest: Contest
    done: Bools
    kept: Bools
    strange: tuple[Review, ...]
    terms: Terms
    is_even: bool
    must_hang_together: bool
    may_stay_empty: bool
    solver: Solver


def assign_judges(
    entries: Sequence[Entry],
    judges: Sequence[Judge],
    conflicts: Iterable[tuple[int, int]],
    *,
    r: int,
    load: Load = Load.EVEN,
    alpha: int = ALPHA,
    require_primary: bool = False,
    require_connected: bool = True,
    kept: Iterable[tuple[int, int]] = (),
    done: Iterable[tuple[int, int]] = (),
    fit: npt.ArrayLike | None = None,
    prob_cap: float | None = None,
    seed: str | None = None,
    partial: bool = False,
    solver: Solver = DEFAULT,
) -> tuple[Assignment, DesignReport]:
    """Give each entry `r` judges who have no conflict with it, at least cost, and say how good the design is.

    `conflicts`, `kept` and `done` are (entry, judge) by id; `fit` is entries × judges as given, 0 to 1,000. Loads are
    even or between each judge's limits. The cost is misfit, plus 20,000 for an entry without an expert, 5,000 for
    each judge in the field short of two, and `alpha` for each time two judges have met before. With `require_primary`
    an entry without an expert is refused, with `require_connected` a design whose judges do not hang together.

    What is `done` is never moved, and what is `kept` only where it must be: as few as possible, and loads are then
    even as far as that moves nobody. A review that is in conflict now is dropped, done or not. Who stops after some
    reviews stays among the judges with a most of none, and so what he or she has done counts.

    With `prob_cap` (1/2, 1/4 …) no pair is likelier than that, and the `seed` (text) decides; nothing can be kept
    then. A draw whose judges do not hang together is made anew, up to fifty times, so the chances are those among
    draws that do.

    Raises NoAssignment with the reasons when not everything can be had; with `partial` it returns the best there is
    together with the reasons instead. Raises ValueError for what makes no sense, CostsTooLarge for more than 64 bits
    hold.
    """
    if (prob_cap is None) != (seed is None):
        raise ValueError("A cap on chances and a seed go together.")
    made = contest(entries, judges, conflicts, r=r, fit=fit)
    (kept_here, gone), (done_here, gone_too) = made.marked(kept), made.marked(done)
    if seed is not None and (kept_here.any() or done_here.any()):
        raise ValueError("A draw begins from nothing: nothing can be kept.")
    is_even = load is Load.EVEN and not (kept_here.any() or done_here.any())
    wishes = _Wishes(
        contest=made,
        done=done_here & made.allowed,
        kept=kept_here & made.allowed & ~done_here,
        strange=(*gone, *gone_too, *made.reviews((kept_here | done_here) & ~made.allowed)),
        terms=_terms(made, is_even=is_even, alpha=alpha, must_have_expert=require_primary),
        is_even=is_even,
        must_hang_together=require_connected,
        may_stay_empty=partial,
        solver=solver,
    )
    if prob_cap is not None and seed is not None:
        return _by_lot(wishes, times=halvings(prob_cap), seed=seed)
    return _at_least_cost(wishes)


def examine_design(
    entries: Sequence[Entry],
    judges: Sequence[Judge],
    reviews: Iterable[tuple[int, int]],
    *,
    fit: npt.ArrayLike | None = None,
) -> DesignReport:
    """The report on any assignment (entry, judge), whoever made it. Raises ValueError for reviews of somebody unknown."""
    made = contest(entries, judges, (), r=0, fit=fit)
    taken, strange = made.marked(reviews)
    if strange:
        raise ValueError(f"There is no such entry or judge: {strange[0]}")
    return design_report(made, taken)


def propose_judges(
    entry: int,
    entries: Sequence[Entry],
    judges: Sequence[Judge],
    conflicts: Iterable[tuple[int, int]],
    *,
    current: Iterable[tuple[int, int]],
    fit: npt.ArrayLike | None = None,
    alpha: int = ALPHA,
    n: int = 3,
) -> tuple[Proposal, ...]:
    """The `n` best judges for one more review of an entry, beside all current reviews (entry, judge); nobody else moves.

    None with a conflict, none who reads it already, none whose load is full: none at all is an empty answer. Raises
    ValueError for an entry that is not there.
    """
    made = contest(entries, judges, conflicts, r=1, fit=fit)
    taken, _ = made.marked(current)
    if entry not in made.entries:
        raise ValueError(f"There is no entry {entry}.")
    seating = Seating(made, taken=taken, loose=np.zeros_like(taken))
    row = np.array([int(np.searchsorted(made.entries, entry))])
    share = even_share(int(taken.sum()) + 1, len(made.judges))
    met = (taken[row].astype(np.float64) @ seating.meetings).astype(np.int64)[0]
    cost = seating.prices(row, alpha=alpha)[0] + price_of_lacks(made, row, *seating.lacks(row))[0]
    cost += UNEVEN * seating.load // share
    free = np.nonzero(made.allowed[row[0]] & ~taken[row[0]] & (seating.load < made.most))[0]
    order = np.lexsort((mixed(made.entries[row], made.judges[free]), cost[free]))
    return tuple(
        Proposal(
            judge=int(made.judges[k]),
            cost=int(cost[k]),
            fit=int(made.fit[row[0], k]),
            expertise=Expertise(int(made.expertise[row[0], k])),
            meetings=int(met[k]),
            load=int(seating.load[k]),
        )
        for k in free[order][:n].tolist()
    )


def _terms(made: Contest, *, is_even: bool, alpha: int, must_have_expert: bool) -> Terms:
    total = int(made.wanted.sum())
    if is_even:
        least, most = even_bounds(made.least, made.most, total)
        return Terms(least=least, most=most, alpha=alpha, price=None, must_have_expert=must_have_expert)
    price = LoadPrice(share=even_share(total, len(made.judges)))
    return Terms(
        least=made.least, most=made.most, alpha=alpha, price=price, must_have_expert=must_have_expert
    )


def _at_least_cost(wishes: _Wishes) -> tuple[Assignment, DesignReport]:
    """The best start by one flow over everything, mixed seat by seat, then held together."""
    made = wishes.contest
    seats = np.maximum(0, made.wanted - wishes.done.sum(axis=1))
    chosen, reasons = _start(wishes, seats=seats, fold=1)
    seating = Seating(made, taken=wishes.done | chosen, loose=chosen & ~wishes.kept)
    seating = _mixed(wishes, seating, is_whole=not reasons)
    if wishes.must_hang_together:
        reasons += _apart(wishes, seating)
    return _result(wishes, seating, reasons=reasons)


def _by_lot(wishes: _Wishes, *, times: int, seed: str) -> tuple[Assignment, DesignReport]:
    """The best pool by one flow over everything, and a draw from it that holds together, if one of some draws does."""
    made = wishes.contest
    chosen, reasons = _start(wishes, seats=made.wanted << times, fold=1 << times)
    pool = _mixed(
        wishes, Seating(made, taken=chosen, loose=chosen, fold=1 << times), is_whole=not reasons
    ).taken
    for draw in range(1, _DRAWS + 1):
        taken = drawn(made, pool, times=times, seed=f"{seed}/{draw}")
        seating = Seating(made, taken=taken, loose=taken)
        if not wishes.must_hang_together or len(seating.groups()) < 2:
            break
    if wishes.must_hang_together:
        reasons += _apart(wishes, seating)
    return _result(wishes, seating, reasons=reasons, pool=pool, draws=draw)


def _start(wishes: _Wishes, *, seats: Ints, fold: int) -> tuple[Bools, tuple[Reason, ...]]:
    """The cheapest choice (N × J) for so many seats of each entry, and what was asked for and cannot be had.

    With `fold` everything is wanted so many times. Raises NoAssignment where something cannot be had, unless seats
    may stay empty.
    """
    made, terms, rows = wishes.contest, wishes.terms.folded(fold), np.arange(len(wishes.contest.entries))
    settled = Seating(made, taken=wishes.done, loose=np.zeros_like(wishes.done), fold=fold)
    lacks_expert, lacks_field = settled.lacks(rows)
    places = Places(
        rows=rows,
        seats=seats,
        open=made.allowed & ~wishes.done,
        cost=BEST_FIT - made.fit,
        lacks_expert=lacks_expert,
        lacks_field=lacks_field,
        least=np.maximum(0, terms.least - settled.load),
        most=np.maximum(0, terms.most - settled.load),
        load=settled.load,
        price=terms.price,
        must_have_expert=terms.must_have_expert,
    )
    if wishes.kept.any():
        places = replace(places, cost=places.cost + above_all(places) * ~wishes.kept)
    reasons: tuple[Reason, ...] = ()
    filled = fill(made, places, wishes.solver)
    if filled.unsent or (terms.must_have_expert and (places.lacks_expert > seats).any()):
        reasons = explain(made, places, wishes.solver, fold=fold, is_even=wishes.is_even)
        if not wishes.may_stay_empty:
            raise NoAssignment(reasons)
        nobody = np.zeros_like(places.least)
        places = replace(places, least=nobody, must_have_expert=False, may_stay_empty=True)
        filled = fill(made, places, wishes.solver)
    chosen = np.zeros_like(made.allowed)
    chosen[filled.entry, filled.judge] = True
    return chosen, reasons


def _mixed(wishes: _Wishes, start: Seating, *, is_whole: bool) -> Seating:
    """The start with judges mixed and groups linked; what a partial start cannot keep is not asked of it."""
    terms = wishes.terms.folded(start.fold)
    if not is_whole:
        terms = replace(terms, least=np.zeros_like(terms.least), must_have_expert=False)
    seating = balanced(start, terms, wishes.solver)
    return linked(seating, terms, fixed=wishes.done) if wishes.must_hang_together else seating


def _apart(wishes: _Wishes, seating: Seating) -> tuple[Reason, ...]:
    reasons = reasons_apart(seating)
    if reasons and not wishes.may_stay_empty:
        raise NoAssignment(reasons)
    return reasons


def _result(
    wishes: _Wishes,
    seating: Seating,
    *,
    reasons: tuple[Reason, ...],
    pool: Bools | None = None,
    draws: int = 0,
) -> tuple[Assignment, DesignReport]:
    made = wishes.contest
    reviews = made.reviews(seating.taken)
    before = wishes.done | wishes.kept
    lost = made.reviews(wishes.kept & ~seating.taken)
    said = "".join(f"{one.entry},{one.judge}\n" for one in reviews)
    assignment = Assignment(
        reviews=reviews,
        new=made.reviews(seating.taken & ~before),
        dropped=tuple(sorted({*wishes.strange, *lost})),
        loads=tuple(zip(made.judges.tolist(), seating.load.tolist(), strict=True)),
        cost=seating.cost(wishes.terms),
        reasons=reasons,
        pool=() if pool is None else made.reviews(pool),
        draws=draws,
        digest=hashlib.sha256(said.encode()).hexdigest(),
    )
    return assignment, design_report(made, seating.taken)
