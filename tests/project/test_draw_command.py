"""`xinghe draw`: a draw is held and verified with nothing but files."""

import json
from pathlib import Path

import pytest

from tests.kernels.drawing.pools import SEED, panel, replaced
from xinghe.kernels.drawing import DrawRefused, Terms, commitment, verify
from xinghe.project.cli import main
from xinghe.project.commands.draw import NotDrawn


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs `xinghe draw`; exit code, output, complaint."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int | None, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["draw", *words])
        return (ended.value.code, *capsys.readouterr())

    return run


def written(name: str, value: object) -> str:
    Path(name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return name


def test_a_record_is_verified_in_words_and_for_programs(typed):
    record = replaced()
    file = written("RECORD.json", record)
    found = verify(record)

    code, said, _ = typed("verify", file)
    told = json.loads(typed("verify", file, "--json")[1])

    assert code == 0
    assert "20 in the pool, 2 of them excluded with reasons." in said
    assert f"Commitment {found.commitment}" in said
    assert "left (declined)" in said
    assert (told["holds"], told["faults"], told["head"]) == (True, [], found.head)
    assert len(told["seated"]["机械"]) == 3


def test_what_was_not_compared_is_always_said(typed):
    record = replaced()
    file, found = written("RECORD.json", record), verify(record)
    both = ("--commitment", found.commitment, "--head", found.head)

    assert typed("verify", file)[1].count("NOT COMPARED: the") == 2
    assert "the signed head was not given" in typed("verify", file, "--commitment", found.commitment)[1]
    assert "NOT COMPARED" not in typed("verify", file, *both)[1]
    assert json.loads(typed("verify", file, *both, "--json")[1])["not_compared"] == []
    assert len(json.loads(typed("verify", file, "--json")[1])["not_compared"]) == 2
    assert typed("verify", written("BROKEN.json", {}))[1].count("NOT COMPARED: the") == 2


def test_a_record_cut_short_is_seen_against_the_signed_head(typed):
    record = replaced()
    head = verify(record).head
    short = written("SHORT.json", {**record, "links": record["links"][:2]})
    promise = written("PROMISE.json", {**record, "links": record["links"][:1]})

    assert typed("verify", short)[0] == typed("verify", promise)[0] == 0
    assert "Not drawn yet" in typed("verify", promise)[1]
    assert typed("verify", short, "--head", head)[0] == typed("verify", promise, "--head", head)[0] == 2


def test_a_changed_record_is_told_with_2(typed):
    record = replaced()
    record["links"][1]["seated"]["机械"].reverse()
    file = written("RECORD.json", record)

    code, said, _ = typed("verify", file)
    told = json.loads(typed("verify", file, "--json")[1])

    assert code == 2
    assert said.startswith("WRONG: record.links[1].seated.机械[0] says")
    assert (told["holds"], told["seated"]) == (False, {})
    assert typed("verify", written("OTHER.json", replaced()), "--commitment", "0" * 64)[0] == 2


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": 1, "schema": 2}', '"x"', "[" * 200_000])
def test_what_is_no_record_is_told_with_2(typed, text):
    Path("RECORD.json").write_text(text, encoding="utf-8")

    code, said, _ = typed("verify", "RECORD.json")

    assert code == 2
    assert said.startswith("WRONG: ")


def test_a_draw_is_held_from_the_terms_to_a_replacement(typed):
    terms = written("TERMS.json", panel().to_json())

    code, said, _ = typed("commit", terms, "RECORD.json", "--seed", "SEED.txt")
    seed = Path("SEED.txt").read_text().strip()
    assert (code, said) == (0, f"Publish before the draw: {commitment(panel(), seed)}\n")
    assert Path("SEED.txt").stat().st_mode & 0o077 == 0
    assert seed not in Path("RECORD.json").read_text()
    assert typed("verify", "RECORD.json")[0] == 0

    Path("WRONG.txt").write_text(SEED)
    code, _, complaint = typed("reveal", "RECORD.json", "--seed", "WRONG.txt")
    assert (code, complaint[:35]) == (2, "The seed is not the one committed t")
    assert typed("reveal", "RECORD.json", "--seed", "SEED.txt")[0] == 0
    seated = json.loads(typed("verify", "RECORD.json", "--json")[1])["seated"]["机械"]

    assert typed("replace", "RECORD.json", "--leaves", seated[0], "--reason", "declined")[0] == 0
    now = json.loads(typed("verify", "RECORD.json", "--json")[1])["seated"]["机械"]
    assert seated[0] not in now
    assert now[1:] == seated[1:]


def test_what_is_there_is_not_overwritten_and_what_does_not_hold_is_not_gone_on_with(typed):
    terms = written("TERMS.json", panel().to_json())
    written("RECORD.json", {})

    assert typed("commit", terms, "RECORD.json", "--seed", "SEED.txt")[0] == 2
    assert "does not hold" in typed("replace", "RECORD.json", "--leaves", "p1", "--reason", "declined")[2]
    assert (
        "The terms of the draw cannot be read"
        in typed("commit", written("T.json", {}), "R.json", "--seed", "S.txt")[2]
    )
    assert not Path("S.txt").exists()


@pytest.mark.parametrize("raw", [b"[" * 200_000, b"\xff", b"{"], ids=["deep", "bytes", "broken"])
def test_what_cannot_be_read_is_said_by_every_step(typed, raw):
    Path("FILE.json").write_bytes(raw)
    Path("SEED.txt").write_bytes(raw)
    record = written("RECORD.json", replaced())

    for words in (
        ("commit", "FILE.json", "NEW.json", "--seed", "NEW.txt"),
        ("reveal", "FILE.json", "--seed", "SEED.txt"),
        ("reveal", record, "--seed", "SEED.txt"),
        ("replace", "FILE.json", "--leaves", "p1", "--reason", "declined"),
    ):
        code, said, complaint = typed(*words)
        assert (code, said) == (2, ""), words
        assert "Traceback" not in complaint
    assert not Path("NEW.txt").exists()


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left_behind(typed):
    terms = written("TERMS.json", panel().to_json())

    for record, seed in (("none/RECORD.json", "SEED.txt"), ("RECORD.json", "none/SEED.txt")):
        code, said, complaint = typed("commit", terms, record, "--seed", seed)
        assert (code, said) == (2, "")
        assert "cannot be written" in complaint
        assert not Path(record).exists()
        assert not Path(seed).exists()


def test_the_refusal_speaks_through_the_kernel():
    with pytest.raises(DrawRefused) as why:
        Terms(call="", strata=(), pool=())
    refused = NotDrawn(why.value)

    assert refused.said() == str(why.value)
    assert refused.said(lambda sentence: f"译：{sentence}") == f"译：{why.value}"
    assert NotDrawn.code == "not_drawn"
