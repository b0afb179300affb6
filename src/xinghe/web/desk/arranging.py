"""Change the tree: add a union below one, put one under another, give one a new name. All of it dated."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from xinghe.access.actor import Actor
from xinghe.access.checks import may
from xinghe.access.fence import fenced
from xinghe.access.placed import PlacedModel
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.unions import actions
from xinghe.unions.queries import union_named
from xinghe.unions.vocab import LINE_LABELS, UNION_KIND_LABELS, Line, UnionKind
from xinghe.web.kit.doors import actor_of, changing
from xinghe.web.kit.parts import Act
from xinghe.web.kit.words import labelled

_DAY = forms.DateInput(attrs={"type": "date"})


class AddForm(forms.Form):
    """A union to add."""

    name = forms.CharField(label=pgettext_lazy("union", "Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=labelled(UNION_KIND_LABELS)[2:])
    uscc = forms.CharField(label=gettext_lazy("Credit code"), max_length=18, required=False)
    from_date = forms.DateField(label=gettext_lazy("From"), widget=_DAY, initial=clock.today)


class MoveForm(forms.Form):
    """Where a union stands from a day on."""

    parent = forms.CharField(
        label=gettext_lazy("Under"), max_length=120, help_text=gettext_lazy("Full name or code.")
    )
    line = forms.ChoiceField(label=gettext_lazy("On the line"), choices=labelled(LINE_LABELS)[1:])
    from_date = forms.DateField(label=gettext_lazy("From"), widget=_DAY, initial=clock.today)


class RenameForm(forms.Form):
    """A union's name from a day on."""

    name = forms.CharField(label=gettext_lazy("New name"), max_length=120)
    from_date = forms.DateField(label=gettext_lazy("From"), widget=_DAY, initial=clock.today)


def arranging_acts(actor: Actor, union: PlacedModel, *, name: str) -> tuple[Act, ...]:
    """What the actor may do to a union's place and name."""
    if not actor.carries(Power.UNION_ARRANGE) or not may(actor, Power.UNION_ARRANGE, union):
        return ()
    return tuple(
        Act(
            label=label,
            url=reverse(place, args=[union.pk]),
            method="post",
            form=form,
            primary=place == "desk:union-add",
        )
        for label, place, form in (
            (_("Rename"), "desk:union-rename", RenameForm(initial={"name": name})),
            (_("Put under another union"), "desk:union-move", MoveForm()),
            (_("Add a union below"), "desk:union-add", AddForm()),
        )
    )


@require_POST
@changing
def add(request: HttpRequest, union_id: int) -> HttpResponse:
    """Add a union below this one."""
    form = AddForm(request.POST)
    if not form.is_valid():
        return _again(request, union_id, form)
    read = form.cleaned_data
    made = actions.add_union(
        actor_of(request),
        parent_id=union_id,
        name=read["name"],
        kind=UnionKind(read["kind"]),
        uscc=read["uscc"],
        from_date=read["from_date"],
    )
    messages.success(request, _("Added to the tree."))
    return redirect("desk:union", made.pk)


@require_POST
@changing
def move(request: HttpRequest, union_id: int) -> HttpResponse:
    """Put this union, with all below it, under another."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _again(request, union_id, form)
    actor, read = actor_of(request), form.cleaned_data
    with fenced(actor):
        parent = union_named(actor, read["parent"])
    actions.move_union(
        actor, union_id=union_id, line=Line(read["line"]), parent_id=parent.pk, from_date=read["from_date"]
    )
    messages.success(request, _("Moved. It applies from the next request; frozen routes stay."))
    return redirect("desk:union", union_id)


@require_POST
@changing
def rename(request: HttpRequest, union_id: int) -> HttpResponse:
    """Give this union a new name."""
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _again(request, union_id, form)
    read = form.cleaned_data
    actions.rename_union(actor_of(request), union_id=union_id, name=read["name"], from_date=read["from_date"])
    messages.success(request, _("Renamed. Earlier papers keep the old name."))
    return redirect("desk:union", union_id)


def _again(request: HttpRequest, union_id: int, form: forms.Form) -> HttpResponse:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}: {' '.join(map(str, errors))}")
    return redirect("desk:union", union_id)
