"""Judging: the pool, panels, draws, conflicts, assignments, scores, rankings, votes and visits."""
