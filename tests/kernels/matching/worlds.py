"""Small contests to assign judges to, and what can be said of an assignment without the kernel."""

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import strategies as st

from xinghe.kernels.matching import Entry, Judge

FIELDS = ("welding", "drives", "power")


def entries(count: int, fields: tuple[str, ...] = FIELDS) -> list[Entry]:
    return [Entry(id=100 + k, field=fields[k % len(fields)]) for k in range(count)]


def judges(count: int, fields: tuple[str, ...] = FIELDS, **limits: int) -> list[Judge]:
    return [
        Judge(
            id=1 + k,
            primary=frozenset({fields[k % len(fields)]}),
            others=frozenset({fields[(k + 1) % len(fields)]}),
            **limits,
        )
        for k in range(count)
    ]


@st.composite
def worlds(draw, most_entries=8, most_judges=7):
    """(entries, judges, conflicts): few enough to be hard, and often impossible."""
    field = st.sampled_from(FIELDS)
    some = [
        Entry(id=id_, field=draw(field))
        for id_ in draw(st.sets(st.integers(1, 99), min_size=1, max_size=most_entries))
    ]
    known = st.frozensets(field, max_size=2)
    panel = [
        Judge(id=id_, primary=draw(known), others=draw(known))
        for id_ in draw(st.sets(st.integers(1, 99), min_size=1, max_size=most_judges))
    ]
    pair = st.tuples(st.sampled_from([one.id for one in some]), st.sampled_from([one.id for one in panel]))
    return some, panel, draw(st.sets(pair, max_size=len(some) * len(panel) // 3))


def fit_of(entry: Entry, judge: Judge) -> int:
    return 1000 if entry.field in judge.primary else 750 if entry.field in judge.others else 500


def every_assignment(some, panel, conflicts, r) -> Iterator[list[tuple[int, int]]]:
    """Every way to give each entry r judges without a conflict."""
    choices = [
        list(combinations([judge for judge in panel if (entry.id, judge.id) not in conflicts], r))
        for entry in some
    ]
    for chosen in product(*choices):
        yield [(entry.id, judge.id) for entry, several in zip(some, chosen, strict=True) for judge in several]


def loads(reviews, panel) -> list[int]:
    return [sum(judge.id == id_ for _, id_ in reviews) for judge in panel]


def is_even(reviews, panel) -> bool:
    found = loads(reviews, panel)
    return max(found) - min(found) <= 1


def is_connected(reviews) -> bool:
    """Whether all judges who read anything hang together through entries."""
    left = {judge for _, judge in reviews}
    if not left:
        return True
    reached, edge = set(), {min(left)}
    while edge:
        reached |= edge
        read = {entry for entry, judge in reviews if judge in reached}
        edge = {judge for entry, judge in reviews if entry in read} - reached
    return reached == left


def cost_of(reviews, some, panel, alpha=0) -> int:
    """The figure that is made small, written down a second time."""
    by_id = {judge.id: judge for judge in panel}
    readers = {entry.id: [by_id[judge] for id_, judge in reviews if id_ == entry.id] for entry in some}
    cost = 0
    for entry in some:
        fits = [fit_of(entry, judge) for judge in readers[entry.id]]
        in_field = sum(fit > 500 for fit in fits)
        cost += sum(1000 - fit for fit in fits) + 20_000 * (1000 not in fits) + 5_000 * max(0, 2 - in_field)
    for one, other in combinations(panel, 2):
        met = sum(one in read and other in read for read in readers.values())
        cost += alpha * met * (met - 1) // 2
    return cost
