"""The screens on which an idea is written: one question a screen. Nothing is required here: a draft may lack anything."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinghe.foundation.amounts import AmountUnreadable, format_amount, parse_amount
from xinghe.foundation.text import narrow
from xinghe.ideas.actions import CreatorEntry
from xinghe.ideas.rules.paper import Measure, Paper
from xinghe.ideas.vocab import AWARDS_LIMIT, MEASURES_LIMIT, SAID_NEW_LIMIT, SCOPE_LABELS, Scope
from xinghe.results.vocab import (
    BASIS_LABELS,
    CATEGORY_LABELS,
    CREATORS_LIMIT,
    EFFECT_LIMIT,
    FIELD_LABELS,
    INNOVATION_LIMIT,
    IP_LIMIT,
    PROBLEM_LIMIT,
    SOLUTION_LIMIT,
    TITLE_LIMIT,
    Basis,
    Category,
    Field,
)
from xinghe.web.kit.words import labelled


def _prose(label: Any, limit: int, *, rows: int, help_text: Any = "") -> forms.CharField:
    """A long answer; the page counts towards ``limit`` and hand-in judges it, so that nothing typed is lost."""
    attributes = {"rows": rows, "data-limit": limit}
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs=attributes)
    )


def _choices(labels: Mapping[Any, str], empty: str) -> list[tuple[str, Any]]:
    return [("", empty), *labelled(labels)[1:]]


class ScreenForm(forms.Form):
    """A screen. ``ASKED`` cannot stay empty when the idea is handed in, though a draft may lack it."""

    ASKED: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.ASKED:
            self.fields[name].is_asked = True  # type: ignore[attr-defined]  # read by the field's template


class WhatForm(ScreenForm):
    """What it is."""

    ASKED = frozenset({"category", "title", "field"})

    category = forms.ChoiceField(
        label=gettext_lazy("Which of the five is it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=labelled(CATEGORY_LABELS)[1:],
    )
    title = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        required=False,
        help_text=gettext_lazy("At most 30 characters, without the names of firms or brands."),
        widget=forms.TextInput(attrs={"data-limit": TITLE_LIMIT, "autocomplete": "off"}),
    )
    field = forms.ChoiceField(label=gettext_lazy("Which field does it belong to?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = _choices(FIELD_LABELS, _("Choose"))  # type: ignore[attr-defined]

    @staticmethod
    def values_of(paper: Paper) -> dict[str, object]:
        """What stands on the paper."""
        return {"category": paper.category or "", "title": paper.title, "field": paper.field or ""}

    def onto(self, paper: Paper) -> Paper:
        """The paper with what can be read of this screen."""
        read = self.cleaned_data
        return replace(
            paper,
            category=Category(read["category"]) if read.get("category") else None,
            title=read.get("title", paper.title),
            field=Field(read["field"]) if read.get("field") else None,
        )


class HowForm(ScreenForm):
    """What troubled, and what is done about it."""

    ASKED = frozenset({"problem", "solution"})

    problem = _prose(gettext_lazy("What is the trouble?"), PROBLEM_LIMIT, rows=4)
    solution = _prose(
        gettext_lazy("What do you do about it?"),
        SOLUTION_LIMIT,
        rows=7,
        help_text=gettext_lazy("So that a colleague elsewhere could do it after you."),
    )
    innovation = _prose(gettext_lazy("What is new about it?"), INNOVATION_LIMIT, rows=3)

    @staticmethod
    def values_of(paper: Paper) -> dict[str, object]:
        """What stands on the paper."""
        return {"problem": paper.problem, "solution": paper.solution, "innovation": paper.innovation}

    def onto(self, paper: Paper) -> Paper:
        """The paper with what can be read of this screen."""
        return replace(paper, **{name: self.cleaned_data.get(name, "") for name in self.fields})


class ProofForm(ScreenForm):
    """What it brings: figures before and after, dates, benefit."""

    effect = _prose(gettext_lazy("What does it bring?"), EFFECT_LIMIT, rows=3)
    finished = forms.DateField(
        label=gettext_lazy("Finished on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )  # fmt: skip
    applied = forms.DateField(
        label=gettext_lazy("In use since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )  # fmt: skip
    scope = forms.ChoiceField(label=gettext_lazy("Where is it used?"), required=False)
    benefit = forms.CharField(
        label=gettext_lazy("Benefit in a year"),
        required=False,
        help_text=gettext_lazy("As you would say it: 12万元, 约3000元, 近50万."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    basis = forms.ChoiceField(label=gettext_lazy("Was it had, or is it expected?"), required=False)
    property_rights = _prose(gettext_lazy("Patents and the like"), IP_LIMIT, rows=2)
    prior_awards = _prose(gettext_lazy("Awards it has had"), AWARDS_LIMIT, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = _choices(SCOPE_LABELS, _("Choose"))  # type: ignore[attr-defined]
        self.fields["basis"].choices = _choices(BASIS_LABELS, _("Choose"))  # type: ignore[attr-defined]

    @staticmethod
    def values_of(paper: Paper) -> dict[str, object]:
        """What stands on the paper."""
        return {
            "effect": paper.effect,
            "finished": paper.finished,
            "applied": paper.applied,
            "scope": paper.scope or "",
            "benefit": format_amount(paper.benefit) if paper.benefit else "",
            "basis": paper.basis or "",
            "property_rights": paper.property_rights,
            "prior_awards": paper.prior_awards,
        }

    def clean_benefit(self) -> object:
        """An amount as people write it."""
        text = self.cleaned_data["benefit"]
        if not text.strip():
            return None
        try:
            return parse_amount(text)
        except AmountUnreadable:
            raise forms.ValidationError(
                _("“%(text)s” is not one amount. Write it like 12万元 or 约3000元.") % {"text": text[:40]}
            ) from None

    def measures(self) -> tuple[Measure, ...]:
        """The figures that were filled in, in their order."""
        found = []
        for row in range(MEASURES_LIMIT):
            values = {name: str(self.data.get(f"m{row}-{name}", "")).strip()[:60] for name in MEASURE}
            if any(values.values()):
                found.append(Measure(**values))
        return tuple(found)

    def onto(self, paper: Paper) -> Paper:
        """The paper with what can be read of this screen; what cannot stays as it was."""
        read = self.cleaned_data
        return replace(
            paper,
            effect=read.get("effect", ""),
            measures=self.measures(),
            finished=read.get("finished", paper.finished)
            if "finished" not in self.errors
            else paper.finished,
            applied=read.get("applied", paper.applied) if "applied" not in self.errors else paper.applied,
            scope=Scope(read["scope"]) if read.get("scope") else None,
            benefit=read.get("benefit") if "benefit" not in self.errors else paper.benefit,
            basis=Basis(read["basis"]) if read.get("basis") else None,
            property_rights=read.get("property_rights", ""),
            prior_awards=read.get("prior_awards", ""),
        )


MEASURE = ("name", "unit", "before", "after")


class NewForm(ScreenForm):
    """What is new, said in the sight of what resembles it."""

    said_new = _prose(
        gettext_lazy("What is new in yours?"),
        SAID_NEW_LIMIT,
        rows=3,
        help_text=gettext_lazy(
            "If something above resembles it: say what yours does otherwise. Nobody is refused by a machine."
        ),
    )

    @staticmethod
    def values_of(paper: Paper) -> dict[str, object]:
        """What stands on the paper."""
        return {"said_new": paper.said_new}

    def onto(self, paper: Paper) -> Paper:
        """The paper with what can be read of this screen."""
        return replace(paper, said_new=self.cleaned_data.get("said_new", ""))


CREATOR = ("staff_number", "name", "post", "share")


def creators_of(data: Mapping[str, str]) -> list[CreatorEntry]:
    """The creators that were filled in, in their order. Raises ValueError with a share that is none."""
    found = []
    for row in range(CREATORS_LIMIT + 1):
        values = {name: str(data.get(f"c{row}-{name}", "")).strip()[:60] for name in CREATOR}
        if not (values["staff_number"] or values["name"]):
            continue
        try:
            share = Decimal(narrow(values["share"]).rstrip("%") or "0")
        except InvalidOperation:
            raise ValueError(values["share"]) from None
        if not share.is_finite() or not 0 <= share <= 100:
            raise ValueError(values["share"])
        found.append(
            CreatorEntry(
                staff_number=values["staff_number"],
                name=values["name"],
                share=share,
                post=values["post"],
                is_frontline=bool(data.get(f"c{row}-is_frontline")),
            )
        )
    return found
