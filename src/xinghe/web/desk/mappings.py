"""Rules by which offices follow from the groups that the provider of sign-in names."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.access.powers import ROLE_LABELS, Power, Role
from xinghe.accounts.sign_in.provider import provider_in_use
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.unions.actions import map_role, unmap_role
from xinghe.unions.queries import mappings_for, union_choices, union_named
from xinghe.unions.vocab import BY_HAND_ONLY
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.people import OfficeForm
from xinghe.web.kit.doors import actor_of, changing, sentence
from xinghe.web.kit.parts import Column
from xinghe.web.kit.words import labelled, word


class MappingForm(forms.Form):
    """A rule to make."""

    claim = forms.CharField(
        label=gettext_lazy("Group"),
        max_length=200,
        help_text=gettext_lazy("Exactly as the provider names it."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Office"),
        choices=labelled({role: label for role, label in ROLE_LABELS.items() if role not in BY_HAND_ONLY})[
            1:
        ],
    )
    union = OfficeForm.base_fields["union"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingRow:
    """One rule."""

    claim: str
    role: str
    union: str
    made_by: str
    made_at: object
    end_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingsPage:
    """The rules of the provider in use, and the form for another."""

    provider: str
    claim_name: str
    columns: tuple[Column, ...]
    rows: tuple[MappingRow, ...]
    form: MappingForm
    unions: tuple[str, ...]
    refusal: str


@require_http_methods(["GET", "POST"])
@changing
def mappings(request: HttpRequest) -> HttpResponse:
    """The rules at and below one's own unions; make another."""
    known, actor = provider_in_use(), actor_of(request)
    if not actor.carries(Power.UNION_APPOINT):
        raise Forbidden(power=Power.UNION_APPOINT)
    form, refusal, status = MappingForm(request.POST or None), "", 200
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        try:
            with fenced(actor):
                at = union_named(actor, read["union"])
            map_role(actor, provider=known.key, claim=read["claim"], union_id=at.pk, role=Role(read["role"]))
        except Refusal as refused:
            refusal, status = sentence(refused), refused.status
        else:
            messages.success(request, _("From the next sign-in on, the group gives this office."))
            return redirect("desk:mappings")
    elif request.method == "POST":
        status = 422
    with fenced(actor):
        page = MappingsPage(
            provider=known.name,
            claim_name=known.groups_claim,
            columns=tuple(
                Column(label=label)
                for label in (_("Group"), _("Office"), _("Union"), _("Made by"), _("Since"), "")
            ),
            rows=tuple(
                MappingRow(
                    claim=one.claim,
                    role=word(ROLE_LABELS, one.role),
                    union=one.union.name,
                    made_by=one.made_by.name,
                    made_at=one.made_at,
                    end_url=reverse("desk:mapping-end", args=[one.pk]),
                )
                for one in mappings_for(actor, provider=known.key)
            ),
            form=form,
            unions=tuple(union_choices(actor)),
            refusal=refusal,
        )
    return desk_page(request, "desk/mappings.html", page, status=status)


@require_POST
@changing
def end(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """End a rule, and the offices that followed from it."""
    provider_in_use()
    ended = unmap_role(actor_of(request), mapping_id=mapping_id)
    messages.success(
        request, _("The rule is ended. Offices that ended with it: %(count)s.") % {"count": ended}
    )
    return redirect("desk:mappings")
