"""Who answers, and in time: the public table. Adds up tallies that a job makes anew every hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from xinghe.ideas.models import AnswerTally
from xinghe.unions.models import Union

# A rate of a unit with fewer ideas than this would say more of single people than of the unit (SEC-03).
LEAST_SHOWN = 5
_FIGURES = (
    "handed_in",
    "answered_in_time",
    "answered_late",
    "waiting_in_time",
    "waiting_late",
    "accepted",
    "implemented",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """How one union and all below it answered. Figures are ``None`` where too few ideas were handed in to show them."""

    union_id: int
    name: str
    has_below: bool
    handed_in: int | None
    answered_in_time: int | None = None
    answered_late: int | None = None
    waiting_in_time: int | None = None
    waiting_late: int | None = None
    accepted: int | None = None
    implemented: int | None = None

    @property
    def in_time_share(self) -> float | None:
        """Of those whose time is up, the share that was answered in it."""
        if self.answered_in_time is None or self.answered_late is None or self.waiting_late is None:
            return None
        over = self.answered_in_time + self.answered_late + self.waiting_late
        return self.answered_in_time / over if over else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """The union looked at, its children that stand on its line, the whole, and when it was counted."""

    union: Union
    rows: tuple[AnswerRow, ...]
    whole: AnswerRow
    tallied_at: datetime | None


def answer_table(union: Union, *, since: date) -> AnswerTable:
    """How the unions right below ``union`` answered what was handed in since, on the territory line, or on the industry line
    where it has no other. 3 queries. A unit on two lines is counted once on each table."""
    line = "territory_path" if union.territory_path else "industry_path"
    top = getattr(union, line)
    children = Union.objects.filter(**{f"{line}__startswith": top}).exclude(pk=union.pk)
    sums: dict[int, dict[str, int]] = {}
    below: set[int] = set()
    tallied_at = None
    tallies = (
        AnswerTally.objects.filter(**{f"unit__{line}__startswith": top}, month_date__gte=since)
        .values("unit_id", f"unit__{line}")
        .annotate(**{f"sum_{name}": Sum(name) for name in _FIGURES}, last=Max("tallied_at"))
    )
    for row in tallies:
        steps = row[f"unit__{line}"][len(top) :].split(".")
        child = int(steps[0]) if steps[0] else union.pk
        if len(steps) > 2:
            below.add(child)
        into = sums.setdefault(child, dict.fromkeys(_FIGURES, 0))
        for name in _FIGURES:
            into[name] += row[f"sum_{name}"]
        tallied_at = max(filter(None, (tallied_at, row["last"])))
    names = dict(children.filter(pk__in=sums).values_list("pk", "name")) | {union.pk: union.name}
    rows = tuple(
        _row(number, names[number], sums[number], has_below=number in below)
        for number in sorted(sums, key=lambda one: (-sums[one]["handed_in"], names[one]))
    )
    whole = {name: sum(one[name] for one in sums.values()) for name in _FIGURES}
    return AnswerTable(
        union=union,
        rows=_suppressed(rows),
        whole=_row(union.pk, union.name, whole, has_below=False),
        tallied_at=tallied_at,
    )


def _row(number: int, name: str, sums: dict[str, int], *, has_below: bool) -> AnswerRow:
    if sums["handed_in"] < LEAST_SHOWN:
        return AnswerRow(union_id=number, name=name, has_below=has_below, handed_in=None)
    return AnswerRow(union_id=number, name=name, has_below=has_below, **sums)


def _suppressed(rows: Iterable[AnswerRow]) -> tuple[AnswerRow, ...]:
    """Where just one row is hidden, the smallest shown one is hidden too: the whole minus the others would tell it."""
    shown = list(rows)
    hidden = [at for at, row in enumerate(shown) if row.handed_in is None]
    if len(hidden) == 1 and len(shown) > 1:
        at = min(
            (at for at, row in enumerate(shown) if row.handed_in is not None),
            key=lambda at: shown[at].handed_in or 0,
        )
        row = shown[at]
        shown[at] = AnswerRow(union_id=row.union_id, name=row.name, has_below=row.has_below, handed_in=None)
    return tuple(shown)
