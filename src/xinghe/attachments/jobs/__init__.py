"""Examining what came in, by workers; and the nightly clearing up."""

from xinghe.attachments.jobs import examining

__all__ = ["examining"]
