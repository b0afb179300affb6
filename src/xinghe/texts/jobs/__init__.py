"""Long work on texts, by what it does; importing this enters it in the list of long works."""

from xinghe.texts.jobs import looking, sweeping

__all__ = ["looking", "sweeping"]
