"""Work on ideas that nobody waits for; importing this enters it in the queue's list."""

from xinghe.ideas.jobs import clock, comparing

__all__ = ["clock", "comparing"]
