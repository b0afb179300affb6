"""What is drawn: fields, limits, who is left out and why; names stand in no record."""

import pytest

from xinghe.kernels.drawing import commit, draw, new_seed, seated_now
from xinghe.reviews.rules.draw import Drawable, excluded_for, judges_terms, seats_in_order
from xinghe.reviews.rules.files import may_be_opened_blind, neutral_names

AT = "2026-03-02T09:00:00+08:00"


def pool(count=12):
    return [
        Drawable(
            id=f"ID{number:02d}",
            judge=number,
            fields=frozenset({"tools"} if number % 3 else {"methods"}),
            employer=f"东风第{number // 2}厂",
            group="东风" if number < 4 else "",
        )
        for number in range(count)
    ]


def seats_of(terms):
    seed = new_seed()
    return seated_now(draw(commit(terms, seed=seed, at=AT), seed=seed, at=AT))


def test_seats_are_drawn_with_one_of_an_employer():
    terms = judges_terms(call="c", pool=pool(), seats=5)

    seats = seats_of(terms)["all"]

    assert len(seats) == 5
    assert len({int(one[2:]) // 2 for one in seats}) == 5
    assert "东风" not in str(terms.to_json())


def test_seats_of_a_field_are_filled_from_it_and_the_rest_from_all():
    people = pool()
    fields = {one.id: one.fields for one in people}
    seats = seats_of(judges_terms(call="c", pool=people, seats=5, by_field={"methods": 2}))

    assert all("methods" in fields[one] for one in seats["field_methods"])
    assert [len(ids) for ids in seats.values()] == [3, 2]
    assert seats_in_order(seats) == [*seats["all"], *seats["field_methods"]]


def test_who_fits_no_seat_is_left_out_and_says_so():
    terms = judges_terms(call="c", pool=pool(), seats=2, by_field={"methods": 2})

    assert {one.excluded for one in terms.pool} == {(), ("other_field",)}


@pytest.mark.parametrize(
    ("is_available", "conflicts", "hears_all", "reasons"),
    [
        (True, 0, True, ()),
        (False, 0, False, ("unavailable",)),
        (True, 2, False, ()),
        (True, 3, False, ("conflict",)),
        (True, 1, True, ("conflict",)),
        (False, 5, False, ("unavailable", "conflict")),
    ],
)
def test_why_somebody_is_left_out(is_available, conflicts, hears_all, reasons):
    found = excluded_for(is_available=is_available, conflicts=conflicts, entries=5, hears_all=hears_all)

    assert found == reasons


def test_files_are_called_by_code_and_number_alone():
    assert neutral_names([("EV08", "image/jpeg"), ("EV08", "video/mp4"), ("EV07", "x")]) == (
        "EV08-1.jpg",
        "EV08-2.mp4",
        "EV07-1.bin",
    )
    assert may_be_opened_blind("EV08")
    assert not any(may_be_opened_blind(code) for code in ("EV01", "EV02", "EV05", "EV06", "EV12"))
