"""Who judged an application is known to packages beside this one, and to nobody who does not ask for them."""

from datetime import date

import pytest

from tests.factories import reviews as judged
from xinghe.access.fence import fenced
from xinghe.programmes.actions import take_back
from xinghe.programmes.models import Application, Passage
from xinghe.programmes.moves import StepStands
from xinghe.programmes.registry import is_worked_on, judges_of
from xinghe.reviews.actions import begin_visit
from xinghe.reviews.models import Assignment, Seat


def test_whoever_was_assigned_or_sat_on_its_panel_judged_it(people):
    round_ = judged.opened(judged.panel_of(people, per_entry=3))
    entry, strange = round_.entries[0], judged.entry_past(people, round_.call, phase="decision")
    sat = {seat.person_id for seat in Seat.objects.filter(panel=round_.panel, state="accepted")}
    standby = {seat.person_id for seat in Seat.objects.filter(panel=round_.panel, state="standby")}
    assigned = set(Assignment.objects.filter(application=entry).values_list("person_id", flat=True))

    with fenced(people.city):
        found, none = judges_of(entry.pk), judges_of(strange.pk)

    assert found == sat
    assert assigned < sat
    assert standby
    assert not standby & found
    assert none == frozenset()


def test_who_left_the_panel_judged_it_all_the_same(people):
    round_ = judged.opened(judged.panel_of(people))
    one = round_.sitting[0]
    Seat.objects.filter(panel=round_.panel, judge=one).update(state="left", is_chair=False)

    assert one.person_id in judges_of(round_.entries[0].pk)


def test_a_step_back_is_barred_from_the_first_assignment_on_and_free_again_once_it_is_dropped(people):
    round_ = judged.panel_of(people)
    entry = round_.entries[0]
    step = {
        "application": entry, "move": "admit", "source": "formal_check", "target": "first_review", "desk": entry.desk,
        "at": round_.panel.opens_at, "people": entry.people, "territory_path": entry.territory_path,
    }  # fmt: skip
    Passage.objects.create(**step)
    assert not is_worked_on(entry.pk)

    judged.opened(round_)

    assert is_worked_on(entry.pk)
    with pytest.raises(StepStands):
        take_back(round_.officer, application_id=entry.pk)
    Assignment.objects.filter(application=entry).update(dropped_at=round_.panel.opens_at)
    assert not is_worked_on(entry.pk)


def test_what_is_looked_at_on_site_is_worked_on(people, defended):
    round_ = judged.on_site(people)
    _, actor, mine, entry = judged.first(round_)

    begin_visit(actor, **mine, visited_date=date(2026, 3, 2))

    Assignment.objects.filter(application=entry).update(dropped_at=round_.panel.opens_at)
    assert is_worked_on(entry.pk)
    # Once it went on, the report binds nobody.
    Application.objects.filter(pk=entry.pk).update(phase="decision")
    assert not is_worked_on(entry.pk)
