"""The fixed words of originality."""

from enum import StrEnum

from xinghe.foundation.errors import gettext_noop


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
