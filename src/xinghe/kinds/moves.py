"""The stretches of the way that kinds share. A kind's file names those it takes, and its own between them.

Hand in, climb and be examined; be judged in the kind's own manner; be proposed, noticed and named.
"""

from typing import Final

from xinghe.access.powers import Power
from xinghe.notices.gates import no_open_objection, notice_over, objection_upheld
from xinghe.programmes.gates import (
    answers_whole,
    before_deadline,
    category_kept,
    conditions_met,
    correction_overdue,
    evidence_whole,
    one_chance,
    places_left,
    seal_valid,
)
from xinghe.programmes.kind import Gate, Move
from xinghe.programmes.vocab import MoveName, Phase
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
# What the judges found still speaks for it.
_SETTLED: Final = (ranking_current, vote_carried)
_WHOLE: Final = (answers_whole, evidence_whole, conditions_met)

# From the draft up one line, desk by desk; back to the applicant and up again.
RECOMMENDED: Final = (
    Move(name=MoveName.HAND_IN, source=Phase.DRAFT, target=Phase.RECOMMENDING, power=_WRITE, gates=(before_deadline, *_WHOLE)),
    Move(name=MoveName.FORWARD, source=Phase.RECOMMENDING, target=Phase.FORMAL_CHECK, power=_FORWARD, gates=(seal_valid, places_left), climbs=True),
    Move(name=MoveName.RETURN, source=Phase.RECOMMENDING, target=Phase.RETURNED, power=_FORWARD),
    Move(name=MoveName.DECLINE, source=Phase.RECOMMENDING, target=Phase.DECLINED, power=_FORWARD),
    Move(name=MoveName.HAND_IN_AGAIN, source=Phase.RETURNED, target=Phase.RECOMMENDING, power=_WRITE, gates=_WHOLE),
    Move(name=MoveName.LAPSE, source=Phase.RETURNED, target=Phase.DECLINED, power=_DECIDE, gates=(correction_overdue,), by_hand=False),
)  # fmt: skip

# At the organiser's: formal examination, with one chance to complete what is missing.
EXAMINED: Final = (
    Move(name=MoveName.ADMIT, source=Phase.FORMAL_CHECK, target=Phase.FIRST_REVIEW, power=_EXAMINE, gates=(*_WHOLE, seal_valid)),
    Move(name=MoveName.ASK_FOR_MORE, source=Phase.FORMAL_CHECK, target=Phase.CORRECTION, power=_EXAMINE, gates=(one_chance,)),
    Move(name=MoveName.DECLINE, source=Phase.FORMAL_CHECK, target=Phase.DECLINED, power=_EXAMINE),
    Move(name=MoveName.COMPLETE, source=Phase.CORRECTION, target=Phase.FORMAL_CHECK, power=_WRITE, gates=(*_WHOLE, category_kept)),
    Move(name=MoveName.LAPSE, source=Phase.CORRECTION, target=Phase.DECLINED, power=_DECIDE, gates=(correction_overdue,), by_hand=False),
)  # fmt: skip

# From the meeting to the document. What the list, the notice and the decision do is not done by hand.
DECIDED: Final = (
    Move(name=MoveName.PROPOSE, source=Phase.DECISION, target=Phase.PROPOSED, power=_DECIDE, gates=_SETTLED),
    Move(name=MoveName.DECLINE, source=Phase.DECISION, target=Phase.DECLINED, power=_DECIDE),
    Move(name=MoveName.ANNOUNCE, source=Phase.PROPOSED, target=Phase.PUBLIC_NOTICE, power=_DECIDE, gates=_SETTLED, by_hand=False),
    Move(name=MoveName.REMOVE, source=Phase.PROPOSED, target=Phase.DECLINED, power=_DECIDE),
    Move(name=MoveName.CONFIRM, source=Phase.PUBLIC_NOTICE, target=Phase.CONFIRMED, power=_DECIDE, gates=(notice_over, no_open_objection, *_SETTLED), by_hand=False),
    Move(name=MoveName.REMOVE, source=Phase.PUBLIC_NOTICE, target=Phase.DECLINED, power=_DECIDE),
    Move(name=MoveName.NAME, source=Phase.CONFIRMED, target=Phase.NAMED, power=_DECIDE, gates=(no_open_objection, *_SETTLED), by_hand=False),
    # What came in time and was entered late: off the list, or with another grade before a further notice.
    Move(name=MoveName.REMOVE, source=Phase.CONFIRMED, target=Phase.DECLINED, power=_DECIDE, gates=(objection_upheld,), by_hand=False),
    Move(name=MoveName.TAKE_BACK, source=Phase.CONFIRMED, target=Phase.PROPOSED, power=_DECIDE, by_hand=False),
    Move(name=MoveName.REVOKE, source=Phase.NAMED, target=Phase.REVOKED, power=_DECIDE, by_hand=False),
)  # fmt: skip


# Nobody goes on unjudged: what a stage must have brought.
_SCORED: Final = (scores_in, ranking_frozen, results_released)
_BROUGHT: Final = {
    Phase.FIRST_REVIEW: _SCORED,
    Phase.DEFENCE: _SCORED,
    Phase.SITE_VISIT: (visit_signed,),
}


def judged(name: MoveName, source: Phase, target: Phase, *gates: Gate) -> Move:
    """One step of the judging, from stage to stage or on to the decision, when the stage has brought what it must."""
    return Move(name=name, source=source, target=target, power=_DECIDE, gates=(*_BROUGHT[source], *gates))


def left_out_of(*stages: Phase) -> tuple[Move, ...]:
    """Whoever is not taken further from these stages is declined, when the results are out: a phase is an answer too."""
    return tuple(
        Move(
            name=MoveName.DECLINE,
            source=stage,
            target=Phase.DECLINED,
            power=_DECIDE,
            gates=() if stage is Phase.SITE_VISIT else (results_released,),
        )
        for stage in stages
    )


def withdrawn_before_decision(*stages: Phase) -> tuple[Move, ...]:
    """The applicant may withdraw until the review is concluded; ``stages`` are those in which it is judged."""
    before = (Phase.DRAFT, Phase.RECOMMENDING, Phase.RETURNED, Phase.FORMAL_CHECK, Phase.CORRECTION)
    return tuple(
        Move(name=MoveName.WITHDRAW, source=phase, target=Phase.WITHDRAWN, power=_WRITE)
        for phase in (*before, *stages)
    )
