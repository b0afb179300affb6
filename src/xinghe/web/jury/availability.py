"""When a judge has time, pool by pool: whom a draw passes over is said beforehand."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation.errors import Missing, Refusal
from xinghe.reviews import actions, queries
from xinghe.web.jury.frame import jury_page
from xinghe.web.kit.doors import actor_of, changing, reading, sentence


class AvailabilityForm(forms.Form):
    """From when until when, and for how many entries. Anything may be left empty."""

    available_from = forms.DateField(
        label=gettext_lazy("I have time from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    available_until = forms.DateField(
        label=gettext_lazy("No time any more from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("A panel that ends on that day or later is drawn without you."),
    )
    load_wish = forms.IntegerField(
        label=gettext_lazy("At most so many entries"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolShown:
    """A pool and the form that says when one has time for it."""

    union: str
    url: str
    form: AvailabilityForm
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityPage:
    """When one has time, pool by pool."""

    pools: tuple[PoolShown, ...]


@require_GET
@reading
def availability(request: HttpRequest) -> HttpResponse:
    """When I have time, for each pool in which I may be drawn."""
    return _availability(request)


@require_POST
@changing
def availability_say(request: HttpRequest, judge_id: int) -> HttpResponse:
    """Say it for one pool."""
    actor, form = actor_of(request), _form(judge_id, request.POST)
    with fenced(actor):
        if judge_id not in {one.judge_id for one in queries.own_pools(actor)}:
            raise Missing
    if form.is_valid():
        try:
            actions.say_availability(actor, judge_id=judge_id, **form.cleaned_data)
        except Refusal as refusal:
            return _said_again(request, judge_id, form, trouble=sentence(refusal), status=refusal.status)
        messages.success(request, _("Noted."))
        return redirect("jury:availability")
    return _said_again(request, judge_id, form, status=422)


def _form(judge_id: int, data: QueryDict | None = None, **initial: object) -> AvailabilityForm:
    return AvailabilityForm(data, initial=initial, auto_id=f"pool-{judge_id}-%s")


def _said_again(
    request: HttpRequest, judge_id: int, form: AvailabilityForm, *, trouble: str = "", status: int
) -> HttpResponse:
    with fenced(actor_of(request)):
        return _availability(request, again=(judge_id, form, trouble), status=status)


def _availability(
    request: HttpRequest, *, again: tuple[int, AvailabilityForm, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the form that was sent and what is wrong with it in its place."""
    number, sent, trouble = again or (0, None, "")
    page = AvailabilityPage(
        pools=tuple(
            PoolShown(
                union=one.union,
                url=reverse("jury:availability-say", args=[one.judge_id]),
                form=sent
                if sent is not None and one.judge_id == number
                else _form(
                    one.judge_id,
                    available_from=one.available_from,
                    available_until=one.available_until,
                    load_wish=one.load_wish,
                ),
                trouble=trouble if one.judge_id == number else "",
            )
            for one in queries.own_pools(actor_of(request))
        )
    )
    return jury_page(request, "jury/availability.html", page, status=status)
