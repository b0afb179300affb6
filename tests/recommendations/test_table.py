"""Every act × every situation × every officer: who may, when, and what they are told otherwise."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.recommendations import recommended
from tests.factories.unions import NOW
from xinghe.access.work import rehearsal
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.recommendations import actions
from xinghe.recommendations.models import Recommendation, Step
from xinghe.recommendations.rules.table import TABLE, Place, fits
from xinghe.recommendations.vocab import Act, State

pytestmark = pytest.mark.django_db

WHY = {"reasons": ["seal_missing"], "words": "请补盖单位公章"}
DEEDS: dict[Act, Callable[..., object]] = {
    Act.FORWARD: actions.forward,
    Act.ACCEPT: actions.accept,
    Act.RETURN: lambda who, **it: actions.return_for_correction(who, **it, **WHY),
    Act.HAND_IN_AGAIN: actions.hand_in_again,
    Act.DECLINE: lambda who, **it: actions.decline(who, **it, **WHY),
    Act.WITHDRAW: lambda who, **it: actions.withdraw(who, **it, words="另行安排"),
    Act.UNDO_FORWARD: actions.undo_forward,
}
# What was done before, by whom: (state, the union that has it).
SITUATIONS = {
    "at the county": ([], State.UNDER_WAY, "county"),
    "at the city": ([("county", Act.FORWARD)], State.UNDER_WAY, "city"),
    "at the province": ([("county", Act.FORWARD), ("city", Act.FORWARD)], State.UNDER_WAY, "province"),
    "returned by the county": ([("county", Act.RETURN)], State.RETURNED, "workshop"),
    "returned by the city": ([("county", Act.FORWARD), ("city", Act.RETURN)], State.RETURNED, "workshop"),
    "handed in again": (
        [("county", Act.FORWARD), ("city", Act.RETURN), ("workshop", Act.HAND_IN_AGAIN)],
        State.UNDER_WAY,
        "city",
    ),
    "forwarding undone": ([("county", Act.FORWARD), ("county", Act.UNDO_FORWARD)], State.UNDER_WAY, "county"),
    "arrived": (
        [("county", Act.FORWARD), ("city", Act.FORWARD), ("province", Act.ACCEPT)],
        State.ARRIVED,
        "province",
    ),
    "declined": ([("county", Act.FORWARD), ("city", Act.DECLINE)], State.DECLINED, "city"),
    "withdrawn": ([("county", Act.FORWARD), ("workshop", Act.WITHDRAW)], State.WITHDRAWN, "city"),
}
OFFICERS = ("workshop", "county", "city", "province", "sister_county", "far_county", "enterprise")
# (situation, act) → the one who does it. Everything that is not here is refused.
LAWFUL = {
    ("at the county", Act.FORWARD): "county",
    ("at the county", Act.RETURN): "county",
    ("at the county", Act.DECLINE): "county",
    ("at the county", Act.WITHDRAW): "workshop",
    ("at the city", Act.FORWARD): "city",
    ("at the city", Act.RETURN): "city",
    ("at the city", Act.DECLINE): "city",
    ("at the city", Act.WITHDRAW): "workshop",
    ("at the city", Act.UNDO_FORWARD): "county",
    ("at the province", Act.ACCEPT): "province",
    ("at the province", Act.RETURN): "province",
    ("at the province", Act.DECLINE): "province",
    ("at the province", Act.WITHDRAW): "workshop",
    ("at the province", Act.UNDO_FORWARD): "city",
    ("returned by the county", Act.HAND_IN_AGAIN): "workshop",
    ("returned by the county", Act.WITHDRAW): "workshop",
    ("returned by the city", Act.HAND_IN_AGAIN): "workshop",
    ("returned by the city", Act.WITHDRAW): "workshop",
    ("handed in again", Act.FORWARD): "city",
    ("handed in again", Act.RETURN): "city",
    ("handed in again", Act.DECLINE): "city",
    ("handed in again", Act.WITHDRAW): "workshop",
    ("forwarding undone", Act.FORWARD): "county",
    ("forwarding undone", Act.RETURN): "county",
    ("forwarding undone", Act.DECLINE): "county",
    ("forwarding undone", Act.WITHDRAW): "workshop",
}
# Refused to the union whose turn it is otherwise than by "not now".
SAID = {
    ("at the county", Act.UNDO_FORWARD, "county"): "undo_too_late",
    ("handed in again", Act.UNDO_FORWARD, "city"): "undo_too_late",
    ("forwarding undone", Act.UNDO_FORWARD, "county"): "undo_too_late",
    ("returned by the county", Act.DECLINE, "county"): "correction_still_open",
    ("returned by the city", Act.DECLINE, "city"): "correction_still_open",
}


def brought(people, situation) -> Recommendation:
    """A recommendation that has come so far."""
    made = recommended(people.tree.workshop, people.workshop)
    for who, act in SITUATIONS[situation][0]:
        DEEDS[act](getattr(people, who), recommendation_id=made.pk)
    made.refresh_from_db()
    return made


def expected(situation: str, act: Act, who: str) -> str:
    """What the tables above say: "done" or the code of the refusal."""
    _, state, desk = SITUATIONS[situation]
    if who in ("sister_county", "far_county", "enterprise"):
        return "missing"
    if LAWFUL.get((situation, act)) == who:
        return "done"
    if (situation, act, who) in SAID:
        return SAID[situation, act, who]
    if who == "workshop" and act not in (Act.HAND_IN_AGAIN, Act.WITHDRAW):
        return "own_recommendation"
    seat = "workshop" if act in (Act.HAND_IN_AGAIN, Act.WITHDRAW) else desk
    if act is Act.DECLINE and state is State.RETURNED:
        seat = situation.removeprefix("returned by the ")
    if act is Act.UNDO_FORWARD and (situation, act) in LAWFUL:
        seat = LAWFUL[situation, act]
    return "recommendation_not_now" if who == seat else "forbidden"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_act_by_every_officer(people, situation):
    with clock.held_at(NOW):
        made = brought(people, situation)
        found, wanted = {}, {}
        for act, deed in DEEDS.items():
            for who in OFFICERS:
                try:
                    with rehearsal():
                        deed(getattr(people, who), recommendation_id=made.pk)
                    found[act, who] = "done"
                except Refusal as refusal:
                    found[act, who] = refusal.code
                wanted[act, who] = expected(situation, act, who)

    assert (made.state, made.desk_id) == (
        SITUATIONS[situation][1],
        getattr(people.tree, SITUATIONS[situation][2]).pk,
    )
    assert found == wanted


def test_the_table_is_what_the_acts_do():
    """Control: what the pure table allows is what the situations above come to, and nothing else."""
    places = {"workshop": Place.UNIT, "county": Place.DESK, "city": Place.DESK, "province": Place.TOP}
    reached = {
        (act, SITUATIONS[situation][1], places[SITUATIONS[situation][2]]) for situation, act in LAWFUL
    } | {(Act.DECLINE, State.RETURNED, Place.UNIT), (Act.UNDO_FORWARD, State.UNDER_WAY, Place.DESK)}

    assert reached == {(act, *where) for act, table in TABLE.items() for where in table}
    assert sum(fits(act, state=s, place=p) for act in TABLE for s in State for p in Place) == len(reached)


def test_what_was_not_corrected_in_time_may_be_declined_by_who_returned_it(people):
    with clock.held_at(NOW):
        made = brought(people, "returned by the city")
    with clock.held_at(made.due_at - timedelta(microseconds=1)), pytest.raises(Refusal) as early:
        actions.decline(people.city, recommendation_id=made.pk, **WHY)
    with clock.held_at(made.due_at):
        ended = actions.decline(people.city, recommendation_id=made.pk, **WHY)

    assert early.value.code == "correction_still_open"
    assert (ended.state, ended.desk_id, ended.due_at) == (State.DECLINED, people.tree.city.pk, None)


def test_every_act_leaves_a_step_and_a_line_in_the_record(people):
    with clock.held_at(NOW):
        made = brought(people, "handed in again")

    steps = Step.objects.order_by("pk").values_list("act", "desk", "person", "reasons", "words")
    entries = AuditEntry.objects.filter(subject_kind="recommendations.recommendation").order_by("pk")
    assert list(steps) == [
        ("put_forward", people.tree.workshop.pk, people.workshop.person_id, [], ""),
        ("forward", people.tree.county.pk, people.county.person_id, [], ""),
        ("return", people.tree.city.pk, people.city.person_id, ["seal_missing"], "请补盖单位公章"),
        ("hand_in_again", people.tree.workshop.pk, people.workshop.person_id, [], ""),
    ]
    assert list(entries.values_list("verb", "subject_id", "reason")) == [
        ("recommendation.put_forward", made.pk, ""),
        ("recommendation.forward", made.pk, ""),
        ("recommendation.return", made.pk, "请补盖单位公章"),
        ("recommendation.hand_in_again", made.pk, ""),
    ]
    assert made.version == 4
