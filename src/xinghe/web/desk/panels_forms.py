"""What is filled in to arrange a panel: how it begins, its draw, who leaves, conflicts, and reasons."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinghe.reviews.rules.words import LEAST_REASON, MOST_REASON
from xinghe.reviews.vocab import CONFLICT_LABELS, DECLARABLE, MOST_SEATS
from xinghe.web.kit.words import labelled

_INSTANT: Final = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INSTANT)
    return forms.DateTimeField(label=label, widget=widget)


class PanelForm(forms.Form):
    """A panel of a call, in one of its phases of judging."""

    phase = forms.ChoiceField(label=gettext_lazy("Phase"))
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        required=False,
        help_text=gettext_lazy("One category, or all of them together."),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("So many judges are drawn; everybody else in the pool stands by."),
    )
    per_entry = forms.IntegerField(
        label=gettext_lazy("Judges for each entry"), min_value=1, max_value=MOST_SEATS
    )
    is_blind = forms.BooleanField(
        label=gettext_lazy("The judges do not learn whose an entry is"),
        required=False,
        help_text=gettext_lazy(
            "Holds in the first review only; in a defence and on site they meet the applicant."
        ),
    )
    opens_at = _moment(gettext_lazy("Takes scores from"))
    closes_at = _moment(gettext_lazy("Takes scores until"))
    cut = forms.IntegerField(
        label=gettext_lazy("Entries above the line"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("How many are to be chosen, if that is known already."),
    )

    def __init__(
        self,
        *args: Any,
        phases: Sequence[tuple[str, str]],
        categories: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = list(phases)  # type: ignore[attr-defined]  # a ChoiceField
        if categories:
            self.fields["category"].choices = [("", _("All categories together")), *categories]  # type: ignore[attr-defined]
        else:
            del self.fields["category"]


class ReviewReasonForm(forms.Form):
    """Why, for others to read."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands in the record."),
    )


class VacateForm(ReviewReasonForm):
    """Who leaves a seat, and which stand-bys cannot come."""

    seat = forms.CharField(widget=forms.HiddenInput, max_length=10)
    unavailable = forms.MultipleChoiceField(
        label=gettext_lazy("Stand-bys who cannot come"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The first of the others takes the seat."),
    )

    def __init__(self, *args: Any, standbys: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if standbys:
            self.fields["unavailable"].choices = list(standbys)  # type: ignore[attr-defined]
        else:
            del self.fields["unavailable"]


class CommitForm(forms.Form):
    """What is fixed before a draw of judges."""

    supervisor = forms.CharField(
        label=gettext_lazy("Supervised by"),
        max_length=60,
        help_text=gettext_lazy("Before whose eyes the draw is held; the name stands on the signed record."),
    )
    most_of_employer = forms.IntegerField(
        label=gettext_lazy("At most so many of one employer"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("Empty: any number."),
    )
    most_of_group = forms.IntegerField(
        label=gettext_lazy("At most so many of one group of enterprises"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("Empty: any number."),
    )
    beacon_source = forms.CharField(
        label=gettext_lazy("Public number that is mixed in"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "One that nobody can know yet, such as the closing Shanghai index of the day of the draw. Empty: none."
        ),
    )

    def __init__(self, *args: Any, fields_known: Mapping[str, tuple[str, int]], **kwargs: Any) -> None:
        """``fields_known``: code of a field → what it is called, and how many judges of the pool name it."""
        super().__init__(*args, **kwargs)
        self.known = fields_known
        for code, (label, count) in fields_known.items():
            self.fields[f"seats_{code}"] = forms.IntegerField(
                label=f"{label} ({count})", required=False, min_value=0, max_value=min(count, MOST_SEATS)
            )

    @property
    def strata(self) -> tuple[BoundField, ...]:
        """The fields that say how many seats each field of work gets."""
        return tuple(self[f"seats_{code}"] for code in self.known)

    @property
    def usual(self) -> tuple[BoundField, ...]:
        """All others."""
        names = ("supervisor", "most_of_employer", "most_of_group", "beacon_source")
        return tuple(self[name] for name in names)

    def by_field(self) -> dict[str, int]:
        """Seats by field, where some are wanted."""
        read = self.cleaned_data
        return {code: read[f"seats_{code}"] for code in self.known if read.get(f"seats_{code}")}


class SupervisorForm(forms.Form):
    """Before whose eyes a running order is drawn."""

    supervisor = CommitForm.base_fields["supervisor"]


class BeaconForm(forms.Form):
    """The public number that was promised to be mixed in."""

    beacon = forms.CharField(label=gettext_lazy("The public number"), max_length=120)


class PinForm(forms.Form):
    """A conflict that no record shows."""

    judge = forms.TypedChoiceField(label=gettext_lazy("Judge"), coerce=int)
    application = forms.TypedChoiceField(label=gettext_lazy("Entry"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of conflict"),
        choices=labelled({kind: CONFLICT_LABELS[kind] for kind in DECLARABLE})[1:],
    )
    words = forms.CharField(
        label=gettext_lazy("What it is"),
        min_length=LEAST_REASON,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        judges: Sequence[tuple[int, str]],
        entries: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judge"].choices = list(judges)  # type: ignore[attr-defined]  # ChoiceFields
        self.fields["application"].choices = list(entries)  # type: ignore[attr-defined]
