"""Long work on results, by what it does; importing this enters it in the list of long works."""

from xinghe.results.jobs import bulk, importing, indexing

__all__ = ["bulk", "importing", "indexing"]
