"""Similarities and lineage by program: read, ruled on, tied and undone, by the commands of the pages."""

import pytest

from tests.factories import ideas
from tests.factories.results import findable, result
from tests.factories.texts import text, tie
from tests.factories.unions import NOW
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.integrations.vocab import Scope
from xinghe.texts.models import Lineage, Similarity

WHY = "同一班组在原成果上加装自锁托架"


@pytest.fixture
def pair(tree):
    """Two results of one workshop with their texts, the later first."""
    return tuple(result(tree.workshop, title=title) for title in ("夹具快换托架", "夹具快换"))


@pytest.fixture
def texts(pair):
    return [text(one.unit, subject_id=one.pk, title=one.title) for one in pair]


@pytest.fixture
def similarity(texts):
    later, earlier = texts
    return Similarity.objects.create(
        text=later,
        source=earlier,
        coverage=0.4,
        coverage_of_source=0.3,
        verdict="partial",
        passages=[{"a": [0, 4], "b": [0, 4]}],
        found_at=NOW,
        territory_path=later.territory_path,
    )


def test_what_a_result_resembles_is_read_with_its_passages(officer, pair, similarity):
    shown = officer.get(f"results/{pair[0].code}/similarities").json()

    assert shown["text"]["title"] == "夹具快换托架"
    (one,) = shown["similarities"]
    assert (one["id"], one["coverage"], one["ruling"]) == (similarity.pk, 0.4, "open")
    assert one["passages"] == [{"ours": [0, 4], "earlier": [0, 4]}]
    assert one["earlier"]["title"] == "夹具快换"
    assert officer.get(f"results/{pair[1].code}/similarities").json() == {"text": None, "similarities": []}


def test_a_ruling_is_recorded_and_ties_if_it_is_asked_to(officer, pair, similarity):
    answer = officer.post(
        f"similarities/{similarity.pk}/rule", {"ruling": "improved", "reason": WHY, "tie": True}
    )

    similarity.refresh_from_db()
    assert (answer.status_code, answer.json()["ruling"], similarity.ruling) == (200, "improved", "improved")
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", "via")
    assert list(verbs) == [("similarity.rule", "api"), ("lineage.tie", "api")]
    shown = officer.get(f"results/{pair[0].code}/lineage").json()
    assert [tie["relation"] for tie in shown["ties"]] == ["improved_from"]
    assert {one["code"] for one in shown["relatives"]} >= {pair[1].code}


def test_a_tie_is_drawn_in_either_direction_and_undone(officer, pair, texts):
    body = {"code": pair[0].code, "relation": "replicated_from", "is_later": False, "reason": WHY}
    drawn = officer.post(f"results/{pair[1].code}/ties", body)
    tie = Lineage.objects.get()
    again = officer.post(f"results/{pair[1].code}/ties", body)
    undone = officer.post(f"ties/{tie.pk}/undo", {"words": "不是同一夹具"})

    assert (drawn.status_code, tie.later_id, tie.earlier_id) == (200, texts[0].pk, texts[1].pk)
    assert (again.status_code, again.json()["code"]) == (409, "tie_stands")
    assert undone.json()["undone_at"]
    assert officer.get(f"results/{pair[0].code}/lineage").json()["ties"] == []


def test_a_public_result_elsewhere_may_be_the_other_end_and_a_hidden_one_may_not(officer, tree, pair, texts):
    public, hidden = findable(tree.far_workshop), result(tree.far_workshop)
    for one in (public, hidden):
        text(one.unit, subject_id=one.pk, title=one.title, is_public=one is public)
    body = {"relation": "improved_from", "reason": WHY}

    tied = officer.post(f"results/{pair[0].code}/ties", {**body, "code": public.code})
    refused = officer.post(f"results/{pair[0].code}/ties", {**body, "code": hidden.code})

    assert (tied.status_code, refused.status_code) == (200, 404)


def test_who_does_not_clear_rules_and_ties_nothing(program_of, tree, pair, similarity):
    reader = program_of(Role.LEADER, tree.county)

    ruled = reader.post(f"similarities/{similarity.pk}/rule", {"ruling": "copied", "reason": WHY})
    body = {"code": pair[1].code, "relation": "same_work", "reason": WHY}
    tied = reader.post(f"results/{pair[0].code}/ties", body)

    assert {ruled.status_code, tied.status_code} == {403}
    assert not Lineage.objects.exists()


def test_an_idea_is_read_with_what_it_resembles_and_its_family(officer, tree, pair, texts):
    idea = ideas.handed_in(ideas.worker_at(tree.workshop))
    own = text(tree.workshop, subject_kind="idea", subject_id=idea.pk, title=idea.title)
    earlier = texts[1]
    Similarity.objects.create(
        text=own, source=earlier, coverage=0.2, coverage_of_source=0.2, verdict="partial",
        found_at=NOW, territory_path=own.territory_path,
    )  # fmt: skip
    tie(own, earlier)

    shown = officer.get(f"ideas/{idea.code}/similarities").json()
    family = officer.get(f"ideas/{idea.code}/lineage").json()
    from_there = officer.get(f"results/{pair[1].code}/lineage").json()

    assert [one["earlier"]["title"] for one in shown["similarities"]] == ["夹具快换"]
    assert (family["start"], len(family["ties"])) == (own.pk, 1)
    assert idea.code in {one["code"] for one in from_there["relatives"]}


@pytest.mark.parametrize(
    ("given", "missing"), [(Scope.IDEAS_READ, "results:read"), (Scope.RESULTS_READ, "ideas:read")]
)
def test_a_token_for_ideas_alone_reads_nothing_of_results_nor_the_other_way(
    program_of, tree, pair, similarity, given, missing
):
    program = program_of(Role.OFFICER, tree.county, scopes=(given,))
    idea = ideas.handed_in(ideas.worker_at(tree.workshop))

    for path in (f"results/{pair[0].code}", f"ideas/{idea.code}"):
        for part in ("similarities", "lineage"):
            answer = program.get(f"{path}/{part}")
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
            assert missing in answer.json()["detail"]
