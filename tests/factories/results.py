"""Results at units, past the commands that would record them."""

from datetime import UTC, date, datetime
from itertools import count

from xinghe.results.models import Result
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
