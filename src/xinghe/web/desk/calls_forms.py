"""What is filled in to make a call: where it begins, what a draft settles, a longer time, and reasons."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from xinghe.foundation.clock import CHINA
from xinghe.programmes import queries
from xinghe.programmes.rules.form import Field, FieldType
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS, Method, Settling
from xinghe.programmes.rules.settings import EXTRA, MOST_EXTRA_FIELDS, MOST_NOTICE_DAYS, Settings
from xinghe.programmes.rules.terms import Article, Terms
from xinghe.programmes.vocab import LEAST_WORDS, TITLE_LIMIT, WORDS_LIMIT
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.parts import Words
from xinghe.web.kit.words import labelled

# What an organiser may ask besides; a table of one's own would need a form for its columns.
EXTRA_TYPES: Final[dict[FieldType, Words]] = {
    FieldType.TEXT: gettext_lazy("one line"),
    FieldType.LONG_TEXT: gettext_lazy("a longer text"),
    FieldType.CHOICE: gettext_lazy("a choice"),
    FieldType.NUMBER: gettext_lazy("a figure"),
    FieldType.DATE: gettext_lazy("a day"),
    FieldType.TICK: gettext_lazy("a tick"),
}
_EMPTY_ROWS: Final = 2
_LIMITS: Final = {FieldType.TEXT: 100, FieldType.LONG_TEXT: 500}
_INSTANT: Final = "%Y-%m-%dT%H:%M"
_DATED: Final = gettext_lazy("Needed before it is sent for approval.")


def _moment(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INSTANT)
    return forms.DateTimeField(label=label, required=required, widget=widget, help_text=help_text)


def _title() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Title of the call"), min_length=2, max_length=TITLE_LIMIT)


def _year() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)


class BeginForm(forms.Form):
    """A call of a kind, at a union where one may make calls."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of programme"), widget=forms.RadioSelect)
    union = forms.TypedChoiceField(label=gettext_lazy("In the name of"), coerce=int)
    title = _title()
    year = _year()


class CopyForm(forms.Form):
    """A call from an earlier one."""

    title = _title()
    year = _year()


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=LEAST_WORDS,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The people concerned will read it."),
    )


class ExtensionForm(ReasonForm):
    """Until when instead, and why."""

    until = _moment(gettext_lazy("New end"), required=True)
    field_order = ("until", "reason")


