"""The index follows what is published, shows nothing it should not while it lags, and may be lost at any moment."""

import shutil

import psycopg
import pytest
from django.db import connection

from tests.factories.results import findable
from tests.factories.unions import officer, small_province
from xinghe.access.placed import relocate
from xinghe.access.powers import Role
from xinghe.foundation.search_index import SearchIndex
from xinghe.results.actions import publish_result, return_result, withdraw_result
from xinghe.results.jobs import indexing
from xinghe.results.jobs.indexing import rebuild_index, refresh_index
from xinghe.results.models import Creator, Result
from xinghe.results.queries import ResultFilter, find_published, is_ahead, result_index
from xinghe.results.vocab import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree(db: None):
    return small_province()


def found(words: str = "", **narrowed) -> list[str]:
    return [hit.result.title for hit in find_published(ResultFilter(words=words, **narrowed)).hits]


def counted() -> int:
    return find_published(ResultFilter()).count.number


def test_it_follows_publishing_returning_and_withdrawing(var, tree):
    result = findable(tree.workshop, title="夹具", stage=Stage.CLEARED)
    other = findable(tree.workshop, title="托辊")
    rebuild_index()
    chief = officer(Role.OFFICER, tree.county)
    seen = []

    for change in (
        lambda: publish_result(chief, result_id=result.pk),
        lambda: return_result(chief, result_id=result.pk, reason="再看一遍"),
        lambda: withdraw_result(chief, result_id=other.pk, reason="不再使用"),
    ):
        change()
        changed = refresh_index()
        seen.append((changed, found(), counted()))

    assert seen == [(1, ["夹具", "托辊"], 2), (1, ["托辊"], 1), (1, [], 0)]
    assert refresh_index() == 0


def test_publishing_has_the_index_looked_at_soon_and_once(var, tree):
    from procrastinate.contrib.django.models import ProcrastinateJob

    chief = officer(Role.OFFICER, tree.county)
    for _ in range(2):
        publish_result(chief, result_id=findable(tree.workshop, stage=Stage.CLEARED).pk)

    waiting = ProcrastinateJob.objects.filter(task_name="xinghe.index_results", status="todo")

    assert waiting.count() == 1


def test_while_it_lags_nothing_withdrawn_is_shown(var, tree):
    result = findable(tree.workshop, title="夹具")
    rebuild_index()
    assert found("夹具") == ["夹具"]

    withdraw_result(officer(Role.OFFICER, tree.county), result_id=result.pk, reason="不再使用")

    assert found("夹具") == []


def test_it_follows_a_move_in_the_tree(var, tree):
    findable(tree.workshop, title="夹具")
    rebuild_index()
    old, new = tree.county.territory_path, f"{tree.other_city.territory_path}{tree.county.pk}."

    relocate("territory_path", old=old, new=new)
    changed = refresh_index()

    assert changed == 1
    assert found(place_path=tree.city.territory_path) == []
    assert found(place_path=tree.other_city.territory_path) == ["夹具"]


def test_it_follows_names_and_texts_whoever_changes_them(var, tree):
    result = findable(tree.workshop, title="夹具", creators=("欧阳示例",))
    rebuild_index()

    type(tree.workshop).objects.filter(pk=tree.workshop.pk).update(name="潜龙示例厂")
    Creator.objects.filter(result=result).update(name="慕容例")
    refresh_index()

    assert (found("潜龙示例厂"), found("慕容例"), found("欧阳示例")) == (["夹具"], ["夹具"], [])


def test_many_changes_are_taken_over_in_parts(var, tree, monkeypatch):
    monkeypatch.setattr(indexing, "MOST_AT_ONCE", 2)
    rebuild_index()
    for number in range(5):
        findable(tree.workshop, title=f"夹具 {number}")

    changed = refresh_index()

    assert (changed, counted(), refresh_index()) == (5, 5, 0)


def test_changes_of_the_unpublished_are_no_changes(var, tree):
    result = findable(tree.workshop, stage=Stage.RECORDED)
    rebuild_index()

    Result.objects.filter(pk=result.pk).update(title="别的")
    Creator.objects.filter(result=result).update(name="别人")

    assert refresh_index() == 0


def test_a_transaction_that_ends_late_is_not_lost(var, tree):
    first, second = findable(tree.workshop, title="甲"), findable(tree.workshop, title="乙")
    rebuild_index()
    publish = "UPDATE results_result SET year = 2001 WHERE id = %s"
    with psycopg.connect(**_parameters()) as late:
        late.execute(publish, [first.pk])
        # Begins later and ends earlier: its number is the higher one.
        Result.objects.filter(pk=second.pk).update(year=2001)
        refresh_index()
        meanwhile = found(year=2001)
        late.commit()
    refresh_index()

    assert meanwhile == ["乙"]
    assert sorted(found(year=2001)) == ["乙", "甲"]


def _parameters() -> dict[str, object]:
    parameters = connection.get_connection_params()
    return {
        name: parameters[name]
        for name in ("dbname", "user", "host", "port", "password")
        if parameters.get(name)
    }


@pytest.mark.parametrize("cursor", [f"{2**40 + 5}:{2**40 + 5}:", "", "yesterday"])
def test_an_index_of_a_future_that_was_lost_is_built_anew(var, tree, cursor):
    findable(tree.workshop, title="夹具")
    rebuild_index()
    result_index().update(gone=[], fresh=[], cursor=cursor)
    findable(tree.workshop, title="托辊")

    refresh_index()

    assert sorted(found()) == ["夹具", "托辊"]
    assert not is_ahead(result_index().cursor())


def _remove(index: SearchIndex) -> None:
    shutil.rmtree(index.directory)


def _spoil(index: SearchIndex) -> None:
    for file in index.directory.rglob("*"):
        if file.is_file() and file.name != "state.json":
            file.write_bytes(b"spoilt")


@pytest.mark.parametrize("lose", [_remove, _spoil])
def test_when_it_is_lost_postgresql_answers_until_it_is_back(var, tree, lose):
    findable(tree.workshop, title="夹具")
    rebuild_index()

    lose(result_index())
    alone = find_published(ResultFilter(words="夹具"))
    refresh_index()
    Result.objects.all().update(title="又名")  # the index finds by what it read, PostgreSQL shows what is
    again = found("夹具")

    assert [hit.result.title for hit in alone.hits] == ["夹具"]
    assert again == ["又名"]
