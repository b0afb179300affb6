"""Draws judges and running orders so that nobody can steer them and anybody can draw again."""

from xinghe.kernels.drawing.canonical import read_once
from xinghe.kernels.drawing.lots import Outcome, commitment, draw_lots, require_feasible
from xinghe.kernels.drawing.record import (
    Record,
    Verification,
    commit,
    draw,
    new_seed,
    replace,
    seated_now,
    verify,
)
from xinghe.kernels.drawing.refusals import DrawRefused
from xinghe.kernels.drawing.terms import Candidate, Limit, Stratum, Terms, running_order

__all__ = [
    "Candidate",
    "DrawRefused",
    "Limit",
    "Outcome",
    "Record",
    "Stratum",
    "Terms",
    "Verification",
    "commit",
    "commitment",
    "draw",
    "draw_lots",
    "new_seed",
    "read_once",
    "replace",
    "require_feasible",
    "running_order",
    "seated_now",
    "verify",
]
