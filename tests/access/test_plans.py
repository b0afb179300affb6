"""The fence is affordable: PostgreSQL looks an officer's rows up in an index instead of reading all of them."""

import pytest
from django.db import connection

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power, Role
from xinghe.results.models import FindableResult, Result
from xinghe.unions.vocab import UnionKind

pytestmark = pytest.mark.django_db

COUNTIES, EACH = 100, 150


@pytest.fixture
def many():
    """A hundred counties with a hundred and fifty results each, and an officer of one of them."""
    province = unions_of.union(UnionKind.PROVINCE)
    counties = [unions_of.union(UnionKind.COUNTY, parent=province) for _ in range(COUNTIES)]
    results_of.result(counties[0])
    own = {"id", "code", "title_key", "unit_id", "territory_path"}
    columns = [field.column for field in Result._meta.concrete_fields if field.column not in own]
    copied = ", ".join(f"pattern.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO results_result (code, title_key, unit_id, territory_path, {', '.join(columns)})"
            f" SELECT unit.id || '-' || number, number, unit.id, unit.territory_path, {copied}"
            " FROM results_result pattern, unions_union unit, generate_series(1, %s) number"
            " WHERE unit.kind = 'county'",
            [EACH],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE results_result")
    return unions_of.officer(Role.OFFICER, counties[7])


def plan_of(rows) -> str:
    return rows.explain(costs=False)


def reads_everything(plan: str) -> bool:
    return "Seq Scan on results_result" in plan


@pytest.mark.parametrize("model", [Result, FindableResult])
def test_a_county_is_looked_up_in_an_index_by_the_fence_alone(many, model):
    with fenced(many):
        plan = plan_of(model.objects.all())
        count = model.objects.count()

    assert not reads_everything(plan), plan
    assert "result_by_territory" in plan
    assert count == EACH


def test_a_county_is_looked_up_in_an_index_by_fence_and_power_together(many):
    with fenced(many):
        plan = plan_of(within(many, Power.RESULT_READ, Result.objects.all()).order_by("-pk")[:25])

    assert not reads_everything(plan), plan


def test_the_control_a_condition_of_another_shape_reads_everything(many):
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER POLICY results_result_fence ON results_result"
            " USING (territory_path LIKE current_setting('xinghe.low0', true) || '%%')",
            [],
        )
    with fenced(many):
        plan = plan_of(Result.objects.all())

    assert reads_everything(plan), plan
