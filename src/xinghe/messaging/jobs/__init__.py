"""What leaves the house by the clock; importing this tells the queue."""

from xinghe.messaging.jobs import sending

__all__ = ["sending"]
