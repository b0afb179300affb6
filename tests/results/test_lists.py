"""An officer's list: orders, narrowing, its cost, and the fence inside the view it reads."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.results import findable
from tests.factories.unions import officer, small_province
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.foundation import keyset
from xinghe.foundation.keyset import CursorBroken
from xinghe.foundation.search import question
from xinghe.results.models import FindableResult, Result
from xinghe.results.queries import (
    SORTS,
    ResultFilter,
    every_result,
    result_list,
    result_numbers,
    stage_counts,
)
from xinghe.results.vocab import Category, Field, Stage

pytestmark = pytest.mark.django_db
STAGES = [stage for stage in Stage if stage is not Stage.PUBLISHED]


@pytest.fixture
def tree(db: None):
    return small_province()


@pytest.fixture
def chief(tree):
    return officer(Role.OFFICER, tree.city)


@pytest.fixture
def spread(tree):
    """Eight results of the city's units, ties in every column, and one of another city."""
    units = [tree.workshop, tree.sister_workshop, tree.plant]
    made = [
        findable(
            units[number % 3],
            title="乙甲丙"[number % 3] + "夹具",
            stage=STAGES[number % 3],
            category=list(Category)[number % 2],
            field=[Field.MACHINERY, Field.MEDICAL][number // 4],
            year=2024 + number % 2,
            finished_date=date(2024 + number % 2, 1, 1 + number // 3),
            similar_coverage=0.5 if number == 3 else None,
        )
        for number in range(8)
    ]
    findable(tree.far_workshop, title="甲夹具", stage=Stage.RECORDED)
    return made


def numbers(actor, **asked) -> list[int]:
    sort = asked.pop("sort", "")
    with fenced(actor):
        return [row.pk for row in result_list(actor, ResultFilter(**asked), sort=sort).page.rows]


@pytest.mark.parametrize("key", SORTS)
def test_every_order_both_ways(chief, spread, key):
    def value(result):
        return getattr(result, SORTS[key]), result.pk

    upward = [result.pk for result in sorted(spread, key=value)]

    assert numbers(chief, sort=key) == upward
    assert numbers(chief, sort=f"-{key}") == upward[::-1]


@pytest.mark.parametrize(
    "sort", ["", "search", "-benefit_yuan", "unit__name", "--title", "?", "title_pinyin"]
)
def test_what_is_not_listed_sorts_nothing(chief, spread, sort):
    assert numbers(chief, sort=sort) == [result.pk for result in spread[::-1]]


@pytest.mark.parametrize("key", [f"{mark}{key}" for key in SORTS for mark in ("", "-")])
def test_pages_joined_are_the_export(chief, spread, key):
    pages, cursor = [], ""
    with fenced(chief):
        while True:
            page = result_list(chief, ResultFilter(), sort=key, cursor=cursor, size=3).page
            pages += [row.pk for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                break
        exported = result_numbers(chief, ResultFilter(), sort=key, limit=100)

    assert pages == exported
    assert len(pages) == 8
    assert [row.pk for row in every_result(chief, ResultFilter(), batch=3)] == sorted(pages)


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        ({"category": "small_invention"}, [0, 2, 4, 6]),
        ({"field": "medical"}, [4, 5, 6, 7]),
        ({"year": 2025}, [1, 3, 5, 7]),
        ({"stage": "cleared"}, [1, 4, 7]),
        ({"similar": True}, [3]),
        ({"words": "甲"}, [1, 4, 7]),
        ({"words": "夹具", "category": "small_creation", "year": 2025, "field": "medical"}, [5, 7]),
        ({"workbook_id": 7}, []),
        ({"category": "no such"}, []),
    ],
)
def test_narrowing(chief, spread, narrowed, kept):
    assert numbers(chief, sort="recorded", **narrowed) == [spread[at].pk for at in kept]


def test_narrowing_to_a_place_on_either_line(chief, spread, tree):
    at_plant = [spread[at].pk for at in (2, 5)]

    assert numbers(chief, sort="recorded", place_path=tree.enterprise.industry_path) == at_plant
    assert numbers(chief, sort="recorded", place_path=tree.plant.territory_path) == at_plant


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_at_any_length(chief, tree, count, django_assert_num_queries):
    for _ in range(count):
        findable(tree.workshop, stage=Stage.RECORDED, creators=("甲", "乙"))

    with fenced(chief), django_assert_num_queries(4):
        found = result_list(chief, ResultFilter(words="夹具"), sort="title")
        shown = [(row.unit.name, [creator.name for creator in row.creators.all()]) for row in found.page.rows]

    assert shown == [(tree.workshop.name, ["甲", "乙"])] * count
    assert (found.count.number, found.count.is_capped) == (count, False)


def test_the_view_is_fenced_without_any_help(tree, spread):
    """Nothing but PostgreSQL narrows here: no ``within``."""
    elsewhere = officer(Role.OFFICER, tree.far_county)
    public = findable(tree.workshop, title="公开")
    theirs = Result.objects.get(territory_path=tree.far_workshop.territory_path)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'xinghe_app', true)")
        nobody = set(FindableResult.objects.values_list("pk", flat=True))
        cursor.execute("SELECT set_config('role', 'none', true)")
    with fenced(elsewhere):
        seen = set(FindableResult.objects.values_list("pk", flat=True))
    with fenced(officer(Role.OFFICER, tree.city)):
        neighbours = set(FindableResult.objects.values_list("pk", flat=True))

    assert seen == {theirs.pk, public.pk}
    assert neighbours == {public.pk, *(result.pk for result in spread)}
    assert nobody == {public.pk}


