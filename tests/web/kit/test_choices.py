"""A choice is drawn as Django draws it, only faster."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template

CHOICES = [("", "All"), ("1.4.", "甲 & <乙>"), ("Group", [("a", "1"), ("b", "2")])]
WIDGETS = {
    "plain": forms.Select(choices=CHOICES),
    "with attributes": forms.Select(
        choices=CHOICES, attrs={"class": "x", "required": True, "disabled": False}
    ),
    "several": forms.SelectMultiple(choices=CHOICES),
    "unknown or not": forms.NullBooleanSelect(),
}


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("value", ["1.4.", "", None, "nowhere"])
def test_it_is_the_same_page(name: str, value: str | None) -> None:
    widget = WIDGETS[name]
    value = [value] if name == "several" else value

    ours = widget.render("place", value, renderer=None)
    djangos = widget.render("place", value, renderer=DjangoTemplates())

    assert lines(ours) == lines(djangos)


def test_ours_is_the_one_in_use() -> None:
    assert "kit" in get_template("django/forms/widgets/select.html").origin.name


def lines(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip()]
