"""The rail round every page of the desk: today's work first, then the three pillars."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xinghe.access.powers import Power
from xinghe.accounts.queries import first_addresses
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Group, Place


def rail(request: HttpRequest) -> tuple[Group, ...]:
    """The places this actor may go to; the one that is looked at is marked. At most 2 queries.

    The way to a list leads to the view that the person wants to see first.
    """
    actor, path = actor_of(request), request.path
    first, waiting = first_addresses(actor), waiting_in(request)

    def place(name: str, label: str, icon: str) -> Place:
        url = reverse(name)
        here = path == url or (url != reverse("desk:today") and path.startswith(url))
        if address := first.get(name.removeprefix("desk:")):
            url = f"{url}?{address}"
        return Place(
            label=label, url=url, icon=icon, here=here, count=waiting.get(name.removeprefix("desk:"), 0)
        )

    today = [place("desk:today", _("My work"), "today")]
    rules: list[Place] = []
    platforms: list[Place] = []
    rewards: list[Place] = []
    if actor.carries(Power.IDEA_READ):
        platforms.append(place("desk:ideas", _("Ideas"), "edit"))
    if actor.carries(Power.RESULT_READ):
        platforms.append(place("desk:results", _("Five-small results"), "results"))
    if actor.carries(Power.RECOMMENDATION_READ):
        platforms.append(place("desk:recommendations", _("Recommendations"), "up"))
    if actor.carries(Power.CALL_READ):
        rewards.append(place("desk:calls", _("Calls"), "calls"))
    if actor.carries(Power.APPLICATION_READ):
        rewards.append(place("desk:applications", _("Applications"), "file"))
    if actor.carries(Power.PANEL_READ):
        rewards.append(place("desk:panels", _("Panels"), "reviews"))
    if actor.carries(Power.JUDGE_READ):
        rewards.append(place("desk:judges", _("Pool of judges"), "people"))
    if actor.carries(Power.DECISION_READ):
        rewards.append(place("desk:decisions", _("Decisions"), "check"))
    if actor.carries(Power.NOTICE_READ):
        rewards.append(place("desk:notices", _("Public notices"), "notices"))
    if actor.carries(Power.OBJECTION_READ):
        rewards.append(place("desk:objections", _("Objections"), "warning"))
    if actor.carries(Power.RESULT_RECORD):
        platforms.append(place("desk:workbooks", _("Workbooks"), "import"))
    if actor.carries(Power.PAPER_READ):
        rules.append(place("desk:papers", _("Numbered papers"), "file"))
    if actor.carries(Power.UNION_READ):
        rules.append(place("desk:unions", _("Union tree"), "unions"))
    if actor.carries(Power.PERSON_READ):
        rules.append(place("desk:people", _("People and offices"), "people"))
    if actor.carries(Power.ROBOT_ARRANGE):
        rules.append(place("desk:robots", _("Group robots"), "bell"))
    if actor.carries(Power.ENDPOINT_ARRANGE):
        rules.append(place("desk:endpoints", _("Webhooks"), "link"))
    if actor.carries(Power.AUDIT_READ):
        rules.append(place("desk:record", _("The record"), "lock"))
    today.append(place("desk:runs", _("Long work"), "clock"))
    groups = [
        Group(label="", places=tuple(today)),
        Group(label=pgettext("pillar", "Rules"), places=tuple(rules)),
        Group(label=pgettext("pillar", "Platforms"), places=tuple(platforms)),
        Group(label=pgettext("pillar", "Incentives"), places=tuple(rewards)),
    ]
    return tuple(group for group in groups if group.places)


def desk_page(request: HttpRequest, template: str, page: Any, *, status: int = 200) -> HttpResponse:
    """Render a page of the desk from its one value."""
    actor = actor_of(request)
    context = {
        "page": page,
        "rail": rail(request),
        "home_url": reverse("desk:today"),
        "search_url": reverse("desk:results") if actor.carries(Power.RESULT_READ) else "",
    }
    return render(request, template, context, status=status)
