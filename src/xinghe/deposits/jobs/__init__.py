"""Carry deposits out, in the order in which they were taken."""

from xinghe.deposits.jobs import carrying_out

__all__ = ["carrying_out"]
