"""The addresses of a list: filters, sort and page stand in the URL."""

from django import forms
from django.http import QueryDict
from django.utils import translation

from xinghe.web.kit.address import changed, chips, columns, toggled
from xinghe.web.kit.parts import Chip, Column


class Filters(forms.Form):
    q = forms.CharField(label="Search", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), ("out", "已发布")])
    place = forms.MultipleChoiceField(
        label="Place", required=False, choices=[("42", "湖北"), ("4201", "武汉")]
    )
    late = forms.BooleanField(label="Late", required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)


def test_a_change_keeps_the_rest_and_starts_from_the_first_page():
    query = QueryDict("q=a+b&state=out&after=xyz")

    assert changed(query, state="in") == "?q=a+b&state=in"
    assert query.urlencode() == "q=a+b&state=out&after=xyz"


def test_a_parameter_set_to_nothing_is_gone():
    assert changed(QueryDict("q=a&state=out"), state=None, q="") == "?"


def test_the_cursor_itself_can_be_set():
    assert changed(QueryDict("q=a&before=b"), after="c") == "?q=a&after=c"


def test_a_value_of_many_is_added_and_taken_away():
    query = QueryDict("place=42&place=4201&after=x")

    assert toggled(query, "place", "4205") == "?place=42&place=4201&place=4205"
    assert toggled(query, "place", "42") == "?place=4201"


def test_chips_name_each_filter_in_force_and_lead_to_the_list_without_it():
    query = QueryDict("q=臂&place=42&place=4201&state=out&sort=-benefit")

    assert chips(Filters(query), query) == (
        Chip(label="Search", value="臂", url="?place=42&place=4201&state=out&sort=-benefit"),
        Chip(label="State", value="已发布", url="?q=%E8%87%82&place=42&place=4201&sort=-benefit"),
        Chip(label="Place", value="湖北", url="?q=%E8%87%82&place=4201&state=out&sort=-benefit"),
        Chip(label="Place", value="武汉", url="?q=%E8%87%82&place=42&state=out&sort=-benefit"),
    )


def test_a_ticked_box_says_yes_and_not_what_the_address_says():
    query = QueryDict("late=on")

    with translation.override("en"):
        assert chips(Filters(query), query) == (Chip(label="Late", value="yes", url="?"),)


def test_a_filter_that_is_no_choice_makes_no_chip():
    query = QueryDict("state=everything")

    assert chips(Filters(query), query) == ()


def test_a_number_is_first_sorted_from_the_largest_and_a_text_from_its_beginning():
    heads = [("title", "Result", "text"), ("benefit", "Benefit", "number"), ("who", "Who", "text")]

    assert columns(QueryDict("q=a"), heads, sortable=("title", "benefit"), default="-benefit") == (
        Column(label="Result", url="?q=a&sort=title"),
        Column(label="Benefit", kind="number", url="?q=a&sort=benefit", sorted="descending"),
        Column(label="Who"),
    )


def test_the_sort_in_the_address_wins_over_the_default():
    heads = [("title", "Result", "text")]

    (title,) = columns(QueryDict("sort=title"), heads, sortable=("title",), default="-title")

    assert title == Column(label="Result", url="?sort=-title", sorted="ascending")
