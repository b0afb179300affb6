"""What is recorded already and need not be asked for again."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.ideas.models import IdeaCreator
from xinghe.programmes.models import Application
from xinghe.programmes.rules.form import Field, FieldType, Form, Prefill
from xinghe.programmes.vocab import ENDED
from xinghe.results.models import Creator, Result
from xinghe.results.vocab import Stage
from xinghe.unions.models import Union


def results_to_enter(actor: Actor, *, call_id: int) -> QuerySet[Result]:
    """The actor's own results that could be entered into a call and are not entered yet. 1 query."""
    entered = Application.objects.filter(call_id=call_id).exclude(phase__in=ENDED)
    rows = within(actor, Power.RESULT_READ, Result.objects.filter(people__contains=[actor.person_id]))
    taken = entered.filter(result__isnull=False).values("result_id")
    return rows.exclude(stage=Stage.WITHDRAWN).exclude(pk__in=taken).order_by("-pk")


def first_answers(form: Form, *, applicant: str, unit: Union, result: Result | None) -> dict[str, Any]:
    """First answers from what is recorded of a result, a unit and a person. At most 2 queries."""
    recorded = {Prefill.APPLICANT: applicant, Prefill.UNIT: unit.name, Prefill.UNIT_CODE: unit.uscc}
    creators: list[dict[str, Any]] = []
    if result is not None:
        recorded |= {
            Prefill.TITLE: result.title,
            Prefill.CATEGORY: result.category,
            Prefill.FIELD: result.field,
            Prefill.PROBLEM: result.problem,
            Prefill.SOLUTION: result.solution,
            Prefill.INNOVATION: result.innovation,
            Prefill.EFFECT: result.effect,
            Prefill.PROPERTY_RIGHTS: result.property_rights,
            Prefill.FINISHED: result.finished_date.isoformat(),
            Prefill.APPLIED: result.applied_date.isoformat() if result.applied_date else "",
            Prefill.BENEFIT: "" if result.benefit_yuan is None else f"{result.benefit_yuan:f}",
        }
        creators = _creators(result)
    return {
        field.name: _rows(field, creators) if field.prefill is Prefill.CREATORS else recorded[field.prefill]
        for field in form.fields
        if field.prefill is not None and (field.prefill in recorded or field.prefill is Prefill.CREATORS)
    }


def _creators(result: Result) -> list[dict[str, Any]]:
    """Who made a result: as its idea says it, which its people may read; else as it was recorded without one."""
    made = IdeaCreator.objects.filter(idea__result=result).order_by("position")
    told = [
        {"name": one.name, "post": one.post, "is_frontline": one.is_frontline, "share": _plain(one.share)}
        for one in made
    ]
    return told or [
        {"name": one.name, "share": _plain(one.share)}
        for one in Creator.objects.filter(result=result).order_by("position")
    ]


def _plain(share: Decimal) -> str:
    return f"{share.normalize():f}"


def _rows(field: Field, creators: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many of a creator's facts as the table has columns for."""
    assert field.type is FieldType.TABLE
    names = {column.name for column in field.columns}
    return [{name: value for name, value in one.items() if name in names} for one in creators]
