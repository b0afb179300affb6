"""What is done to many recommendations at once; importing this enters it in the list of bulk acts."""

from xinghe.recommendations.jobs import bulk

__all__ = ["bulk"]
