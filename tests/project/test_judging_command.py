"""`xinghe judging`: the contract of its output, and what it says of scores that cannot be ranked."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xinghe.kernels.judging import JudgingRefused, read_scores
from xinghe.project.cli import main
from xinghe.project.commands.judging import ScoresRefused
from xinghe.project.files import NotWritten

SCORES = "entry,judge,score\n" + "".join(
    f"项目{e},评委{j},{60 + 4 * e + 3 * j + (e * j) % 5}\n" for e in range(8) for j in range(4)
)


@pytest.fixture
def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs `xinghe judging rank` on a text; exit code, output, complaint."""

    def run(text: str | bytes, *options: str) -> tuple[int | None, str, str]:
        file = tmp_path / "SCORES.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(SystemExit) as ended:
            main(["judging", "rank", str(file), *options])
        return (ended.value.code, *capsys.readouterr())

    return run


def test_the_output_is_the_contract(asked):
    code, said, _ = asked(SCORES, "--method", "calibrated", "--cut", "3", "--json")

    told = json.loads(said)
    assert code == 0
    assert list(told) == ["method", "entries", "judges"]
    assert told["method"] == "calibrated"
    assert [list(one) for one in told["entries"]] == [
        ["entry", "rank", "score", "low", "high", "p_above_cut"]
    ] * 8
    assert [list(one) for one in told["judges"]] == [["judge", "severity", "low", "high"]] * 4
    assert [one["rank"] for one in told["entries"]] == list(range(1, 9))
    assert told["entries"][0]["entry"] == "项目7"
    assert all(one["low"] < one["score"] < one["high"] for one in told["entries"])
    assert sum(one["p_above_cut"] for one in told["entries"]) == pytest.approx(3, abs=1e-4)
    assert told["judges"][0]["severity"] > 0 > told["judges"][3]["severity"]


def test_without_a_cut_nothing_is_above_it(asked):
    told = json.loads(asked(SCORES, "--method", "calibrated", "--json")[1])

    assert {one["p_above_cut"] for one in told["entries"]} == {None}


@pytest.mark.parametrize("method", ["mean", "trimmed", "zscore"])
def test_other_methods_leave_undefined_figures_out(asked, method):
    told = json.loads(asked(SCORES, "--method", method, "--cut", "3", "--json")[1])

    assert told["method"] == method
    assert {(one["low"], one["high"], one["p_above_cut"]) for one in told["entries"]} == {(None, None, None)}
    assert {(one["low"], one["high"]) for one in told["judges"]} == {(None, None)}


def test_order_mark_and_encoding_are_of_no_matter(asked):
    head, *lines = SCORES.splitlines(keepends=True)
    wanted = asked(SCORES, "--method", "calibrated", "--json")

    assert asked(head + "".join(reversed(lines)), "--method", "calibrated", "--json") == wanted
    assert asked(SCORES.encode("utf-8-sig"), "--method", "calibrated", "--json") == wanted
    assert asked(SCORES.encode("gb18030"), "--method", "calibrated", "--json") == wanted


def test_one_criterion_is_the_same_as_none(asked):
    lines = SCORES.splitlines()[1:]
    by_criterion = "\n".join(
        ["entry,judge,criterion,score", *(",总分,".join(line.rsplit(",", 1)) for line in lines)]
    )

    assert asked(by_criterion, "--json", "--method", "zscore") == asked(
        SCORES, "--json", "--method", "zscore"
    )


def test_criteria_are_weighed(asked):
    text = "entry,judge,criterion,score\nA,x,创新,90\nA,x,实用,60\nB,x,创新,60\nB,x,实用,90\n"

    told = json.loads(asked(text, "--json", "--weight", "创新=30", "--weight", "实用=70")[1])
    points = json.loads(asked(text, "--json", "--add", "sum", "--tie-break", "创新")[1])

    assert [(one["entry"], one["score"]) for one in told["entries"]] == [("B", 81.0), ("A", 69.0)]
    assert [(one["entry"], one["score"], one["rank"]) for one in points["entries"]] == [
        ("A", 150.0, 1),
        ("B", 150.0, 2),
    ]


def test_the_table_has_the_decimals_that_were_asked_for_and_says_where_they_hide_a_difference(asked):
    text = "entry,judge,score\nA,x,85.001\nB,x,85.002\nC,x,84\n"

    assert "85.002" in asked(text, "--places", "3")[1]
    assert "2 entries look equal" not in asked(text, "--places", "3")[1]
    rounded = asked(text)[1]
    assert [line.split()[:3] for line in rounded.splitlines()[1:4]] == [
        ["1", "B", "85.00"],
        ["2", "A", "85.00"],
        ["3", "C", "84.00"],
    ]
    assert "2 entries look equal" in rounded


