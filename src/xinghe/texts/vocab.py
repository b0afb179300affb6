"""The fixed words of originality and lineage."""

from enum import StrEnum

from xinghe.foundation.errors import gettext_noop


class SubjectKind(StrEnum):
    """What a recorded text may be the text of."""

    RESULT = "result"
    IDEA = "idea"


class Ruling(StrEnum):
    """What an officer says of a similarity. No machine blocks anybody."""

    OPEN = "open"
    INDEPENDENT = "independent"
    IMPROVED = "improved"
    SAME_WORK = "same_work"
    COPIED = "copied"


RULING_LABELS: dict[Ruling, str] = {
    Ruling.OPEN: gettext_noop("not yet ruled on"),
    Ruling.INDEPENDENT: gettext_noop("independent work"),
    Ruling.IMPROVED: gettext_noop("improves on the earlier one"),
    Ruling.SAME_WORK: gettext_noop("the same work recorded again"),
    Ruling.COPIED: gettext_noop("copied"),
}

# The words of the originality kernel, for people.
VERDICT_LABELS: dict[str, str] = {
    "copy": gettext_noop("a copy"),
    "rewrite": gettext_noop("rewritten from"),
    "partial": gettext_noop("shares a section with"),
    "unrelated": gettext_noop("unrelated"),
}


class Relation(StrEnum):
    """What a later text is to an earlier one. Who reads it from the earlier one reads the inverse word."""

    IMPROVED_FROM = "improved_from"
    SAME_WORK = "same_work"
    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"
    REPLICATED_FROM = "replicated_from"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return RELATION_LABELS[self]


RELATION_LABELS: dict[Relation, str] = {
    Relation.IMPROVED_FROM: gettext_noop("improved from"),
    Relation.SAME_WORK: gettext_noop("the same work as"),
    Relation.MERGED_INTO: gettext_noop("merged into"),
    Relation.SPLIT_FROM: gettext_noop("split from"),
    Relation.REPLICATED_FROM: gettext_noop("replicated from"),
}
INVERSE_LABELS: dict[Relation, str] = {
    Relation.IMPROVED_FROM: gettext_noop("improved by"),
    Relation.SAME_WORK: gettext_noop("the same work as"),
    Relation.MERGED_INTO: gettext_noop("took in"),
    Relation.SPLIT_FROM: gettext_noop("split into"),
    Relation.REPLICATED_FROM: gettext_noop("replicated by"),
}

# The tie that a ruling says; the other rulings say none.
RULED_RELATIONS: dict[Ruling, Relation] = {
    Ruling.IMPROVED: Relation.IMPROVED_FROM,
    Ruling.SAME_WORK: Relation.SAME_WORK,
}
