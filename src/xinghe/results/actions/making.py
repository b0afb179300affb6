"""Record one result that was worked out here, from an idea that was verified."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xinghe.access.work import Work
from xinghe.foundation.amounts import Amount
from xinghe.foundation.codes import new_code
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.pinyin import pinyin_key, pinyin_pair
from xinghe.foundation.search import stored_vector
from xinghe.results.models import Creator, Result
from xinghe.results.queries import title_key
from xinghe.results.vocab import Basis, Category, Field, Stage
from xinghe.unions.models import Union


class ResultStands(Refusal):
    """The unit has this result already."""

    code = "result_stands"
    message = gettext_noop(
        "“%(title)s”, finished on %(finished)s, is recorded for this unit already as %(code)s. "
        "Merge the two ideas, or correct title or date."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """One creator of a result that is about to be recorded; ``person_id`` where they sign in here."""

    name: str
    share: Decimal
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultMade:
    """A result about to be recorded, with its creators in order; their shares total 100 %."""

    title: str
    category: Category
    field: Field
    finished: date
    applied: date | None
    creators: tuple[MadeBy, ...]
    first_is_frontline: bool
    problem: str
    solution: str
    innovation: str
    effect: str
    benefit: Amount | None
    basis: Basis | None
    property_rights: str


def record_result(work: Work, made: ResultMade, *, unit: Union) -> Result:
    """Record a result of ``unit`` inside somebody's transaction, without its text: whoever made it has that already.

    Refuses: ResultStands.
    """
    key = title_key(made.title)
    standing = (
        Result.objects.filter(unit=unit, title_key=key, finished_date=made.finished)
        .exclude(stage=Stage.WITHDRAWN)
        .first()
    )
    if standing is not None:
        raise ResultStands(title=made.title, finished=made.finished, code=standing.code)
    pinyin, initials = pinyin_pair(made.title)
    prose = "\n".join((made.problem, made.solution, made.innovation, made.effect))
    names = " ".join([unit.name, *(creator.name for creator in made.creators)])
    result = Result.objects.create(
        code=new_code(),
        title=made.title,
        title_key=key,
        title_pinyin=pinyin[:255],
        title_initials=initials[:60],
        category=made.category,
        field=made.field,
        unit=unit,
        territory_path=unit.territory_path,
        industry_path=unit.industry_path,
        first_is_frontline=made.first_is_frontline,
        finished_date=made.finished,
        applied_date=made.applied,
        year=made.finished.year,
        problem=made.problem,
        solution=made.solution,
        innovation=made.innovation,
        effect=made.effect,
        benefit_yuan=made.benefit.yuan if made.benefit else None,
        benefit_qualifier=made.benefit.qualifier if made.benefit else "",
        benefit_basis=made.basis or "",
        property_rights=made.property_rights,
        people=[creator.person_id for creator in made.creators if creator.person_id],
        recorded_by_id=work.actor.person_id,
        recorded_at=work.now,
        search=stored_vector(a=made.title, b=names, c=prose),
    )
    Creator.objects.bulk_create(
        Creator(
            result=result,
            position=position,
            person_id=creator.person_id,
            name=creator.name,
            name_pinyin=pinyin_key(creator.name, person=True)[:200],
            share=creator.share,
            territory_path=unit.territory_path,
            industry_path=unit.industry_path,
        )
        for position, creator in enumerate(made.creators, 1)
    )
    work.record("result.record", result, title=(None, made.title))
    return result
