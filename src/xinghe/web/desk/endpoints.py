"""Webhooks of the unions that a system administrator looks after: where they go, how they fare, and their secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.integrations import actions, queries
from xinghe.integrations.vocab import (
    FAILURE_LABELS,
    HAPPENING_LABELS,
    URL_LIMIT,
    Failure,
    HappeningName,
)
from xinghe.unions.queries import places_for
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Column, Event
from xinghe.web.kit.words import labelled, word

TOLD = {name: label for name, label in HAPPENING_LABELS.items() if name != HappeningName.ENDPOINT_TRIAL}


class EndpointForm(forms.Form):
    """What may be changed of an endpoint."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=URL_LIMIT,
        help_text=gettext_lazy("An https:// address that anybody on the internet could reach."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    names = forms.MultipleChoiceField(
        label=gettext_lazy("It is told that"), choices=labelled(TOLD)[1:], widget=forms.CheckboxSelectMultiple
    )

    def told(self) -> dict[str, Any]:
        """What a command takes."""
        names = [HappeningName(one) for one in self.cleaned_data["names"]]
        return {"url": self.cleaned_data["url"], "names": names}


class NewEndpointForm(EndpointForm):
    """An endpoint to set up."""

    union = forms.TypedChoiceField(label=gettext_lazy("Union"), coerce=int)
    field_order = ("union", "url", "names")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = places_for(actor, Power.ENDPOINT_ARRANGE)
        self.fields["union"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ResendForm(forms.Form):
    """From where to tell again."""

    number = forms.IntegerField(label=gettext_lazy("From number"), min_value=1, max_value=2**53)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRow:
    """One endpoint in the list."""

    url: str
    address: str
    union: str
    state: Badge
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointListPage:
    """Webhooks."""

    columns: tuple[Column, ...]
    rows: tuple[EndpointRow, ...]
    new_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointNewPage:
    """An endpoint to set up."""

    form: NewEndpointForm


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretPage:
    """A secret, this once."""

    address: str
    secret: str
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPage:
    """One endpoint."""

    address: str
    union: str
    state: Badge
    cursor: int
    delivered_at: datetime | None
    failing_since: datetime | None
    paused_at: datetime | None
    failure: str
    next_try_at: datetime | None
    former_until: datetime | None
    form: EndpointForm
    change_url: str
    events: tuple[Event, ...]
    acts: tuple[Act, ...]


def _require(actor: Actor) -> None:
    if not actor.carries(Power.ENDPOINT_ARRANGE):
        raise Forbidden(power=Power.ENDPOINT_ARRANGE)


def _state(endpoint: queries.Endpoint) -> Badge:
    if not endpoint.is_on:
        return Badge(word=_("paused"), tone="bad")
    if endpoint.failures:
        return Badge(word=_("does not arrive"), tone="wait")
    return Badge(word=_("on"), tone="good")


@require_GET
@reading
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """The webhooks that this person looks after."""
    actor = actor_of(request)
    _require(actor)
    page = EndpointListPage(
        columns=(
            Column(label=_("Address")),
            Column(label=_("Union")),
            Column(label=_("State")),
            Column(label=_("Last arrived")),
        ),
        rows=tuple(
            EndpointRow(
                url=reverse("desk:endpoint", args=[one.pk]),
                address=one.url,
                union=one.union.name,
                state=_state(one),
                delivered_at=one.delivered_at,
            )
            for one in queries.endpoints_for(actor)
        ),
        new_url=reverse("desk:endpoint-new"),
    )
    return desk_page(request, "desk/endpoints.html", page)


@never_cache
@require_http_methods(["GET", "POST"])
@changing
def endpoint_new(request: HttpRequest) -> HttpResponse:
    """Set up an endpoint; a refusal stands beside the form."""
    actor = actor_of(request)
    _require(actor)
    form = NewEndpointForm(request.POST or None, actor=actor, initial={"names": list(TOLD)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_endpoint(actor, union_id=form.cleaned_data["union"], **form.told())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            return _secret(request, made)
    page = EndpointNewPage(form=form)
    return desk_page(request, "desk/endpoint_new.html", page, status=422 if form.errors else 200)


def _secret(request: HttpRequest, made: actions.NewSecret) -> HttpResponse:
    page = SecretPage(
        address=made.endpoint.url,
        secret=made.secret,
        back_url=reverse("desk:endpoint", args=[made.endpoint.pk]),
    )
    return desk_page(request, "desk/endpoint_secret.html", page)


@require_GET
@reading
def endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint: what it is told, what arrived, and what may be done with it."""
    found = queries.endpoint_for(actor_of(request), endpoint_id)
    return _page(request, found, EndpointForm(initial={"url": found.url, "names": found.names}))


def _page(
    request: HttpRequest, found: queries.Endpoint, form: EndpointForm, *, status: int = 200
) -> HttpResponse:
    def act(label: str, name: str, **more: Any) -> Act:
        return Act(label=label, url=reverse(f"desk:endpoint-{name}", args=[found.pk]), method="post", **more)

    failure = word(FAILURE_LABELS, found.last_failure) if found.last_failure else ""
    if found.last_failure == Failure.REFUSED and found.last_status:
        failure = f"{failure} ({found.last_status})"
    page = EndpointPage(
        address=found.url,
        union=found.union.name,
        state=_state(found),
        cursor=found.cursor,
        delivered_at=found.delivered_at,
        failing_since=found.failing_since,
        paused_at=found.paused_at,
        failure=failure,
        next_try_at=found.next_try_at if found.is_on else None,
        former_until=found.former_until,
        form=form,
        change_url=reverse("desk:endpoint-change", args=[found.pk]),
        events=history("integrations.endpoint", found.pk, words={}),
        acts=(
            act(
                _("Remove"),
                "remove",
                grave=True,
                question=_("Its address and its secret are forgotten, and nothing is kept for it."),
            ),
            act(
                _("Make a new secret"),
                "renew",
                question=_("The former one signs too for 24 hours, so that nothing is lost meanwhile."),
            ),
            act(_("Send again"), "resend", form=ResendForm(auto_id="resend-%s")),
            act(_("Pause"), "pause") if found.is_on else act(_("Resume"), "resume", primary=True),
            act(
                _("Send a trial"),
                "try",
                primary=found.is_on,
            ),
        ),
    )
    return desk_page(request, "desk/endpoint.html", page, status=status)


@require_POST
@changing
def endpoint_change(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Send elsewhere, or tell of other things; a refusal stands beside the form."""
    actor, form = actor_of(request), EndpointForm(request.POST)
    if form.is_valid():
        try:
            actions.change_endpoint(actor, endpoint_id=endpoint_id, **form.told())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The endpoint is changed."))
            return redirect("desk:endpoint", endpoint_id)
    with fenced(actor):
        return _page(request, queries.endpoint_for(actor, endpoint_id), form, status=422)


@never_cache
@require_POST
@changing
def endpoint_renew(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Make a new secret and show it, this once."""
    return _secret(request, actions.renew_secret(actor_of(request), endpoint_id=endpoint_id))


@require_POST
@changing
def endpoint_pause(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Send nothing until it is resumed."""
    actions.pause_endpoint(actor_of(request), endpoint_id=endpoint_id)
    messages.success(request, _("Paused. What happens meanwhile is kept for it for 90 days."))
    return redirect("desk:endpoint", endpoint_id)


@require_POST
@changing
def endpoint_resume(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Go on where it stopped."""
    actions.resume_endpoint(actor_of(request), endpoint_id=endpoint_id)
    messages.success(request, _("It is told again, from where it stopped."))
    return redirect("desk:endpoint", endpoint_id)


@require_POST
@changing
def endpoint_resend(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Tell again from a number on."""
    form = ResendForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else 0
    actions.resend_from(actor_of(request), endpoint_id=endpoint_id, number=number)
    messages.success(request, _("It is told again from that number on."))
    return redirect("desk:endpoint", endpoint_id)


@require_POST
@changing
def endpoint_try(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Send a trial in its turn."""
    actions.try_endpoint(actor_of(request), endpoint_id=endpoint_id)
    messages.success(
        request, _("A trial is on its way. Reload this page in a moment to see whether it arrived.")
    )
    return redirect("desk:endpoint", endpoint_id)


@require_POST
@changing
def endpoint_remove(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Forget an endpoint."""
    actions.remove_endpoint(actor_of(request), endpoint_id=endpoint_id)
    messages.success(request, _("The endpoint is removed."))
    return redirect("desk:endpoints")
