"""Answers as they are read."""

import pytest

from xinghe.programmes.rules.form import Field, FieldType, Form, Section
from xinghe.web.kit.answers import answers_shown


def shown(field: Field, answer: str) -> str:
    form = Form(sections=(Section(title="One", fields=(field,)),))
    ((section),) = answers_shown(form, {field.name: answer}, language="en")
    return section.answers[0].words


@pytest.mark.parametrize(
    ("bounds", "written", "read"),
    [
        ((2000, 2100), "2026", "2026"),
        ((1980, 2100), "1999", "1999"),
        ((0, 5000), "2026", "2,026"),
        ((2000, None), "2026", "2,026"),
        ((None, 2100), "2026", "2,026"),
    ],
)
def test_a_year_has_no_separator_and_a_figure_has(bounds, written, read):
    least, most = bounds

    field = Field(name="given", label="Given", type=FieldType.NUMBER, least=least, most=most)

    assert shown(field, written) == read
