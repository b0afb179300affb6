"""The tree is rearranged while applications are on their way: each goes on along the line it was handed in on."""

from datetime import timedelta

import pytest

from tests.factories import attachments
from tests.factories import programmes as made
from tests.factories.unions import FOUNDED, NOW
from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import SLOTS, fenced
from xinghe.access.powers import Power
from xinghe.attachments.models import Attachment
from xinghe.foundation.errors import Missing
from xinghe.programmes import actions
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.unions.actions import move_union
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for
from xinghe.unions.vocab import Line

pytestmark = pytest.mark.django_db

ARRANGER = Actor.for_job("command-line", via="command")


def move(union: Union, parent: Union, *, days: int = 1) -> None:
    """Put a union under another parent."""
    move_union(
        ARRANGER,
        union_id=union.pk,
        line=Line.TERRITORY,
        parent_id=parent.pk,
        from_date=FOUNDED + timedelta(days=days),
    )


def now(who: Actor) -> Actor:
    """The same person on the next request: their places are read anew."""
    return actor_for(who.person_id, via="web", now=NOW)


def test_the_desks_of_the_day_it_was_handed_in_go_on_and_those_of_the_new_line_do_not(people):
    held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people)))
    officers = [people.workshop, people.county, people.city]

    move(people.tree.county, people.tree.other_city)

    with pytest.raises(Missing):
        actions.forward(now(people.other_city), application_id=held.pk)
    for officer in officers:
        actions.forward(now(officer), application_id=held.pk)
    held.refresh_from_db()
    assert (held.phase, held.recommended_by_id) == (Phase.FORMAL_CHECK, people.tree.city.pk)


def test_who_is_on_its_line_sees_it_with_its_files_in_python_and_behind_the_fence(people):
    held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), made.call_of(people)))
    beside = attachments.attachment(
        person_id=held.applicant_id, subject_kind="idea", territory_path=held.territory_path
    )
    on_it = {"workshop", "county", "city", "province"}
    names = [*on_it, "other_city", "far_county"]

    def who_sees(model, power):
        found = set()
        for name in names:
            actor = now(getattr(people, name))
            with fenced(actor):
                shown = model.objects.exists()
            if shown:
                found.add(name)
            assert shown == within(actor, power, model.objects.all()).exists(), name
        return found

    for name in names:
        getattr(people, name)
    move(people.tree.county, people.tree.other_city)

    assert who_sees(Application, Power.APPLICATION_READ) == on_it
    assert {one.territory_path for one in Attachment.objects.filter(subject_kind="application")} == {
        held.territory_path
    }
    # What follows the tree came along: the new city reads it, the old one no longer.
    beside.refresh_from_db()
    assert beside.territory_path.startswith(people.tree.other_city.territory_path)
    Attachment.objects.exclude(pk=beside.pk).delete()
    assert who_sees(Attachment, Power.ATTACHMENT_READ) == on_it - {"city"} | {"other_city"}


def test_a_union_that_moves_back_or_often_keeps_as_many_former_places_as_the_fence_has_room_for(people):
    county, cities = people.county, (people.tree.other_city, people.tree.city)
    first = people.tree.county.territory_path

    for days in range(1, 2 * SLOTS):
        move(people.tree.county, cities[(days - 1) % 2], days=days)

    (office,) = now(county).offices
    people.tree.county.refresh_from_db()
    assert office.paths == (people.tree.county.territory_path,)
    assert office.former == (first,)
    Union.objects.filter(pk=people.tree.county.pk).update(
        former_paths=[f"{people.tree.province.pk}.{number}." for number in range(900, 900 + 2 * SLOTS)]
    )
    reached = now(county).paths
    assert len(reached) == SLOTS
    # The newest of them.
    assert reached[1] == f"{people.tree.province.pk}.{900 + 2 * SLOTS - 1}."
    with fenced(now(county)):
        assert Union.objects.filter(pk=people.tree.county.pk).exists()
