"""What stands on a list: the applications, and what a list says of them as they are now."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Count
from django.utils import translation

from xinghe.notices.models import Notice, NoticeLine
from xinghe.notices.rules.listing import Line, names_on
from xinghe.programmes.models import Application
from xinghe.programmes.rules.terms import Terms

# The language in which a list is published.
_CHINESE: Final = "zh-hans"


def lines_of(applications: Sequence[Application], terms: Terms) -> tuple[Line, ...]:
    """What a list says of applications as they stand now, in their order. 0 queries where unit and applicant are read."""
    with translation.override(_CHINESE):
        labels = {grade.code: translation.gettext(grade.label) for grade in terms.grades}
        return tuple(
            Line(
                code=one.code,
                title=one.title,
                unit=one.unit.name,
                people=names_on(terms.form, one.answers, applicant=one.applicant.name),
                grade=one.grade,
                grade_label=terms.labels.get(one.grade) or labels.get(one.grade, one.grade),
            )
            for one in applications
        )


def listed(notice: Notice, *, locked: bool = False) -> list[Application]:
    """The applications on its list, in its order; locked where they are to be moved. 2 queries."""
    rows = NoticeLine.objects.filter(notice=notice).order_by("position")
    order = list(rows.values_list("application_id", flat=True))
    found = Application.objects.filter(pk__in=order).select_related("unit", "applicant", "call", "desk")
    if locked:
        # One order for all, or two commands wait for each other.
        found = found.select_for_update(of=("self",)).order_by("pk")
    by_number = {one.pk: one for one in found}
    return [by_number[number] for number in order]


def line_counts(numbers: Sequence[int]) -> dict[int, int]:
    """How many lines the lists of these notices have. 1 query."""
    rows = NoticeLine.objects.filter(notice__in=numbers).order_by().values("notice")
    return dict(rows.annotate(number=Count("pk")).values_list("notice", "number"))
