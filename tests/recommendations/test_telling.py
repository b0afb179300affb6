"""Who is told what, by whom, and what programs hear: numbers and codes, never a title."""

import pytest

from tests.factories.recommendations import recommended
from xinghe.integrations.models import Happening
from xinghe.jobs.batch import batch
from xinghe.jobs.registry import bulk_acts_on, find_bulk_act
from xinghe.messaging.models import Message
from xinghe.recommendations import actions
from xinghe.recommendations.jobs.bulk import SUBJECT
from xinghe.recommendations.models import Ranking, Recommendation

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["seal_missing"], "words": "请补盖单位公章"}


def told(people) -> list[tuple[str, str]]:
    """(who, event) of every message, in the order of writing."""
    names = {actor.person_id: name for name, actor in people.by_name.items()}
    rows = Message.objects.order_by("pk").values_list("person", "event")
    return [(names[person], event.removeprefix("recommendation_")) for person, event in rows]


def heard() -> list[tuple[str, str]]:
    """(name, act) of every happening."""
    rows = Happening.objects.order_by("pk").values_list("name", "payload")
    return [(name.removeprefix("recommendation."), payload["act"]) for name, payload in rows]


def test_whose_turn_it_is_and_the_unit_are_told(people):
    assert len(people.by_name) == 13
    made = recommended(people.tree.workshop, people.workshop)
    actions.forward(people.county, recommendation_id=made.pk)
    actions.return_for_correction(people.city, recommendation_id=made.pk, **WHY)
    actions.hand_in_again(people.workshop, recommendation_id=made.pk)
    actions.forward(people.city, recommendation_id=made.pk)
    actions.undo_forward(people.city, recommendation_id=made.pk)
    actions.decline(people.city, recommendation_id=made.pk, **WHY)

    assert told(people) == [
        ("county", "arrived"),
        ("city", "arrived"),
        ("workshop", "forwarded"),
        ("workshop", "returned"),
        ("city", "arrived"),
        ("province", "arrived"),
        ("workshop", "forwarded"),
        ("workshop", "decided"),
    ]
    assert heard() == [
        ("arrived", "put_forward"),
        ("arrived", "forward"),
        ("returned", "return"),
        ("arrived", "hand_in_again"),
        ("arrived", "forward"),
        ("arrived", "undo_forward"),
        ("decided", "decline"),
    ]
    message = Message.objects.order_by("pk")[0]
    assert (message.path, message.params) == (
        f"/desk/recommendations/{made.pk}/",
        {"title": made.result.title},
    )
    assert Happening.objects.order_by("pk")[0].payload == {
        "result": made.result.code,
        "state": "under_way",
        "act": "put_forward",
        "desk": people.tree.county.pk,
    }


def test_a_bulk_act_tells_everybody_once(people):
    made = [recommended(people.tree.workshop, people.workshop) for _ in range(3)]
    Message.objects.all().delete()

    with batch("run:7"):
        for one in made:
            find_bulk_act("recommendations.forward").function(people.county, one.pk, opinion="同意")

    rows = Message.objects.order_by("event").values_list("person", "event", "number", "path")
    assert list(rows) == [
        (people.city.person_id, "recommendation_arrived", 3, "/desk/recommendations/"),
        (people.workshop.person_id, "recommendation_forwarded", 3, "/desk/recommendations/"),
    ]


def test_every_bulk_act_is_one_command(people):
    made = [recommended(people.tree.workshop, people.workshop) for _ in range(2)]
    acts = {act.code: act for act in bulk_acts_on(SUBJECT, people.county)}

    for one in made[::-1]:
        acts["recommendations.rank"].function(people.county, one.pk)
    acts["recommendations.forward"].function(people.county, made[0].pk, opinion="")
    undo = acts[acts["recommendations.forward"].undo]
    undo.function(people.county, made[0].pk)
    acts["recommendations.return"].function(
        people.county, made[1].pk, reason="seal_missing", words="请补盖单位公章"
    )

    assert list(Ranking.objects.order_by("position").values_list("recommendation", flat=True)) == [
        made[1].pk,
        made[0].pk,
    ]
    assert list(Recommendation.objects.order_by("pk").values_list("desk", "state")) == [
        (people.tree.county.pk, "under_way"),
        (people.tree.workshop.pk, "returned"),
    ]
    assert [act.code for act in bulk_acts_on(SUBJECT, people.workshop)] == []
    assert acts["recommendations.rank"].labels(people.county, [made[0].pk, 10**9]) == {
        made[0].pk: made[0].result.title
    }
