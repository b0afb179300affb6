"""A panel that sits together: who is up now, said by the chair alone, and the same for everybody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import reviews as judged
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews import actions, queries
from xinghe.reviews.actions.sitting import MinutesWrong, NobodyThere, NobodyUp, OrderNotDrawn
from xinghe.reviews.models import CallUp
from xinghe.reviews.rules.refusals import PanelNotSo
from xinghe.reviews.vocab import PanelState, Part


@pytest.fixture
def round_(people, defended):
    """Three entries before five judges, of whom the second has a conflict with one; the order is drawn."""
    return judged.sat_down(people)


@pytest.fixture
def chair(round_):
    return round_.actor(round_.chair)


def order_of(round_):
    """The entries in the order that was drawn."""
    (drawn,) = [one for one in queries.draws_of(round_.code) if one.purpose == "order"]
    codes = drawn.record["links"][1]["seated"]["order"]
    return [Application.objects.get(code=code) for code in codes]


def test_everybody_sees_the_same_order_and_what_is_up_now(round_, chair):
    now = clock.now()
    with clock.held_at(now):
        actions.call_up(chair, panel_code=round_.code, place=2, presenting=8, asking=4)
        called = [queries.sitting_for(round_.actor(one), round_.code) for one in round_.sitting]
        actions.start_part(chair, panel_code=round_.code, place=2, part=Part.PRESENTING)
        running = queries.sitting_for(round_.actor(round_.sitting[1]), round_.code)

    assert {(one.now.place, one.now.part, one.now.until) for one in called} == {(2, Part.CALLED, None)}
    assert len({tuple(row.place for row in one.rows) for one in called}) == 1
    assert running.now.until == now + timedelta(minutes=8)
    assert [one.is_chair for one in called] == [True, False, False, False, False]
    assert {one.state for one in called} == {PanelState.OPEN}


def test_who_has_a_conflict_is_told_nothing_of_the_entry(round_):
    barred = round_.actor(round_.sitting[1])
    place = order_of(round_).index(round_.entries[0]) + 1

    row = queries.sitting_for(barred, round_.code).rows[place - 1]
    others = queries.sitting_for(round_.actor(round_.sitting[2]), round_.code).rows[place - 1]

    assert (row.number, row.title, row.applicant, row.unit) == (None, "", "", "")
    assert others.title == round_.entries[0].title


def test_a_chair_calls_up_what_they_may_not_judge(people, defended):
    round_ = judged.sat_down(people, barred=0)
    chair = round_.actor(round_.chair)
    place = order_of(round_).index(round_.entries[0]) + 1

    actions.call_up(chair, panel_code=round_.code, place=place)

    seen = queries.sitting_for(chair, round_.code)
    assert (seen.now.place, seen.rows[place - 1].number) == (place, None)


def test_nobody_but_the_chair_moves_it_on(round_, chair):
    for actor in (
        round_.actor(round_.sitting[1]),
        round_.officer,
        judged.acting(round_.entries[0].applicant_id),
    ):
        for attempt in (
            lambda actor=actor: actions.call_up(actor, panel_code=round_.code, place=1),
            lambda actor=actor: actions.start_part(
                actor, panel_code=round_.code, place=1, part=Part.PRESENTING
            ),
            lambda actor=actor: actions.make_break(actor, panel_code=round_.code),
        ):
            with pytest.raises(Missing):
                attempt()
    assert not CallUp.objects.exists()
    for actor in (round_.officer, judged.acting(round_.entries[0].applicant_id)):
        with pytest.raises(Missing):
            queries.sitting_for(actor, round_.code)


def test_what_makes_no_sense_is_refused(round_, chair):
    for place in (0, 4):
        with pytest.raises(NobodyThere):
            actions.call_up(chair, panel_code=round_.code, place=place)
    with pytest.raises(MinutesWrong):
        actions.call_up(chair, panel_code=round_.code, place=1, presenting=0)
    with pytest.raises(NobodyUp):
        actions.start_part(chair, panel_code=round_.code, place=1, part=Part.ASKING)
    actions.call_up(chair, panel_code=round_.code, place=1)
    with pytest.raises(NobodyUp):
        actions.start_part(chair, panel_code=round_.code, place=2, part=Part.ASKING)
    with pytest.raises(Missing):
        actions.start_part(chair, panel_code=round_.code, place=1, part=Part.BREAK)


def test_a_break_ends_the_clock_and_keeps_the_minutes(round_, chair):
    actions.make_break(chair, panel_code=round_.code)
    actions.call_up(chair, panel_code=round_.code, place=1, presenting=7, asking=3)
    actions.start_part(chair, panel_code=round_.code, place=1, part=Part.ASKING)

    actions.make_break(chair, panel_code=round_.code)

    now = queries.sitting_for(chair, round_.code).now
    assert (now.place, now.part, now.until, now.presenting, now.asking) == (0, Part.BREAK, None, 7, 3)


def test_what_was_withdrawn_is_passed_over(round_, chair):
    gone = order_of(round_)[0]
    Application.objects.filter(pk=gone.pk).update(phase=Phase.WITHDRAWN)

    with pytest.raises(NobodyThere):
        actions.call_up(chair, panel_code=round_.code, place=1)

    assert [one.is_withdrawn for one in queries.sitting_for(chair, round_.code).rows] == [True, False, False]


def test_before_the_order_is_drawn_and_after_the_end_nobody_is_called_up(people, defended):
    round_ = judged.sat_down(people, with_order=False)
    chair = round_.actor(round_.chair)
    assert queries.sitting_for(chair, round_.code).rows == ()
    with pytest.raises(OrderNotDrawn):
        actions.call_up(chair, panel_code=round_.code, place=1)
    round_.closed()
    with pytest.raises(PanelNotSo):
        actions.call_up(chair, panel_code=round_.code, place=1)
    assert queries.sitting_for(chair, round_.code).state == PanelState.CLOSED


def test_where_each_reads_for_themselves_there_is_no_sitting(people):
    round_ = judged.opened(judged.panel_of(people))
    with pytest.raises(Missing):
        queries.sitting_for(round_.actor(round_.chair), round_.code)
    with pytest.raises(Missing):
        actions.make_break(round_.actor(round_.chair), panel_code=round_.code)


def test_past_the_commands_postgresql_keeps_it_too(round_, chair):
    called = actions.call_up(chair, panel_code=round_.code, place=1)
    other = round_.actor(round_.sitting[1])
    common = {
        "panel": round_.panel, "application_id": called.application_id, "part": Part.CALLED, "presenting_minutes": 1,
        "asking_minutes": 1, "at": called.at, "territory_path": called.territory_path,
    }  # fmt: skip

    def tried(actor, person_id):
        with pytest.raises(DatabaseError), transaction.atomic(), fenced(actor):
            CallUp.objects.create(**common, person_id=person_id)

    tried(other, other.person_id)
    tried(other, chair.person_id)
    with pytest.raises(DatabaseError), transaction.atomic(), fenced(chair):
        CallUp.objects.filter(pk=called.pk).update(part=Part.ASKING)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_callup SET part = 'asking'")
    with transaction.atomic(), fenced(chair):
        assert CallUp.objects.create(**common, person_id=chair.person_id).pk


def test_what_others_score_moves_nothing_in_it(round_, chair):
    """And the control: one's own score does."""
    actions.call_up(chair, panel_code=round_.code, place=1)
    watcher, other = round_.sitting[2], round_.sitting[3]
    before = queries.sitting_for(round_.actor(watcher), round_.code)

    round_.give(other, round_.entries[1], 60, 40)
    after_theirs = queries.sitting_for(round_.actor(watcher), round_.code)
    round_.give(watcher, round_.entries[1], 50, 30)
    after_own = queries.sitting_for(round_.actor(watcher), round_.code)

    assert after_theirs == before
    assert after_own != before
