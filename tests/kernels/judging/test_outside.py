"""The checker that shares no code with us comes to the same rankings and draws, and sees what was changed."""

import ast
import copy
import hashlib
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from benchmarks.panels import World
from tests.kernels.drawing.pools import SEED, drawn, panel, replaced
from tests.kernels.drawing.test_record import at, places, tampered
from tools.verify_judging import draw, main, ranking
from xinghe.kernels.drawing import Terms, commit, running_order, verify
from xinghe.kernels.drawing.canonical import digest
from xinghe.kernels.judging import (
    JudgingRefused,
    Method,
    Reviews,
    Rubric,
    Rule,
    rank,
    ranking_record,
    replay,
)

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


@pytest.mark.parametrize("method", [Method.MEAN, Method.TRIMMED])
def test_it_comes_to_the_same_where_rounded_scores_are_equal_and_exact_ones_are_not(method):
    reviews, rule = World.of(entries=300, judges=12, seed=4).reviews(5), Rule(places=0)
    record = ranking_record(reviews, rank(reviews, method, rule=rule), rule=rule)
    lines = record["result"]["entries"]

    assert len({one["score"] for one in lines}) < len({one["rank"] for one in lines})
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
    """Runs the checker on a record, or on the bytes of a file; exit code and what it said."""

    def run(record: object, *options: str) -> tuple[int, str]:
        file = tmp_path / "RECORD.json"
        file.write_bytes(
            record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode()
        )
        return main([str(file), *options]), capsys.readouterr().out

    return run


@pytest.mark.parametrize("method", list(Method))
def test_whatever_is_changed_in_a_ranking_is_seen_even_with_its_hash_made_anew(method, checked):
    reviews = by_criteria(1, entries=5, judges=4)
    record = ranking_record(reviews, rank(reviews, method, cut=2), cut=2)
    code, said = checked(record)
    assert (code, said.splitlines()[0]) == (0, "AGREES: xinghe.ranking/1")

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
    code, said = checked(record)
    assert (code, said.splitlines()[0]) == (0, "AGREES: xinghe.draw-record/1")
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


# -- what agrees with itself and must be refused ---------------------------------------------------------------


def chained(record: dict, **changes: str) -> dict:
    """The same record with other parts of its steps (``draw_at``, ``replace_reason``), its hashes made anew."""
    made = copy.deepcopy(record)
    last = digest({"schema": made["schema"], "input": made["input"]})
    for link in made["links"]:
        parts = {
            name.partition("_")[2]: value for name, value in changes.items() if name.startswith(link["act"])
        }
        link |= {**parts, "previous": last}
        del link["hash"]
        last = link["hash"] = digest(link)
    return made


def drawn_by(changed: Callable[[dict], None], *, beacon: str = "") -> dict:
    """What somebody would publish who drew by terms that nobody may draw by: as the checker once would have made it."""
    terms = panel().to_json()
    changed(terms)
    bound = "\n".join((terms["call"], digest(terms), terms["algorithm"]))
    commitment = hashlib.sha256(f"{SEED}\n{bound}".encode()).hexdigest()
    made = copy.deepcopy(drawn())
    made["input"] = terms
    return chained(made, commit_input_hash=digest(terms), commit_commitment=commitment, draw_beacon=beacon)


def _with(path: tuple, value: object) -> Callable[[dict], None]:
    def change(terms: dict) -> None:
        at(terms, path[:-1])[path[-1]] = value

    return change


DRAWS_TO_REFUSE = {
    "a public number that was never promised": (drawn_by(lambda terms: None, beacon="3333.1"), "public number"),
    "a public number that was promised and left out": (drawn_by(_with(("beacon_source",), "index")), "public number"),
    "drawn before it was promised": (chained(drawn(), commit_at="2026-05-08T09:00:00+08:00"), "lies before"),
    "replaced before it was drawn": (chained(replaced(), replace_at="2026-05-05T09:00:00+08:00"), "lies before"),
    "a time without its zone": (chained(drawn(), commit_at="2026-05-04T09:00:00"), "zone|offset"),
    "no time at all": (chained(drawn(), commit_at="yesterday"), "isoformat"),
    "a reason to exclude that is no code": (drawn_by(_with(("pool", 4, "excluded"), ["Not liked"])), "not of the form"),
    "a reason to leave that is no code": (chained(replaced(), replace_reason="Not liked"), "no code"),
    "a reason to leave that only the draw gives": (chained(replaced(), replace_reason="limit_employer"), "no code"),
    "a stratum that is not named": (drawn_by(_with(("pool", 4, "strata"), ["焊接"])), "not in order"),
    "a pool out of order": (drawn_by(lambda terms: terms["pool"].reverse()), "not in order"),
    "more in the terms": (drawn_by(_with(("pool", 4, "more"), 1)), "not of the form"),
    "a limit of nobody": (drawn_by(_with(("limits", 0, "most"), 0)), "not of the form"),
    "seats that are no whole number": (drawn_by(_with(("strata", 0, "seats"), 2.0)), "not of the form"),
    "more seats than people": (drawn_by(_with(("strata", 0, "seats"), 30)), "no draw fills"),
    "a seed that is none": (chained(drawn(), draw_seed=SEED.upper()), "64 digits"),
    "a commitment that is none": (chained(commit(panel(), seed=SEED, at="2026-05-04T09:00:00+08:00"), commit_commitment="x"), "64 digits"),
}  # fmt: skip