def test_the_view_shows_whatever_the_fence_shows(tree, spread):
    findable(tree.workshop, title="公开")
    for place in (tree.province, tree.city, tree.county, tree.enterprise, tree.far_workshop):
        actor = officer(Role.OFFICER, place)
        with fenced(actor):
            by_view = set(FindableResult.objects.values_list("pk", flat=True))
            by_table = set(Result.objects.values_list("pk", flat=True))

        assert by_view == by_table


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE results_findable SET year = 1",
        "DELETE FROM results_findable",
        "INSERT INTO results_findable (id) VALUES (1)",
    ],
)
def test_nobody_writes_through_the_view(chief, spread, write):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        fenced(chief),
        connection.cursor() as cursor,
    ):
        cursor.execute(write)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")


def test_words_are_looked_up_in_their_index_behind_the_fence(tree, chief, spread):
    with fenced(chief), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        plans = [
            model.objects.filter(search=question(["夹具"])).values("pk").explain()
            for model in (FindableResult, Result)
        ]

    assert ["result_search" in plan for plan in plans] == [True, False]


@given(
    words=st.text(max_size=20),
    text=st.text(max_size=20) | st.just("\x00"),
    place=st.text(max_size=10) | st.sampled_from(["1.", "9" * 30 + ".", "1.1"]),
    year=st.integers(),
    sort=st.text(max_size=10),
    cursor=st.text(max_size=40),
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_an_address_is_answered(chief, spread, words, text, place, year, sort, cursor):
    wanted = ResultFilter(
        words=words, category=text, field=text, stage=text, place_path=place, year=year, workbook_id=year
    )
    try:
        with fenced(chief):
            result_list(chief, wanted, sort=sort, cursor=cursor)
    except CursorBroken as refusal:
        assert refusal.code == "cursor_broken"


class TestHowManyStandAtEachStage:
    """The figures of My work open lists, and say what these say."""

    def figures(self, actor) -> dict[str, tuple[int, bool]]:
        with fenced(actor):
            return {stage: (one.number, one.is_capped) for stage, one in stage_counts(actor).items()}

    def test_they_agree_with_the_lists_they_open(self, chief, spread, tree):
        findable(tree.plant, title="乙夹具", stage=Stage.PUBLISHED)
        found = self.figures(chief)

        assert found == {stage: (len(numbers(chief, stage=stage)), False) for stage in found}
        assert sum(number for number, _ in found.values()) > 1
        assert {Stage.RECORDED, Stage.PUBLISHED} <= {stage for stage, (number, _) in found.items() if number}

    def test_beyond_the_cap_they_say_so_and_stop_counting(self, chief, spread, monkeypatch):
        exact, _ = self.figures(chief)[Stage.RECORDED]
        monkeypatch.setattr(keyset.capped_count, "__kwdefaults__", {"cap": exact - 1})

        assert self.figures(chief)[Stage.RECORDED] == (exact - 1, True)
