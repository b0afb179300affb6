"""Applications that are confirmed, and the series that decisions are numbered in."""

from tests.factories import numbered_papers
from tests.factories import programmes as made
from tests.factories.recommendations import Offices
from xinghe.decisions.models import Award, Decision
from xinghe.foundation import clock
from xinghe.papers.models import Series
from xinghe.programmes import actions
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import Phase
from xinghe.unions.models import Union


def confirmed(people: Offices, call: Call, *, grade: str = "second", **answers: object) -> Application:
    """One that went the whole way to the end of its public notice, whose own moves are made past the commands."""
    held = made.examined(people, made.handed_in(made.worker_at(people.tree.workshop), call, **answers))
    officer = people.at(call.union)
    actions.admit(officer, application_id=held.pk)
    actions.conclude(officer, application_id=held.pk)
    actions.propose(officer, application_id=held.pk, grade=grade)
    Application.objects.filter(pk=held.pk).update(phase=Phase.CONFIRMED)
    return Application.objects.get(pk=held.pk)


def series_of(union: Union) -> Series:
    """An open row of numbers."""
    return numbered_papers.series(union)


def rows_of(
    applications: list[tuple[Application, int, int | None, bool]], *, maker: int
) -> dict[str, list[tuple[object, int, int | None, bool]]]:
    """Past the commands, a draft and an award wherever there is an application: table → (row, union, owner, public)."""
    found: dict[str, list[tuple[object, int, int | None, bool]]] = {
        "decisions_decision": [],
        "decisions_award": [],
    }
    for application, union, owner, _ in applications:
        place = {
            "territory_path": application.territory_path,
            "industry_path": application.industry_path,
        }
        decision = Decision.objects.create(
            kind="naming",
            call_id=application.call_id,
            union_id=union,
            title="决定",
            body="正文",
            made_by_id=maker,
            made_at=clock.now(),
            **place,
        )
        award = Award.objects.create(
            application=application,
            decision=decision,
            call_id=application.call_id,
            position=1,
            title="甲",
            grade="first",
            grade_said="一等",
            recipient="甲",
            unit_name="甲",
            named_by="甲",
            document="甲〔2026〕1号",
            named_on=clock.now().date(),
            credential={},
            people=application.people,
            **place,
        )
        found["decisions_decision"].append((decision, union, None, False))
        found["decisions_award"].append((award, union, owner, True))
    return found
