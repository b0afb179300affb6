"""What is done to many applications at once; importing this enters it in the list of bulk acts."""

from xinghe.programmes.jobs import bulk

__all__ = ["bulk"]