class DraftForm(forms.Form):
    """Everything that an organiser settles of one call; its fields follow from the terms it began with."""

    title = _title()
    edition = forms.CharField(
        label=gettext_lazy("Edition"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Such as 第七届."),
    )
    announcement = forms.CharField(
        label=gettext_lazy("Announcement"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("What anybody reads on the page of the call."),
    )
    opens_at = _moment(gettext_lazy("Takes applications from"), help_text=_DATED)
    closes_at = _moment(gettext_lazy("Closes at"), help_text=_DATED)
    judges_per_entry = forms.IntegerField(
        label=gettext_lazy("Judges for each application"),
        min_value=3,
        max_value=15,
        help_text=gettext_lazy("An odd number; five or more where the highest and the lowest are dropped."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How scores are put together"), choices=labelled(METHOD_LABELS)[1:]
    )
    settling = forms.ChoiceField(label=gettext_lazy("What settles it"), choices=labelled(SETTLING_LABELS)[1:])

    def __init__(self, *args: Any, terms: Terms, conditions: tuple[Any, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms, self.conditions = terms, conditions
        if terms.notice_days:
            self.fields["notice_days"] = forms.IntegerField(
                label=gettext_lazy("Working days of public notice"), min_value=1, max_value=MOST_NOTICE_DAYS
            )
        for criterion in terms.rubric.criteria:
            field = forms.IntegerField(label=own_words(criterion.label), min_value=1, max_value=100)
            field.widget.attrs |= {"data-sum": "points"}
            self.fields[f"points_{criterion.code}"] = field
        for grade in terms.grades:
            self.fields[f"most_{grade.code}"] = forms.IntegerField(
                label=own_words(grade.label), required=False, min_value=0, max_value=9999
            )
        for code, label in (*((one.code, one.label) for one in terms.grades), *terms.categories):
            self.fields[f"called_{code}"] = forms.CharField(
                label=own_words(label), required=False, max_length=30
            )
        if conditions:
            for part in ("document", "number"):
                self.fields[f"shared_{part}"] = forms.CharField(
                    label=_ARTICLE_LABELS[part], required=False, max_length=120
                )
        for condition in conditions:
            for part, longest in (("document", 120), ("number", 60), ("article", 60)):
                self.fields[f"{part}_{condition.code}"] = forms.CharField(
                    label=_ARTICLE_LABELS[part], required=False, max_length=longest
                )
        self.extra_rows = min(len(extra_fields(terms)) + _EMPTY_ROWS, MOST_EXTRA_FIELDS)
        for at in range(self.extra_rows):
            self._add_extra(at)

    def _add_extra(self, at: int) -> None:
        self.fields |= {
            f"extra_{at}_label": forms.CharField(
                label=gettext_lazy("Question"), required=False, max_length=60
            ),
            f"extra_{at}_type": forms.ChoiceField(
                label=gettext_lazy("Answer"), required=False, choices=list(EXTRA_TYPES.items())
            ),
            f"extra_{at}_options": forms.CharField(
                label=gettext_lazy("Choices, one a line"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            f"extra_{at}_required": forms.BooleanField(
                label=gettext_lazy("must be answered"), required=False
            ),
            f"extra_{at}_identifies": forms.BooleanField(
                label=gettext_lazy("says who applies, so judges do not see it"), required=False
            ),
        }

    def question(self, at: int) -> tuple[BoundField, ...]:
        """The fields of one question of the organiser's."""
        return tuple(
            self[f"extra_{at}_{part}"] for part in ("label", "type", "options", "required", "identifies")
        )

    def settings(self) -> Settings:
        """What was settled, as the command takes it. Only after ``is_valid``."""
        read, terms = self.cleaned_data, self.terms
        called = [*(one.code for one in terms.grades), *(code for code, _ in terms.categories)]
        return Settings(
            points={one.code: read[f"points_{one.code}"] for one in terms.rubric.criteria},
            grades={one.code: read[f"most_{one.code}"] for one in terms.grades},
            notice_days=read.get("notice_days"),
            judges_per_entry=read["judges_per_entry"],
            method=Method(read["method"]),
            settling=Settling(read["settling"]),
            extra_fields=tuple(filter(None, (self._extra_read(at) for at in range(self.extra_rows)))),
            articles={one.code: said for one in self.conditions if (said := self._article(one.code))},
            labels={code: read[f"called_{code}"] for code in called if read[f"called_{code}"]},
        )

    def _article(self, code: str) -> Article | None:
        """What is cited for one condition: its own document, or an article of the one that all share."""
        read = self.cleaned_data
        document, number, article = (read[f"{part}_{code}"] for part in ("document", "number", "article"))
        if not document and article:
            document, number = read["shared_document"], read["shared_number"]
        return Article(document=document, number=number, article=article) if document else None

    def _extra_read(self, at: int) -> Field | None:
        read = {part: self.cleaned_data[f"extra_{at}_{part}"] for part in _EXTRA_PARTS}
        if not read["label"]:
            return None
        kind = FieldType(read["type"] or FieldType.TEXT)
        lines = [line.strip() for line in read["options"].splitlines() if line.strip()]
        return Field(
            name=f"extra_{at + 1}",
            label=read["label"],
            type=kind,
            limit=_LIMITS.get(kind, 0),
            is_required=read["required"],
            options=tuple((f"option_{number}", line) for number, line in enumerate(lines, 1))
            if kind is FieldType.CHOICE
            else (),
            identifies=read["identifies"],
        )


_EXTRA_PARTS: Final = ("label", "type", "options", "required", "identifies")
_ARTICLE_LABELS: Final = {
    "document": gettext_lazy("Document in force"),
    "number": gettext_lazy("Its number"),
    "article": gettext_lazy("Article"),
}


def extra_fields(terms: Terms) -> tuple[Field, ...]:
    """The organiser's own questions."""
    return next((one.fields for one in terms.form.sections if one.title == EXTRA), ())


def draft_initial(call: queries.Call, terms: Terms) -> Mapping[str, Any]:
    """What a draft says now, as its form shows it."""
    found: dict[str, Any] = {
        "title": call.title,
        "edition": call.edition,
        "announcement": call.announcement,
        "opens_at": call.opens_at.astimezone(CHINA) if call.opens_at else None,
        "closes_at": call.closes_at.astimezone(CHINA) if call.closes_at else None,
        "judges_per_entry": terms.judging.per_entry,
        "method": terms.judging.method,
        "settling": terms.judging.settling,
        "notice_days": terms.notice_days,
    }
    found |= {f"points_{one.code}": one.points for one in terms.rubric.criteria}
    found |= {f"most_{one.code}": one.most for one in terms.grades}
    found |= {f"called_{code}": label for code, label in terms.labels.items()}
    for code, article in terms.articles.items():
        found |= {
            f"document_{code}": article.document,
            f"number_{code}": article.number,
            f"article_{code}": article.article,
        }
    for at, field in enumerate(extra_fields(terms)):
        found |= {
            f"extra_{at}_label": field.label,
            f"extra_{at}_type": field.type,
            f"extra_{at}_options": "\n".join(label for _, label in field.options),
            f"extra_{at}_required": field.is_required,
            f"extra_{at}_identifies": field.identifies,
        }
    return found
