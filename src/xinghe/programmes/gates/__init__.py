"""What must hold before a move: each gate looks at one application and refuses, or lets it pass."""

from xinghe.programmes.gates.attaching import may_attach
from xinghe.programmes.gates.chances import one_chance
from xinghe.programmes.gates.deadline import CallClosed, CallNotOpen, before_deadline
from xinghe.programmes.gates.overdue import CorrectionRuns, correction_overdue
from xinghe.programmes.gates.paper import (
    ApplicationUnfinished,
    EvidenceLacking,
    answers_whole,
    conditions_met,
    evidence_counts,
    evidence_whole,
    unmet_conditions,
)
from xinghe.programmes.gates.places import NotInvited, category_kept, places_left
from xinghe.programmes.gates.seal import SealMissing, seal_valid

__all__ = [
    "ApplicationUnfinished",
    "CallClosed",
    "CallNotOpen",
    "CorrectionRuns",
    "EvidenceLacking",
    "NotInvited",
    "SealMissing",
    "answers_whole",
    "before_deadline",
    "category_kept",
    "conditions_met",
    "correction_overdue",
    "evidence_counts",
    "evidence_whole",
    "may_attach",
    "one_chance",
    "places_left",
    "seal_valid",
    "unmet_conditions",
]
