"""Walks and circles, held against slow ways of finding the same on random graphs."""

from hypothesis import given
from hypothesis import strategies as st

from xinghe.texts.rules.lineage import DESCENT, Tie, walk, would_circle
from xinghe.texts.vocab import Relation

NUMBERS = st.integers(1, 12)
PAIRS = st.tuples(NUMBERS, NUMBERS, st.sampled_from(Relation)).filter(lambda pair: pair[0] != pair[1])
GRAPHS = st.lists(PAIRS, max_size=30).map(
    lambda pairs: tuple(
        Tie(number=number, later=later, earlier=earlier, relation=relation)
        for number, (later, earlier, relation) in enumerate(pairs)
    )
)


def touching(ties, asked=None):
    """The question as the database would answer it; what was asked is kept."""

    def ask(texts):
        if asked is not None:
            asked.append(texts)
        return [tie for tie in ties if tie.later in texts or tie.earlier in texts]

    return ask


def distances_by_hand(ties, start):
    """Relax every tie until nothing gets nearer."""
    found = {start: 0}
    changed = True
    while changed:
        changed = False
        for tie in ties:
            for one, other in ((tie.later, tie.earlier), (tie.earlier, tie.later)):
                if one in found and found[one] + 1 < found.get(other, 99):
                    found[other] = found[one] + 1
                    changed = True
    return found


def has_circle(edges):
    """Take away texts from which nothing descends, again and again; what is left goes round."""
    edges = set(edges)
    while True:
        left = {(later, earlier) for later, earlier in edges if later in {end for _, end in edges}}
        if left == edges:
            return bool(edges)
        edges = left


@given(GRAPHS, NUMBERS)
def test_a_walk_finds_every_text_at_its_distance_and_every_tie_between(ties, start):
    asked = []

    walked = walk(start, touching(ties, asked), most=40)

    expected = distances_by_hand(ties, start)
    assert (walked.distances, walked.is_cut) == (expected, False)
    assert walked.ties == tuple(tie for tie in ties if tie.later in expected)
    assert len(asked) == max(expected.values()) + 1


@given(GRAPHS, NUMBERS, st.integers(1, 12))
def test_a_walk_that_is_cut_keeps_the_nearest(ties, start, most):
    whole = distances_by_hand(ties, start)

    walked = walk(start, touching(ties), most=most)

    kept = walked.distances
    assert len(kept) == min(most, len(whole))
    assert sorted(kept.values()) == sorted(whole.values())[: len(kept)]
    assert {number: whole[number] for number in kept} == kept
    assert walked.is_cut == (len(kept) < len(whole))
    assert walked.ties == tuple(tie for tie in ties if tie.later in kept and tie.earlier in kept)


@given(GRAPHS)
def test_whoever_draws_only_what_is_allowed_never_has_a_circle(wanted):
    drawn, refused = [], 0
    for tie in wanted:
        found = would_circle(
            later=tie.later, earlier=tie.earlier, relation=tie.relation, touching=touching(drawn)
        )
        edges = {(one.later, one.earlier) for one in [*drawn, tie] if one.relation in DESCENT}
        assert found == (tie.relation in DESCENT and has_circle(edges))
        refused += found
        if not found:
            drawn.append(tie)

    assert not has_circle({(tie.later, tie.earlier) for tie in drawn if tie.relation in DESCENT})


def test_a_work_may_be_replicated_by_what_it_was_improved_from():
    ties = (Tie(number=1, later=2, earlier=1, relation=Relation.IMPROVED_FROM),)

    back = {
        relation: would_circle(later=1, earlier=2, relation=relation, touching=touching(ties))
        for relation in Relation
    }

    assert back == {
        Relation.IMPROVED_FROM: True,
        Relation.SAME_WORK: False,
        Relation.MERGED_INTO: True,
        Relation.SPLIT_FROM: True,
        Relation.REPLICATED_FROM: False,
    }
