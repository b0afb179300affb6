"""Begin and end a look through somebody else's eyes."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.accounts.queries import Person
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.unions.queries import looked_through
from xinghe.unions.rules.looking import LEAST_REASON, LONGEST_LOOK
from xinghe.web.kit.doors import changing
from xinghe.web.kit.looking import lay_down, take_up
from xinghe.web.kit.parts import Act


class LookForm(forms.Form):
    """Why somebody looks."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=LEAST_REASON,
        max_length=500,
        help_text=gettext_lazy("The record keeps it, with the times at which you began and ended."),
    )


def look_act(actor: Actor, found: Person) -> Act | None:
    """The button on a person's page, if this actor may look through their eyes. 2 queries, none without the power."""
    if not actor.carries(Power.PERSON_LOOK_AS):
        return None
    try:
        looked_through(actor, person_id=found.pk, now=clock.now())
    except Refusal:
        return None
    return Act(
        label=_("Look through their eyes"),
        url=reverse("desk:look-begin", args=[found.pk]),
        method="post",
        question=_(
            "You see what both of you may see, for at most %(minutes)s minutes, and can change nothing meanwhile."
        )
        % {"minutes": int(LONGEST_LOOK.total_seconds()) // 60},
        form=LookForm(),
    )


@require_POST
@changing
def begin(request: HttpRequest, person_id: int) -> HttpResponse:
    """Look from the next page on."""
    take_up(request, person_id=person_id, reason=request.POST.get("reason", ""))
    return redirect("desk:today")


@require_POST
@changing
def end(request: HttpRequest) -> HttpResponse:
    """Look with one's own eyes again, at the person's page if there was a look."""
    person_id = lay_down(request)
    return redirect("desk:person", person_id) if person_id else redirect("desk:today")
