"""What may be done to many results: the four steps, through the engine."""

import pytest

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access.powers import Role
from xinghe.jobs.actions import ask_bulk
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import RunRow
from xinghe.results.models import Result

pytestmark = pytest.mark.django_db
REASON = {"reason": "资料有误，需要核对"}


def test_results_are_cleared_published_taken_back_and_withdrawn():
    tree = unions_of.small_province()
    actor = unions_of.officer(Role.OFFICER, tree.county)
    things = [results_of.result(tree.workshop) for _ in range(2)]
    stages, codes = [], []

    for act, params in (
        ("results.clear", {}),
        ("results.clear", {}),
        ("results.publish", {}),
        ("results.return", REASON),
        ("results.return", {"reason": ""}),
        ("results.withdraw", REASON),
    ):
        run = ask_bulk(actor, act=act, subject_ids=[one.pk for one in things], params=params)
        carry_out(run.pk)
        stages.append(set(Result.objects.values_list("stage", flat=True)))
        codes.append(set(RunRow.objects.filter(run=run).values_list("outcome", "code")))

    assert stages == [
        {"cleared"},
        {"cleared"},
        {"published"},
        {"recorded"},
        {"recorded"},
        {"withdrawn"},
    ]
    assert codes == [
        {("done", "")},
        {("refused", "stage_not_reached")},
        {("done", "")},
        {("done", "")},
        {("refused", "stage_not_reached")},
        {("done", "")},
    ]