def test_people_read_a_table(asked):
    code, said, _ = asked(SCORES, "--method", "calibrated", "--cut", "3")

    lines = said.splitlines()
    assert code == 0
    assert lines[0].split() == ["rank", "entry", "score", "90", "%", "between", "above", "the", "cut"]
    assert lines[1].split()[:2] == ["1", "项目7"]
    assert lines[10].split()[0] == "judge"
    assert "90 % between" in asked(SCORES)[1]


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("entry,judge,score\nA,x,9\nA,x,9\n", (), "Line 3 is a second score"),
        ("entry,judge,score\nA,x,9\nA,y,好\n", (), "Line 3 says “好”"),
        ("entry,judge,score\nA,x,9\nA,y,\n", (), "Line 3 has nothing under score"),
        ("甲,乙,丙\nA,x,9\n", (), "Name entry, judge and score"),
        ("entry,judge,score\nA,x,101\n", ("--highest", "100"), "Line 2 says 101"),
        ("entry,judge,score\nA,x,9\n", ("--highest", "much"), "--highest"),
        ("entry,judge,score\nA,x,9\nB,y,8\n", ("--method", "calibrated"), "2 groups that have no entry in common: x | y"),
        (SCORES, ("--weight", "创新=好"), "The weight of “创新” is “好”"),
        (SCORES, ("--weight", "30"), "write CRITERION=WEIGHT"),
        (SCORES, ("--method", "median"), "'median' is not one of"),
        (SCORES, ("--cut", "0"), "0 is not in the range"),
    ],
)  # fmt: skip
def test_what_cannot_be_ranked_is_refused_with_2(asked, text, options, words):
    code, said, complaint = asked(text, *options)

    assert (code, said) == (2, "")
    assert words in complaint


@pytest.mark.parametrize("method", ["mean", "trimmed", "zscore"])
def test_a_cut_is_said_to_be_of_no_use_where_it_is(asked, method):
    code, said, complaint = asked(SCORES, "--method", method, "--cut", "3", "--json")

    assert (code, said) == asked(SCORES, "--method", method, "--json")[:2]
    assert (
        complaint
        == f"--cut changes nothing with {method}: only calibrated says how surely an entry is above it.\n"
    )
    assert asked(SCORES, "--method", "calibrated", "--cut", "3", "--json")[2] == ""


def test_a_cut_behind_the_last_is_said(asked):
    code, said, complaint = asked(SCORES, "--method", "calibrated", "--cut", "9", "--json")

    assert code == 0
    assert {one["p_above_cut"] for one in json.loads(said)["entries"]} == {1.0}
    assert complaint == "--cut 9 is more than the 8 entries there are: all of them are above it.\n"
    assert asked(SCORES, "--method", "calibrated", "--cut", "8", "--json")[2] == ""


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("calibrated", ("--tie-break", "mean")),
        ("zscore", ("--tie-break", "mean")),
        ("calibrated", ("--places", "3")),
        ("calibrated", ("--places", "2")),
        ("zscore", ("--places", "0")),
        ("calibrated", ("--trim-from", "5")),
        ("mean", ("--trim-from", "3")),
    ],
)
def test_a_rule_that_the_method_would_pass_over_is_refused(asked, method, options):
    code, said, complaint = asked(SCORES, "--method", method, *options)

    assert (code, said) == (2, "")
    assert f"{options[0]} has no part in {method}" in complaint


def test_a_rule_that_the_method_keeps_is_kept(asked):
    assert (
        asked(SCORES, "--method", "trimmed", "--trim-from", "3", "--places", "1", "--tie-break", "mean")[0]
        == 0
    )
    assert asked(SCORES, "--method", "mean", "--places", "1", "--tie-break", "mean")[0] == 0


def test_a_program_reads_the_refusal_as_json_beside_an_empty_output(asked):
    code, said, complaint = asked("entry,judge,score\nA,x,9\nA,y,好\n", "--json")

    assert (code, said) == (2, "")
    assert json.loads(complaint) == {
        "error": {
            "code": "score_not_a_number",
            "message": "Line 3 says “好” where a score belongs. Write a number below a million with at most 6 decimals, such as 85.5.",
            "params": {"line": 3, "said": "好"},
        }
    }
    assert json.loads(asked("", "--json")[2])["error"]["code"] == "score_columns_missing"
    assert json.loads(asked(SCORES, "--json", "--weight", "a=好")[2])["error"]["params"]["criterion"] == "a"


