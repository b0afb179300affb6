"""Results by program: the same lists, the same steps, the same refusals as on the pages, and each step once."""

import pytest

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.integrations.models import Happening
from xinghe.results.models import Result
from xinghe.results.vocab import Stage

STEPS = {
    "clear": (Stage.RECORDED, {}, Stage.CLEARED),
    "publish": (Stage.CLEARED, {}, Stage.PUBLISHED),
    "return": (Stage.PUBLISHED, {"words": "附件有误"}, Stage.RECORDED),
    "withdraw": (Stage.CLEARED, {"words": "重复登记"}, Stage.WITHDRAWN),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_recorded_announced_and_shown(step, officer, tree):
    before, body, after = STEPS[step]
    thing = results_of.findable(tree.workshop, stage=before)

    answer = officer.post(f"results/{thing.code}/{step}", body)

    thing.refresh_from_db()
    shown = answer.json()
    assert (answer.status_code, shown["code"], shown["stage"]) == (200, thing.code, after)
    assert thing.stage == after
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.via, entry.subject_id) == (f"result.{step}", "api", thing.pk)
    happening = Happening.objects.get()
    assert (happening.subject_id, happening.payload) == (thing.pk, {"code": thing.code})


def test_the_whole_of_a_result_is_read(officer, result):
    shown = officer.get(f"results/{result.code}").json()

    assert shown["title"] == "夹具快换"
    assert shown["unit"] == {"id": result.unit_id, "name": result.unit.name, "uscc": result.unit.uscc}
    assert [one["name"] for one in shown["creators"]] == ["李建国", "王秀英"]
    assert [float(one["share"]) for one in shown["creators"]] == [50.0, 50.0]
    assert shown["finished"] == {"date": "2025-06-01", "precision": "day"}
    assert shown["benefit_yuan"] is None


def test_pages_follow_one_another_and_lead_back(officer, tree):
    codes = [results_of.findable(tree.workshop).code for _ in range(5)]

    first = officer.get("results", size=2).json()
    second = officer.get("results", size=2, cursor=first["next"]).json()
    third = officer.get("results", size=2, cursor=second["next"]).json()
    back = officer.get("results", size=2, cursor=second["previous"]).json()

    pages = [[one["code"] for one in page["items"]] for page in (first, second, third, back)]
    assert pages == [codes[:2:-1], codes[2:0:-1], codes[:1], codes[:2:-1]]
    assert (first["previous"], third["next"]) == (None, None)
    assert first["count"] == {"number": 5, "is_capped": False}


def test_a_list_is_narrowed_and_ordered_as_on_the_page(officer, tree):
    old = results_of.findable(tree.workshop, title="甲", year=2020, stage=Stage.RECORDED)
    new = results_of.findable(tree.plant, title="乙", year=2025, stage=Stage.CLEARED, similar_coverage=0.4)

    def codes(**query):
        return [one["code"] for one in officer.get("results", **query).json()["items"]]

    assert codes(sort="year") == [old.code, new.code]
    assert codes(year=2020) == [old.code]
    assert codes(stage="cleared") == [new.code]
    assert codes(similar="true") == [new.code]
    assert codes(q="乙") == [new.code]
    assert codes(place=tree.workshop.territory_path) == [old.code]
    assert codes(category="small_design") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long(count, officer, tree, django_assert_num_queries):
    for _ in range(count):
        results_of.findable(tree.workshop)
    officer.get("me")

    with django_assert_num_queries(11):
        officer.get("results")


def test_nobody_clears_their_own_by_program_either(tree, program_of):
    holder = unions_of.person()
    unions_of.appoint(holder, Role.OFFICER, tree.county)
    from tests.factories.integrations import Program, token_of

    thing = results_of.findable(tree.workshop, stage=Stage.RECORDED, recorded_by_id=holder.pk)

    answer = Program(token_of(holder)).post(f"results/{thing.code}/clear")

    assert (answer.status_code, answer.json()["code"]) == (403, "second_person_needed")
    assert Result.objects.get(pk=thing.pk).stage == Stage.RECORDED
