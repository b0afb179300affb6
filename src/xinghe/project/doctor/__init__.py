"""Looking over an installation: each finding says what is so, and how to mend what is not good."""

from xinghe.project.doctor.examination import CHECKS, examine
from xinghe.project.doctor.finding import Finding

__all__ = ["CHECKS", "Finding", "examine"]
