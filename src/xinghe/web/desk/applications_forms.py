"""What is filled in with each move of an application."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from xinghe.programmes.rules.seal import LENGTH
from xinghe.programmes.vocab import LEAST_WORDS, OPINION_LIMIT, WORDS_LIMIT, MoveName
from xinghe.web.desk.recommendation_forms import DeclineForm, ReturnForm, SeenForm


class OpinionForm(SeenForm):
    """What a desk says when it sends on or admits."""

    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        required=False,
        max_length=OPINION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The applicant and the desks above will read it."),
    )


class RemoveForm(SeenForm):
    """Why it leaves the list."""

    words = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=LEAST_WORDS,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The people concerned will read it."),
    )


class ProposeForm(SeenForm):
    """For which grade."""

    grade = forms.ChoiceField(label=gettext_lazy("Grade"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, grades: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = list(grades)  # type: ignore[attr-defined]  # a ChoiceField


class SealForm(SeenForm):
    """The word at the foot of the sealed page."""

    word = forms.CharField(
        label=gettext_lazy("Check word"),
        min_length=LENGTH,
        max_length=LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("The eight characters at the foot of the page that was sealed."),
    )


# The form of each move that a desk makes; the name of its address follows from it.
FORMS: dict[str, type[SeenForm]] = {
    MoveName.FORWARD: OpinionForm,
    MoveName.RETURN: ReturnForm,
    MoveName.DECLINE: DeclineForm,
    MoveName.ADMIT: OpinionForm,
    MoveName.ASK_FOR_MORE: ReturnForm,
    MoveName.SHORTLIST: OpinionForm,
    MoveName.VISIT: OpinionForm,
    MoveName.CONCLUDE: OpinionForm,
    MoveName.PROPOSE: ProposeForm,
    MoveName.REMOVE: RemoveForm,
    MoveName.UNDO_FORWARD: SeenForm,
    MoveName.TAKE_BACK: SeenForm,
    "seal": SealForm,
}
