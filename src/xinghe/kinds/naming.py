"""A kind that ends in a naming: which steps it may have, who makes each, and what must hold before (domain dossier §3).

The engine lets a kind say anything that does not contradict itself. What is named in public must besides have been sealed,
examined, judged, put on public notice and confirmed, on every way there is: a kind that leaves one of these out, or lets
somebody else do it, cannot be built and says why. A kind that names nothing is a plain ``Kind``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xinghe.access.powers import Power
from xinghe.notices.gates import no_open_objection, notice_over, objection_upheld
from xinghe.programmes.gates import (
    answers_whole,
    before_deadline,
    conditions_met,
    correction_overdue,
    evidence_whole,
    one_chance,
    places_left,
    seal_valid,
)
from xinghe.programmes.kind import Gate, Kind, Move
from xinghe.programmes.vocab import JUDGED, MoveName, Phase
from xinghe.reviews.gates import (
    ranking_current,
    ranking_frozen,
    results_released,
    scores_in,
    visit_signed,
    vote_carried,
)

_WRITE, _FORWARD = Power.APPLICATION_WRITE, Power.APPLICATION_FORWARD
_EXAMINE, _DECIDE = Power.APPLICATION_EXAMINE, Power.APPLICATION_DECIDE
_WHOLE: Final = (answers_whole, evidence_whole, conditions_met)
_SCORED: Final = (scores_in, ranking_frozen, results_released)
# What the judges found still speaks for it.
_SETTLED: Final = (ranking_current, vote_carried)
_BROUGHT: Final = {
    Phase.FIRST_REVIEW: _SCORED,
    Phase.DEFENCE: _SCORED,
    Phase.SITE_VISIT: (visit_signed,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a move may lead into, whose it is, and which gates it has at least."""

    targets: frozenset[Phase]
    power: Power
    gates: tuple[Gate, ...] = ()
    by_hand: bool = True
    climbs: bool = False


def _step(target: Phase, power: Power, *gates: Gate, by_hand: bool = True, climbs: bool = False) -> Step:
    return Step(targets=frozenset({target}), power=power, gates=gates, by_hand=by_hand, climbs=climbs)


