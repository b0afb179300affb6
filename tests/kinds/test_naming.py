"""What is named in public was sealed, examined, judged, noticed and confirmed: a kind that leaves one out cannot be built."""

from dataclasses import replace

import pytest

from xinghe.access.powers import Power
from xinghe.kinds import EVERY_KIND
from xinghe.kinds.naming import STEPS, NamingKind
from xinghe.programmes.kind import KindWrong, Move
from xinghe.programmes.vocab import MoveName, Phase

CONTEST = next(kind for kind in EVERY_KIND if kind.code == "five_small_contest")
EDGES = [(move.name, move.source) for move in CONTEST.moves]


def with_move(name: MoveName, source: Phase, **changes) -> tuple[Move, ...]:
    """The contest's moves, one of them changed."""
    return tuple(
        replace(move, **changes) if (move.name, move.source) == (name, source) else move
        for move in CONTEST.moves
    )


def refused(moves: tuple[Move, ...]) -> str:
    with pytest.raises(KindWrong) as wrong:
        replace(CONTEST, moves=moves)
    return str(wrong.value)


def test_every_kind_of_this_house_names():
    assert all(isinstance(kind, NamingKind) for kind in EVERY_KIND)
    assert replace(CONTEST, moves=tuple(CONTEST.moves)).code == CONTEST.code


@pytest.mark.parametrize(("name", "source"), EDGES)
def test_each_move_leads_where_it_leads(name, source):
    wrong = Phase.NAMED if STEPS[name, source].targets != {Phase.NAMED} else Phase.PROPOSED

    said = refused(with_move(name, source, target=wrong))

    assert f"“{name}” out of “{source}” leads into “{wrong}”, not into " in said


@pytest.mark.parametrize(("name", "source"), EDGES)
def test_each_move_is_whose_it_is(name, source):
    right = STEPS[name, source].power
    wrong = Power.APPLICATION_FORWARD if right is Power.APPLICATION_DECIDE else Power.APPLICATION_DECIDE

    said = refused(with_move(name, source, power=wrong))

    assert f"“{name}” out of “{source}” is made with “{wrong}”, not with “{right}”" in said


@pytest.mark.parametrize(("name", "source"), EDGES)
def test_each_move_is_made_by_hand_or_not(name, source):
    by_hand = not STEPS[name, source].by_hand

    said = refused(with_move(name, source, by_hand=by_hand))

    assert (
        f"“{name}” out of “{source}” is {'' if by_hand else 'not '}made by hand; it is the other way round"
        in said
    )


@pytest.mark.parametrize(("name", "source"), [edge for edge in EDGES if edge[1] is Phase.RECOMMENDING])
def test_only_forwarding_climbs(name, source):
    climbs = not STEPS[name, source].climbs

    said = refused(with_move(name, source, climbs=climbs))

    assert f"“{name}” out of “{source}” {'climbs' if climbs else 'does not climb'}" in said


@pytest.mark.parametrize(
    ("name", "source", "gate"), [(*edge, gate) for edge in EDGES for gate in STEPS[edge].gates]
)
def test_each_gate_is_asked(name, source, gate):
    left = tuple(one for one in CONTEST.move(source, name).gates if one is not gate)

    assert f"“{name}” out of “{source}” does not ask {gate.__name__}" in refused(
        with_move(name, source, gates=left)
    )


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (MoveName.PROPOSE, Phase.FORMAL_CHECK),
        (MoveName.NAME, Phase.PROPOSED),
        (MoveName.NAME, Phase.PUBLIC_NOTICE),
        (MoveName.ANNOUNCE, Phase.DECISION),
        (MoveName.CONFIRM, Phase.PROPOSED),
        (MoveName.WITHDRAW, Phase.PROPOSED),
        (MoveName.TAKE_BACK, Phase.DECISION),
    ],
)
def test_there_is_no_way_round(name, source):
    round_ = Move(name=name, source=source, target=Phase.NAMED, power=Power.APPLICATION_DECIDE)

    assert f"“{name}” out of “{source}” is no step towards a naming" in refused((*CONTEST.moves, round_))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (MoveName.WITHDRAW, Phase.RECOMMENDING),
        (MoveName.DECLINE, Phase.FORMAL_CHECK),
        (MoveName.DECLINE, Phase.DECISION),
        (MoveName.REMOVE, Phase.PUBLIC_NOTICE),
        (MoveName.REMOVE, Phase.CONFIRMED),
        (MoveName.LAPSE, Phase.RETURNED),
        (MoveName.NAME, Phase.CONFIRMED),
    ],
)
def test_nobody_is_left_without_what_is_due_to_them(name, source):
    left = tuple(move for move in CONTEST.moves if (move.name, move.source) != (name, source))

    assert f"nothing may “{name}” out of “{source}”" in refused(left)


def test_what_names_nothing_is_another_kind():
    left = tuple(move for move in CONTEST.moves if Phase.NAMED not in (move.source, move.target))

    assert "it names nothing" in refused(left)


def test_without_a_notice_nothing_is_named():
    with pytest.raises(KindWrong, match="lasts 0 days"):
        replace(CONTEST, notice_days=0)
