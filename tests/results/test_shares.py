"""The shares of a result's creators total 100 %, whoever writes them and however."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.results import result
from tests.factories.unions import union
from xinghe.foundation.inserting import insert_rows
from xinghe.results.models import Creator

pytestmark = pytest.mark.django_db


def bring(made, *shares, first=1):
    """Creators of a result by one statement."""
    insert_rows(
        Creator,
        [
            {"result_id": made.pk, "position": position, "name": "仉昶", "share": Decimal(share)}
            for position, share in enumerate(shares, first)
        ],
    )


def end_of_transaction():
    """Judge now what is otherwise judged at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def shares_of(made):
    return list(Creator.objects.filter(result=made).order_by("position").values_list("share", flat=True))


@pytest.fixture
def made():
    return result(union())


@pytest.mark.parametrize("shares", [("100",), ("60", "40"), ("33.34", "33.33", "33.33")])
def test_a_whole_is_taken(made, shares):
    bring(made, *shares)

    end_of_transaction()
    assert shares_of(made) == [Decimal(share) for share in shares]


@pytest.mark.parametrize("shares", [("99.99",), ("60", "41"), ("33.33", "33.33", "33.33")])
def test_anything_but_a_whole_is_refused_at_once(made, shares):
    with pytest.raises(IntegrityError, match="not 100 from 1"):
        bring(made, *shares)


def test_one_wrong_result_among_many_in_a_statement_is_found(made):
    other = result(union())
    rows = [{"result_id": one.pk, "position": 1, "name": "仉昶", "share": 100} for one in (made, other)]
    rows[1]["share"] = 50

    with pytest.raises(IntegrityError, match=f"result {other.pk} total 50"):
        insert_rows(Creator, rows)


def test_a_second_whole_beside_the_first_is_refused(made):
    bring(made, "60", "40")

    with pytest.raises(IntegrityError, match="total 200"):
        bring(made, "50", "50", first=3)


def test_creators_begin_at_the_first_position_so_that_two_transactions_meet_there(made):
    with pytest.raises(IntegrityError, match="from position 2"):
        bring(made, "100", first=2)


def test_shares_may_be_rearranged_inside_one_transaction(made):
    bring(made, "60", "40")

    Creator.objects.filter(result=made, position=1).update(share=30)
    bring(made, "30", first=3)

    end_of_transaction()
    assert shares_of(made) == [Decimal(30), Decimal(40), Decimal(30)]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.filter(position=1).update(share=59),
        lambda rows: rows.filter(position=2).delete(),
    ],
)
def test_what_is_changed_is_judged_at_the_end(made, change):
    bring(made, "60", "40")

    with pytest.raises(IntegrityError, match="not 100"), transaction.atomic():
        change(Creator.objects.filter(result=made))
        end_of_transaction()


def test_a_creator_moved_to_another_result_is_missed_where_it_was(made):
    other = result(union())
    bring(made, "60", "40")
    bring(other, "100")

    with pytest.raises(IntegrityError, match=f"result {made.pk} total 60"), transaction.atomic():
        Creator.objects.filter(result=other).update(share=60)
        Creator.objects.filter(result=made, position=2).update(result=other)
        end_of_transaction()


def test_all_creators_go_with_their_result(made):
    bring(made, "60", "40")

    made.delete()

    end_of_transaction()
    assert Creator.objects.count() == 0
