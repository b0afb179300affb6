"""Work on ideas that nobody waits for; importing this enters it in the queue's list."""

from xinghe.ideas.jobs import bulk, clock, comparing

__all__ = ["bulk", "clock", "comparing"]
