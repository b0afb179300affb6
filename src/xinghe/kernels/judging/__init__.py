"""Ranks what judges scored: exact official scores, and a model that takes out how judges differ, with intervals."""

from xinghe.kernels.judging.calibrated import Calibration, calibrate
from xinghe.kernels.judging.consistency import Consistency, consistency
from xinghe.kernels.judging.decide import Decision, decide, rank_intervals
from xinghe.kernels.judging.design import groups_of_judges
from xinghe.kernels.judging.diagnose import Diagnosis, Flag, JudgeReport, diagnose
from xinghe.kernels.judging.explain import Explanation, Part, adjusted, explain
from xinghe.kernels.judging.gain import NextReview, next_reviews
from xinghe.kernels.judging.official import Official, Rule, official
from xinghe.kernels.judging.ranking import Method, RankedEntry, RankedJudge, Ranking, rank
from xinghe.kernels.judging.record import ranking_record, replay
from xinghe.kernels.judging.refusals import DesignDisconnected, JudgingRefused
from xinghe.kernels.judging.reviews import Reviews, Rubric, weight_from
from xinghe.kernels.judging.sensitivity import Turn, WeightSensitivity, sensitivity, weight_sensitivity
from xinghe.kernels.judging.sheet import decoded, read_scores

__all__ = [
    "Calibration",
    "Consistency",
    "Decision",
    "DesignDisconnected",
    "Diagnosis",
    "Explanation",
    "Flag",
    "JudgeReport",
    "JudgingRefused",
    "Method",
    "NextReview",
    "Official",
    "Part",
    "RankedEntry",
    "RankedJudge",
    "Ranking",
    "Reviews",
    "Rubric",
    "Rule",
    "Turn",
    "WeightSensitivity",
    "adjusted",
    "calibrate",
    "consistency",
    "decide",
    "decoded",
    "diagnose",
    "explain",
    "groups_of_judges",
    "next_reviews",
    "official",
    "rank",
    "rank_intervals",
    "ranking_record",
    "read_scores",
    "replay",
    "sensitivity",
    "weight_from",
    "weight_sensitivity",
]
