"""Why an assignment cannot be made, with the numbers, and what would have to change: data, and a sentence for each.

Reason
├── TooFewJudges       one entry: more wanted than are free
├── TooFewToDrawFrom   one entry: more wanted than are free, for chance to decide among them
├── AllTooFew          all judges together: too little load
├── FieldTooFew        the experts of one field: too little load
├── NoPlaceForExpert   entries whose judges are all settled, without an expert
├── GroupTooFew        some entries whose judges, freed from conflicts, have too little load
├── LeastTooMany       the least that judges were promised is more than there is
├── LeastOutOfReach    some judges cannot get their least, or an even load, for conflicts
├── TooFewLinks        too few reviews to hold the judges together
├── PartedByConflicts  no entry may ever hold judges of two groups together
└── NotLinked          groups that no exchange of reviews brings together
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import ClassVar


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; the kernel itself translates nothing."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why not. ``code`` is an interface; ``sentences`` are to be translated, and filled with the fields.

    Ids stand in tuples; a sentence that names a tuple gets how many it holds.
    """

    code: ClassVar[str]
    sentences: ClassVar[tuple[str, ...]]

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence that fits, through ``translate`` and with its places filled."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        shown = {name: len(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return translate(self.sentences[self._which()]) % shown

    def _which(self) -> int:
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewJudges(Reason):
    """An entry has fewer judges without a conflict than it wants."""

    code = "too_few_judges"
    sentences = (
        gettext_noop(
            "Entry %(entry)s has only %(free)s judges without a conflict, %(wanted)s are wanted: "
            "name %(missing)s more who are free of conflicts with it, or ask for %(free)s reviews of it."
        ),
    )
    entry: int
    free: int
    wanted: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewToDrawFrom(Reason):
    """No pair may be likelier than 1 in `one_in`, so an entry needs so many times its judges to draw from."""

    code = "too_few_to_draw_from"
    sentences = (
        gettext_noop(
            "Entry %(entry)s has only %(free)s judges without a conflict; to draw with no pair likelier than 1 in "
            "%(one_in)s, %(wanted)s are wanted: name %(missing)s more, or allow likelier pairs."
        ),
    )
    entry: int
    free: int
    wanted: int
    missing: int
    one_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load(Reason):
    """Some can take `capacity` reviews and `wanted` are wanted; `load` each would do, if any number would.

    `is_even` says that they could take more by their own limits, and only even loads keep them from it.
    """

    capacity: int
    wanted: int
    missing: int
    load: int | None
    is_even: bool

    def _which(self) -> int:
        return 1 if self.load is None else 2 * self.is_even