_DROPPED: Final = _step(Phase.DECLINED, _DECIDE)
# By the name of the move and where it leaves from; there are no others.
STEPS: Final[dict[tuple[MoveName, Phase], Step]] = {
    (MoveName.HAND_IN, Phase.DRAFT): _step(Phase.RECOMMENDING, _WRITE, before_deadline, *_WHOLE),
    (MoveName.FORWARD, Phase.RECOMMENDING): _step(Phase.FORMAL_CHECK, _FORWARD, seal_valid, places_left, climbs=True),
    (MoveName.RETURN, Phase.RECOMMENDING): _step(Phase.RETURNED, _FORWARD),
    (MoveName.DECLINE, Phase.RECOMMENDING): _step(Phase.DECLINED, _FORWARD),
    (MoveName.HAND_IN_AGAIN, Phase.RETURNED): _step(Phase.RECOMMENDING, _WRITE, *_WHOLE),
    (MoveName.LAPSE, Phase.RETURNED): _step(Phase.DECLINED, _DECIDE, correction_overdue, by_hand=False),
    (MoveName.ADMIT, Phase.FORMAL_CHECK): Step(targets=JUDGED, power=_EXAMINE, gates=(*_WHOLE, seal_valid)),
    (MoveName.ASK_FOR_MORE, Phase.FORMAL_CHECK): _step(Phase.CORRECTION, _EXAMINE, one_chance),
    (MoveName.DECLINE, Phase.FORMAL_CHECK): _step(Phase.DECLINED, _EXAMINE),
    (MoveName.COMPLETE, Phase.CORRECTION): _step(Phase.FORMAL_CHECK, _WRITE, *_WHOLE),
    (MoveName.LAPSE, Phase.CORRECTION): _step(Phase.DECLINED, _DECIDE, correction_overdue, by_hand=False),
    **{
        (MoveName.WITHDRAW, phase): _step(Phase.WITHDRAWN, _WRITE)
        for phase in (Phase.DRAFT, Phase.RECOMMENDING, Phase.RETURNED, Phase.FORMAL_CHECK, Phase.CORRECTION, *JUDGED)
    },
    **{(MoveName.CONCLUDE, stage): _step(Phase.DECISION, _DECIDE, *_BROUGHT[stage]) for stage in JUDGED},
    **{(MoveName.SHORTLIST, stage): _step(Phase.DEFENCE, _DECIDE, *_BROUGHT[stage]) for stage in JUDGED - {Phase.DEFENCE}},
    **{(MoveName.VISIT, stage): _step(Phase.SITE_VISIT, _DECIDE, *_BROUGHT[stage]) for stage in JUDGED - {Phase.SITE_VISIT}},
    (MoveName.DECLINE, Phase.FIRST_REVIEW): _step(Phase.DECLINED, _DECIDE, results_released),
    (MoveName.DECLINE, Phase.DEFENCE): _step(Phase.DECLINED, _DECIDE, results_released),
    (MoveName.DECLINE, Phase.SITE_VISIT): _DROPPED,
    (MoveName.DECLINE, Phase.DECISION): _DROPPED,
    (MoveName.PROPOSE, Phase.DECISION): _step(Phase.PROPOSED, _DECIDE, *_SETTLED),
    (MoveName.REMOVE, Phase.PROPOSED): _DROPPED,
    (MoveName.ANNOUNCE, Phase.PROPOSED): _step(Phase.PUBLIC_NOTICE, _DECIDE, *_SETTLED, by_hand=False),
    (MoveName.REMOVE, Phase.PUBLIC_NOTICE): _DROPPED,
    (MoveName.CONFIRM, Phase.PUBLIC_NOTICE): _step(Phase.CONFIRMED, _DECIDE, notice_over, no_open_objection, *_SETTLED, by_hand=False),
    (MoveName.TAKE_BACK, Phase.CONFIRMED): _step(Phase.PROPOSED, _DECIDE, by_hand=False),
    (MoveName.REMOVE, Phase.CONFIRMED): _step(Phase.DECLINED, _DECIDE, objection_upheld, by_hand=False),
    (MoveName.NAME, Phase.CONFIRMED): _step(Phase.NAMED, _DECIDE, no_open_objection, *_SETTLED, by_hand=False),
    (MoveName.REVOKE, Phase.NAMED): _step(Phase.REVOKED, _DECIDE, by_hand=False),
}  # fmt: skip
# Without these nobody is heard: the applicant who takes it back, who corrects it, and whoever objects after all.
_NEEDED: Final = (
    (MoveName.WITHDRAW, Phase.RECOMMENDING),
    (MoveName.RETURN, Phase.RECOMMENDING),
    (MoveName.HAND_IN_AGAIN, Phase.RETURNED),
    (MoveName.LAPSE, Phase.RETURNED),
    (MoveName.ADMIT, Phase.FORMAL_CHECK),
    (MoveName.DECLINE, Phase.FORMAL_CHECK),
    (MoveName.DECLINE, Phase.DECISION),
    (MoveName.REMOVE, Phase.PUBLIC_NOTICE),
    (MoveName.TAKE_BACK, Phase.CONFIRMED),
    (MoveName.REMOVE, Phase.CONFIRMED),
    (MoveName.NAME, Phase.CONFIRMED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingKind(Kind):
    """A kind of programme that names people, results or studios in public."""

    def _faults(self) -> Iterator[str]:
        yield from Kind._faults(self)
        for move in self.moves:
            yield from _faults_of(move)
        present = {(move.name, move.source) for move in self.moves}
        for name, source in _NEEDED:
            if (name, source) not in present:
                yield f"nothing may “{name}” out of “{source}”"
        if Phase.NAMED not in self.reachable:
            yield "it names nothing"


def _faults_of(move: Move) -> Iterator[str]:
    step = STEPS.get((move.name, move.source))
    where = f"“{move.name}” out of “{move.source}”"
    if step is None:
        sources = ", ".join(f"“{source}”" for name, source in STEPS if name is move.name) or "nowhere"
        yield f"{where} is no step towards a naming; it leaves from {sources}"
        return
    if move.target not in step.targets:
        right = " or ".join(f"“{one}”" for one in sorted(step.targets))
        yield f"{where} leads into “{move.target}”, not into {right}"
    if move.power is not step.power:
        yield f"{where} is made with “{move.power}”, not with “{step.power}”"
    if move.by_hand != step.by_hand:
        yield f"{where} is {'' if move.by_hand else 'not '}made by hand; it is the other way round"
    if move.climbs != step.climbs:
        yield f"{where} {'climbs, which only forwarding does' if move.climbs else 'does not climb from desk to desk'}"
    missing = [gate.__name__ for gate in step.gates if gate not in move.gates]
    if missing:
        yield f"{where} does not ask {', '.join(missing)}"
