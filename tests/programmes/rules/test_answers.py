"""What was written is brought into one shape, and what stands against handing in is said field by field."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.programmes.rules.answers import GAPS, Gap, day_of, figure_of, for_blind_eyes, gaps, tidied
from xinghe.programmes.rules.form import Field, FieldType, Form, Section, When

NAME = Field(name="name", label="Name", limit=5, identifies=True)
STORY = Field(name="story", label="Story", type=FieldType.LONG_TEXT, limit=6)
COLOUR = Field(
    name="colour", label="Colour", type=FieldType.CHOICE, options=(("red", "Red"), ("blue", "Blue"))
)
COUNT = Field(name="count", label="Count", type=FieldType.NUMBER, least=1, most=9, places=1)
PRICE = Field(name="price", label="Price", type=FieldType.MONEY)
SINCE = Field(name="since", label="Since", type=FieldType.DATE)
PLEDGE = Field(name="pledge", label="Pledge", type=FieldType.TICK)
SHADE = Field(name="shade", label="Shade", limit=5, when=When(field="colour", values=("red",)))
WHY = Field(name="why", label="Why", limit=5, when=When(field="pledge", values=("yes",)), is_required=False)
PEOPLE = Field(
    name="people",
    label="People",
    type=FieldType.TABLE,
    columns=(
        Field(name="who", label="Who", limit=5, identifies=True),
        Field(name="share", label="Share", type=FieldType.NUMBER, least=1),
        Field(name="is_frontline", label="Front line", type=FieldType.TICK, is_required=False),
    ),
    least=1,
    most=2,
)
FORM = Form(
    sections=(
        Section(title="All", fields=(NAME, STORY, COLOUR, COUNT, PRICE, SINCE, PLEDGE, SHADE, WHY, PEOPLE)),
    )
)
ROW = {"who": "仉澍", "share": "60", "is_frontline": True}
WHOLE = {
    "name": "亓霁", "story": "焊一台车", "colour": "blue", "count": "1.5", "price": "100.25", "since": "2026-03-02",
    "pledge": True, "people": [ROW],
}  # fmt: skip


def found(**changes):
    return [(gap.field, gap.code, dict(gap.params)) for gap in gaps(FORM, WHOLE | changes)]


def test_whole_answers_have_no_gap():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "field", "code", "params"),
    [
        ({"name": ""}, "name", "required", {}),
        ({"name": None}, "name", "required", {}),
        ({"name": "六个字的名字"}, "name", "too_long", {"found": 6, "limit": 5, "over": 1}),
        ({"story": "六六六六六六half"}, "story", "too_long", {"found": 8, "limit": 6, "over": 2}),
        ({"count": "many"}, "count", "not_a_number", {"value": "many"}),
        ({"count": "NaN"}, "count", "not_a_number", {"value": "NaN"}),
        ({"count": "1e30"}, "count", "not_a_number", {"value": "1e30"}),
        ({"count": "1.25"}, "count", "places", {"value": "1.25", "limit": 1}),
        ({"price": "0.005"}, "price", "places", {"value": "0.005", "limit": 2}),
        ({"count": "0.9"}, "count", "too_small", {"value": "0.9", "limit": 1}),
        ({"price": "-0.01"}, "price", "too_small", {"value": "-0.01", "limit": 0}),
        ({"count": "9.1"}, "count", "too_large", {"value": "9.1", "limit": 9}),
        ({"since": "2.3.2026"}, "since", "not_a_date", {"value": "2.3.2026"}),
        ({"since": "2026-02-30"}, "since", "not_a_date", {"value": "2026-02-30"}),
        ({"colour": "green"}, "colour", "not_offered", {"value": "green"}),
        ({"pledge": False}, "pledge", "must_tick", {}),
        ({"pledge": "yes"}, "pledge", "must_tick", {}),
        ({"colour": "red"}, "shade", "required", {}),
        ({"people": []}, "people", "too_few_rows", {"found": 0, "limit": 1, "over": 1}),
        ({"people": None}, "people", "too_few_rows", {"found": 0, "limit": 1, "over": 1}),
        ({"people": [ROW] * 3}, "people", "too_many_rows", {"found": 3, "limit": 2, "over": 1}),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said(changes, field, code, params):
    assert found(**changes) == [(field, code, params)]


def test_figures_at_their_bounds_pass():
    assert found(count="1") == found(count="9.0") == found(price="0") == found(name="五个字名字") == []


def test_what_is_wrong_in_a_row_is_said_with_the_row_and_the_column():
    (gap,) = gaps(FORM, WHOLE | {"people": [ROW, ROW | {"share": "0"}]})

    assert (gap.field, gap.code) == ("people", "row_cell")
    assert gap.said() == "Row 2, “Share”: 0 is less than the 1 that are needed. Correct the figure."


def test_a_gap_is_said_in_the_readers_language_also_inside_a_row():
    words = {
        "Share": "贡献",
        GAPS["required"]: "必填。",
        GAPS["row_cell"]: "第%(row)s行“%(column)s”：%(said)s",
    }
    (gap,) = gaps(FORM, WHOLE | {"people": [ROW | {"share": ""}]})

    assert gap.said(lambda text: words.get(text, text)) == "第1行“贡献”：必填。"


def test_every_gap_there_is_has_a_sentence_that_its_facts_fill():
    told = {
        code: Gap(field="x", code=code, params={
            "found": 1, "limit": 1, "over": 1, "value": "a", "row": 1, "column": "C", "said": Gap(field="x", code="required"),
        }).said()
        for code in GAPS
    }  # fmt: skip

    assert [said for said in told.values() if "%(" in said] == []


def test_a_field_that_is_not_asked_is_neither_missing_nor_wrong():
    assert found(shade="much too long") == []
    assert found(pledge=True, why="much too long") == [
        ("why", "too_long", {"found": 13, "limit": 5, "over": 8})
    ]


@pytest.mark.parametrize(
    ("field", "raw", "kept"),
    [
        ("name", "　亓 霁\u200b ", "亓 霁"),
        ("story", "一\r\n\r\n二", "一\n二"),
        ("count", "１，２００", "1200"),
        ("price", "12,000.50", "12000.50"),
        ("pledge", "on", True),
        ("pledge", True, True),
        ("pledge", "", False),
        ("pledge", None, False),
        ("people", [{"who": "", "share": "", "is_frontline": False}, {"who": " 仉澍 ", "extra": "x"}], [{"who": "仉澍", "share": "", "is_frontline": False}]),
        ("people", "no rows", []),
        ("people", ["no row"], []),
    ],
)  # fmt: skip
def test_answers_come_into_one_shape(field, raw, kept):
    assert tidied(FORM, {field: raw}) == {field: kept}


def test_nothing_unknown_is_kept():
    assert tidied(FORM, {"name": "亓霁", "phase": "named", "people": [ROW | {"role": "judge"}]}) == {
        "name": "亓霁",
        "people": [ROW],
    }


@pytest.mark.parametrize(
    ("text", "figure"), [("12", 12), ("12.5", 12.5), ("", None), ("Infinity", None), ("二", None)]
)
def test_figures_are_read(text, figure):
    assert figure_of(text) == figure


def test_days_are_read():
    assert day_of("2024-02-29").isoformat() == "2024-02-29"
    assert day_of("2026-02-29") is None


# -- a blind review ----------------------------------------------------------------------------------------


def test_blind_eyes_get_nothing_that_identifies():
    assert for_blind_eyes(FORM, WHOLE) == {
        "story": "焊一台车", "colour": "blue", "count": "1.5", "price": "100.25", "since": "2026-03-02", "pledge": True,
        "people": [{"share": "60", "is_frontline": True}],
    }  # fmt: skip


def test_blind_eyes_get_nothing_that_is_no_longer_asked():
    hidden = for_blind_eyes(FORM, WHOLE | {"shade": "left over"})
    shown = for_blind_eyes(FORM, WHOLE | {"colour": "red", "shade": "rosy"})

    assert "shade" not in hidden
    assert shown["shade"] == "rosy"


def test_blind_eyes_get_nothing_that_the_form_does_not_know():
    assert "applicant" not in for_blind_eyes(FORM, WHOLE | {"applicant": "仉澍"})


# -- whatever anybody writes -------------------------------------------------------------------------------

CELL = st.one_of(st.text(max_size=12), st.booleans(), st.none(), st.integers())
RAW = st.dictionaries(
    st.sampled_from([*(field.name for field in FORM.fields), "unknown"]),
    st.one_of(CELL, st.lists(st.dictionaries(st.sampled_from(["who", "share", "is_frontline", "x"]), CELL), max_size=4)),
)  # fmt: skip


@given(RAW)
def test_tidying_twice_changes_nothing_more(raw):
    once = tidied(FORM, raw)

    assert tidied(FORM, once) == once
    assert json.loads(json.dumps(once)) == once


@given(RAW)
def test_whatever_is_written_is_judged_and_never_breaks(raw):
    for gap in gaps(FORM, tidied(FORM, raw)):
        assert gap.said()


CANARY = "金丝雀"


def fields(*, depth: int = 1) -> st.SearchStrategy[Field]:
    """Fields of any type, whether they identify or not."""
    plain = st.builds(
        Field,
        name=st.from_regex(r"[a-z]{1,6}", fullmatch=True),
        label=st.just("L"),
        type=st.sampled_from([kind for kind in FieldType if kind is not FieldType.TABLE]),
        identifies=st.booleans(),
    )
    if depth == 0:
        return plain
    columns = st.lists(fields(depth=0), min_size=1, max_size=3, unique_by=lambda one: one.name).map(tuple)
    rows = st.builds(replace, plain, type=st.just(FieldType.TABLE), columns=columns)
    return st.one_of(plain, rows)


def said_in(field: Field) -> object:
    if field.type is FieldType.TABLE:
        return [{column.name: CANARY if column.identifies else "leaf" for column in field.columns}]
    return CANARY if field.identifies else "leaf"


@given(st.lists(fields(), max_size=6, unique_by=lambda one: one.name))
def test_no_form_shows_blind_eyes_what_identifies(some):
    form = Form(sections=(Section(title="All", fields=tuple(some)),))
    answers = {field.name: said_in(field) for field in some}

    seen = for_blind_eyes(form, answers)

    assert CANARY not in json.dumps(seen, ensure_ascii=False)
    assert set(seen) == {field.name for field in some if not field.identifies}
