"""Looks on site: a checklist, photos, and the signatures of two who were there."""

from collections.abc import Mapping
from datetime import date

from xinghe.access.work import Work, command
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.foundation.text import tidy
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Visit
from xinghe.reviews.models.standing import as_clerk, hold, standing_in
from xinghe.reviews.queries.room import assignment_for
from xinghe.reviews.queries.visits import answered
from xinghe.reviews.vocab import CHECKLIST, LONGEST_CONCLUSION, LONGEST_NOTE, SHOWN

LEAST_CONCLUSION = 10


class VisitWrong(Refusal):
    """A visit that lies ahead, or a report with holes."""

    code = "visit_wrong"
    message = gettext_noop(
        "%(missing)s items of the checklist are not answered, or the conclusion is shorter than %(least)s characters, or the "
        "day %(day)s lies ahead. Complete it, then sign."
    )
    status = 422


class VisitSettled(Refusal):
    """Signed, or begun already."""

    code = "visit_settled"
    message = gettext_noop(
        "This visit is begun already, was changed meanwhile, or bears your signature. Reload it; a second person signs it."
    )


@command
def begin_visit(work: Work, *, panel_code: str, number: int, visited_date: date) -> Visit:
    """Begin the report of a look on site; all who judge the entry there may write it. Refuses: Missing, VisitSettled, VisitWrong."""
    task = assignment_for(work.actor, panel_code, number)
    if task.panel.phase != Phase.SITE_VISIT:
        raise Missing
    if visited_date > work.now.astimezone(CHINA).date():
        raise VisitWrong(missing=0, least=LEAST_CONCLUSION, day=visited_date)
    # Of two who are there and begin at once, the second finds the report of the first.
    hold(task.panel_id, alone=True)
    with as_clerk():
        if Visit.objects.filter(panel_id=task.panel_id, application_id=task.application_id).exists():
            raise VisitSettled
        there = standing_in(task.panel).filter(application_id=task.application_id)
        people = sorted(set(there.values_list("person_id", flat=True)))
    made = Visit(
        panel_id=task.panel_id,
        application_id=task.application_id,
        visited_date=visited_date,
        people=people,
        begun_at=work.now,
        territory_path=task.panel.territory_path,
        industry_path=task.panel.industry_path,
    )
    made.save(force_insert=True)
    work.record("visit.begin", made, day=(None, visited_date))
    return made


@command
def save_visit(
    work: Work, *, code: str, findings: Mapping[str, Mapping[str, object]], conclusion: str, version: int
) -> Visit:
    """Keep what was found; it voids a first signature. Refuses: Missing, VisitSettled."""
    visit = _take(work, code, version)
    visit.findings = {
        item: {
            "holds": holds if (holds := findings[item].get("holds")) in (True, False) else None,
            "note": tidy(str(findings[item].get("note", "")))[:LONGEST_NOTE],
        }
        for item, _ in CHECKLIST
        if item in findings
    }
    visit.conclusion = tidy(conclusion, lines=True)[:LONGEST_CONCLUSION]
    visit.first_signed_by, visit.first_signed_at = None, None
    visit.version += 1
    visit.save()
    work.record("visit.save", visit, revision=(version, visit.version))
    return visit


@command
def sign_visit(work: Work, *, code: str, version: int) -> Visit:
    """Sign a report that is whole: first one of those who were there, then another. Refuses: Missing, VisitSettled, VisitWrong."""
    visit = _take(work, code, version)
    missing = len(CHECKLIST) - answered(visit)
    if missing or len(visit.conclusion) < LEAST_CONCLUSION:
        raise VisitWrong(missing=missing, least=LEAST_CONCLUSION, day=visit.visited_date)
    if visit.first_signed_by_id is None:
        visit.first_signed_by_id, visit.first_signed_at = work.actor.person_id, work.now
    elif visit.first_signed_by_id == work.actor.person_id:
        raise VisitSettled
    else:
        visit.second_signed_by_id, visit.second_signed_at = work.actor.person_id, work.now
    visit.save()
    work.record("visit.sign", visit, people=(None, 1 + (visit.second_signed_by_id is not None)))
    return visit


def _take(work: Work, code: str, version: int) -> Visit:
    """A visit of the actor's own, locked, that is not signed by two. Refuses: Missing, VisitSettled."""
    person = work.actor.person_id or 0
    rows = Visit.objects.select_for_update().filter(code=code, people__contains=[person])
    visit = rows.first()
    if visit is None:
        raise Missing
    with as_clerk():
        mine = standing_in(visit.panel).filter(application_id=visit.application_id, person_id=person)
        if visit.panel.state not in SHOWN or not mine.exists():
            raise Missing
    if visit.version != version or visit.second_signed_by_id is not None:
        raise VisitSettled
    return visit
