"""What is filled in to draft a notice, and with each act upon one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from xinghe.notices.rules.clock import Clock
from xinghe.notices.rules.words import Contact
from xinghe.notices.vocab import (
    ACCEPT_DAYS,
    CHANNEL_LIMIT,
    INTRODUCTION_LIMIT,
    INVESTIGATE_DAYS,
    MOST_CHANNELS,
    MOST_DAYS,
    REASON_LEAST,
    REASON_LIMIT,
    REPLY_DAYS,
    TITLE_LIMIT,
)
from xinghe.programmes.queries import Application
from xinghe.web.desk.recommendation_forms import SeenForm

_EMPTY_ROWS: Final = 2
_LEAST_ROWS: Final = 3


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_DAYS)


class NoticeForm(SeenForm):
    """Everything that a notice says besides its list, and what its list holds."""

    title = forms.CharField(label=gettext_lazy("Title of the notice"), min_length=4, max_length=TITLE_LIMIT)
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=INTRODUCTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands above the list. No numbers of persons, nothing that is secret."),
    )
    accept = _days(gettext_lazy("to decide whether an objection is admitted"))
    investigate = _days(gettext_lazy("to look into it"))
    reply = _days(gettext_lazy("to answer whoever objected"))
    lines = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Applications on the list"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[int, str]], rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = list(offered)  # type: ignore[attr-defined]  # a choice field
        self.rows = rows
        for at in range(rows):
            self.fields |= {
                f"label_{at}": forms.CharField(
                    label=gettext_lazy("By"), required=False, max_length=CHANNEL_LIMIT
                ),
                f"value_{at}": forms.CharField(
                    label=gettext_lazy("Number or address"), required=False, max_length=CHANNEL_LIMIT
                ),
            }

    def channels(self) -> tuple[tuple[BoundField, BoundField], ...]:
        """The fields of each way to object."""
        return tuple((self[f"label_{at}"], self[f"value_{at}"]) for at in range(self.rows))

    def contacts(self) -> tuple[Contact, ...]:
        """The ways to object that were filled in. Only after ``is_valid``."""
        read = self.cleaned_data
        found = (
            Contact(label=read.get(f"label_{at}", ""), value=read.get(f"value_{at}", ""))
            for at in range(self.rows)
        )
        return tuple(one for one in found if one.label or one.value)

    def clock(self) -> Clock:
        """The working days of each step. Only after ``is_valid``."""
        read = self.cleaned_data
        return Clock(accept=read["accept"], investigate=read["investigate"], reply=read["reply"])


def channel_rows(contacts: Sequence[Contact]) -> int:
    """How many rows a form offers for these ways to object."""
    return min(max(len(contacts) + _EMPTY_ROWS, _LEAST_ROWS), MOST_CHANNELS)


def notice_initial(
    *, title: str, introduction: str, contacts: Sequence[Contact], clock: Clock, lines: Sequence[int]
) -> Mapping[str, Any]:
    """What a draft says now, as its form shows it."""
    found: dict[str, Any] = {
        "title": title,
        "introduction": introduction,
        "accept": clock.accept,
        "investigate": clock.investigate,
        "reply": clock.reply,
        "lines": list(lines),
    }
    for at, one in enumerate(contacts):
        found |= {f"label_{at}": one.label, f"value_{at}": one.value}
    return found


USUAL_CLOCK: Final = Clock(accept=ACCEPT_DAYS, investigate=INVESTIGATE_DAYS, reply=REPLY_DAYS)


class CorrectionForm(SeenForm):
    """What is corrected."""

    correction = forms.CharField(
        label=gettext_lazy("What is corrected, and why"),
        min_length=REASON_LEAST,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody reads it above the new list. Name nobody who objected."),
    )


def listed_label(one: Application, grades: Mapping[str, str]) -> str:
    """An application as the form offers it."""
    return " · ".join(part for part in (one.title, one.unit.name, grades.get(one.grade, one.grade)) if part)
