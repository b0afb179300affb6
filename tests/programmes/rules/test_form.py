"""A form is kept with the terms of a call and comes back as it was."""

import json

from hypothesis import given
from hypothesis import strategies as st

from xinghe.programmes.rules.form import Field, FieldType, Form, Prefill, Section, When

WORDS = st.text(min_size=1, max_size=8)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
WHENS = st.one_of(
    st.none(), st.builds(When, field=NAMES, values=st.lists(WORDS, min_size=1, max_size=3).map(tuple))
)


def any_field(columns: st.SearchStrategy[tuple[Field, ...]]) -> st.SearchStrategy[Field]:
    return st.builds(
        Field,
        name=NAMES, label=WORDS, type=st.sampled_from(FieldType), limit=st.integers(0, 2000), is_required=st.booleans(),
        hint=WORDS, unit=WORDS, options=st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple), columns=columns,
        least=st.none() | st.integers(0, 9), most=st.none() | st.integers(0, 9), places=st.integers(0, 4), when=WHENS,
        prefill=st.none() | st.sampled_from(Prefill), identifies=st.booleans(),
    )  # fmt: skip


FIELDS = any_field(st.lists(any_field(st.just(())), max_size=2).map(tuple))
FORMS = st.builds(
    Form,
    sections=st.lists(
        st.builds(Section, title=WORDS, fields=st.lists(FIELDS, max_size=3).map(tuple)), max_size=3
    ).map(tuple),
)


@given(FORMS)
def test_every_form_comes_back_from_json_as_it_was(form):
    assert Form.from_json(json.loads(json.dumps(form.to_json()))) == form


def test_an_organisers_questions_stand_behind_the_forms_own():
    form = Form(sections=(Section(title="A", fields=(Field(name="a", label="A", limit=1),)),))
    more = form.with_more("Ours", (Field(name="b", label="B", limit=1),))

    assert [field.name for field in more.fields] == ["a", "b"]
    assert form.with_more("Ours", ()) is form
    assert list(more.faults()) == []


def test_a_tick_counts_as_yes_where_something_depends_on_it():
    when = When(field="pledge", values=("yes",))

    assert when.holds({"pledge": True}) and when.holds({"pledge": "yes"})
    assert not when.holds({"pledge": False}) and not when.holds({})


def test_a_field_may_depend_on_one_that_stands_before_it_in_another_section():
    tick = Field(name="a", label="A", type=FieldType.TICK)
    first = Section(title="A", fields=(tick,))
    later = Section(
        title="B", fields=(Field(name="b", label="B", limit=1, when=When(field="a", values=("yes",))),)
    )

    assert list(Form(sections=(first, later)).faults()) == []
    assert list(Form(sections=(later, first)).faults()) == [
        "“b” depends on “a”, which is not asked before it"
    ]
