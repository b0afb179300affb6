"""What the public finds, by the index and without it; and what it never finds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.results import findable
from tests.factories.unions import small_province
from xinghe.results.jobs.indexing import rebuild_index
from xinghe.results.models import Creator, Result
from xinghe.results.queries import MOST_PAGES, ResultFilter, find_published, findings, narrowing
from xinghe.results.vocab import Category, Field, Stage

pytestmark = pytest.mark.django_db
STRANGE = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=["index", "window"])
def ready(request, var):
    """What makes results findable: building the index, or nothing when PostgreSQL has to answer alone."""
    return rebuild_index if request.param == "index" else lambda: None


@pytest.fixture
def tree(db: None):
    return small_province()


def titles(found) -> list[str]:
    return [hit.result.title for hit in found.hits]


def find(words: str = "", **narrowed):
    return find_published(ResultFilter(words=words, **narrowed))


def marked(snippet) -> list[str]:
    return [run for run, is_match in snippet.runs if is_match]


def counts(found, name: str) -> dict[str, int]:
    return {facet.value: facet.number for facet in found.facets[name]}


def test_all_words_must_be_there_and_the_title_weighs_most(ready, tree):
    findable(tree.workshop, title="输送带托辊", body="用焊接夹具固定。")
    findable(tree.workshop, title="焊接夹具改进", body="定位更准。")
    findable(tree.workshop, title="焊接工艺", body="无关。")
    ready()

    found = find("焊接夹具")

    assert titles(found) == ["焊接夹具改进", "输送带托辊"]
    assert (found.count.number, found.count.is_capped, found.words) == (2, False, ("焊接", "夹具"))
    assert marked(found.hits[0].title) == ["焊接", "夹具"]
    assert marked(found.hits[1].passage) == ["焊接", "夹具"]


@pytest.mark.parametrize("words", ["焊接夾具", "焊接夹具"])
def test_either_script_finds_either_and_each_keeps_its_own(ready, tree, words):
    findable(tree.workshop, title="焊接夾具改進")
    findable(tree.workshop, title="焊接夹具改进")
    ready()

    found = find(words)

    assert sorted(titles(found)) == ["焊接夹具改进", "焊接夾具改進"]
    assert {hit.result.title: marked(hit.title) for hit in found.hits} == {
        "焊接夹具改进": ["焊接", "夹具"],
        "焊接夾具改進": ["焊接", "夾具"],
    }


def test_initials_of_title_and_unit(ready, tree):
    tree.plant.name, tree.plant.name_initials = "江汉示例机床厂", "jhsljcc"
    tree.plant.save()
    findable(tree.workshop, title="一种焊接夹具")
    findable(tree.plant, title="托辊")
    findable(tree.workshop, title="夹具焊接")
    ready()

    assert titles(find("hjjj")) == ["一种焊接夹具"]
    assert titles(find("SLJC")) == ["托辊"]
    assert titles(find("hjjjj")) == []


def test_initials_that_many_titles_have(var, tree, monkeypatch):
    monkeypatch.setattr(narrowing, "_MOST_TITLES", 1)
    for _ in range(2):
        findable(tree.workshop, title="一种焊接夹具")
    findable(tree.workshop, title="夹具焊接")

    assert titles(find("hjjj")) == ["一种焊接夹具"] * 2


def test_a_code_as_it_was_typed(ready, tree):
    findable(tree.workshop, title="一", code="7A0B1C2D3E")
    findable(tree.workshop, title="二", code="7A0B1C2D3F")
    ready()

    assert titles(find(" 7aob-ic2d3e ")) == ["一"]


def test_names_of_units_and_people(ready, tree):
    tree.plant.name = "江汉示例机床厂"
    tree.plant.save()
    findable(tree.plant, title="一", creators=("欧阳示例", "慕容例"))
    findable(tree.workshop, title="二", creators=("慕容实",))
    ready()

    assert titles(find("江汉示例机床厂")) == ["一"]
    assert titles(find("慕容例")) == ["一"]


def test_newest_first_without_words_and_oldest_when_asked(ready, tree):
    for title in "甲乙丙":
        findable(tree.workshop, title=title)
    ready()

    everything = ResultFilter()
    assert titles(find_published(everything)) == ["丙", "乙", "甲"]
    assert titles(find_published(everything, order="published")) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("order", ["", "title", "-search", "pk; DROP TABLE", "fit"])
def test_only_listed_orders_order(ready, tree, order):
    findable(tree.workshop, title="夹具", body="甲")
    findable(tree.workshop, title="甲", body="夹具")
    ready()

    assert find_published(ResultFilter(words="夹具"), order=order).order == "fit"
    assert titles(find_published(ResultFilter(), order=order)) == ["甲", "夹具"]


@pytest.fixture
def spread(tree):
    """Results over places, categories, fields and years."""
    units = [tree.workshop, tree.workshop, tree.plant, tree.sister_workshop, tree.far_workshop, tree.branch]
    for number, unit in enumerate(units):
        findable(
            unit,
            title=f"夹具 {number}",
            category=list(Category)[number % 2],
            field=[Field.MACHINERY, Field.MEDICAL, Field.OTHER][number % 3],
            year=2024 + number // 4,
        )
    return tree


def test_facets_count_what_each_choice_would_leave(ready, spread):
    ready()

    found = find("夹具")

    assert counts(found, "category") == {"small_invention": 3, "small_creation": 3}
    assert counts(found, "field") == {"machinery": 2, "medical": 2, "other": 2}
    assert counts(found, "year") == {"2025": 2, "2024": 4}
    assert [facet.value for facet in found.facets["year"]] == ["2025", "2024"]
    for name in ("category", "field", "year"):
        for facet in found.facets[name]:
            value = int(facet.value) if name == "year" else facet.value
            assert find("夹具", **{name: value}).count.number == facet.number


def test_a_facet_in_force_still_counts_its_alternatives(ready, spread):
    ready()

    found = find("夹具", category="small_creation", year=2024)

    assert counts(found, "category") == {"small_invention": 2, "small_creation": 2}
    assert counts(found, "year") == {"2025": 1, "2024": 2}
    assert counts(found, "field") == {"medical": 1, "machinery": 1}


def test_places_are_drilled_down_from_the_province_to_a_unit(ready, spread):
    ready()
    path = spread.city.territory_path

    top = find()
    city = find(place_path=path)
    county = find(place_path=spread.county.territory_path)
    enterprise = find(place_path=spread.enterprise.industry_path)

    assert counts(top, "place") == {
        spread.city.territory_path: 4,
        spread.other_city.territory_path: 1,
        spread.industry.industry_path: 1,
        spread.enterprise.industry_path: 1,
    }
    assert city.count.number == 4
    assert counts(city, "place") == {spread.county.territory_path: 3, spread.sister_county.territory_path: 1}
    assert counts(county, "place") == {spread.workshop.territory_path: 2, spread.plant.territory_path: 1}
    assert titles(enterprise) == ["夹具 2"]
    assert {facet.value: facet.label for facet in top.facets["place"]}[path] == spread.city.name
    assert [(step.value, step.label) for step in county.trail] == [
        (spread.province.territory_path, spread.province.name),
        (path, spread.city.name),
        (spread.county.territory_path, spread.county.name),
    ]


def test_a_place_whose_number_begins_alike_is_another(ready, tree):
    findable(tree.workshop, title="一")
    ready()
    path = tree.county.territory_path

    assert find(place_path=path).count.number == 1
    assert find(place_path=path[:-1]).count.number == 0
    assert find(place_path=f"{path[:-1]}0.").count.number == 0


HIDDEN = [stage for stage in Stage if stage is not Stage.PUBLISHED]


@pytest.mark.parametrize("stage", HIDDEN)
def test_nothing_unpublished_is_ever_found(ready, tree, stage):
    tree.workshop.name, tree.workshop.name_initials = "潜龙示例厂", "qlslc"
    tree.workshop.save()
    secret = findable(
        tree.workshop, title="秘密反应釜", body="潜水钟", creators=("慕容例",), stage=stage, code="7A0B1C2D3E"
    )
    ready()
    asked = ["秘密反应釜", "潜水钟", "慕容例", "mmfyf", "qlsl", "潜龙示例厂", "7A0B1C2D3E", ""]

    before = [find(words) for words in asked]
    Result.objects.filter(pk=secret.pk).update(
        stage=Stage.PUBLISHED,
        published_at=secret.recorded_at,
        cleared_at=secret.recorded_at,
        cleared_by=_anybody(),
    )
    Creator.objects.update(is_public=True)
    ready()
    after = [find(words) for words in asked]

    assert [(titles(found), found.count.number) for found in before] == [([], 0)] * len(asked)
    assert [sum(counts(found, name).values()) for found in before for name in found.facets] == [0] * 4 * len(
        asked
    )
    # The same questions do find it once it is published, so the silence before meant something.
    assert [titles(found) for found in after] == [["秘密反应釜"]] * len(asked)


def _anybody() -> int:
    from xinghe.accounts.models import Person

    return Person.objects.create(staff_number="T-ANY", name="乙", joined_at="2026-01-01T00:00Z").pk


def test_people_who_are_not_public_are_neither_shown_nor_found(ready, tree):
    made = findable(tree.workshop, title="一", creators=("欧阳示例", "慕容例"))
    Creator.objects.filter(result=made, name="慕容例").update(is_public=False)
    ready()

    (hit,) = find().hits

    assert [creator.name for creator in hit.result.creators.all()] == ["欧阳示例"]


def test_the_index_holds_no_word_of_people_who_are_not_public(var, tree):
    made = findable(tree.workshop, title="一", creators=("欧阳示例", "慕容例"))
    Creator.objects.filter(result=made, name="慕容例").update(is_public=False)
    rebuild_index()

    assert titles(find("慕容例")) == []
    assert titles(find("欧阳示例")) == ["一"]


def test_what_officers_ask_by_moves_nothing_for_the_public(ready, tree):
    findable(tree.workshop, title="一", similar_coverage=0.5)
    findable(tree.workshop, title="二")
    ready()

    plain = find()
    asked = find(similar=True, stage="recorded", workbook_id=7)

    assert (titles(asked), asked.count, asked.facets) == (titles(plain), plain.count, plain.facets)


def test_pages_joined_are_the_whole_list_and_end(ready, tree):
    for number in range(7):
        findable(tree.workshop, title=f"夹具 {number}", body="同")
    ready()

    for order in ("fit", "-published", "published"):
        pages = [
            titles(find_published(ResultFilter(words="夹具"), start=start, size=3, order=order))
            for start in (0, 3, 6, 9)
        ]
        assert [len(page) for page in pages] == [3, 3, 1, 0]
        assert sorted(title for page in pages for title in page) == [f"夹具 {number}" for number in range(7)]


def test_nobody_pages_deeper_than_a_hundred(ready, tree):
    for number in range(MOST_PAGES + 5):
        findable(tree.workshop, title=f"夹具 {number}")
    ready()

    last = find_published(ResultFilter(), start=(MOST_PAGES - 1), size=1)
    beyond = find_published(ResultFilter(), start=10**12, size=1)

    assert titles(beyond) == titles(last) == ["夹具 5"]


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_by_the_index(var, tree, count, django_assert_num_queries):
    for number in range(count):
        findable(tree.workshop, title=f"夹具 {number}", creators=("甲", "乙"))
    rebuild_index()
    find("夹具")

    with django_assert_num_queries(3):
        found = find("夹具", place_path=tree.city.territory_path)
        assert len([(hit.result.unit.name, list(hit.result.creators.all())) for hit in found.hits]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_without_it_and_one_for_each_facet_in_force(var, tree, count, django_assert_num_queries):
    for number in range(count):
        findable(tree.workshop, title=f"夹具 {number}", creators=("甲", "乙"))
    find("夹具")

    with django_assert_num_queries(4):
        assert len(find("夹具", place_path=tree.city.territory_path).hits) == count
    with django_assert_num_queries(6):
        find("夹具", category="small_renovation", year=2025)


def test_without_the_index_the_window_says_so(var, tree, monkeypatch):
    monkeypatch.setattr(findings, "RANKED_WINDOW", 3)
    for number in range(4):
        findable(tree.workshop, title=f"夹具 {number}")

    found = find("夹具")

    assert (found.count.number, found.count.is_capped, found.is_window) == (3, True, True)
    assert sorted(titles(found)) == ["夹具 1", "夹具 2", "夹具 3"]


ADDRESS = st.text(max_size=30) | st.sampled_from(
    [
        "\x00",
        "'",
        "夹具 & !",
        "a:* | b",
        "\\",
        "'); DROP TABLE x; --",
        "1.",
        "1..",
        "9" * 40 + ".",
        "\ud800",
        "٣.",
    ]
)


@pytest.fixture
def only_one(ready, tree):
    findable(tree.workshop, title="夹具")
    ready()


@given(
    words=ADDRESS,
    place=ADDRESS,
    category=ADDRESS,
    field=ADDRESS,
    year=st.none() | st.integers(),
    start=st.integers(),
)
@STRANGE
def test_whatever_stands_in_an_address_is_answered(only_one, words, place, category, field, year, start):
    found = find_published(
        ResultFilter(words=words, place_path=place, category=category, field=field, year=year), start=start
    )

    assert titles(found) == ["夹具"] * (found.count.number if start <= 0 else 0)
