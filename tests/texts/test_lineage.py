"""Ties are drawn by those who may, undone with reasons, and shown no further than the texts they join."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.texts import text, tie
from tests.factories.unions import NOW, officer, worker
from xinghe.access.powers import Role
from xinghe.access.work import command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.texts.actions import (
    LineageWouldCircle,
    TieReasonNeeded,
    TieStands,
    TieToItself,
    TieUndone,
    draw_tie,
    pass_on,
    rule_on_similarity,
    tie_texts,
    undo_ties,
    untie,
)
from xinghe.texts.models import Lineage, RecordedText, Similarity
from xinghe.texts.queries import family_of
from xinghe.texts.vocab import Relation, Ruling

pytestmark = pytest.mark.django_db

WHY = "同一班组在原成果上加装自锁托架"


def subject(one):
    return one.subject_kind, one.subject_id


def tied(actor, later, earlier, relation=Relation.IMPROVED_FROM, reason=WHY):
    return tie_texts(actor, later=subject(later), earlier=subject(earlier), relation=relation, reason=reason)


def family(actor, one, **limits):
    return family_of(actor, subject_kind=one.subject_kind, subject_id=one.subject_id, **limits)


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


# -- drawing -------------------------------------------------------------------------------------------------


def test_an_officer_ties_a_result_to_the_one_it_was_improved_from(province, clearer):
    later, earlier = text(province.workshop), text(province.workshop)

    made = tied(clearer, later, earlier)

    assert (made.later, made.earlier, made.relation, made.reason) == (later, earlier, "improved_from", WHY)
    assert (made.made_by_id, made.territory_path) == (clearer.person_id, province.workshop.territory_path)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.reason, entry.after) == (
        "lineage.tie",
        WHY,
        {"relation": "improved_from", "later": str(later.pk), "earlier": str(earlier.pk)},
    )


@pytest.mark.parametrize("mine_is_later", [True, False])
def test_one_end_is_enough_when_the_other_is_public_and_the_tie_lies_at_ones_own(
    province, clearer, mine_is_later
):
    mine, foreign = text(province.workshop), text(province.far_workshop, is_public=True)
    later, earlier = (mine, foreign) if mine_is_later else (foreign, mine)

    made = tied(clearer, later, earlier, Relation.REPLICATED_FROM)

    assert made.territory_path == province.workshop.territory_path


def test_a_text_that_is_neither_ones_own_nor_public_does_not_exist(province, clearer):
    mine, hidden = text(province.workshop), text(province.far_workshop)

    for later, earlier in ((mine, hidden), (hidden, mine)):
        with pytest.raises(Missing):
            tied(clearer, later, earlier)
    with pytest.raises(Missing):
        tie_texts(
            clearer, later=subject(mine), earlier=("result", 1), relation=Relation.SAME_WORK, reason=WHY
        )

    assert Lineage.objects.count() == 0


def test_whoever_may_only_read_both_ends_ties_nothing(province):
    later, earlier = text(province.workshop), text(province.workshop)

    for actor in (officer(Role.LEADER, province.county), officer(Role.UNIT_OFFICER, province.workshop)):
        with pytest.raises(Forbidden):
            tied(actor, later, earlier)
    with pytest.raises(Missing):
        tied(worker(), later, earlier)

    assert (Lineage.objects.count(), verbs()) == (0, [])


def test_a_unit_officer_ties_the_ideas_they_answer_and_not_those_of_another_unit(province):
    answering = officer(Role.UNIT_OFFICER, province.workshop)
    mine, other = (text(province.workshop, kind="idea") for _ in range(2))
    foreign = [text(province.sister_workshop, kind="idea", is_public=True) for _ in range(2)]

    made = tied(answering, mine, other, Relation.MERGED_INTO)

    assert made.relation == Relation.MERGED_INTO
    with pytest.raises(Forbidden) as refused:
        tied(answering, *foreign)
    assert refused.value.params == {"power": "idea.answer"}


def test_a_tie_needs_a_reason_and_two_texts(province, clearer):
    later, earlier = text(province.workshop), text(province.workshop)

    with pytest.raises(TieReasonNeeded):
        tied(clearer, later, earlier, reason="  是 ")
    with pytest.raises(TieToItself) as refused:
        tied(clearer, later, later)

    assert refused.value.params == {"title": later.title}
    assert Lineage.objects.count() == 0


def test_what_stands_is_not_said_twice_and_one_work_not_the_other_way_round(province, clearer):
    later, earlier = text(province.workshop), text(province.workshop)
    tied(clearer, later, earlier)
    tied(clearer, later, earlier, Relation.SAME_WORK)

    for pair, relation in (
        ((later, earlier), Relation.IMPROVED_FROM),
        ((later, earlier), Relation.SAME_WORK),
        ((earlier, later), Relation.SAME_WORK),
    ):
        with pytest.raises(TieStands):
            tied(clearer, *pair, relation)

    assert Lineage.objects.count() == 2


def test_a_tie_drawn_at_another_union_stands_here_too(province, clearer):
    mine, theirs = (text(at, is_public=True) for at in (province.workshop, province.far_workshop))
    tied(officer(Role.OFFICER, province.far_county), theirs, mine, Relation.SAME_WORK)

    with pytest.raises(TieStands):
        tied(clearer, mine, theirs, Relation.SAME_WORK)


def test_nothing_descends_from_itself_even_by_way_of_another_union(province, clearer):
    first, last = (text(province.workshop, is_public=True) for _ in range(2))
    hidden = text(province.far_workshop)
    for later, earlier in ((last, hidden), (hidden, first)):
        tie(later, earlier)

    with pytest.raises(LineageWouldCircle) as refused:
        tied(clearer, first, last, Relation.SPLIT_FROM)

    assert refused.value.params == {"later": first.title, "earlier": last.title}
    assert tied(clearer, first, last, Relation.REPLICATED_FROM).pk


def test_the_database_refuses_what_the_command_refuses(province):
    later, earlier = text(province.workshop), text(province.workshop)
    tie(later, earlier)
    tie(later, earlier, Relation.SAME_WORK)
    tie(later, earlier, is_undone=True)

    for deed in (
        lambda: tie(later, earlier),
        lambda: tie(earlier, later, Relation.SAME_WORK),
        lambda: tie(later, later),
        lambda: tie(earlier, later, "inspired_by"),
        lambda: Lineage.objects.filter(relation=Relation.SAME_WORK).update(undone_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


# -- undoing -------------------------------------------------------------------------------------------------


def test_a_tie_is_undone_with_a_reason_and_may_be_drawn_again(province, clearer):
    later, earlier = text(province.workshop), text(province.workshop)
    made = tied(clearer, later, earlier)

    undone = untie(clearer, lineage_id=made.pk, reason="两项对象不同")

    assert (undone.reason, undone.undone_reason, undone.undone_by_id) == (
        WHY,
        "两项对象不同",
        clearer.person_id,
    )
    assert family(clearer, later).ties == ()
    again = tied(clearer, later, earlier)
    assert [one.number for one in family(clearer, later).ties] == [again.pk]
    assert verbs() == ["lineage.tie", "lineage.untie", "lineage.tie"]


def test_undoing_needs_a_reason_a_power_and_a_tie_that_stands(province, clearer):
    made = tied(clearer, text(province.workshop), text(province.workshop))

    with pytest.raises(TieReasonNeeded):
        untie(clearer, lineage_id=made.pk, reason="")
    with pytest.raises(Forbidden):
        untie(officer(Role.LEADER, province.county), lineage_id=made.pk, reason=WHY)
    with pytest.raises(Missing):
        untie(officer(Role.OFFICER, province.sister_county), lineage_id=made.pk, reason=WHY)
    untie(clearer, lineage_id=made.pk, reason=WHY)
    with pytest.raises(TieUndone):
        untie(clearer, lineage_id=made.pk, reason=WHY)


# -- inside other commands -----------------------------------------------------------------------------------


@command
def merge_for_test(work, *, later, earlier):
    return draw_tie(work, later=later, earlier=earlier, relation=Relation.MERGED_INTO, reason=WHY)


@command
def pass_on_for_test(work, **told):
    return pass_on(work, **told)


def test_another_command_draws_a_tie_within_its_own_fence(province):
    answering = officer(Role.UNIT_OFFICER, province.workshop)
    later, earlier = (text(province.workshop, kind="idea") for _ in range(2))
    foreign = text(province.far_workshop, kind="idea")

    made = merge_for_test(answering, later=subject(later), earlier=subject(earlier))

    assert (made.later_id, made.earlier_id, made.made_by_id) == (later.pk, earlier.pk, answering.person_id)
    with pytest.raises(Missing):
        merge_for_test(answering, later=subject(later), earlier=subject(foreign))


@command
def reopen_for_test(work, *, later):
    undo_ties(work, later=later, relation=Relation.MERGED_INTO, reason="合并有误")
    work.leave_unrecorded("the ties have entries of their own")


def test_another_command_undoes_the_ties_of_one_relation_and_no_others(province, clearer):
    idea, *others = (text(province.workshop, kind="idea") for _ in range(3))
    merged = tied(clearer, idea, others[0], Relation.MERGED_INTO)
    kept = [tied(clearer, idea, others[1]), tied(clearer, others[0], others[1], Relation.MERGED_INTO)]

    reopen_for_test(clearer, later=subject(idea))

    merged.refresh_from_db()
    assert (merged.undone_reason, merged.undone_by_id) == ("合并有误", clearer.person_id)
    assert list(Lineage.objects.filter(undone_at=None).order_by("pk")) == kept
    assert verbs()[3:] == ["lineage.untie"]


def test_a_text_passed_on_keeps_its_similarities_and_its_lineage(province, clearer):
    idea, earlier = text(province.workshop, kind="idea"), text(province.workshop)
    similarity = alike(idea, earlier)
    made = tied(clearer, idea, earlier)

    pass_on_for_test(clearer, subject_kind="idea", subject_id=idea.subject_id, to_kind="result", to_id=77_001)

    kept = RecordedText.objects.get(subject_kind="result", subject_id=77_001)
    assert (kept.pk, similarity.text_id, made.later_id) == (idea.pk,) * 3
    assert AuditEntry.objects.get(verb="text.pass_on").after == {"belongs_to": "result 77001"}
    with pytest.raises(Missing):
        pass_on_for_test(clearer, subject_kind="idea", subject_id=idea.subject_id, to_kind="x", to_id=1)


# -- together with a ruling ----------------------------------------------------------------------------------


def alike(later, earlier):
    return Similarity.objects.create(
        text=later,
        source=earlier,
        coverage=0.5,
        coverage_of_source=0.5,
        verdict="partial",
        found_at=NOW,
        territory_path=later.territory_path,
        industry_path=later.industry_path,
    )


@pytest.mark.parametrize(
    ("ruling", "asked", "expected"),
    [
        (Ruling.IMPROVED, True, ["improved_from"]),
        (Ruling.SAME_WORK, True, ["same_work"]),
        (Ruling.INDEPENDENT, True, []),
        (Ruling.COPIED, True, []),
        (Ruling.IMPROVED, False, []),
    ],
)
def test_a_ruling_draws_the_tie_that_it_says_if_asked(province, clearer, ruling, asked, expected):
    similarity = alike(text(province.workshop), text(province.far_workshop))

    for _ in range(2):  # whoever rules again does not tie again
        rule_on_similarity(clearer, similarity_id=similarity.pk, ruling=ruling, reason=WHY, tie=asked)

    assert list(Lineage.objects.values_list("relation", flat=True)) == expected


def test_a_ruling_that_would_circle_is_not_made_and_names_nothing_hidden(province, clearer):
    later, hidden = text(province.workshop), text(province.far_workshop)
    similarity = alike(later, hidden)
    tie(hidden, later)

    with pytest.raises(LineageWouldCircle) as refused:
        rule_on_similarity(clearer, similarity_id=similarity.pk, ruling=Ruling.IMPROVED, reason=WHY, tie=True)

    assert refused.value.params == {"later": later.title, "earlier": "a text at another union"}
    similarity.refresh_from_db()
    assert similarity.ruling == Ruling.OPEN
