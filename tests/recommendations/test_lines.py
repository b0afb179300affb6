"""A unit on two lines chooses once; the other line sees nothing; the same work arrives once."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import results as results_of
from tests.factories.recommendations import recommended
from tests.factories.unions import NOW, officer, person
from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power, Role
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.recommendations import actions
from xinghe.recommendations.actions.entering import RecommendedAlready, SameWorkUnderWay
from xinghe.recommendations.actions.steps import OwnRecommendation, RecommendationMoved
from xinghe.recommendations.models import Recommendation, Step
from xinghe.recommendations.queries import pile, recommendations_for
from xinghe.recommendations.queries.twins import twin_of
from xinghe.recommendations.rules.route import LineLocked, LineNeeded, LineNotOpen, NoDeskAbove
from xinghe.recommendations.rules.table import ResultOutOfUse
from xinghe.recommendations.rules.words import (
    CorrectionDaysOutside,
    OpinionTooLong,
    ReturnReasonNeeded,
)
from xinghe.recommendations.vocab import State
from xinghe.results.actions import withdraw_result
from xinghe.results.models import Creator, Result
from xinghe.results.vocab import Stage
from xinghe.texts.models import Lineage, RecordedText, Similarity
from xinghe.texts.vocab import Relation, Ruling
from xinghe.unions.vocab import Line

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["out_of_scope"], "words": "不属于本次范围"}


def who_sees(people) -> set[str]:
    """The officers who see any recommendation, by the fence alone and by the power: both agree."""
    seen = set()
    for name, actor in people.by_name.items():
        with fenced(actor):
            by_fence, steps = Recommendation.objects.count(), Step.objects.count()
            by_power = recommendations_for(actor).count()
        assert bool(by_fence) == bool(by_power) == bool(steps)
        seen |= {name} if by_power else set()
    return seen


@pytest.mark.parametrize(
    ("line", "seen", "first"),
    [
        (Line.TERRITORY, {"plant", "county", "city", "province"}, "county"),
        (Line.INDUSTRY, {"plant", "enterprise", "province"}, "enterprise"),
    ],
)
def test_only_the_chosen_line_sees_it(people, line, seen, first):
    made = recommended(people.tree.plant, people.plant, line=line)

    assert who_sees(people) == seen
    assert made.desk_id == getattr(people.tree, first).pk


def test_who_stands_on_two_lines_must_choose(people):
    with pytest.raises(LineNeeded):
        recommended(people.tree.plant, people.plant)

    assert Recommendation.objects.count() == 0


def test_a_line_one_does_not_stand_on_is_refused(people):
    with pytest.raises(LineNotOpen):
        recommended(people.tree.workshop, people.workshop, line=Line.INDUSTRY)


def test_the_line_stays_the_line_of_the_result_whatever_became_of_the_first(people):
    made = recommended(people.tree.plant, people.plant, line=Line.INDUSTRY)
    actions.withdraw(people.plant, recommendation_id=made.pk, words="先不推荐")

    with pytest.raises(LineLocked):
        actions.put_forward(people.plant, result_id=made.result_id, line=Line.TERRITORY)
    again = actions.put_forward(people.plant, result_id=made.result_id)

    assert (again.line, again.territory_path) == (Line.INDUSTRY, "")


def test_postgresql_itself_keeps_the_line_and_the_one_that_holds(people):
    made = recommended(people.tree.plant, people.plant, line=Line.INDUSTRY)
    copy = {field.attname: getattr(made, field.attname) for field in Recommendation._meta.concrete_fields}
    copy.pop("id")
    other_line = {
        "line": Line.TERRITORY,
        "territory_path": people.tree.plant.territory_path,
        "industry_path": "",
        "desk_id": people.tree.county.pk,
        "state": State.WITHDRAWN,
    }
    told = []
    for changed in (
        other_line,
        {},
        {"state": State.WITHDRAWN, "territory_path": "1."},
        {"state": State.WITHDRAWN, "desk_id": people.tree.county.pk},
        {"state": State.WITHDRAWN, "due_at": NOW},
        {"state": "lost"},
    ):
        try:
            with transaction.atomic():
                Recommendation.objects.create(**(copy | changed))
            told.append("")
        except IntegrityError as fault:
            told.append(fault.__cause__.diag.constraint_name)

    assert told == [
        "recommendation_line_for_good",
        "recommendation_one_for_a_result",
        "recommendation_on_one_line",
        "recommendation_desk_on_its_way",
        "recommendation_returned_by_a_desk",
        "recommendation_state_is_known",
    ]


def test_a_second_recommendation_is_refused_with_where_the_first_lies(people):
    made = recommended(people.tree.workshop, people.workshop)
    actions.forward(people.county, recommendation_id=made.pk)

    with pytest.raises(RecommendedAlready) as refusal:
        actions.put_forward(people.workshop, result_id=made.result_id)

    assert refusal.value.params == {"state": State.UNDER_WAY, "desk": people.tree.city.name}


def test_what_arrived_is_not_recommended_again_and_what_was_declined_may_be(people):
    declined, arrived = (recommended(people.tree.workshop, people.workshop) for _ in range(2))
    actions.decline(people.county, recommendation_id=declined.pk, **WHY)
    for who in (people.county, people.city):
        actions.forward(who, recommendation_id=arrived.pk)
    actions.accept(people.province, recommendation_id=arrived.pk)

    with pytest.raises(RecommendedAlready):
        actions.put_forward(people.workshop, result_id=arrived.result_id)
    again = actions.put_forward(people.workshop, result_id=declined.result_id)

    assert again.desk_id == people.tree.county.pk


# -- who may put forward what ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("county", Forbidden),
        ("city", Forbidden),
        ("province", Forbidden),
        ("far_county", Missing),
        ("plant", Missing),
    ],
)
def test_only_the_unit_recommends(people, who, refusal):
    made = results_of.result(people.tree.workshop)

    with pytest.raises(refusal):
        actions.put_forward(getattr(people, who), result_id=made.pk)


def test_a_machine_recommends_and_decides_nothing(people):
    machine = Actor.for_job("demonstration")
    made = recommended(people.tree.workshop, people.workshop)
    other = results_of.result(people.tree.workshop)

    for deed in (
        lambda: actions.put_forward(machine, result_id=other.pk),
        lambda: actions.forward(machine, recommendation_id=made.pk),
        lambda: actions.withdraw(machine, recommendation_id=made.pk, words="另行安排"),
        lambda: actions.rank(machine, recommendation_id=made.pk),
        lambda: actions.rank_pile(machine, desk_id=made.desk_id, year=made.year, order=[made.pk]),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_a_withdrawn_result_goes_nowhere(people):
    with pytest.raises(ResultOutOfUse):
        recommended(people.tree.workshop, people.workshop, stage=Stage.WITHDRAWN)
    made = recommended(people.tree.workshop, people.workshop)
    withdraw_result(people.city, result_id=made.result_id, reason="重复登记")
    with pytest.raises(ResultOutOfUse):
        actions.forward(people.county, recommendation_id=made.pk)

    ended = actions.withdraw(people.workshop, recommendation_id=made.pk, words="成果已停用")

    assert ended.state == State.WITHDRAWN


def test_what_the_county_federation_made_goes_to_the_city_and_the_top_has_nobody_above(people):
    made = recommended(people.tree.county, people.county)
    top = officer(Role.OFFICER, people.tree.province)

    assert made.desk_id == people.tree.city.pk
    with pytest.raises(NoDeskAbove):
        recommended(people.tree.province, top)


def test_nobody_decides_about_what_they_made_recorded_or_recommended(people):
    recorder = officer(Role.OFFICER, people.tree.county)
    made = results_of.result(people.tree.workshop, recorded_by_id=recorder.person_id)
    county = officer(Role.OFFICER, people.tree.county)
    Creator.objects.create(
        result=made,
        position=1,
        name="李建国",
        share=100,
        person_id=county.person_id,
        territory_path=made.territory_path,
    )
    both = officer(Role.UNIT_OFFICER, people.tree.workshop)
    made = actions.put_forward(both, result_id=made.pk)
    both = Actor(person_id=both.person_id, via="web", offices=(*both.offices, *people.county.offices))

    for who in (recorder, county, both):
        with pytest.raises(OwnRecommendation):
            actions.forward(who, recommendation_id=made.pk)
        assert not pile(who).exists()
    assert set(within(county, Power.RECOMMENDATION_READ, Recommendation.objects.all())) == {made}
    assert list(pile(people.county)) == [made]
    assert made.people == sorted([recorder.person_id, county.person_id])


# -- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reasons": []}, ReturnReasonNeeded),
        ({"reasons": ["no_such"]}, ReturnReasonNeeded),
        ({"words": " 补 "}, ReturnReasonNeeded),
        ({"words": "补" * 501}, ReturnReasonNeeded),
        ({"days": 0}, CorrectionDaysOutside),
        ({"days": 21}, CorrectionDaysOutside),
    ],
)
def test_who_returns_says_why_and_until_when(people, given, refusal):
    made = recommended(people.tree.workshop, people.workshop)

    with pytest.raises(refusal):
        actions.return_for_correction(people.county, recommendation_id=made.pk, **(WHY | given))

    made.refresh_from_db()
    assert made.state == State.UNDER_WAY


def test_an_opinion_is_one_sentence(people):
    with pytest.raises(OpinionTooLong):
        actions.put_forward(
            people.workshop, result_id=results_of.result(people.tree.workshop).pk, opinion="好" * 101
        )

    made = actions.put_forward(
        people.workshop, result_id=results_of.result(people.tree.workshop).pk, opinion=" " + "好" * 100
    )
    assert made.opinion == "好" * 100


def test_a_page_from_before_somebody_acted_moves_nothing(people):
    made = recommended(people.tree.workshop, people.workshop)
    # The officer of county and city: a form that is sent twice must not forward twice.
    both = Actor(
        person_id=people.county.person_id, via="web", offices=(*people.county.offices, *people.city.offices)
    )
    actions.forward(both, recommendation_id=made.pk, version=1)

    with pytest.raises(RecommendationMoved):
        actions.forward(both, recommendation_id=made.pk, version=1)

    made.refresh_from_db()
    assert (made.desk_id, made.version) == (people.tree.city.pk, 2)


# -- the same work under another record --------------------------------------------------------------------------


def text_of(result: Result) -> RecordedText:
    """What was compared of it."""
    return RecordedText.objects.create(
        subject_kind="result",
        subject_id=result.pk,
        title=result.title,
        body="x",
        fingerprint=b"",
        fingerprint_version=1,
        transaction=1,
        recorded_at=NOW,
        territory_path=result.territory_path,
        industry_path=result.industry_path,
    )


def ruled(later: RecordedText, earlier: RecordedText, ruling: Ruling) -> None:
    """A similarity on which somebody ruled."""
    Similarity.objects.create(
        text=later,
        source=earlier,
        coverage=0.9,
        coverage_of_source=0.9,
        verdict="copy",
        found_at=NOW,
        ruling=ruling,
        ruled_by=person(),
        ruled_at=NOW,
        territory_path=later.territory_path,
    )


def tied(later: RecordedText, earlier: RecordedText, relation: Relation, **fields: object) -> None:
    """A tie of the lineage."""
    Lineage.objects.create(
        later=later, earlier=earlier, relation=relation, reason="同一项工作", made_at=NOW, **fields
    )


@pytest.mark.parametrize(
    ("tie", "is_same"),
    [
        (lambda one, other: ruled(one, other, Ruling.SAME_WORK), True),
        (lambda one, other: ruled(other, one, Ruling.SAME_WORK), True),
        (lambda one, other: ruled(one, other, Ruling.COPIED), True),
        (lambda one, other: tied(one, other, Relation.SAME_WORK), True),
        (lambda one, other: tied(other, one, Relation.MERGED_INTO), True),
        (lambda one, other: ruled(one, other, Ruling.IMPROVED), False),
        (lambda one, other: ruled(one, other, Ruling.INDEPENDENT), False),
        (lambda one, other: tied(one, other, Relation.IMPROVED_FROM), False),
        (
            lambda one, other: tied(
                one, other, Relation.SAME_WORK, undone_at=NOW, undone_reason="不是同一项工作"
            ),
            False,
        ),
    ],
)
def test_the_same_work_elsewhere_is_refused_with_its_code_and_desk(people, tie, is_same):
    first = recommended(people.tree.far_workshop, people.far_workshop)
    second = results_of.result(people.tree.workshop)
    tie(text_of(second), text_of(first.result))

    if not is_same:
        assert actions.put_forward(people.workshop, result_id=second.pk).state == State.UNDER_WAY
        return
    with pytest.raises(SameWorkUnderWay) as refusal:
        actions.put_forward(people.workshop, result_id=second.pk)

    assert refusal.value.params == {
        "code": first.result.code,
        "desk": people.tree.far_county.name,
        "state": State.UNDER_WAY,
    }
    with fenced(people.workshop):
        assert Recommendation.objects.count() == 0


def test_the_same_work_over_a_chain_and_until_the_other_ended(people):
    first = recommended(people.tree.far_workshop, people.far_workshop)
    between, last = results_of.result(people.tree.branch), results_of.result(people.tree.workshop)
    texts = [text_of(one) for one in (first.result, between, last)]
    ruled(texts[1], texts[0], Ruling.COPIED)
    tied(texts[2], texts[1], Relation.SAME_WORK)

    with pytest.raises(SameWorkUnderWay):
        actions.put_forward(people.workshop, result_id=last.pk)
    actions.decline(people.far_county, recommendation_id=first.pk, **WHY)

    assert actions.put_forward(people.workshop, result_id=last.pk).state == State.UNDER_WAY


def test_of_two_that_were_ruled_one_work_on_the_way_the_second_does_not_arrive(people):
    made = [recommended(people.tree.workshop, people.workshop) for _ in range(2)]
    ruled(text_of(made[1].result), text_of(made[0].result), Ruling.SAME_WORK)
    for one in made:
        actions.forward(people.county, recommendation_id=one.pk)
        actions.forward(people.city, recommendation_id=one.pk)
    actions.accept(people.province, recommendation_id=made[0].pk)

    with pytest.raises(SameWorkUnderWay):
        actions.accept(people.province, recommendation_id=made[1].pk)


def test_looking_for_the_same_work_leaves_the_fence_as_it_was(people):
    first = recommended(people.tree.far_workshop, people.far_workshop)
    second = results_of.result(people.tree.workshop)
    ruled(text_of(second), text_of(first.result), Ruling.INDEPENDENT)
    seen = []

    with fenced(people.workshop):
        seen.append(Result.objects.count())
        twin_of(second.pk)
        seen.append(Result.objects.count())

    assert seen == [1, 1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user")
        assert cursor.fetchone() == (True,)
