"""What is filled in with each act upon an objection, and to record one that came by letter, telephone or visit."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from xinghe.decisions.vocab import PART_LIMIT
from xinghe.foundation.clock import CHINA
from xinghe.notices.rules.words import Identity
from xinghe.notices.vocab import (
    ADDRESS_LIMIT,
    CHANNEL_LABELS,
    FINDING_LIMIT,
    NAME_LIMIT,
    OBJECTING_LABELS,
    OBJECTION_LEAST,
    OBJECTION_LIMIT,
    OUTCOME_LABELS,
    PHONE_LIMIT,
    REASON_LEAST,
    REASON_LIMIT,
    Channel,
    Objecting,
    Outcome,
)
from xinghe.web.desk.recommendation_forms import SeenForm
from xinghe.web.kit.words import labelled

_INSTANT: Final = "%Y-%m-%dT%H:%M"
_NOTHING: Final = "nothing"


def _words(label: Any, help_text: Any, *, most: int = REASON_LIMIT, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=REASON_LEAST,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class RefuseForm(SeenForm):
    """By which rule, and how it is broken."""

    ground = forms.ChoiceField(label=gettext_lazy("Rule"), widget=forms.RadioSelect)
    words = _words(
        gettext_lazy("How it breaks the rule"), gettext_lazy("Those who handle objections read it.")
    )

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = list(grounds)  # type: ignore[attr-defined]  # a ChoiceField


class AssignForm(SeenForm):
    """Who looks into it."""

    person = forms.TypedChoiceField(label=gettext_lazy("Investigator"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]  # a ChoiceField


class FindingForm(SeenForm):
    """What was found."""

    words = _words(
        gettext_lazy("What you found"),
        gettext_lazy("What was looked at, who was asked, what holds and what does not. It is never changed."),
        most=FINDING_LIMIT,
        rows=6,
    )


class TimeForm(SeenForm):
    """Until when instead, and why."""

    until = forms.DateField(
        label=gettext_lazy("New last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = _words(gettext_lazy("Why"), gettext_lazy("Those who handle objections read it."))


class DecideForm(SeenForm):
    """What is decided about the line."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=labelled(OUTCOME_LABELS)[1:], widget=forms.RadioSelect
    )
    grade = forms.ChoiceField(label=gettext_lazy("Grade, where it becomes another"), required=False)
    article = forms.CharField(
        label=gettext_lazy("Rule by which its naming is revoked, where it is taken off the list"),
        required=False,
        max_length=PART_LIMIT,
        help_text=gettext_lazy("The document and its article; it is printed in the decision of revocation."),
    )
    words = _words(
        gettext_lazy("Why it is decided so"),
        gettext_lazy("The people of the application read it. Name nobody who objected."),
        rows=4,
    )

    def __init__(
        self, *args: Any, grades: Sequence[tuple[str, str]] = (), is_named: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # A grade that was conferred is not changed; an article is asked for where a naming would be revoked.
        if is_named:
            del self.fields["grade"]
            kept = [one for one in labelled(OUTCOME_LABELS)[1:] if one[0] != Outcome.CHANGE_GRADE]
            self.fields["outcome"].choices = kept  # type: ignore[attr-defined]  # a ChoiceField
            return
        del self.fields["article"]
        self.fields["grade"].choices = [("", "—"), *grades]  # type: ignore[attr-defined]  # a ChoiceField


class ReplyForm(SeenForm):
    """What the objector is told."""

    words = _words(
        gettext_lazy("Answer"),
        gettext_lazy(
            "Whoever objected reads it with the code they were given; send it to their address too."
        ),
        rows=4,
    )


class RevealForm(SeenForm):
    """For which purpose."""

    words = _words(
        gettext_lazy("Purpose"),
        gettext_lazy("It stands in the history of the objection beside your name."),
        rows=2,
    )


FORMS: dict[str, type[SeenForm]] = {
    "see-seal": SeenForm,
    "admit": SeenForm,
    "refuse": RefuseForm,
    "assign": AssignForm,
    "find": FindingForm,
    "give-time": TimeForm,
    "decide": DecideForm,
    "reply": ReplyForm,
    "reveal": RevealForm,
}


class RecordForm(forms.Form):
    """An objection that came by another way than the form."""

    line = forms.ChoiceField(label=gettext_lazy("About"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Came by"),
        choices=[(one.value, CHANNEL_LABELS[one]) for one in Channel if one is not Channel.FORM],
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INSTANT),
        help_text=gettext_lazy("When it came, not when you enter it."),
    )
    objecting = forms.ChoiceField(
        label=gettext_lazy("Who objects"), choices=labelled(OBJECTING_LABELS)[1:], widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the person or unit"), required=False, max_length=NAME_LIMIT
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=ADDRESS_LIMIT)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=PHONE_LIMIT)
    has_seal = forms.BooleanField(label=gettext_lazy("It bears the seal of the unit"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What is objected, word for word"),
        min_length=OBJECTION_LEAST,
        max_length=OBJECTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = (_NOTHING, gettext_lazy("nothing on the list"))
        self.fields["line"].choices = [("", "—"), *lines, nothing]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["channel"].choices = labelled(  # type: ignore[attr-defined]  # a ChoiceField
            {one: CHANNEL_LABELS[one] for one in Channel if one is not Channel.FORM}
        )[1:]

    def identity(self) -> Identity:
        """Who objects. Only after ``is_valid``."""
        read = self.cleaned_data
        return Identity(
            objecting=Objecting(read["objecting"]),
            name=read["name"],
            address=read["address"],
            phone=read["phone"],
        )

    @property
    def line_code(self) -> str:
        """The code of the line, empty where it is about none. Only after ``is_valid``."""
        said: str = self.cleaned_data["line"]
        return "" if said == _NOTHING else said

    @property
    def received(self) -> Any:
        """When it came, by the clock of China where the form says no zone."""
        said = self.cleaned_data["received_at"]
        return said if said.tzinfo else said.replace(tzinfo=CHINA)
