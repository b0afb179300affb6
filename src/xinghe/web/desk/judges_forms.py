"""What is filled in about a judge: fields, employer, honours, and when they have time."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from xinghe.reviews.queries import Judge
from xinghe.web.kit.draws import field_words

MOST_FIELDS = 40
MOST_LOAD = 999


def _day(label: Any, *, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


def _text(label: Any, *, limit: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=limit, help_text=help_text)


class FreeTimeForm(forms.Form):
    """From when until when, and for how many entries. Anything may be left empty."""

    available_from = _day(gettext_lazy("Has time from"))
    available_until = _day(
        gettext_lazy("No time any more from"),
        help_text=gettext_lazy("A panel that ends on that day or later is drawn without them."),
    )
    load_wish = forms.IntegerField(
        label=gettext_lazy("At most so many entries"), required=False, min_value=1, max_value=MOST_LOAD
    )


class JudgeForm(forms.Form):
    """What draws, assignments and conflicts go by."""

    fields_named = forms.MultipleChoiceField(
        label=gettext_lazy("Expert in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    near_named = forms.MultipleChoiceField(
        label=gettext_lazy("Near enough to judge"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_fields = _text(
        gettext_lazy("Other fields"),
        limit=200,
        help_text=gettext_lazy("Fields that the list above lacks, with commas between them."),
    )
    speciality = _text(gettext_lazy("Speciality and title"), limit=120)
    employer = _text(
        gettext_lazy("Employer"),
        limit=120,
        help_text=gettext_lazy("By it conflicts are found and draws limited."),
    )
    employer_code = _text(gettext_lazy("Credit code of the employer"), limit=18)
    employer_group = _text(gettext_lazy("Group of enterprises"), limit=120)
    honours = forms.CharField(
        label=gettext_lazy("Honours"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One in each line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(field_words().items())
        for name in ("fields_named", "near_named"):
            self.fields[name].choices = known  # type: ignore[attr-defined]  # ChoiceFields

    @property
    def usual(self) -> tuple[BoundField, ...]:
        """Every field but those that are near, which are seldom needed."""
        return tuple(bound for bound in self.visible_fields() if bound.name != "near_named")

    def said(self) -> dict[str, Any]:
        """What a command takes."""
        read = self.cleaned_data
        others = [
            one.strip() for one in read["other_fields"].replace("，", ",").replace("、", ",").split(",")
        ]
        lines = [line.strip() for line in read["honours"].splitlines()]
        return {
            "fields": [*read["fields_named"], *filter(None, others)],
            "near_fields": read["near_named"],
            "honours": [{"title": line} for line in lines if line],
            **{name: read[name] for name in ("speciality", "employer", "employer_code", "employer_group")},
        }


class EnrolForm(JudgeForm, FreeTimeForm):
    """Somebody to take into a pool."""

    union = forms.TypedChoiceField(label=gettext_lazy("Pool of"), coerce=int)
    field_order = ("union", "fields_named", "near_named", "other_fields", "speciality", "employer")

    def __init__(self, *args: Any, unions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = unions  # type: ignore[attr-defined]  # a ChoiceField


def judge_initial(judge: Judge) -> Mapping[str, Any]:
    """What is known of a judge, as the form shows it."""
    known = field_words()
    return {
        "fields_named": [one for one in judge.fields if one in known],
        "near_named": [one for one in judge.near_fields if one in known],
        "other_fields": ", ".join(one for one in judge.fields if one not in known),
        "speciality": judge.speciality,
        "employer": judge.employer,
        "employer_code": judge.employer_code,
        "employer_group": judge.employer_group,
        "honours": "\n".join(str(one.get("title", "")) for one in judge.honours),
    }
