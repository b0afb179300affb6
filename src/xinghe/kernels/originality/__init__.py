"""Finds texts that were written from other texts, and shows the passages: copies, rewrites, borrowed sections."""

from xinghe.kernels.originality.compare import Comparison, compare
from xinghe.kernels.originality.decide import Verdict
from xinghe.kernels.originality.passages import Passage

__all__ = ["Comparison", "Passage", "Verdict", "compare"]
