"""Reasons are given, steps are taken in order, names are clear."""

import pytest

from tests.factories.results import result
from tests.factories.unions import officer, small_province
from xinghe.access.powers import Role
from xinghe.results.actions import withdraw_result
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
