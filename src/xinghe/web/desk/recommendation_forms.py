"""What is filled in with each act upon a recommendation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from xinghe.recommendations.vocab import (
    CORRECTION_DAYS,
    LEAST_WORDS,
    MOST_CORRECTION_DAYS,
    OPINION_LIMIT,
    REASON_LABELS,
    WORDS_LIMIT,
)
from xinghe.web.kit.words import labelled


class SeenForm(forms.Form):
    """Which state of things the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def opinion_field() -> forms.CharField:
    """One sentence."""
    return forms.CharField(
        label=gettext_lazy("Opinion"),
        required=False,
        max_length=OPINION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=LEAST_WORDS,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The people concerned will read it."),
    )


def _reasons() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Reasons"),
        choices=labelled(REASON_LABELS)[1:],
        widget=forms.CheckboxSelectMultiple,
    )


class OpinionForm(SeenForm):
    """What a desk says when it sends on or accepts."""

    opinion = opinion_field()


class ReturnForm(SeenForm):
    """Why it comes back, and until when."""

    reasons = _reasons()
    words = _words(gettext_lazy("What is missing"))
    days = forms.IntegerField(
        label=gettext_lazy("Working days for the correction"),
        min_value=1,
        max_value=MOST_CORRECTION_DAYS,
        initial=CORRECTION_DAYS,
    )


class DeclineForm(SeenForm):
    """Why it ends here."""

    reasons = _reasons()
    words = _words(gettext_lazy("Reason"))


class WithdrawForm(SeenForm):
    """Why the unit takes it back."""

    words = _words(gettext_lazy("Reason"))


class AgainForm(SeenForm):
    """What was corrected."""

    words = forms.CharField(
        label=gettext_lazy("What was corrected"),
        required=False,
        max_length=OPINION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
