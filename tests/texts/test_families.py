"""What one person sees of a lineage, against a slow search; and looking at all texts leaves no fence open."""

import random

import pytest
from django.db import connection

from tests.factories.accounts import acting
from tests.factories.texts import text, tie
from tests.factories.unions import officer, person, worker
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.texts.actions import untie
from xinghe.texts.models import Lineage, RecordedText
from xinghe.texts.queries import family_of, readable_texts, same_works, texts_of
from xinghe.texts.vocab import Relation

pytestmark = pytest.mark.django_db

WHY = "同一班组在原成果上加装自锁托架"


def subject(one):
    return one.subject_kind, one.subject_id


def family(actor, one, **limits):
    return family_of(actor, subject_kind=one.subject_kind, subject_id=one.subject_id, **limits)


def test_a_relative_at_another_union_has_its_place_and_nothing_else(province, clearer):
    mine, hidden, shown = (
        text(province.workshop),
        text(province.far_workshop),
        text(province.far_workshop, is_public=True),
    )
    tie(mine, hidden)
    tie(hidden, shown, Relation.REPLICATED_FROM)
    tie(shown, mine, Relation.REPLICATED_FROM)

    with fenced(clearer):
        found = family(clearer, mine)

    relatives = {
        one.text_id: (one.is_open, one.subject_id, one.title, one.distance) for one in found.relatives
    }
    assert relatives == {
        mine.pk: (True, mine.subject_id, mine.title, 0),
        hidden.pk: (False, 0, "", 1),
        shown.pk: (True, shown.subject_id, shown.title, 1),
    }
    assert [(one.later, one.earlier, bool(one.reason), one.may_undo) for one in found.ties] == [
        (mine.pk, hidden.pk, False, True),
        (hidden.pk, shown.pk, False, False),
        (shown.pk, mine.pk, True, False),
    ]


def test_a_text_that_is_not_ones_own_has_no_family(province, clearer):
    hidden, mine = text(province.far_workshop), text(province.workshop)
    tie(hidden, mine)

    assert family(clearer, hidden).relatives == ()
    assert len(family(clearer, mine).relatives) == 2
    assert family(Actor.public(), mine).relatives == ()


def test_may_undo_is_what_undoing_allows(province):
    mine, foreign = text(province.workshop), text(province.far_workshop, is_public=True)
    ideas = [text(province.workshop, kind="idea", is_public=True) for _ in range(2)]
    ties = [
        tie(mine, foreign),
        tie(foreign, mine, Relation.REPLICATED_FROM),
        tie(*ideas),
        tie(ideas[0], mine),
        tie(foreign, ideas[1]),
    ]
    actors = [
        officer(role, at)
        for role in (Role.OFFICER, Role.UNIT_OFFICER, Role.LEADER, Role.PROVINCIAL_OFFICER)
        for at in (province.workshop, province.county, province.far_workshop, province.province)
    ]
    offered, done = set(), set()

    for number, actor in enumerate(actors):
        for start in (mine, foreign, *ideas):
            with fenced(actor):
                offered |= {(number, one.number) for one in family(actor, start).ties if one.may_undo}
        for one in ties:
            try:
                untie(actor, lineage_id=one.pk, reason=WHY)
            except (Missing, Forbidden):
                continue
            done.add((number, one.pk))
            Lineage.objects.update(undone_at=None, undone_by=None, undone_reason="")

    assert offered == done
    assert 0 < len(done) < len(actors) * len(ties)


@pytest.mark.parametrize("seed", range(8))
def test_a_family_is_what_a_slow_search_finds_undone_ties_left_out(province, seed):
    dice = random.Random(seed)
    everyone = officer(Role.PROVINCIAL_OFFICER, province.province)
    texts = [text(dice.choice([province.workshop, province.far_workshop])) for _ in range(12)]
    standing = set()
    for _ in range(16):
        later, earlier = sorted(dice.sample(range(12), 2), reverse=True)
        if dice.random() < 0.3:
            tie(texts[later], texts[earlier], is_undone=True)
        elif (later, earlier) not in standing:
            standing.add((later, earlier))
            tie(texts[later], texts[earlier], dice.choice(list(Relation)))
    found = {0: 0}
    for distance in range(1, 12):
        near = {end for pair in standing if set(pair) & found.keys() for end in pair}
        found |= dict.fromkeys(near - found.keys(), distance)

    with fenced(everyone):
        shown = family(everyone, texts[0])
        nearest = family(everyone, texts[0], most=4)

    assert {one.text_id: one.distance for one in shown.relatives} == {
        texts[index].pk: distance for index, distance in found.items()
    }
    assert {(one.later, one.earlier) for one in shown.ties} == {
        (texts[later].pk, texts[earlier].pk) for later, earlier in standing if later in found
    }
    assert sorted(one.distance for one in nearest.relatives) == (
        sorted(found.values())[:4] if shown.ties else []
    )
    assert nearest.is_cut == (len(found) > 4)


@pytest.mark.parametrize(("relatives", "levels"), [(1, 2), (3, 2)])
def test_a_family_costs_a_query_a_distance_however_many_there_are(
    province, clearer, django_assert_num_queries, relatives, levels
):
    mine = text(province.workshop)
    for _ in range(relatives):
        tie(text(province.workshop), mine)

    with fenced(clearer), django_assert_num_queries(levels + 4 + 4):
        family(clearer, mine)


def test_one_work_under_several_texts_is_found_wherever_they_lie(province):
    first, second, third, other = (
        text(at) for at in (province.workshop, province.far_workshop, province.branch, province.workshop)
    )
    tie(second, first, Relation.SAME_WORK)
    tie(second, third, Relation.MERGED_INTO)
    tie(other, first, Relation.IMPROVED_FROM)
    tie(other, second, Relation.SAME_WORK, is_undone=True)

    with fenced(worker()):
        found = same_works(subject_kind="result", subject_id=first.subject_id)
        none = same_works(subject_kind="idea", subject_id=first.subject_id)

    assert found == (subject(second), subject(third))
    assert none == ()


# -- looking everywhere --------------------------------------------------------------------------------------


def test_looking_everywhere_leaves_the_askers_fence_as_it_stood(province, clearer):
    mine, hidden = text(province.workshop), text(province.far_workshop)

    with fenced(clearer):
        before = standing_settings()
        seen = [one.pk for one in texts_of("result", [mine.subject_id, hidden.subject_id])]
        after = standing_settings()
        left = set(RecordedText.objects.values_list("pk", flat=True))

    assert (seen, left) == ([mine.pk, hidden.pk], {mine.pk})
    assert before == after


def standing_settings():
    names = ["role", "xinghe.person", "xinghe.low0", "xinghe.high0", "xinghe.low1"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["current_setting(%s, true)"] * len(names)), names)
        return cursor.fetchone()


def test_a_person_without_an_office_reads_what_is_public(province):
    shown, hidden = text(province.workshop, is_public=True), text(province.workshop)
    nobody = acting(person())

    assert set(readable_texts(nobody, [shown.pk, hidden.pk])) == {shown.pk}
