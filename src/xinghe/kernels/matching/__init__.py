"""Assigns by flows at least cost; so far judges to the entries of a contest."""

from xinghe.kernels.matching.assign import (
    ALPHA,
    Assignment,
    Proposal,
    assign_judges,
    examine_design,
    propose_judges,
)
from xinghe.kernels.matching.contest import BEST_FIT, Entry, Expertise, Judge, Review
from xinghe.kernels.matching.design import Coverage, DesignReport
from xinghe.kernels.matching.flow import CostsTooLarge
from xinghe.kernels.matching.loads import Load
from xinghe.kernels.matching.reasons import NoAssignment, Reason

__all__ = [
    "ALPHA",
    "BEST_FIT",
    "Assignment",
    "CostsTooLarge",
    "Coverage",
    "DesignReport",
    "Entry",
    "Expertise",
    "Judge",
    "Load",
    "NoAssignment",
    "Proposal",
    "Reason",
    "Review",
    "assign_judges",
    "examine_design",
    "propose_judges",
]
