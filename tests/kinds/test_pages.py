"""`xinghe kinds` draws what the kinds say, and sees a page that says something else."""

import re
import shutil

import pytest
from click.testing import CliRunner

from tests.architecture.building import ROOT
from xinghe.kinds import EVERY_KIND
from xinghe.programmes.vocab import MoveName
from xinghe.project.commands.kinds import INDEX, MADE, bilingual, command, otherwise, pages

DRAWN = ROOT / "docs" / "kinds"


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return pages()


def typed(*words: str) -> tuple[int, str]:
    ended = CliRunner().invoke(command, words)
    return ended.exit_code, ended.output


def test_the_pages_are_current_or_run_xinghe_kinds(drawn):
    assert otherwise(DRAWN, drawn) == []
    assert typed("--check", "--into", str(DRAWN)) == (0, "")


def test_a_page_that_is_missing_changed_or_of_no_kind_is_seen_and_mended(drawn, tmp_path):
    shutil.copytree(DRAWN, tmp_path / "kinds")
    (tmp_path / "kinds" / INDEX).unlink()
    (tmp_path / "kinds" / "special_grant.md").write_text(f"# Nothing\n\n{MADE}\n")
    (tmp_path / "kinds" / "gone.md").write_text(f"# Gone\n\n{MADE}\n")
    into = str(tmp_path / "kinds")

    code, said = typed("--check", "--into", into)

    assert code == 1
    assert re.findall(r"kinds/(\S+) is not", said) == [INDEX, "gone.md", "special_grant.md"]
    assert typed("--into", into) == (0, f"{len(EVERY_KIND)} kinds drawn into {into}.\n")
    assert typed("--check", "--into", into) == (0, "")


def test_what_others_put_there_stays(drawn, tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_bytes("# Mine ä\n".encode("latin-1"))

    assert typed("--into", str(tmp_path))[0] == 0
    assert typed("--check", "--into", str(tmp_path)) == (0, "")
    assert notes.read_bytes() == "# Mine ä\n".encode("latin-1")

    (tmp_path / INDEX).write_text("# My own\n")
    code, said = typed("--into", str(tmp_path))

    assert code == 2
    assert INDEX in said
    assert (tmp_path / INDEX).read_text() == "# My own\n"


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
def test_a_page_has_every_move_field_need_criterion_and_condition(kind, drawn):
    page = drawn[f"{kind.code}.md"]
    arrows = re.findall(r"^    (\w+) --> (\w+) :", page, re.MULTILINE)
    drawn_moves = [(move.source, move.target) for move in kind.moves if move.name is not MoveName.WITHDRAW]

    assert sorted(arrows) == sorted([*drawn_moves, ("recommending", "recommending")])
    for word in [
        *(field.name for field in kind.form.fields),
        *(f"{field.name}.{column.name}" for field in kind.form.fields for column in field.columns),
        *(need.code for need in kind.evidence),
        *(criterion.code for criterion in kind.rubric.criteria),
        *(condition.code for condition in kind.conditions),
    ]:
        assert f"`{word}`" in page
    assert all(condition.article in page for condition in kind.conditions)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
def test_no_row_of_a_table_has_more_or_fewer_cells_than_its_head(kind, drawn):
    widths = [
        {len(re.findall(r"(?<!\\)\|", row)) for row in rows.splitlines()}
        for rows in re.findall(r"(?:^\|.*\n)+", drawn[f"{kind.code}.md"], re.MULTILINE)
    ]

    assert [width for width in widths if len(width) > 1] == []
    assert len(widths) > 10


def test_chinese_stands_beside_english_where_there_is_some():
    say = bilingual()

    assert say("Five-small contest") == "Five-small contest · 五小竞赛"
    assert say("nobody says this") == "nobody says this"
    assert say("") == ""


def test_every_word_of_a_kind_has_its_chinese(drawn):
    from tools.messages import read

    known = read("zh_Hans")
    for page in drawn.values():
        for heading in re.findall(r"^(?:#|### )(.*)$", page, re.MULTILINE):
            assert "·" in heading or heading.strip("# ") in {
                "The way", "Moves", "Gates", "Form", "Evidence", "Judging", "Conditions",
            }  # fmt: skip
    for kind in EVERY_KIND:
        said = [
            kind.title,
            *(field.label for field in kind.form.fields),
            *(condition.sentence for condition in kind.conditions),
            *(condition.article for condition in kind.conditions),
            *(criterion.label for criterion in kind.rubric.criteria),
            *(grade.label for grade in kind.grades),
        ]
        assert [text for text in said if not known.get(text) or not known.get(text).string] == []
        # What does not hold, then what to do (glossary).
        assert [one.code for one in kind.conditions if "请" not in known.get(one.sentence).string] == []
