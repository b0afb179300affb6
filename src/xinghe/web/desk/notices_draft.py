"""Draft a notice from what is proposed in a call, and change a draft until a second person publishes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden, Missing, Refusal
from xinghe.notices import actions, queries
from xinghe.notices.actions.making import NoticeNotSo
from xinghe.notices.rules.words import usual_title
from xinghe.notices.vocab import NoticeState
from xinghe.programmes.queries import Application, Call
from xinghe.programmes.rules.terms import Terms
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.notices_forms import (
    USUAL_CLOCK,
    NoticeForm,
    channel_rows,
    listed_label,
    notice_initial,
)
from xinghe.web.kit.called import called_grade
from xinghe.web.kit.doors import actor_of, changing, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffered:
    """A call with something to publish."""

    title: str
    union: str
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChoosePage:
    """Of which call."""

    calls: tuple[CallOffered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEditPage:
    """A notice being written."""

    heading: str
    call: str
    back_url: str
    form: NoticeForm
    channels: tuple[tuple[BoundField, BoundField], ...]
    clock: tuple[BoundField, ...]
    notice_days: int
    # What stays on the list of a corrected notice whatever is chosen.
    standing: tuple[str, ...]
    correction: str


@require_http_methods(["GET", "POST"])
@changing
def notice_new(request: HttpRequest) -> HttpResponse:
    """Of which call, and then what it says. Refuses: Forbidden, Missing, NothingProposed."""
    actor, code = actor_of(request), request.GET.get("call", "").replace("\x00", "")
    if not actor.carries(Power.NOTICE_MAKE):
        raise Forbidden(power=Power.NOTICE_MAKE)
    with fenced(actor):
        if not code:
            return desk_page(request, "desk/notice_choose.html", NoticeChoosePage(calls=_calls(actor)))
        call = queries.call_to_notice(actor, code)
        if call is None:
            raise Missing
        proposed, contacts = queries.proposed_in(actor, call), queries.usual_contacts(actor, call.union_id)
        form = NoticeForm(
            request.POST or None,
            initial=dict(
                notice_initial(
                    title=usual_title(call.title),
                    introduction="",
                    contacts=contacts,
                    clock=USUAL_CLOCK,
                    lines=[one.pk for one in proposed],
                )
            ),
            offered=_offered(proposed, call.said_terms),
            rows=channel_rows(contacts),
        )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_notice(
                actor,
                call_id=call.pk,
                title=form.cleaned_data["title"],
                introduction=form.cleaned_data["introduction"],
                channels=form.contacts(),
                clock=form.clock(),
                application_ids=form.cleaned_data["lines"],
            )
        except Refusal as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Drafted. A colleague of your union publishes it."))
            return redirect("desk:notice", made.code)
    page = _edit(form, heading=_("Draft a notice"), call=call, back_url=reverse("desk:notices"))
    with fenced(actor):
        return desk_page(request, "desk/notice_edit.html", page, status=422 if form.errors else 200)


def _calls(actor: Actor) -> tuple[CallOffered, ...]:
    return tuple(
        CallOffered(
            title=call.title,
            union=call.union.name,
            count=count,
            url=f"{reverse('desk:notice-new')}?call={call.code}",
        )
        for call, count in queries.calls_to_notice(actor)
    )


def _offered(found: Sequence[Application], terms: Terms) -> list[tuple[int, str]]:
    grades: Mapping[str, str] = {one.code: called_grade(terms, one.code) for one in terms.grades}
    return [(one.pk, listed_label(one, grades)) for one in found]


def _add(form: NoticeForm, refusal: Refusal) -> None:
    """What the command refuses stands above the form, with everything that was typed."""
    if refusal.status in (403, 404):
        raise refusal
    form.add_error(None, sentence(refusal))


def _edit(
    form: NoticeForm,
    *,
    heading: str,
    call: Call,
    back_url: str,
    standing: Sequence[str] = (),
    correction: str = "",
) -> NoticeEditPage:
    return NoticeEditPage(
        heading=heading,
        call=call.title,
        back_url=back_url,
        form=form,
        channels=form.channels(),
        clock=tuple(form[name] for name in ("accept", "investigate", "reply")),
        notice_days=call.said_terms.notice_days,
        standing=tuple(standing),
        correction=correction,
    )


@require_http_methods(["GET", "POST"])
@changing
def notice_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What a draft says. Keeping it takes its list as the applications stand now. Refuses: Missing, Forbidden, NoticeNotSo."""
    actor = actor_of(request)
    with fenced(actor):
        found = _own_draft(actor, code)
        proposed = queries.proposed_in(actor, found.call)
        listed = queries.listed_numbers(found)
        standing = queries.standing_on(found) if found.replaces_id else {}
        form = NoticeForm(
            request.POST or None,
            initial={
                **notice_initial(
                    title=found.title,
                    introduction=found.introduction,
                    contacts=found.contacts,
                    clock=found.clock,
                    lines=listed,
                ),
                "version": found.version,
            },
            offered=_offered(proposed, found.call.said_terms),
            rows=channel_rows(found.contacts),
        )
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        try:
            actions.change_notice(
                actor,
                notice_id=found.pk,
                title=read["title"],
                introduction=read["introduction"],
                channels=form.contacts(),
                clock=form.clock(),
                application_ids=[*standing, *read["lines"]],
                version=read["version"],
            )
        except Refusal as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:notice", code)
    page = _edit(
        form,
        heading=_("Draft of the notice"),
        call=found.call,
        back_url=reverse("desk:notice", args=[code]),
        standing=tuple(standing.values()),
        correction=found.correction,
    )
    with fenced(actor):
        return desk_page(request, "desk/notice_edit.html", page, status=422 if form.errors else 200)


def _own_draft(actor: Actor, code: str) -> queries.Notice:
    found = queries.notice_for(actor, code)
    if found.union_id not in actor.desks_for(Power.NOTICE_MAKE):
        raise Forbidden(power=Power.NOTICE_MAKE)
    if found.state != NoticeState.DRAFT:
        raise NoticeNotSo(state=NoticeState(found.state))
    return found
