"""Reports of looks on site."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Assignment, Visit
from xinghe.reviews.models.standing import as_clerk, standing, standing_in
from xinghe.reviews.queries.panels import is_party
from xinghe.reviews.queries.room import entries_for
from xinghe.reviews.vocab import CHECKLIST


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """An entry that is to be looked at on site, and how far its report has come; ``code`` is empty before it is begun."""

    number: int
    title: str
    unit: str
    code: str
    visited_date: date | None
    answered: int
    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """A report with the names that stand in it. ``number`` is the reader's own of the entry, None for who only reads."""

    visit: Visit
    call: str
    panel: str
    application: str
    title: str
    applicant: str
    unit: str
    people: tuple[str, ...]
    first_signer: str
    second_signer: str
    number: int | None


def visits_for(actor: Actor, panel_code: str) -> tuple[VisitRow, ...]:
    """What a judge is to look at on site, by their numbers. Refuses: Missing, also where the panel looks at nothing on site."""
    entries_for(actor, panel_code)
    own = Assignment.objects.filter(
        panel__code=panel_code, panel__phase=Phase.SITE_VISIT, dropped_at__isnull=True
    )
    numbers = list(within(actor, Power.REVIEW_WRITE, own).values_list("pk", flat=True))
    with as_clerk():
        tasks = standing(Assignment.objects.filter(pk__in=numbers)).select_related("application__unit")
        begun = {one.application_id: one for one in Visit.objects.filter(panel__code=panel_code)}
        rows = tuple(_row(task, begun.get(task.application_id)) for task in tasks.order_by("number"))
    if not rows:
        raise Missing
    return rows


def visit_report(actor: Actor, code: str) -> VisitReport:
    """A report as it is shown and printed. Refuses: Missing."""
    visit = visit_for(actor, code)
    with as_clerk():
        application = Application.objects.select_related("applicant", "unit").get(pk=visit.application_id)
        tasks = standing_in(visit.panel).filter(application=application).select_related("person")
        names = {task.person_id: task.person.name for task in tasks}
        own = {task.person_id: task.number for task in tasks}
        signed = Visit.objects.select_related("first_signed_by", "second_signed_by").get(pk=visit.pk)
    return VisitReport(
        visit=visit,
        call=visit.panel.call.title,
        panel=visit.panel.code,
        application=application.code,
        title=application.title,
        applicant=application.applicant.name,
        unit=application.unit.name,
        people=tuple(names[one] for one in visit.people if one in names),
        first_signer=signed.first_signed_by.name if signed.first_signed_by else "",
        second_signer=signed.second_signed_by.name if signed.second_signed_by else "",
        number=own.get(actor.person_id or 0) if actor.lens is None else None,
    )


def visit_for(actor: Actor, code: str) -> Visit:
    """A report, for who was there and still may judge it, and for who looks after the panel. Refuses: Missing."""
    mine = Visit.objects.filter(Q(people__contains=[actor.person_id or 0]), code=code)
    found = (mine if actor.lens is None else mine.none()).select_related("panel__call").first()
    if found is not None:
        with as_clerk():
            tasks = standing_in(found.panel).filter(application_id=found.application_id)
            if tasks.filter(person_id=actor.person_id or 0).exists():
                return found
    rows = within(actor, Power.PANEL_READ, Visit.objects.filter(code=code))
    seen = rows.select_related("panel__call").first()
    if seen is None or is_party(actor, seen.panel):
        raise Missing
    return seen


def _row(task: Assignment, visit: Visit | None) -> VisitRow:
    return VisitRow(
        number=task.number,
        title=task.application.title,
        unit=task.application.unit.name,
        code=visit.code if visit else "",
        visited_date=visit.visited_date if visit else None,
        answered=answered(visit) if visit else 0,
        signatures=sum(
            one is not None
            for one in (visit and visit.first_signed_by_id, visit and visit.second_signed_by_id)
        ),
    )


def answered(visit: Visit) -> int:
    """How many items of the checklist have their yes or no."""
    return sum(visit.findings.get(item, {}).get("holds") in (True, False) for item, _ in CHECKLIST)
