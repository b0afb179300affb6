"""Reasons are given, steps are taken in order, names are clear."""

import pytest

from tests.factories.results import result
from tests.factories.unions import officer, person, small_province
from xinghe.access.powers import Role
from xinghe.jobs.batch import batch
from xinghe.messaging.models import Message
from xinghe.results.actions import clear_result, withdraw_result
from xinghe.results.actions.stages import ReasonNeeded, StageNotReached, publish_result
from xinghe.texts.actions import RulingReasonNeeded, rule_on_similarity
from xinghe.texts.models import RecordedText, Similarity
from xinghe.texts.vocab import Ruling
from xinghe.unions.queries import UnionUnclear, union_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return small_province()


def test_withdrawing_needs_a_reason(province):
    one = result(province.workshop)

    with pytest.raises(ReasonNeeded):
        withdraw_result(officer(Role.OFFICER, province.city), result_id=one.pk, reason="  ")

    one.refresh_from_db()
    assert one.stage == "recorded"


def test_nothing_is_published_before_it_is_cleared(province):
    one = result(province.workshop)

    with pytest.raises(StageNotReached):
        publish_result(officer(Role.OFFICER, province.city), result_id=one.pk)


def test_a_ruling_needs_a_reason(province):
    at = {"territory_path": province.workshop.territory_path}
    told = {"subject_kind": "result", "title": "", "body": "", "fingerprint": b"", "fingerprint_version": 1}
    now = result(province.workshop).recorded_at
    later, earlier = (
        RecordedText.objects.create(subject_id=number, recorded_at=now, transaction=1, **told, **at)
        for number in (1, 2)
    )
    similarity = Similarity.objects.create(
        text=later,
        source=earlier,
        coverage=0.5,
        coverage_of_source=0.5,
        verdict="partial",
        found_at=now,
        **at,
    )

    with pytest.raises(RulingReasonNeeded):
        rule_on_similarity(
            officer(Role.OFFICER, province.city), similarity_id=similarity.pk, ruling=Ruling.COPIED, reason=""
        )


def test_a_name_that_two_unions_bear_is_not_enough(province):
    province.county.name = province.sister_county.name
    province.county.save()

    with pytest.raises(UnionUnclear):
        union_named(officer(Role.OFFICER, province.city), province.county.name)


def test_who_made_it_and_who_recorded_it_are_told_in_one_message_of_a_bulk_act(province):
    maker, recorder = person(), person()
    many = [result(province.workshop, people=[maker.pk], recorded_by=recorder) for _ in range(3)]
    checker = officer(Role.OFFICER, province.city)

    with batch("run:1"):
        for one in many:
            clear_result(checker, result_id=one.pk)

    told = Message.objects.order_by("person_id").values_list("person_id", "event", "number", "path")
    assert list(told) == [
        (maker.pk, "result_cleared", 3, "/my/"),
        (recorder.pk, "result_cleared", 3, "/my/"),
    ]
