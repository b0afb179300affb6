"""An index that another process writes, that is killed, damaged, or of another time."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
import tantivy
from tantivy import Query

from xinghe.foundation.search_index import IndexBusy, IndexUnusable, SearchIndex

OTHER_PROCESS = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.foundation.test_search_index import document, opened
index = opened(Path({directory!r}))
def slowly():
    yield document(2)
    print("writing", flush=True)
    time.sleep(60)
if {slowly}:
    index.rebuild(slowly(), cursor="20")
print("writing", flush=True)
index.update(gone=[1], fresh=[document(2)], cursor="20")
"""


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", indexed=True, fast=True)
    return builder.build()


def opened(directory: Path, *, version: int = 1) -> SearchIndex:
    return SearchIndex(directory, schema=schema(), key="number", version=version)


def document(number: int) -> tantivy.Document:
    made = tantivy.Document()
    made.add_integer("number", number)
    return made


def numbers_in(index: SearchIndex) -> list[int]:
    with index.searcher() as searcher:
        hits = searcher.search(Query.all_query(), limit=100).hits
        return sorted(searcher.fast_field_values("number", [address for _, address in hits]))


def written_elsewhere(directory: Path, *, slowly: bool = False) -> subprocess.Popen[str]:
    root = str(Path(__file__).resolve().parents[2])
    script = OTHER_PROCESS.format(root=root, directory=str(directory), slowly=slowly)
    started = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root)
    assert started.stdout is not None
    assert started.stdout.readline() == "writing\n"
    return started


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = opened(tmp_path)
    made.rebuild([document(1)], cursor="10")
    return made


def test_no_index_is_unusable(tmp_path: Path):
    with pytest.raises(IndexUnusable):
        opened(tmp_path).cursor()


def test_an_update_replaces_and_reaches_further(index: SearchIndex):
    index.update(gone=[1, 3], fresh=[document(3)], cursor="11")

    assert (numbers_in(index), index.cursor()) == ([3], "11")


def test_an_update_done_twice_changes_nothing_more(index: SearchIndex):
    for _ in range(2):
        index.update(gone=[3], fresh=[document(3)], cursor="11")

    assert numbers_in(index) == [1, 3]


def test_a_rebuild_takes_the_place_of_the_old_one_under_readers(index: SearchIndex, tmp_path: Path):
    reader = opened(tmp_path)
    before = numbers_in(reader)

    index.rebuild([document(7), document(8)], cursor="12")

    assert (before, numbers_in(reader)) == ([1], [7, 8])
    assert len([one for one in tmp_path.iterdir() if one.is_dir()]) == 1


def test_a_rebuild_that_fails_leaves_the_old_one(index: SearchIndex, tmp_path: Path):
    def broken() -> Iterable[tantivy.Document]:
        yield document(5)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        index.rebuild(broken(), cursor="12")

    assert (numbers_in(index), index.cursor()) == ([1], "10")
    assert len([one for one in tmp_path.iterdir() if one.is_dir()]) == 1


def test_an_index_of_another_version_is_none(index: SearchIndex, tmp_path: Path):
    with pytest.raises(IndexUnusable):
        opened(tmp_path, version=2).cursor()


def test_another_process_writes_and_this_one_reads_it(index: SearchIndex, tmp_path: Path):
    assert numbers_in(index) == [1]
    other = written_elsewhere(tmp_path)

    assert other.wait(timeout=60) == 0

    assert (numbers_in(index), index.cursor()) == ([2], "20")


def test_one_writer_at_a_time(index: SearchIndex, tmp_path: Path):
    other = written_elsewhere(tmp_path, slowly=True)
    try:
        with pytest.raises(IndexBusy):
            index.update(gone=[], fresh=[document(9)], cursor="30")
        with pytest.raises(IndexBusy):
            index.rebuild([document(9)], cursor="30")
    finally:
        other.kill()
        other.wait(timeout=60)


def test_a_writer_killed_in_the_middle_leaves_the_last_state_and_no_lock(index: SearchIndex, tmp_path: Path):
    other = written_elsewhere(tmp_path, slowly=True)
    other.send_signal(signal.SIGKILL)
    other.wait(timeout=60)

    assert (numbers_in(index), index.cursor()) == ([1], "10")
    index.update(gone=[], fresh=[document(9)], cursor="30")
    assert numbers_in(index) == [1, 9]


def generation(directory: Path) -> Path:
    (found,) = [one for one in directory.iterdir() if one.is_dir()]
    return found


def no_list(directory: Path) -> None:
    (generation(directory) / "meta.json").write_text("{")


def no_files(directory: Path) -> None:
    for file in generation(directory).iterdir():
        file.unlink()


def cut_files(directory: Path) -> None:
    for file in generation(directory).iterdir():
        if file.suffix in (".fast", ".term", ".idx", ".store"):
            file.write_bytes(file.read_bytes()[:10])


def no_state(directory: Path) -> None:
    (directory / "state.json").write_text("[]")


@pytest.mark.parametrize("damage", [no_list, no_files, cut_files, no_state])
def test_damage_puts_it_out_of_force_until_it_is_rebuilt(index: SearchIndex, tmp_path: Path, damage):
    damage(tmp_path)
    reader = opened(tmp_path)

    with pytest.raises(IndexUnusable):
        numbers_in(reader)
    with pytest.raises(IndexUnusable):
        index.update(gone=[], fresh=[document(9)], cursor="30")
    index.rebuild([document(4)], cursor="12")

    assert numbers_in(reader) == [4]


def test_the_writer_is_quick_to_see(index: SearchIndex, tmp_path: Path):
    reader = opened(tmp_path)
    numbers_in(reader)
    index.update(gone=[], fresh=[document(9)], cursor="30")

    began = time.perf_counter()
    found = numbers_in(reader)

    assert found == [1, 9]
    assert time.perf_counter() - began < 0.5
