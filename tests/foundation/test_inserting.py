"""Rows by the thousand, on tables that the product has anyway."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from tests.factories.unions import union
from xinghe.audit.models import AuditEntry
from xinghe.foundation.inserting import insert_rows, reserve_numbers
from xinghe.texts.models import RecordedText
from xinghe.unions.models import Union, UnionName

NOON = datetime(2026, 3, 2, 4, 30, 1, 250_000, tzinfo=UTC)


def text(number: int, **cells: object) -> dict[str, object]:
    return {
        "subject_kind": "result", "subject_id": number, "title": "夹具", "body": "“引号”、反斜杠\\、\t𬱖\n换行",
        "fingerprint": bytes(range(256)), "fingerprint_version": 1, "transaction": 2**40, "recorded_at": NOON, **cells,
    }  # fmt: skip


@pytest.mark.django_db
def test_values_of_every_kind_arrive_as_they_are():
    insert_rows(RecordedText, [text(1), text(2, title="另一")])

    first, second = RecordedText.objects.order_by("subject_id")
    assert (first.body, bytes(first.fingerprint), first.transaction) == (
        text(1)["body"],
        bytes(range(256)),
        2**40,
    )
    assert (first.recorded_at, first.title, second.title) == (NOON, "夹具", "另一")


@pytest.mark.django_db
def test_columns_that_are_not_named_hold_their_defaults():
    insert_rows(RecordedText, [text(1)])
    insert_rows(
        AuditEntry,
        [{"at": NOON, "via": "job", "verb": "x", "subject_kind": "x", "subject_id": 1, "command": "x"}],
    )

    made, entry = RecordedText.objects.get(), AuditEntry.objects.get()
    assert (made.territory_path, made.is_public, entry.before, entry.person_id) == ("", False, {}, None)


@pytest.mark.django_db
def test_numbers_are_reserved_once_and_in_order():
    first, second = reserve_numbers(Union, 3), reserve_numbers(Union, 2)

    assert first == list(range(first[0], first[0] + 3))
    assert min(second) > max(first)
    insert_rows(Union, [{"id": first[1], "name": "夹具", "kind": "unit"}])
    assert Union.objects.get().pk == first[1]
    assert union().pk > max(second)


@pytest.mark.django_db
def test_constraints_judge_it_like_any_insert():
    standing = union()

    with pytest.raises(IntegrityError, match="union_one_name_now"):
        insert_rows(UnionName, [{"union_id": standing.pk, "name": "又一", "from_date": NOON.date()}])


def test_an_unknown_column_is_said_before_anything_is_sent():
    with pytest.raises(LookupError, match="colour"):
        insert_rows(Union, [{"colour": "red"}])


@pytest.mark.django_db
def test_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows(Union, [])
