"""Group robots of the actor's unions: which there are, of what they speak, and a trial."""

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
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.messaging import actions, queries
from xinghe.messaging.queries import Robot
from xinghe.messaging.vocab import ROBOT_KIND_LABELS, TERMS, Event, RobotKind
from xinghe.unions.queries import union_choices, union_named
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Column
from xinghe.web.kit.parts import Event as Happened
from xinghe.web.kit.words import labelled, word

EVENTS = {event: terms.label for event, terms in TERMS.items() if terms.for_robots}
# Shown at once; an installation with more narrows them down by the union's own page.
MOST_SHOWN = 200


class RobotForm(forms.Form):
    """What may be changed of a robot."""

    name = forms.CharField(
        label=gettext_lazy("Name of the group"),
        max_length=60,
        help_text=gettext_lazy("What your colleagues call the group."),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("It says"), choices=labelled(EVENTS)[1:], widget=forms.CheckboxSelectMultiple
    )
    allows_titles = forms.BooleanField(
        label=gettext_lazy("It may name titles"),
        required=False,
        help_text=gettext_lazy(
            "Whoever is in the group reads them. Without it, the robot says numbers only."
        ),
    )


class NewRobotForm(RobotForm):
    """A robot to set up."""

    union = forms.CharField(
        label=gettext_lazy("Union"),
        max_length=120,
        help_text=gettext_lazy("Full name or code."),
        widget=forms.TextInput(attrs={"list": "unions"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Service"), choices=labelled(ROBOT_KIND_LABELS)[1:])
    address = forms.CharField(
        label=gettext_lazy("Address of the robot"),
        max_length=300,
        help_text=gettext_lazy(
            "From the group's settings: add a robot and copy its webhook address. It is kept encrypted and never shown again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Signing secret"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "Only for DingTalk robots that are secured by a signature. Where the service asks for a word in every message, choose 星河."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("union", "kind", "address", "secret", "name", "events", "allows_titles")


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotRow:
    """One robot in the list."""

    url: str
    name: str
    kind: str
    union: str
    state: Badge
    spoke_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotListPage:
    """Group robots."""

    columns: tuple[Column, ...]
    rows: tuple[RobotRow, ...]
    new_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotNewPage:
    """A robot to set up."""

    form: NewRobotForm
    unions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotPage:
    """One robot."""

    name: str
    kind: str
    union: str
    state: Badge
    arranged_by: str
    arranged_at: datetime
    spoke_at: datetime | None
    paused_at: datetime | None
    form: RobotForm
    change_url: str
    events: tuple[Happened, ...]
    acts: tuple[Act, ...]


@require_GET
@reading
def robot_list(request: HttpRequest) -> HttpResponse:
    """The robots that this person may set up."""
    actor = actor_of(request)
    _require(actor)
    page = RobotListPage(
        columns=(
            Column(label=_("Name of the group")),
            Column(label=_("Service")),
            Column(label=_("Union")),
            Column(label=_("State")),
            Column(label=_("Last message")),
        ),
        rows=tuple(
            RobotRow(
                url=reverse("desk:robot", args=[one.pk]),
                name=one.name,
                kind=word(ROBOT_KIND_LABELS, one.kind),
                union=one.union.name,
                state=_state(one),
                spoke_at=one.spoke_at,
            )
            for one in queries.robots_for(actor)[:MOST_SHOWN]
        ),
        new_url=reverse("desk:robot-new"),
    )
    return desk_page(request, "desk/robots.html", page)


def _require(actor: Actor) -> None:
    if not actor.carries(Power.ROBOT_ARRANGE):
        raise Forbidden(power=Power.ROBOT_ARRANGE)


def _state(robot: Robot) -> Badge:
    if robot.paused_at is not None:
        return Badge(word=_("paused"), tone="bad")
    return Badge(word=_("on"), tone="good") if robot.is_on else Badge(word=_("off"))


@sensitive_post_parameters("address", "secret")
@require_http_methods(["GET", "POST"])
@changing
def robot_new(request: HttpRequest) -> HttpResponse:
    """Set up a robot; a refusal stands beside the form."""
    actor = actor_of(request)
    _require(actor)
    own = next((office.union_name for office in actor.offices), "")
    form = NewRobotForm(request.POST or None, initial={"union": own, "events": list(EVENTS)})
    if request.method == "POST" and form.is_valid():
        try:
            robot = _arranged(actor, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(
                request, _("The robot is set up. Let it say something to see whether it is heard.")
            )
            return redirect("desk:robot", robot.pk)
    with fenced(actor):
        unions = tuple(union_choices(actor))
    page = RobotNewPage(form=form, unions=unions)
    return desk_page(request, "desk/robot_new.html", page, status=422 if form.errors else 200)


def _arranged(actor: Actor, read: dict[str, Any]) -> Robot:
    with fenced(actor):
        union = union_named(actor, read["union"])
    return actions.arrange_robot(
        actor,
        union_id=union.pk,
        kind=RobotKind(read["kind"]),
        name=read["name"],
        address=read["address"],
        secret=read["secret"],
        events=frozenset(map(Event, read["events"])),
        allows_titles=read["allows_titles"],
    )


@require_GET
@reading
def robot(request: HttpRequest, robot_id: int) -> HttpResponse:
    """One robot: what it says, since when, and what may be done with it."""
    found = queries.robot_for(actor_of(request), robot_id)
    form = RobotForm(
        initial={"name": found.name, "events": found.events, "allows_titles": found.allows_titles}
    )
    return _robot_page(request, found, form)


def _robot_page(request: HttpRequest, found: Robot, form: RobotForm, *, status: int = 200) -> HttpResponse:
    def act(label: str, name: str, **more: Any) -> Act:
        return Act(label=label, url=reverse(f"desk:robot-{name}", args=[found.pk]), method="post", **more)

    page = RobotPage(
        name=found.name,
        kind=word(ROBOT_KIND_LABELS, found.kind),
        union=found.union.name,
        state=_state(found),
        arranged_by=found.arranged_by.name if found.arranged_by else "",
        arranged_at=found.arranged_at,
        spoke_at=found.spoke_at,
        paused_at=found.paused_at,
        form=form,
        change_url=reverse("desk:robot-change", args=[found.pk]),
        events=history("messaging.robot", found.pk, words={}),
        acts=(
            act(
                _("Remove"),
                "remove",
                grave=True,
                question=_("Its address is forgotten. To have it again, set it up anew."),
            ),
            act(_("Switch off"), "off") if found.is_on else act(_("Switch on"), "on"),
            act(_("Let it say something"), "try", primary=True),
        ),
    )
    return desk_page(request, "desk/robot.html", page, status=status)


@require_POST
@changing
def robot_change(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Change what a robot says."""
    actor, form = actor_of(request), RobotForm(request.POST)
    if not form.is_valid():
        with fenced(actor):
            return _robot_page(request, queries.robot_for(actor, robot_id), form, status=422)
    read = form.cleaned_data
    actions.change_robot(
        actor,
        robot_id=robot_id,
        name=read["name"],
        events=frozenset(map(Event, read["events"])),
        allows_titles=read["allows_titles"],
    )
    messages.success(request, _("The robot is changed."))
    return redirect("desk:robot", robot_id)


@require_POST
@changing
def robot_on(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Let a robot speak again."""
    actions.switch_robot(actor_of(request), robot_id=robot_id, is_on=True)
    return redirect("desk:robot", robot_id)


@require_POST
@changing
def robot_off(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Let a robot be silent."""
    actions.switch_robot(actor_of(request), robot_id=robot_id, is_on=False)
    return redirect("desk:robot", robot_id)


@require_POST
@changing
def robot_try(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Let a robot say something now."""
    if actions.try_robot(actor_of(request), robot_id=robot_id):
        messages.success(request, _("The service took the message. Look into the group."))
    else:
        messages.error(
            request,
            _(
                "The service did not take the message. See whether the robot is still in the group, "
                "and whether it asks for a word (choose 星河) or for an address that is not ours."
            ),
        )
    return redirect("desk:robot", robot_id)


@require_POST
@changing
def robot_remove(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Forget a robot."""
    actions.remove_robot(actor_of(request), robot_id=robot_id)
    messages.success(request, _("The robot is removed."))
    return redirect("desk:robots")
