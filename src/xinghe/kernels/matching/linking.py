"""Brings groups of judges together that read no entry in common, by exchanging or moving single reviews.

Judges and entries are a graph whose edges are reviews. Exchanging a review of one group with one of another joins the
two, unless both were bridges, without which their own groups fall apart. In a forest of g trees edges are g fewer than
nodes; with edges enough for one tree, a group among several has a cycle, and so a review that is no bridge. Without
conflicts and settled reviews it therefore always succeeds where there are reviews enough to hold all judges together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xinghe.kernels.matching.contest import BEST_FIT, Expertise
from xinghe.kernels.matching.flow import Bools, Ints
from xinghe.kernels.matching.places import price_of_lacks
from xinghe.kernels.matching.reasons import NotLinked, PartedByConflicts, Reason, TooFewLinks
from xinghe.kernels.matching.seating import Seating, Terms, groups, meetings
from xinghe.kernels.matching.ties import mixed

_TRIES = 2_000
_FEW, _SEATS, _PARTNERS = (
    400,
    200,
    50,
)  # with more reviews than a few, so many are looked at, with so many partners
_NEVER = 1 << 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """Judges `old` leave rows and judges `new` take their seats; one row, or two that exchange."""

    rows: tuple[int, ...]
    old: tuple[int, ...]
    new: tuple[int, ...]


def linked(seating: Seating, terms: Terms, *, fixed: Bools) -> Seating:
    """The seating with as few groups as this can reach; what is loose moves first, and what is `fixed` never."""
    for movable in (seating.loose, seating.taken & ~fixed):
        parts = seating.groups()
        while len(parts) > 1:
            better = _with_fewer_groups(seating, terms, parts, movable & seating.taken | seating.loose)
            if better is None:
                break
            seating = better
            parts = seating.groups()
    return seating


def reasons_apart(seating: Seating) -> tuple[Reason, ...]:
    """Why judges do not hang together; empty where they do."""
    contest, parts = seating.contest, seating.groups()
    if len(parts) < 2:
        return ()
    read = np.nonzero(seating.load)[0]
    links = int(np.maximum(0, seating.taken.sum(axis=1) - 1).sum())
    if links < len(read) - 1:
        judges = tuple(contest.judges[read].tolist())
        return (TooFewLinks(judges=judges, links=links, needed=len(read) - 1, most_judges=links + 1),)
    shared = seating.taken.sum(axis=1) > 1
    possible = groups(meetings(contest.allowed & shared[:, None]), seating.load)
    if len(possible) > 1:
        return (PartedByConflicts(groups=tuple(tuple(contest.judges[part].tolist()) for part in possible)),)
    return (NotLinked(groups=tuple(tuple(contest.judges[part].tolist()) for part in parts)),)


def _with_fewer_groups(seating: Seating, terms: Terms, parts: list[Ints], movable: Bools) -> Seating | None:
    """The seating after the least harmful change that leaves fewer groups, tried from the smallest group on."""
    for part in sorted(parts, key=lambda part: (int(seating.load[part].sum()), int(part[0]))):
        for change in _changes(seating, terms, part, movable):
            trial = seating.copy()
            rows = np.array(change.rows)
            trial.change(rows, np.array(change.old), take=False)
            trial.change(rows, np.array(change.new), take=True)
            if len(trial.groups()) < len(parts):
                return trial
    return None


def _changes(seating: Seating, terms: Terms, part: Ints, movable: Bools) -> Iterator[_Change]:
    """Exchanges between the group and the rest and moves across, the least harmful first."""
    rows, judges = np.nonzero(movable)
    harm = _harm(seating, rows, judges, must_have_expert=terms.must_have_expert)
    mine = np.isin(np.arange(len(seating.load)), part)
    seats = np.nonzero(mine[judges])[0], np.nonzero(~mine[judges])[0]
    contest = seating.contest
    by_hash = mixed(contest.entries[rows], contest.judges[judges])
    if len(rows) > _FEW:
        seats = tuple(some[np.argsort(by_hash[some])][:_SEATS] for some in seats)  # type: ignore[assignment]
    found: list[tuple[int, int, _Change]] = []
    for seat in seats[0].tolist():
        row, judge = int(rows[seat]), int(judges[seat])
        possible = ~mine[judges] & (harm[seat, judges] < _NEVER) & (harm[:, judge] < _NEVER)
        total = np.where(possible, harm[seat, judges] + harm[:, judge], _NEVER)
        for other in _lowest(total):
            row_there, judge_there = int(rows[other]), int(judges[other])
            change = _Change(rows=(row, row_there), old=(judge, judge_there), new=(judge_there, judge))
            found.append((int(total[other]), int(by_hash[seat] ^ by_hash[other]), change))
    may_come = (seating.load > 0) & (seating.load < terms.most)
    for seat in np.concatenate(seats).tolist():
        judge = int(judges[seat])
        if seating.load[judge] > terms.least[judge]:
            total = np.where(may_come & (mine != mine[judge]), harm[seat], _NEVER)
            for other in _lowest(total):
                change = _Change(rows=(int(rows[seat]),), old=(judge,), new=(other,))
                found.append((int(total[other]), int(by_hash[seat] ^ contest.judges[other]), change))
    found.sort(key=lambda one: one[:2])
    for _, _, change in found[:_TRIES]:
        yield change


def _harm(seating: Seating, rows: Ints, judges: Ints, *, must_have_expert: bool) -> Ints:
    """How much each judge would cost more than the one who has the seat (seats × J); _NEVER where not allowed."""
    contest, here = seating.contest, np.arange(len(rows))
    beside = seating.taken[rows]
    beside[here, judges] = False
    lacks_expert, lacks_field = seating.lacks_among(rows, beside)
    price = BEST_FIT - contest.fit[rows] + price_of_lacks(contest, rows, lacks_expert, lacks_field)
    harm = price - price[here, judges][:, None]
    # A judge who sits on the entry already cannot come again.
    harm[~contest.allowed[rows] | seating.taken[rows]] = _NEVER
    if must_have_expert:
        had = contest.expertise[rows, judges] == Expertise.PRIMARY
        harm[(had & (lacks_expert > 0))[:, None] & (contest.expertise[rows] != Expertise.PRIMARY)] = _NEVER
    return harm


def _lowest(total: Ints) -> list[int]:
    possible = np.nonzero(total < _NEVER)[0]
    if len(total) > _FEW and len(possible) > _PARTNERS:
        possible = possible[np.argpartition(total[possible], _PARTNERS)[:_PARTNERS]]
    lowest: list[int] = possible.tolist()
    return lowest
