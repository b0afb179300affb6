"""Tell endpoints what happened, in order, until they have heard it."""

from xinghe.integrations.jobs import delivering

__all__ = ["delivering"]
