"""What is filled in for a decision: its words, its number and date, and why a naming is taken back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from xinghe.decisions.rules.wording import DecisionText
from xinghe.decisions.vocab import (
    BODY_LIMIT,
    LEAST_ARTICLE,
    LEAST_REASON,
    LONGEST_ISSUER,
    MOST_ANNEXES,
    MOST_COSIGNERS,
    PART_LIMIT,
    REASON_LIMIT,
    TITLE_LIMIT,
)
from xinghe.papers.rules.wording import ReservedWording, refuse_reserved
from xinghe.web.kit.doors import sentence

# What stands on a certificate or names what is given: checked where it was typed.
_ON_CERTIFICATES: Final = ("title", "list_title", "certificate_words", "cosigners")


class DecisionForm(forms.Form):
    """The words of a draft; a revocation has no list and no certificates."""

    title = forms.CharField(
        label=gettext_lazy("Title of the document"),
        min_length=4,
        max_length=TITLE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    addressee = forms.CharField(
        label=gettext_lazy("Addressed to"),
        required=False,
        max_length=PART_LIMIT,
        help_text=gettext_lazy("Such as 各市、州总工会. Empty, it is addressed to nobody in particular."),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        min_length=10,
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Each line becomes a paragraph."),
    )
    list_title = forms.CharField(
        label=gettext_lazy("Title of the list"), required=False, max_length=TITLE_LIMIT
    )
    certificate_words = forms.CharField(
        label=gettext_lazy("Words of the certificates"),
        required=False,
        max_length=PART_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "The grade follows these words. {title} and {call} are filled in for each; a grade is given (等次), never an award."
        ),
    )
    cosigners = forms.CharField(
        label=gettext_lazy("Issued together with"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "One body a line, in the order of the red head. Empty where the union issues it alone."
        ),
    )
    copies = forms.CharField(label=gettext_lazy("Copies to"), required=False, max_length=PART_LIMIT)
    dated_on = forms.DateField(
        label=gettext_lazy("Date it is to bear"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Whoever issues it settles the date; empty, it is the day of issue."),
    )

    def __init__(self, *args: Any, is_naming: bool, annexes: int = 0, **told: Any) -> None:
        super().__init__(*args, **told)
        if not is_naming:
            del self.fields["list_title"], self.fields["certificate_words"]
        asked = [name for name in self.data if name.startswith("annex_title_")]
        self.rows = min(MOST_ANNEXES, max(annexes + 1, len(asked)))
        for at in range(self.rows):
            self.fields[f"annex_title_{at}"] = forms.CharField(
                label=gettext_lazy("Title of the annex"), required=False, max_length=TITLE_LIMIT
            )
            self.fields[f"annex_text_{at}"] = forms.CharField(
                label=gettext_lazy("Text of the annex"),
                required=False,
                max_length=BODY_LIMIT,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean_cosigners(self) -> str:
        """At most so many, none too long."""
        lines = _lines(self.cleaned_data["cosigners"])
        if len(lines) > MOST_COSIGNERS or any(len(one) > LONGEST_ISSUER for one in lines):
            raise ValidationError(
                gettext_lazy("Name at most %(most)s bodies, each in at most %(limit)s characters."),
                params={"most": MOST_COSIGNERS, "limit": LONGEST_ISSUER},
            )
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """A word that may not be printed is refused where it was typed; an annex has both its parts."""
        read = super().clean() or self.cleaned_data
        for name in _ON_CERTIFICATES:
            try:
                refuse_reserved(read.get(name, ""))
            except ReservedWording as refusal:
                self.add_error(name, sentence(refusal))
        for at in range(self.rows):
            title, text = read.get(f"annex_title_{at}", ""), read.get(f"annex_text_{at}", "")
            if bool(title) != bool(text):
                empty = f"annex_text_{at}" if title else f"annex_title_{at}"
                self.add_error(
                    empty, gettext_lazy("An annex has a title and a text. Fill in both, or empty both.")
                )
        return read

    def annexes(self) -> tuple[tuple[BoundField, BoundField], ...]:
        """Title and text of each annex, with an empty pair for one more."""
        return tuple((self[f"annex_title_{at}"], self[f"annex_text_{at}"]) for at in range(self.rows))

    def text(self) -> DecisionText:
        """What was typed."""
        read = self.cleaned_data
        return DecisionText(
            title="".join(read["title"].splitlines()),
            body=read["body"],
            addressee=read["addressee"],
            cosigners=tuple(_lines(read["cosigners"])),
            copies=read["copies"],
            dated_on=read["dated_on"],
            list_title=read.get("list_title", ""),
            annexes=tuple(
                (read[f"annex_title_{at}"], read[f"annex_text_{at}"])
                for at in range(self.rows)
                if read[f"annex_title_{at}"]
            ),
            certificate_words="".join(read.get("certificate_words", "").splitlines()),
        )


def first_words(text: DecisionText) -> Mapping[str, Any]:
    """What a draft says now, as its form shows it."""
    found: dict[str, Any] = {
        name: getattr(text, name)
        for name in ("title", "body", "addressee", "copies", "dated_on", "list_title", "certificate_words")
    }
    found["cosigners"] = "\n".join(text.cosigners)
    for at, (title, body) in enumerate(text.annexes):
        found |= {f"annex_title_{at}": title, f"annex_text_{at}": body}
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class IssueForm(forms.Form):
    """The row that gives the number, and the date; ``digest`` is the draft that was read."""

    series = forms.TypedChoiceField(label=gettext_lazy("Number"), coerce=int)
    on = forms.DateField(
        label=gettext_lazy("Date of the document"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, series: Sequence[tuple[str, str]], **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["series"].choices = list(series)  # type: ignore[attr-defined]  # a ChoiceField


class RevokeForm(forms.Form):
    """Why a naming is taken back, and by which rule."""

    reason = forms.CharField(
        label=gettext_lazy("What was found"),
        min_length=LEAST_REASON,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It is printed in the decision."),
    )
    article = forms.CharField(
        label=gettext_lazy("Document and article in force"),
        min_length=LEAST_ARTICLE,
        max_length=PART_LIMIT,
        help_text=gettext_lazy("Such as 《职工技术创新成果交流活动办法》第十八条."),
    )