@pytest.mark.parametrize(("record", "words"), DRAWS_TO_REFUSE.values(), ids=DRAWS_TO_REFUSE)
def test_a_draw_that_nobody_may_hold_is_refused_though_it_agrees_with_itself(record, words, checked):
    code, said = checked(record)

    assert (code, said[:7]) == (2, "DIFFERS")
    assert re.search(words, said)
    assert not verify(record).holds


def ranked_by(method: Method = Method.MEAN, **changes: object) -> dict:
    """A record of a ranking with other parts, its hash of what went in made anew."""
    reviews = by_criteria(1, entries=5, judges=4)
    record = {
        **ranking_record(reviews, rank(reviews, method, rule=RULES["weighed"]), rule=RULES["weighed"]),
        **changes,
    }
    asked = {name: record[name] for name in ("schema", "method", "cut", "rule", "scores")}
    return {**record, "input_hash": digest(asked)}


def ruled(**changes: object) -> dict:
    return {**ranked_by()["rule"], **changes}


TWO_GROUPS = [[f"E{e}", f"J{2 * (e // 2) + j}", "", str(80 + e + j)] for e in range(4) for j in range(2)]
RANKINGS_TO_REFUSE = {
    "two groups of judges": (ranked_by(Method.CALIBRATED, scores=TWO_GROUPS, rule=ruled(weights=None, tie_break=[])), "2 groups"),
    "a weight below 0": (ranked_by(rule=ruled(weights={"创新": "30", "实用": "-25.5", "效益": "45"})), "not of the form"),
    "a weight of 0": (ranked_by(rule=ruled(weights={"创新": "30", "实用": "0", "效益": "45"})), "above 0"),
    "a weight for nothing": (ranked_by(rule=ruled(weights={"创新": "30", "实用": "1", "效益": "45", "年龄": "9"})), "each criterion"),
    "a tie-break by nothing": (ranked_by(rule=ruled(tie_break=["年龄"])), "no criterion"),
    "another way to add": (ranked_by(rule=ruled(add="median")), "not of the form"),
    "more in the rule": (ranked_by(rule=ruled(more=1)), "not of the form"),
    "decimals without end": (ranked_by(rule=ruled(places=10**9)), "not of the form"),
    "a cut above the first": (ranked_by(cut=0), "not of the form"),
    "a score that is a fraction": (ranked_by(scores=[["E", "J", "", "1/3"]]), "not of the form"),
    "scores out of order": (ranked_by(scores=ranked_by()["scores"][::-1]), "out of order"),
}  # fmt: skip


@pytest.mark.parametrize(("record", "words"), RANKINGS_TO_REFUSE.values(), ids=RANKINGS_TO_REFUSE)
def test_a_ranking_that_nobody_may_make_is_refused(record, words, checked):
    code, said = checked(record)
    try:
        found = replay(record)
    except (JudgingRefused, ValueError, ArithmeticError) as why:
        found = (str(why),)

    assert (code, said[:7]) == (2, "DIFFERS")
    assert words in said
    assert [one for one in found if not one.startswith("result")]


def test_what_was_published_is_compared_and_what_was_not_given_is_said(checked):
    draw_of = replaced()
    promised, signed = verify(draw_of).commitment, verify(draw_of).head
    other, short = drawn(seed="0" * 64), {**draw_of, "links": draw_of["links"][:2]}

    assert checked(draw_of)[1].count("NOT COMPARED: the published") == 2
    assert "NOT" not in checked(draw_of, "--commitment", promised, "--head", signed)[1]
    assert [checked(one)[0] for one in (other, short)] == [0, 0]
    assert checked(other, "--commitment", promised)[0] == 2
    assert checked(short, "--head", signed)[0] == 2
    assert checked(short, "--head", "")[0] == 2


def test_a_ranking_whose_entries_were_cut_off_is_seen_against_what_was_published(checked):
    reviews = by_criteria(1, entries=5, judges=4)
    whole = ranking_record(reviews, rank(reviews, Method.MEAN))
    fewer = reviews.kept(reviews.entry < 4).without_absent()
    short = ranking_record(fewer, rank(fewer, Method.MEAN))
    published = ("--commitment", whole["input_hash"], "--head", whole["result_hash"])

    assert checked(whole, *published) == (0, "AGREES: xinghe.ranking/1\n")
    assert checked(short)[0] == 0
    code, said = checked(short, *published)
    assert (code, said.count("DIFFERS: the")) == (2, 2)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "JSONDecodeError"),
        (b"{", "JSONDecodeError"),
        (b"[]", "TypeError"),
        (b'{"schema": "x"}', "KeyError"),
        (json.dumps(drawn()).encode().replace(b"{", b'{"schema": "x", ', 1), "stands twice"),
        (json.dumps(drawn(), ensure_ascii=False).encode("gb18030"), "UnicodeDecodeError"),
        (b"[" * 200_000, "RecursionError"),
        (b'{"schema": "xinghe.draw-record/1", "input": "\\ud800", "links": [1]}', "UnicodeEncodeError"),
    ],
    ids=["empty", "cut off", "a list", "unknown", "a name twice", "another encoding", "deep", "half a character"],
)  # fmt: skip
def test_what_is_no_record_is_said_in_words(raw, words, checked):
    code, said = checked(raw)

    assert (code, said[:7]) == (2, "DIFFERS")
    assert words in said


def test_a_file_that_is_not_there_or_none_at_all_is_said_in_words(tmp_path, capsys):
    assert main([str(tmp_path / "NONE.json")]) == 2
    assert main([str(tmp_path)]) == 2
    with pytest.raises(SystemExit) as ended:
        main([])

    assert ended.value.code == 2
    assert capsys.readouterr().out.count("DIFFERS") == 2


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
