"""The frozen list: its bytes, its digest, what may not stand on it, and whom it names."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.programmes import small_kind
from xinghe.notices.rules.listing import Line, NotForPublic, digest_of, frozen, names_on, thawed
from xinghe.programmes.rules.form import Field, FieldType, Form, Prefill, Section

LINE = Line(
    code="A1B2C3D4E5",
    title="阀门快开扳手",
    unit="星河机械厂工会",
    people=("王秀英", "李建国"),
    grade="first",
    grade_label="一等",
)


def line(**changes: object) -> Line:
    return Line(**({name: getattr(LINE, name) for name in Line.__slots__} | changes))


def test_it_is_json_lines_that_anybody_can_hash():
    text = frozen([LINE, line(code="F6G7H8J9K0")])

    assert [json.loads(one)["code"] for one in text.splitlines()] == ["A1B2C3D4E5", "F6G7H8J9K0"]
    assert text.endswith("\n")
    assert digest_of(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert digest_of(text) != digest_of(frozen([line(grade="second")]))


words = some.text(alphabet=some.characters(exclude_categories=["Cs", "Nd"]), max_size=20)


@given(title=words, unit=words, people=some.lists(words, max_size=4))
def test_what_is_frozen_thaws_to_the_same(title, unit, people):
    lines = (line(title=title, unit=unit, people=tuple(people)), LINE)

    assert thawed(frozen(lines)) == lines
    assert frozen(thawed(frozen(lines))) == frozen(lines)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "联系13812345678的扳手"},
        {"people": ("王秀英11010519491231002X",)},
        {"people": ("王秀英11010519491231002x",)},
        {"unit": "星河机械厂 13812345678"},
        {"title": "联系１３８１２３４５６７８的扳手"},
        {"title": "联系+8613812345678的扳手"},
        {"unit": "星河机械厂 138 1234 5678"},
        {"unit": "星河机械厂 138-1234-5678"},
        {"people": ("王秀英 110105 19491231 002X",)},
    ],
)
def test_personal_numbers_are_not_published(changes):
    with pytest.raises(NotForPublic, match="Line 2"):
        frozen([LINE, line(**changes)])


@pytest.mark.parametrize(
    "title",
    [
        "GB12345678901标准扳手",
        "2026030200000001号项目",
        "转速12000000000转",
        "110105194912310021装置",
        "38-12345678型",
        "1381-2345-678型",
    ],
)
def test_figures_that_are_nobodys_number_may_stand(title):
    assert frozen([line(title=title)])


FORM = small_kind().form
CREATED = Form(
    sections=(
        *FORM.sections,
        Section(
            title="Who",
            fields=(
                Field(
                    name="creators",
                    label="Creators",
                    type=FieldType.TABLE,
                    prefill=Prefill.CREATORS,
                    columns=(Field(name="name", label="Name"), Field(name="share", label="Share")),
                ),
            ),
        ),
    )
)


@pytest.mark.parametrize(
    ("form", "answers", "names"),
    [
        (CREATED, {"creators": [{"name": "甲"}, {"name": " 乙 "}, {"name": ""}], "name": "丙"}, ("甲", "乙")),
        (CREATED, {"creators": [], "name": "丙"}, ("丙",)),
        (FORM, {"name": "丙"}, ("丙",)),
        (FORM, {}, ("王秀英",)),
    ],
)
def test_a_line_names_its_creators_or_who_applies(form, answers, names):
    assert names_on(form, answers, applicant="王秀英") == names