@pytest.mark.parametrize("method", ["mean", "calibrated"])
@pytest.mark.parametrize(
    "lines", ["A,x,9\n", "A,x,9\nA,y,8\n", "A,x,9\nB,x,8\n"], ids=["one", "one entry", "one judge"]
)
def test_one_of_a_kind_is_ranked(asked, method, lines):
    code, said, _ = asked("entry,judge,score\n" + lines, "--method", method, "--json")

    told = json.loads(said)
    assert code == 0
    assert [one["rank"] for one in told["entries"]] == list(range(1, len(told["entries"]) + 1))


def test_a_hundred_thousand_lines_are_ranked_in_good_time(asked):
    text = "作品;评委;得分\n" + "".join(
        f"项目{n // 5};评委{(n * 7 + n // 5) % 400};{60 + n * 37 % 400 / 10}\n" for n in range(100_000)
    )
    start = time.process_time()
    code, said, _ = asked(text, "--method", "calibrated", "--json")

    assert (code, len(json.loads(said)["entries"])) == (0, 20_000)
    assert time.process_time() - start < 10


def test_the_refusal_speaks_through_the_kernel():
    with pytest.raises(JudgingRefused) as why:
        read_scores("entry,judge,score\nA,x,?\n")
    refused = ScoresRefused(why.value)

    assert refused.said() == str(why.value)
    assert refused.said(lambda sentence: f"译：{sentence}") == f"译：{why.value}"
    assert ScoresRefused.code == "scores_refused"


def test_a_record_is_written_and_replayed_and_a_changed_one_is_told(asked, tmp_path, capsys):
    record = tmp_path / "RANKING.json"
    asked(SCORES, "--method", "calibrated", "--cut", "3", "--record", str(record))

    def replayed() -> tuple[int | None, str]:
        with pytest.raises(SystemExit) as ended:
            main(["judging", "replay", str(record)])
        return ended.value.code, capsys.readouterr().out

    code, said = replayed()
    assert (code, said[:27]) == (0, "The same ranking: 8 entries")
    record.write_text(record.read_text().replace('"63"', '"64"', 1))
    code, said = replayed()
    assert code == 2
    assert "WRONG: scores, method, rule or cut are not those" in said
    record.write_text("[]")
    assert replayed() == (2, "WRONG: the file is not a record of a ranking.\n")


def test_a_record_that_cannot_be_written_is_said_before_anything_is_ranked(asked, tmp_path):
    code, said, complaint = asked(SCORES, "--record", str(tmp_path / "none" / "RANKING.json"))

    folder = tmp_path / "none"
    refused = NotWritten(file=folder / "RANKING.json", reason=f"no folder {folder}")
    assert (code, said, complaint) == (2, "", f"{refused}\n")
    assert NotWritten.code == "file_not_written"


@pytest.mark.parametrize(
    "raw",
    [b"[" * 200_000, b"\xff\xfe", b'{"schema": 1, "schema": 2}', b""],
    ids=["deep", "bytes", "twice", "empty"],
)
def test_what_is_no_record_is_not_replayed(raw, tmp_path, capsys):
    (tmp_path / "RANKING.json").write_bytes(raw)
    with pytest.raises(SystemExit) as ended:
        main(["judging", "replay", str(tmp_path / "RANKING.json")])

    assert ended.value.code == 2
    assert capsys.readouterr().out == "WRONG: the file is not a record of a ranking.\n"


def test_a_file_that_cannot_be_written_at_the_end_is_said_too(asked):
    code, said, complaint = asked(SCORES, "--record", "/dev/full")

    assert (code, said) == (2, "")
    assert "cannot be written" in complaint


def test_neither_django_nor_a_database_is_loaded(tmp_path):
    file = tmp_path / "SCORES.csv"
    file.write_text(SCORES, encoding="utf-8")
    program = (
        "import sys\nfrom xinghe.project.cli import main\n"
        f"try:\n    main(['judging', 'rank', {str(file)!r}, '--json'])\nexcept SystemExit as end:\n    code = end.code\n"
        "sys.exit(code or ('django' in sys.modules) * 9)"
    )

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
