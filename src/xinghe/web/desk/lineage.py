"""The lineage of a result at the desk: what it comes from, what came of it, and tying it to another by its code."""

import unicodedata
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.ideas import queries as idea_queries
from xinghe.results import queries
from xinghe.texts.actions import Subject, tie_texts, untie
from xinghe.texts.queries import Family, family_of
from xinghe.texts.vocab import INVERSE_LABELS, RELATION_LABELS, Relation, SubjectKind
from xinghe.web.kit.doors import actor_of, changing
from xinghe.web.kit.lineage import Deed, LineageShown, lineage_shown

# Before the name of a relation that is read from its other end: “replicated by”.
_INVERSE = "by:"


class NoSuchCode(Refusal):
    """Nothing that this person may see has the code."""

    code = "no_such_code"
    message = gettext_noop(
        "No result that you may see has the code “%(code)s”. Copy it from the result's page."
    )
    status = 404


class RelationUnknown(Refusal):
    """The form did not say what the two are to each other."""

    code = "relation_unknown"
    message = gettext_noop(
        "What the two works are to each other is not said. Choose a relation from the list."
    )
    status = 422


def _relations() -> list[tuple[str, object]]:
    """Every relation as it is read from this work, in both directions where they differ."""
    forward = [(str(relation), gettext_lazy(label)) for relation, label in RELATION_LABELS.items()]
    backward = [
        (f"{_INVERSE}{relation}", gettext_lazy(label))
        for relation, label in INVERSE_LABELS.items()
        if label != RELATION_LABELS[relation]
    ]
    return [*forward, *backward]


class TieForm(forms.Form):
    """What this work is to which other one, and why."""

    relation = forms.ChoiceField(label=gettext_lazy("Relation, read from this work"), choices=_relations)
    code = forms.CharField(
        label=gettext_lazy("Code of the other result"),
        max_length=200,
        help_text=gettext_lazy("It stands below the title on its page; the page's address does as well."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), min_length=4, max_length=500
    )


class UntieForm(forms.Form):
    """Why a tie is undone."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=4,
        max_length=500,
        help_text=gettext_lazy("The tie stays in the record, and may be drawn again."),
    )


def result_lineage(actor: Actor, found: queries.Result, *, may_tie: bool) -> LineageShown:
    """The lineage of a result with its forms. As many queries as ``family_of``, and 2 when there are ties."""
    family = family_of(actor, subject_kind=SubjectKind.RESULT, subject_id=found.pk)
    tie = Deed(
        label=_("Tie to another work"),
        url=reverse("desk:result-tie", args=[found.code]),
        form=TieForm(auto_id="tie-%s"),
    )
    return lineage_shown(
        family,
        urls=_addresses(actor, family),
        undo={one.number: _undo(found.code, one.number) for one in family.ties if one.may_undo},
        tie=tie if may_tie else None,
    )


def idea_lineage(actor: Actor, *, subject_kind: str, subject_id: int) -> LineageShown:
    """The lineage of an idea, or of the result it became, to look at. As many queries as ``family_of``, and 3 with ties."""
    family = family_of(actor, subject_kind=subject_kind, subject_id=subject_id)
    return lineage_shown(family, urls=_addresses(actor, family), undo={}, tie=None)


def _undo(code: str, number: int) -> Deed:
    return Deed(
        label=_("Undo the tie"),
        url=reverse("desk:result-untie", args=[code, number]),
        form=UntieForm(auto_id=f"untie-{number}-%s"),
    )


def _addresses(actor: Actor, family: Family) -> dict[tuple[str, int], str]:
    """Where the results of a family are shown to this officer: at the desk, or else in public."""
    ideas = [one.subject_id for one in family.relatives if one.subject_kind == SubjectKind.IDEA]
    found = idea_queries.ideas_for(actor).filter(pk__in=ideas).values_list("pk", "code") if ideas else ()
    led: dict[tuple[str, int], str] = {
        (SubjectKind.IDEA, number): reverse("desk:idea", args=[code]) for number, code in found
    }
    numbers = [one.subject_id for one in family.relatives if one.subject_kind == SubjectKind.RESULT]
    if not numbers:
        return led
    at_desk = queries.results_for(actor).filter(pk__in=numbers).values_list("pk", "code")
    in_public = queries.published().filter(pk__in=numbers).values_list("pk", "code")
    return led | _led("public:result", in_public) | _led("desk:result", at_desk)


def _led(name: str, codes: Iterable[tuple[int, str]]) -> dict[tuple[str, int], str]:
    return {(SubjectKind.RESULT, number): reverse(name, args=[code]) for number, code in codes}


@require_POST
@changing
def tie(request: HttpRequest, code: str) -> HttpResponse:
    """Tie a result to another one."""
    actor = actor_of(request)
    chosen = request.POST.get("relation", "")
    if chosen.removeprefix(_INVERSE) not in set(Relation):
        raise RelationUnknown
    with fenced(actor):
        here: Subject = (SubjectKind.RESULT, queries.result_for(actor, code).pk)
        there: Subject = (SubjectKind.RESULT, _other(actor, request.POST.get("code", "")))
    later, earlier = (there, here) if chosen.startswith(_INVERSE) else (here, there)
    tie_texts(
        actor,
        later=later,
        earlier=earlier,
        relation=Relation(chosen.removeprefix(_INVERSE)),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Tied. The tie stands in the lineage of both."))
    return redirect("desk:result", code)


def _other(actor: Actor, written: str) -> int:
    """The number of the result whose code, or whose page's address, somebody wrote. Refuses: NoSuchCode."""
    text = unicodedata.normalize("NFKC", written).split("?")[0].strip().rstrip("/")
    code = text.rpartition("/")[2].upper()
    try:
        return queries.result_for(actor, code).pk
    except Missing:
        pass
    try:
        return queries.published_result(code).pk
    except Missing:
        raise NoSuchCode(code=written.strip()[:40]) from None


@require_POST
@changing
def undo(request: HttpRequest, code: str, lineage_id: int) -> HttpResponse:
    """Undo a tie."""
    untie(actor_of(request), lineage_id=lineage_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("Undone. The tie stays in the record."))
    return redirect("desk:result", code)
