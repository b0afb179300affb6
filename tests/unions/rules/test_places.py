"""Names of places, as they stand on forms."""

import csv
from pathlib import Path

import pytest

from xinghe.unions.rules import PlaceAmbiguous, PlaceBook, PlaceUnknown

DIVISIONS = Path(__file__).resolve().parents[3] / "../shared/data/hubei-divisions.csv"

FEW = [
    ("420000", "湖北省", "", "province"),
    ("420100", "武汉市", "420000", "city"),
    ("420111", "洪山区", "420100", "county"),
    ("420107", "青山区", "420100", "county"),
    ("420325", "房县", "420000", "county"),
    ("420500", "宜昌市", "420000", "city"),
    ("420528", "长阳土家族自治县", "420500", "county"),
    ("420581", "宜都市", "420500", "county"),
    ("420800", "荆门市", "420000", "city"),
    ("420804", "掇刀区", "420800", "county"),
    ("421000", "荆州市", "420000", "city"),
    ("421003", "荆州区", "421000", "county"),
    ("422800", "恩施土家族苗族自治州", "420000", "city"),
    ("422801", "恩施市", "422800", "county"),
    ("429004", "仙桃市", "420000", "city"),
    ("429021", "神农架林区", "420000", "city"),
    ("X-420100-01", "武汉东湖高新区", "420100", "county"),
]


@pytest.fixture(scope="module")
def book() -> PlaceBook:
    return PlaceBook.of(FEW)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("荆门市掇刀区", "420804"),
        ("武漢市洪山區", "420111"),
        ("恩施州恩施市", "422801"),
        ("恩施州", "422800"),
        ("湖北省恩施土家族苗族自治州", "422800"),
        ("仙桃市", "429004"),
        ("湖北省仙桃市", "429004"),
        ("神农架林区", "429021"),
        ("神农架", "429021"),
        ("武汉洪山", "420111"),
        ("武汉市 / 洪山区", "420111"),
        ("湖北武汉洪山", "420111"),
        ("掇刀区", "420804"),
        ("宜昌市长阳县", "420528"),
        ("房县", "420325"),
        ("武汉东湖高新区", "X-420100-01"),
        ("４２０８０４", "420804"),
        ("420804000000", "420804"),
        ("湖北省", "420000"),
    ],
)
def test_a_place_is_found_by_every_name_it_is_given(book: PlaceBook, text: str, code: str) -> None:
    assert book.resolve(text).code == code


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("湖北省外", ""), ("江北市高新区", ""), ("宜昌市洪山区", ""), ("武汉市红山区", "武汉市青山区、武汉市洪山区"),
     ("429000", ""), ("房", ""), ("", ""), ("武汉市洪山区珞喻路", "武汉市洪山区")],
)  # fmt: skip
def test_what_is_no_place_of_the_book_is_refused(book: PlaceBook, text: str, suggestion: str) -> None:
    with pytest.raises(PlaceUnknown) as refused:
        book.resolve(text)

    assert (refused.value.code, refused.value.params) == (
        "unknown_place",
        {"value": text, "suggestion": suggestion},
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [("荆州", ["421000", "421003"]), ("湖北省荆州", ["421000", "421003"]), ("恩施", ["422800", "422801"])],
)
def test_a_short_name_of_two_places_is_refused_with_both(
    book: PlaceBook, text: str, codes: list[str]
) -> None:
    with pytest.raises(PlaceAmbiguous) as refused:
        book.resolve(text)

    assert refused.value.code == "ambiguous_place"
    assert [place.code for place in refused.value.candidates] == codes
    assert refused.value.params["suggestion"] == "、".join(book.places[code].name for code in codes)


def test_every_division_of_the_province_is_found_by_its_full_and_its_own_name() -> None:
    if not DIVISIONS.exists():
        pytest.skip(f"{DIVISIONS.name} is not beside this checkout")
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as lines:
        rows = [tuple(row) for row in csv.reader(lines)][1:]
    book = PlaceBook.of((code, name, parent, rank) for code, name, parent, rank in rows)

    found = {code: book.resolve(book.full_name(place)).code for code, place in book.places.items()}
    own = {
        code: book.resolve("湖北省" + place.name).code for code, place in book.places.items() if place.parent
    }

    assert len(rows) == 117
    assert found == {code: code for code in book.places}
    assert own == {code: code for code, place in book.places.items() if place.parent}
