"""Work on decisions that somebody waits for; importing this enters it in the queue's list."""

from xinghe.decisions.jobs import certificates

__all__ = ["certificates"]
