"""Results at units, past the commands that would record them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from xinghe.accounts.models import Person
from xinghe.foundation.pinyin import pinyin_initials, pinyin_key
from xinghe.foundation.search import stored_vector
from xinghe.results.models import Creator, Result
from xinghe.results.vocab import Category, Field, Stage
from xinghe.unions.models import Union

_numbers = count(1)


def result(unit: Union, *, stage: Stage = Stage.RECORDED, **fields: object) -> Result:
    """A result of ``unit``, where the unit stands; cleared and published by nobody in particular."""
    number = next(_numbers)
    return Result.objects.create(
        **{
            "code": f"T{number:011d}",
            "title": f"夹具改进 {number}",
            "title_key": f"夹具改进{number}",
            "category": Category.SMALL_RENOVATION,
            "field": Field.OTHER,
            "unit": unit,
            "territory_path": unit.territory_path,
            "industry_path": unit.industry_path,
            "finished_date": date(2025, 6, 1),
            "year": 2025,
            "stage": stage,
            "recorded_at": datetime(2026, 1, 5, tzinfo=UTC),
            **fields,
        }
    )


def findable(
    unit: Union,
    *,
    title: str = "夹具改进",
    body: str = "",
    creators: tuple[str, ...] = ("王秀英",),
    stage: Stage = Stage.PUBLISHED,
    **fields: object,
) -> Result:
    """A result with everything that searches look at, published unless another ``stage`` is given."""
    number = next(_numbers)
    is_cleared = stage in (Stage.CLEARED, Stage.PUBLISHED)
    at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=number)
    clearer, _ = Person.objects.get_or_create(
        staff_number="T-CLEARER", defaults={"name": "甲", "joined_at": at}
    )
    made = result(
        unit,
        stage=stage,
        **{
            "code": f"7{number:09d}",
            "title": title,
            "title_key": f"{title}{number}",
            "title_pinyin": pinyin_key(title),
            "title_initials": pinyin_initials(title),
            "solution": body,
            "search": stored_vector(a=title, b=" ".join([unit.name, *creators]), c=body),
            "cleared_by": clearer if is_cleared else None,
            "cleared_at": at if is_cleared else None,
            "published_at": at if stage is Stage.PUBLISHED else None,
            **fields,
        },
    )
    share = Decimal(100) / len(creators)
    Creator.objects.bulk_create(
        Creator(
            result=made,
            position=position,
            name=name,
            share=share,
            is_public=stage is Stage.PUBLISHED,
            territory_path=unit.territory_path,
            industry_path=unit.industry_path,
        )
        for position, name in enumerate(creators, 1)
    )
    return made
