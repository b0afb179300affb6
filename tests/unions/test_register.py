"""The published register, and the book of places made from the tree that it plants."""

from collections import Counter

import pytest

from xinghe.access.actor import Actor
from xinghe.unions.actions import plant_tree
from xinghe.unions.models import Union
from xinghe.unions.queries import places
from xinghe.unions.rules import PlaceAmbiguous, PlaceUnknown
from xinghe.unions.rules.register import divisions, industry_unions, zones


def test_the_register_holds_the_province_with_its_17_and_99():
    register = divisions()

    assert Counter(place.rank for place in register) == {"province": 1, "city": 17, "county": 99}
    assert [place.code for place in register if place.code.startswith("4290")] == [
        "429004",
        "429005",
        "429006",
        "429021",
    ]


def test_everything_in_the_register_stands_after_what_is_above_it():
    seen = {""}
    for place in divisions():
        assert place.parent in seen, place.name
        seen.add(place.code)

    assert [zone.name for zone in zones() if zone.parent not in seen] == []


def test_codes_and_names_of_the_register_occur_once():
    codes = [place.code for place in divisions()] + [zone.code for zone in zones()]
    names = [place.name for place in divisions()] + [zone.name for zone in zones()]
    names += [industry.name for industry in industry_unions()]

    assert [code for code, number in Counter(codes).items() if number > 1] == []
    assert [name for name, number in Counter(names).items() if number > 1] == []


@pytest.fixture
def tree(transactional_db):
    plant_tree(Actor.for_job("demonstration"))


def test_the_tree_is_planted_once(tree):
    before = Union.objects.count()

    assert before == len(divisions()) + len(zones()) + len(industry_unions())
    assert plant_tree(Actor.for_job("demonstration")) == 0
    assert Union.objects.count() == before


def test_a_county_stands_below_its_city_below_the_province(tree):
    county = Union.objects.get(division_code="420804")

    above = [int(part) for part in county.territory_path.split(".") if part]

    assert [Union.objects.get(pk=pk).name for pk in above] == [
        "湖北省总工会",
        "荆门市总工会",
        "掇刀区总工会",
    ]
    assert county.industry_path == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("武汉市洪山区", "420111"),
        ("恩施州恩施市", "422801"),
        ("湖北省仙桃市", "429004"),
        ("神农架林区", "429021"),
        ("武漢市東湖高新區", "X-420100-01"),
        ("武汉东湖新技术开发区", "X-420100-01"),
        ("武汉市东湖新技术开发区", "X-420100-01"),
        ("宜昌高新区", "X-420500-01"),
        ("宜昌市高新区", "X-420500-01"),
        ("湖北省宜昌高新技术产业开发区", "X-420500-01"),
        ("武当山特区", "X-420300-02"),
    ],
)
def test_the_book_knows_what_people_write(tree, text, code):
    assert places().resolve(text).code == code


def test_the_book_refuses_what_is_elsewhere_or_unclear(tree):
    book = places()

    with pytest.raises(PlaceUnknown):
        book.resolve("江北市高新区")
    with pytest.raises(PlaceUnknown):
        book.resolve("湖北省外")
    with pytest.raises(PlaceAmbiguous) as unclear:
        book.resolve("高新区")
    assert "宜昌高新区" in unclear.value.params["candidates"]


def test_the_book_prints_a_county_with_its_city_and_a_zone_by_itself(tree):
    book = places()

    assert book.full_name(book.places["420804"]) == "荆门市掇刀区"
    assert book.full_name(book.places["X-420500-01"]) == "宜昌高新区"


def test_asking_for_the_book_costs_one_query_and_follows_the_tree(tree, django_assert_num_queries):
    first = places()

    with django_assert_num_queries(1):
        assert places() is first
    Union.objects.filter(division_code="420804").update(short_name="掇刀新区")
    assert places().resolve("荆门市掇刀新区").code == "420804"
