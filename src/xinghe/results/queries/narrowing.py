"""What a reader narrows results to, and what PostgreSQL makes of it. Nothing a reader writes becomes a name or an operator."""

import re
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from xinghe.access.checks import covered
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.search import code_meant, initials_meant, question, words_to_find
from xinghe.results.models import FindableResult
from xinghe.unions.models import Union

# Initials name a handful of units; a question that fits more names none.
_MOST_UNITS = 200
# Up to here titles are taken by number, because PostgreSQL cannot tell rare initials from common ones beforehand.
_MOST_TITLES = 1_000
_UNHELD = re.compile("[\x00\ud800-\udfff]")
_PATH = re.compile(r"(?:[1-9]\d{0,17}\.){1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilter:
    """What a reader narrows a list of results to. Every value comes from an address and may be nonsense."""

    words: str = ""
    place_path: str = ""
    category: str = ""
    field: str = ""
    year: int | None = None
    stage: str = ""
    workbook_id: int | None = None
    similar: bool = False

    def without(self, name: str) -> "ResultFilter":
        """The same with one narrowing taken off: how a facet counts its own alternatives."""
        return replace(self, **{name: getattr(_OPEN, name)})

    def for_public(self) -> "ResultFilter":
        """The same without what the public must not ask by: stages, workbooks and similarities are the officers'."""
        return replace(self, stage="", workbook_id=None, similar=False)

    @property
    def is_sound(self) -> bool:
        """Whether any row could answer: a place that is no path, or text PostgreSQL cannot hold, has none."""
        if self.place_path and not _PATH.fullmatch(self.place_path):
            return False
        return not any(_UNHELD.search(text) for text in (self.category, self.field, self.stage))

    def keep(self, rows: QuerySet[FindableResult]) -> QuerySet[FindableResult]:
        """The rows that are left. 2 queries more when the words may be initials."""
        if not self.is_sound:
            return rows.none()
        if self.place_path:
            rows = rows.filter(covered(FindableResult.LINES, (self.place_path,)))
        exact = {
            "category": self.category,
            "field": self.field,
            "year": self.year,
            "stage": self.stage,
            "workbook_id": self.workbook_id,
        }
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if self.similar:
            rows = rows.filter(similar_coverage__isnull=False)
        return rows.filter(_matching(self.words)) if self.words.strip() else rows


_OPEN = ResultFilter()


def _matching(words: str) -> Q:
    """Rows that hold all the words, have them as pinyin initials of title or unit, or bear them as their code."""
    cut = words_to_find(words)
    found = Q(search=question(cut)) if cut else Q(pk__in=[])
    if letters := initials_meant(words):
        units = Union.objects.filter(name_initials__contains=letters).values_list("pk", flat=True)
        found |= _titled(letters) | Q(unit_id__in=list(units[:_MOST_UNITS]))
    if code := code_meant(words, length=CODE_LENGTH):
        found |= Q(code=code)
    return found


def _titled(letters: str) -> Q:
    """Rows with these initials in their title. Ordered by what no index orders, so that the trigrams are used."""
    rows = FindableResult.objects.filter(title_initials__contains=letters).order_by("title_initials", "pk")
    numbers = list(rows.values_list("pk", flat=True)[: _MOST_TITLES + 1])
    return Q(pk__in=numbers) if len(numbers) <= _MOST_TITLES else Q(title_initials__contains=letters)
