"""The checker that shares no code with us comes to the same rankings and draws, and sees what was changed."""

import ast
import copy
import json
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from benchmarks.panels import World
from tests.kernels.drawing.pools import SEED, drawn, panel, replaced
from tests.kernels.drawing.test_record import at, places, tampered
from tools.verify_judging import draw, main, ranking
from xinghe.kernels.drawing import Terms, commit, running_order, verify
from xinghe.kernels.judging import Method, Reviews, Rubric, Rule, rank, ranking_record

CHECKER = Path(__file__).parents[3] / "tools" / "verify_judging.py"


def by_criteria(seed: int, *, entries: int = 25, judges: int = 7) -> Reviews:
    """Three criteria, some judges absent, one who gives everybody the same."""
    chance = np.random.default_rng(seed)
    return Reviews.of(
        (f"项目{e:02d}", f"评委{j}", criterion, Decimal(8) if j == 6 else Decimal(int(chance.integers(40, 100))) / 10)
        for e in range(entries) for j in range(judges) if j == 0 or (e + j) % 4
        for criterion in ("创新", "实用", "效益")
    )  # fmt: skip


RULES = {
    "plain": Rule(),
    "weighed": Rule(
        rubric=Rubric(weights={"创新": Decimal(30), "实用": Decimal("25.5"), "效益": Decimal(45)}),
        trim_from=4, places=1, tie_break=("实用", "mean"),
    ),
    "points": Rule(rubric=Rubric(add="sum"), trim_from=3, places=0),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("method", list(Method))
def test_it_comes_to_the_same_ranking_to_the_last_digit(method, rule):
    for seed in range(3):
        reviews = by_criteria(seed)
        record = ranking_record(reviews, rank(reviews, method, rule=rule, cut=5), rule=rule, cut=5)

        assert ranking(record) == record


@pytest.mark.parametrize("cut", [None, 1, 250, 500, 999])
def test_it_comes_to_the_same_where_scores_are_clipped_and_noisy(cut):
    reviews = World.of(entries=500, judges=20, seed=3).reviews(4)
    record = ranking_record(reviews, rank(reviews, Method.CALIBRATED, cut=cut), cut=cut)

    assert ranking(record) == record


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize(
    "table", [[[80, 80], [80, 80]], [[80]], [[70], [90]], [[50, 40], [55, 45], [60, 50]]]
)
def test_it_comes_to_the_same_at_the_edges(method, table):
    reviews = Reviews.of(
        (f"E{e}", f"J{j}", "", Decimal(s)) for e, row in enumerate(table) for j, s in enumerate(row)
    )
    record = ranking_record(reviews, rank(reviews, method, cut=1), cut=1)

    assert ranking(record) == record


@pytest.fixture
def checked(tmp_path, capsys):
    """Runs the checker on a record; exit code and what it said."""

    def run(record: object) -> tuple[int, str]:
        file = tmp_path / "RECORD.json"
        file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        return main([str(file)]), capsys.readouterr().out

    return run


@pytest.mark.parametrize("method", list(Method))
def test_whatever_is_changed_in_a_ranking_is_seen_even_with_its_hash_made_anew(method, checked):
    reviews = by_criteria(1, entries=5, judges=4)
    record = ranking_record(reviews, rank(reviews, method, cut=2), cut=2)
    assert checked(record) == (0, "AGREES: xinghe.ranking/1\n")

    for path in places(record["result"]):
        for value in tampered(at(record["result"], path)):
            wrong = copy.deepcopy(record)
            at(wrong["result"], path[:-1])[path[-1]] = value
            wrong["result_hash"] = ranking(record)["result_hash"]
            code, said = checked(wrong)
            assert (code, said[:7]) == (2, "DIFFERS"), path
    scores = copy.deepcopy(record)
    scores["scores"][3][3] = "9.95"
    assert checked(scores)[0] == 2
    for name, value in (
        ("cut", 3),
        ("method", "median"),
        ("schema", "x"),
        ("input_hash", "0"),
        ("scores", []),
        ("more", 1),
    ):
        assert checked({**record, name: value})[0] == 2, name


@pytest.mark.parametrize("record", [commit(panel(), seed=SEED, at="2026-05-04T09:00:00+08:00"), drawn(), replaced(), drawn(running_order("x", "甲乙丙丁戊"))])  # fmt: skip
def test_it_comes_to_the_same_draw_and_sees_whatever_is_changed(record, checked):
    assert draw(record) == record
    assert checked(record) == (0, "AGREES: xinghe.draw-record/1\n")
    tried = 0
    for path in places(record):
        for value in tampered(at(record, path)):
            wrong = copy.deepcopy(record)
            at(wrong, path[:-1])[path[-1]] = value
            assert checked(wrong)[0] == 2, (path, value)
            tried += 1
    assert tried > 100


def test_it_comes_to_the_same_over_many_seeds():
    for number in range(40):
        record = drawn(seed=f"{number:064x}")
        assert draw(record) == record
        assert verify(record).holds
    greedy = Terms.from_json(
        {
            **panel().to_json(),
            "strata": [{"name": "A", "seats": 1, "standbys": 0}, {"name": "B", "seats": 1, "standbys": None}],
            "pool": [
                {"id": "p1", "strata": ["A", "B"], "groups": {}, "excluded": []},
                {"id": "p2", "strata": ["A"], "groups": {}, "excluded": []},
            ],
        }
    )
    records = [drawn(greedy, seed=f"{number:064x}") for number in range(12)]
    assert max(record["links"][1]["attempt"] for record in records) > 0
    assert all(draw(record) == record for record in records)


def test_it_is_short_and_stands_alone():
    text = CHECKER.read_text(encoding="utf-8")
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import)
            else [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip

    assert len(text.splitlines()) <= 200
    assert imported <= sys.stdlib_module_names
