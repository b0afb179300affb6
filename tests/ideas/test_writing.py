"""Drafts and handing in: who may, what is missing, what the clock says, and that nobody else sees a draft."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.ideas import MONDAY, acting, draft, entry, handed_in, paper, worker_at
from tests.factories.unions import officer
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.ideas import actions, queries
from xinghe.ideas.actions.drafting import (
    CreatorTwice,
    CreatorUnknown,
    NoUnit,
    SavedElsewhere,
    TooManyCreators,
    TooManyDrafts,
)
from xinghe.ideas.actions.handing_in import DayIsFull
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.rules.clocks import due_date
from xinghe.ideas.rules.paper import Paper
from xinghe.ideas.rules.steps import StepClosed
from xinghe.ideas.rules.whole import IdeaUnfinished, PledgeNeeded
from xinghe.ideas.rules.writers import OnlyItsPeople
from xinghe.ideas.vocab import IDEAS_A_DAY, MOST_DRAFTS, IdeaStage


def verbs_about(idea: Idea) -> list[str]:
    rows = AuditEntry.objects.filter(subject_kind="ideas.idea", subject_id=idea.pk).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_a_draft_is_kept_as_it_is_typed_without_filling_the_record(plant, monday):
    me = acting(plant.author)
    begun = actions.begin_draft(me)

    for words in ("四人", "四人抬", "四人抬运"):
        saved = actions.save_draft(me, idea_id=begun.pk, paper=Paper(problem=words))

    assert (saved.problem, saved.revision, saved.stage) == ("四人抬运", 3, IdeaStage.DRAFT)
    assert verbs_about(begun) == ["idea.begin"]


def test_two_open_pages_of_a_draft_do_not_overwrite_each_other_unseen(plant, monday):
    me = acting(plant.author)
    begun = actions.begin_draft(me)
    actions.save_draft(me, idea_id=begun.pk, paper=Paper(problem="手机上"), revision=0)

    with pytest.raises(SavedElsewhere) as refused:
        actions.save_draft(me, idea_id=begun.pk, paper=Paper(problem="电脑上"), revision=0)
    kept = actions.save_draft(me, idea_id=begun.pk, paper=Paper(problem="电脑上"), revision=None)

    assert refused.value.params == {"count": 1}
    assert kept.problem == "电脑上"


def test_nobody_but_its_people_sees_a_draft_not_even_the_province(plant, monday):
    mine = draft(plant.author)
    above = officer(Role.PROVINCIAL_OFFICER, plant.tree.province)

    for actor in (plant.officer, above, acting(plant.mate), Actor.public()):
        with pytest.raises(Missing):
            queries.idea_for(actor, mine.code)
        with fenced(actor):
            assert Idea.objects.count() == 0, "PostgreSQL by itself hides it too"
            assert IdeaCreator.objects.count() == 0
    with fenced(acting(plant.author)):
        assert Idea.objects.count() == 1


def test_handing_in_gives_it_a_desk_and_a_term(plant, monday):
    mine = handed_in(plant.author)

    assert (mine.stage, mine.desk_id, mine.territory_path, mine.industry_path) == (
        IdeaStage.HANDED_IN,
        plant.tree.plant.pk,
        plant.tree.plant.territory_path,
        plant.tree.plant.industry_path,
    )
    assert due_date(mine.due_at) == date(2026, 3, 9)
    assert mine.creators.get().confirmed_at == MONDAY, "who hands in confirms their own share by it"
    assert queries.idea_for(plant.officer, mine.code) == mine


def test_what_is_missing_is_counted_and_nothing_is_lost(plant, monday):
    me = acting(plant.author)
    begun = actions.begin_draft(me)
    actions.save_draft(me, idea_id=begun.pk, paper=Paper(problem="四人抬运"))

    with pytest.raises(IdeaUnfinished) as refused:
        actions.hand_in(me, idea_id=begun.pk, pledged=True)

    begun.refresh_from_db()
    assert refused.value.params == {"count": 4, "fields": "title、category、field、solution"}
    assert (begun.stage, begun.problem) == (IdeaStage.DRAFT, "四人抬运")


def test_without_the_pledge_nothing_is_handed_in(plant, monday):
    mine = draft(plant.author)

    with pytest.raises(PledgeNeeded):
        actions.hand_in(acting(plant.author), idea_id=mine.pk, pledged=False)


def test_handing_in_twice_is_refused_the_second_time(plant, monday):
    mine = handed_in(plant.author)

    with pytest.raises(StepClosed) as refused:
        actions.hand_in(acting(plant.author), idea_id=mine.pk, pledged=True)

    assert refused.value.params["stage"] == IdeaStage.HANDED_IN
    assert verbs_about(mine).count("idea.hand_in") == 1


def test_an_assistant_types_and_the_record_says_who_typed_and_who_invented(plant, monday):
    begun = actions.begin_draft(plant.assistant, for_person_id=plant.author.pk)
    actions.save_draft(plant.assistant, idea_id=begun.pk, paper=paper())

    mine = actions.hand_in(plant.assistant, idea_id=begun.pk, pledged=True)

    entry = AuditEntry.objects.get(subject_kind="ideas.idea", subject_id=mine.pk, verb="idea.hand_in")
    assert (mine.author, mine.typed_by_id) == (plant.author, plant.assistant.person_id)
    assert (entry.person_id, entry.after["typed_by"]) == (
        plant.assistant.person_id,
        str(plant.assistant.person_id),
    )
    assert mine.creators.get().confirmed_at is None, "the inventor confirms by their own sign-in"
    assert queries.idea_for(plant.assistant, mine.code) == mine
    assert [one.idea_id for one in queries.shares_to_confirm(acting(plant.author))] == [mine.pk]


def test_an_assistant_types_only_for_workers_of_their_own_union(plant, monday):
    stranger = worker_at(plant.tree.far_workshop)

    with pytest.raises(Missing):
        actions.begin_draft(plant.assistant, for_person_id=stranger.pk)
    with pytest.raises(Missing):
        actions.begin_draft(acting(plant.mate), for_person_id=plant.author.pk)
    with pytest.raises(Forbidden):
        actions.begin_draft(Actor.public())


def test_a_unit_officer_who_typed_for_a_worker_may_still_answer(plant, monday):
    begun = actions.begin_draft(plant.officer, for_person_id=plant.author.pk)
    actions.save_draft(plant.officer, idea_id=begun.pk, paper=paper())
    mine = actions.hand_in(plant.officer, idea_id=begun.pk, pledged=True)

    answered = actions.accept(plant.officer, idea_id=mine.pk)

    assert answered.stage == IdeaStage.ACCEPTED


def test_co_creators_are_named_by_number_and_name_together(plant, monday):
    mine = draft(plant.author)
    me = acting(plant.author)
    lines = [entry(plant.author, "60"), entry(plant.mate, "40")]

    named = actions.name_creators(me, idea_id=mine.pk, creators=lines)

    assert list(named.creators.order_by("position").values_list("person_id", "share")) == [
        (plant.author.pk, Decimal("60.00")),
        (plant.mate.pk, Decimal("40.00")),
    ]
    assert named.people == [plant.author.pk, plant.mate.pk]


@pytest.mark.parametrize(
    ("staff_number", "name"), [("", "亓霁"), ("ZG999999", "亓霁"), ("right", "王秀英"), ("right\x00", "亓霁")]
)
def test_a_number_and_a_name_that_do_not_fit_name_nobody(plant, monday, staff_number, name):
    mine = draft(plant.author)
    number = staff_number.replace("right", plant.mate.staff_number)
    line = actions.CreatorEntry(staff_number=number, name=name, share=Decimal(40))

    with pytest.raises(CreatorUnknown):
        actions.name_creators(acting(plant.author), idea_id=mine.pk, creators=[line])


def test_a_creator_is_named_once_and_five_at_most(plant, monday):
    mine = draft(plant.author)
    me = acting(plant.author)

    with pytest.raises(CreatorTwice):
        actions.name_creators(
            me, idea_id=mine.pk, creators=[entry(plant.mate, "40"), entry(plant.mate, "60")]
        )
    with pytest.raises(TooManyCreators):
        actions.name_creators(me, idea_id=mine.pk, creators=[entry(plant.mate, "10")] * 6)


def test_only_its_people_write_on_it(plant, monday):
    mine = draft(plant.author)
    me = acting(plant.author)
    actions.name_creators(me, idea_id=mine.pk, creators=[entry(plant.author, "60"), entry(plant.mate, "40")])

    with pytest.raises(OnlyItsPeople):
        actions.save_draft(acting(plant.mate), idea_id=mine.pk, paper=paper())
    with pytest.raises(Missing):
        actions.save_draft(plant.officer, idea_id=mine.pk, paper=paper())


def test_a_worker_without_a_union_is_told_so(plant, monday):
    nowhere = worker_at(plant.tree.plant, territory_path="", industry_path="")

    with pytest.raises(NoUnit):
        actions.begin_draft(acting(nowhere))


def test_the_scanned_code_of_a_part_of_the_unit_counts_and_a_stranger_one_does_not(plant, monday):
    at_county = worker_at(plant.tree.county)

    inside = actions.begin_draft(acting(at_county), unit_id=plant.tree.workshop.pk)
    outside = actions.begin_draft(acting(at_county), unit_id=plant.tree.far_workshop.pk)

    assert (inside.unit, outside.unit) == (plant.tree.workshop, plant.tree.county)


def test_a_day_holds_twenty_ideas_of_one_person(plant, monday):
    for _ in range(IDEAS_A_DAY):
        handed_in(plant.author)
    one_more = draft(plant.author)

    with pytest.raises(DayIsFull) as refused:
        actions.hand_in(acting(plant.author), idea_id=one_more.pk, pledged=True)
    tomorrow = MONDAY + timedelta(days=1)
    with clock.held_at(tomorrow):
        taken = actions.hand_in(acting(plant.author, at=tomorrow), idea_id=one_more.pk, pledged=True)

    assert refused.value.params["count"] == IDEAS_A_DAY
    assert taken.stage == IdeaStage.HANDED_IN


def test_drafts_end_somewhere(plant, monday):
    me = acting(plant.author)
    for _ in range(MOST_DRAFTS):
        actions.begin_draft(me)

    with pytest.raises(TooManyDrafts):
        actions.begin_draft(me)


def test_everything_at_once_is_the_same_as_step_by_step(plant, monday):
    sent = actions.submit_idea(
        acting(plant.author),
        paper=paper(title="一次报送"),
        pledged=True,
        creators=[entry(plant.author, "70"), entry(plant.mate, "30")],
    )

    assert (sent.stage, sent.title) == (IdeaStage.HANDED_IN, "一次报送")
    assert verbs_about(sent) == ["idea.hand_in"]
    assert [one.name for one in sent.creators.order_by("position")] == ["仉澍", "亓霁"]


def test_postgres_itself_refuses_shares_that_do_not_make_a_hundred(plant, monday):
    mine = handed_in(plant.author)

    with (
        pytest.raises(IntegrityError, match=r"the shares of idea \d+ total 60\.00, not 100"),
        transaction.atomic(),
    ):
        mine.creators.update(share=Decimal(60))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_its_author_takes_it_back_and_it_stays_in_the_record(plant, monday):
    mine = handed_in(plant.author)

    actions.take_back(acting(plant.author), idea_id=mine.pk)

    mine.refresh_from_db()
    assert mine.stage == IdeaStage.WITHDRAWN
    assert verbs_about(mine)[-1] == "idea.take_back"
    with pytest.raises(OnlyItsPeople):
        actions.take_back(plant.officer, idea_id=mine.pk)


def test_nobody_types_for_workers_of_a_union_below_their_own(plant):
    above = officer(Role.ASSISTANT, plant.tree.county)

    with pytest.raises(Missing):
        actions.begin_draft(above, for_person_id=plant.author.pk)

    assert queries.people_found_at(above, words=plant.author.name) == []
    assert [one.pk for one in queries.people_found_at(plant.assistant, words=plant.author.name)] == [
        plant.author.pk
    ]
