"""Who judged an application is known to packages beside this one, and to nobody who does not ask for them."""

from tests.factories import reviews as judged
from xinghe.access.fence import fenced
from xinghe.programmes.registry import judges_of
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