@dataclass(frozen=True, slots=True, kw_only=True)
class AllTooFew(_Load):
    """All judges together can take too few reviews."""

    code = "all_too_few"
    sentences = (
        gettext_noop(
            "All judges together can take %(capacity)s reviews, %(wanted)s are wanted: %(missing)s more are needed. "
            "Name more judges, or raise the load to %(load)s."
        ),
        gettext_noop(
            "All judges together can take %(capacity)s reviews, %(wanted)s are wanted: %(missing)s more are needed. "
            "Name more judges, or ask for fewer reviews."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTooFew(_Load):
    """The experts of a field can take fewer entries than it has; `entries` are those that compete for them."""

    code = "field_too_few"
    sentences = (
        gettext_noop(
            "Experts of %(field)s can take %(capacity)s reviews, %(wanted)s are needed: %(missing)s more, or raise their "
            "load to %(load)s."
        ),
        gettext_noop(
            "Experts of %(field)s can take %(capacity)s reviews, %(wanted)s are needed: name experts without conflicts "
            "for %(missing)s more."
        ),
        gettext_noop(
            "Experts of %(field)s can take %(capacity)s reviews if all judges read equally many, %(wanted)s are needed: "
            "%(missing)s more, or let loads differ and give them up to %(load)s each."
        ),
    )
    field: str
    entries: tuple[int, ...]
    judges: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlaceForExpert(Reason):
    """Every review of these entries is settled, and none is by an expert."""

    code = "no_place_for_expert"
    sentences = (
        gettext_noop(
            "%(entries)s entries have all their reviews and none by an expert of their field: ask for one more review of "
            "each by an expert."
        ),
    )
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTooFew(_Load):
    """Conflicts and loads together: only `judges` are left for `entries`, apart from `elsewhere` reviews by others."""

    code = "group_too_few"
    sentences = (
        gettext_noop(
            "For %(entries)s entries only %(judges)s judges are left besides %(elsewhere)s reviews by others; they can take "
            "%(capacity)s, %(wanted)s are wanted: %(missing)s more are needed. Name judges without a conflict with these "
            "entries, or raise the load of these judges to %(load)s."
        ),
        gettext_noop(
            "For %(entries)s entries only %(judges)s judges are left besides %(elsewhere)s reviews by others; they can take "
            "%(capacity)s, %(wanted)s are wanted: %(missing)s more are needed. A higher load alone does not help: name "
            "judges without a conflict with these entries."
        ),
        gettext_noop(
            "For %(entries)s entries only %(judges)s judges are left besides %(elsewhere)s reviews by others; if all judges "
            "read equally many they can take %(capacity)s, %(wanted)s are wanted: %(missing)s more are needed. Let loads "
            "differ and give these judges up to %(load)s each, or name judges without a conflict with these entries."
        ),
    )
    entries: tuple[int, ...]
    judges: tuple[int, ...]
    elsewhere: int
    must_be_expert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastTooMany(Reason):
    """The judges' least together exceeds the reviews there are."""

    code = "least_too_many"
    sentences = (
        gettext_noop(
            "The judges are to read at least %(least)s together, and only %(wanted)s reviews are wanted: lower their least "
            "by %(missing)s together, or ask for more reviews."
        ),
    )
    least: int
    wanted: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastOutOfReach(Reason):
    """Judges who are to read `least` together, and for whom conflicts leave only `reach` reviews.

    `is_even` says that the least is not the judges' own but that of an even load.
    """

    code = "least_out_of_reach"
    sentences = (
        gettext_noop(
            "%(judges)s judges are to read at least %(least)s entries together; conflicts leave %(reach)s: lower their "
            "least by %(missing)s."
        ),
        gettext_noop(
            "Evenly, %(judges)s judges would read %(least)s entries together; conflicts leave %(reach)s. Let loads differ, "
            "or give these judges a most of their own."
        ),
    )
    judges: tuple[int, ...]
    least: int
    reach: int
    missing: int
    is_even: bool

    def _which(self) -> int:
        return int(self.is_even)


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewLinks(Reason):
    """An entry with k judges makes k - 1 links; to hold n judges together n - 1 are needed."""

    code = "too_few_links"
    sentences = (
        gettext_noop(
            "%(judges)s judges are held together by entries that several of them read, which needs %(needed)s links; the "
            "entries make %(links)s. Ask for more reviews of each entry, or let at most %(most_judges)s judges read."
        ),
    )
    judges: tuple[int, ...]
    links: int
    needed: int
    most_judges: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartedByConflicts(Reason):
    """Groups of judges between whom conflicts leave no entry that both may read."""

    code = "parted_by_conflicts"
    sentences = (
        gettext_noop(
            "Conflicts part the judges into %(groups)s groups that may read no entry in common, so their scores cannot be "
            "compared. Name a judge who may read entries of several groups, or hold them as separate contests."
        ),
    )
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLinked(Reason):
    """Groups of judges that have no entry in common, and no exchange of reviews that was tried links them."""

    code = "not_linked"
    sentences = (
        gettext_noop(
            "The judges fall into %(groups)s groups that have no entry in common, and no exchange of reviews within the "
            "loads and conflicts links them. Let loads differ more, ask for one more review of some entries, or name "
            "another judge."
        ),
    )
    groups: tuple[tuple[int, ...], ...]


class NoAssignment(Exception):
    """No assignment keeps all that was asked for; `reasons` say why. Nothing was relaxed."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        more = f" And {len(reasons) - 1} reasons more." if len(reasons) > 1 else ""
        super().__init__(f"{reasons[0].said()}{more}")
        self.reasons = reasons
