"""Somebody's messages, the unread first, and how soon an e-mail follows each event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.messaging import actions, queries
from xinghe.messaging.queries import Message, Undeliverable
from xinghe.messaging.vocab import EVENT_GROUP_LABELS, PACE_LABELS, TERMS, Event, EventGroup, Pace
from xinghe.web.kit.address import chips, cursor_of, pager_of
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.parts import Chip, Pager, Place, Words
from xinghe.web.kit.words import labelled, word
from xinghe.web.portal.frame import portal_page

LABELS = {event: terms.label for event, terms in TERMS.items()}
# Who has more unread than these narrows them down, or marks them as read.
MOST_UNREAD = 50


class MessageFilterForm(forms.Form):
    """What stands in the address of the list."""

    event = forms.ChoiceField(label=gettext_lazy("Event"), required=False, choices=labelled(LABELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message."""

    sentence: str
    event: str
    said_at: datetime
    path: str
    open_url: str
    read_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPage:
    """One's messages."""

    form: MessageFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    unread: tuple[MessageRow, ...]
    unread_count: int
    more_unread: int
    read: tuple[MessageRow, ...]
    pager: Pager
    event: str
    undeliverable: Undeliverable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceLine:
    """One event, and the choice of its pace; without a choice, why there is none."""

    event: str
    field: forms.BoundField | None
    fixed: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceGroup:
    """Events that belong together."""

    label: str
    lines: tuple[PreferenceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesPage:
    """How soon an e-mail follows each event."""

    groups: tuple[PreferenceGroup, ...]
    email: str
    mail_is_on: bool
    undeliverable: Undeliverable | None


@require_GET
@reading
def message_list(request: HttpRequest) -> HttpResponse:
    """One's own messages: the unread first, on the first page; then what was read. At most 4 queries of its own."""
    actor = actor_of(request)
    person: Any = request.user  # Any: Django's types do not know whom it makes a request of
    form = MessageFilterForm(request.GET)
    event = form.cleaned_data["event"] if form.is_valid() else ""
    rows = queries.messages_for(actor)
    if event:
        rows = rows.filter(event=event)
    cursor = cursor_of(request.GET)
    counts = queries.unread_by_event(actor)
    unread_count = counts.get(event, 0) if event else sum(counts.values())
    unread = list(rows.filter(read_at__isnull=True)[:MOST_UNREAD]) if not cursor else []
    read = keyset_page(
        rows.filter(read_at__isnull=False), Sort(column="said_at", descending=True), cursor=cursor
    )
    page = MessagesPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs("messages"),
        unread=tuple(_row(one) for one in unread),
        unread_count=unread_count,
        more_unread=unread_count - len(unread) if unread else 0,
        read=tuple(_row(one) for one in read.rows),
        pager=pager_of(request.GET, read),
        event=event,
        undeliverable=queries.undeliverable_for(actor, address=person.email) if person.email else None,
    )
    return portal_page(request, "portal/messages.html", page)


def _row(message: Message) -> MessageRow:
    return MessageRow(
        sentence=queries.sentence_of(message),
        event=word(LABELS, message.event),
        said_at=message.said_at,
        path=message.path,
        open_url=reverse("portal:message-open", args=[message.pk]),
        read_url=reverse("portal:message-read", args=[message.pk]),
    )


def _tabs(here: str) -> tuple[Place, ...]:
    return (
        Place(label=_("Messages"), url=reverse("portal:messages"), here=here == "messages"),
        Place(label=_("Preferences"), url=reverse("portal:message-preferences"), here=here == "preferences"),
    )


@require_POST
@changing
def message_open(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark one message as read and go where it leads."""
    return redirect(actions.read_message(actor_of(request), message_id=message_id).path)


@require_POST
@changing
def message_read(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark one message as read."""
    actions.read_message(actor_of(request), message_id=message_id)
    return redirect("portal:messages")


@require_POST
@changing
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark all messages as read, or those of the event that is shown."""
    told = request.POST.get("event", "")
    event = Event(told) if told in set(Event) else None
    actions.read_all(actor_of(request), event=event)
    return redirect(reverse("portal:messages") + (f"?event={event}" if event else ""))


class PreferencesForm(forms.Form):
    """A pace for every event that leaves a choice; what is not told stays as it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for event, terms in TERMS.items():
            if not terms.is_urgent:
                self.fields[event] = forms.ChoiceField(
                    label=_(terms.label), choices=labelled(PACE_LABELS)[1:], required=False
                )


@require_http_methods(["GET", "POST"])
@changing
def message_preferences(request: HttpRequest) -> HttpResponse:
    """See and choose how soon an e-mail follows each event."""
    actor = actor_of(request)
    person: Any = request.user
    if request.method == "POST":
        sent = PreferencesForm(request.POST)
        if sent.is_valid():
            chosen = {Event(name): Pace(pace) for name, pace in sent.cleaned_data.items() if pace}
            actions.choose_paces(actor, paces=chosen)
            notes.success(request, _("Your choice is kept. It also holds for what waits already."))
            return redirect("portal:message-preferences")
    with fenced(actor):
        form = PreferencesForm(initial=dict(queries.paces_of(actor)))
        page = PreferencesPage(
            groups=tuple(_group(group, form) for group in EventGroup),
            email=person.email,
            mail_is_on=queries.mail_is_on(),
            undeliverable=queries.undeliverable_for(actor, address=person.email) if person.email else None,
        )
    return portal_page(request, "portal/messages_preferences.html", page)


def _group(group: EventGroup, form: PreferencesForm) -> PreferenceGroup:
    return PreferenceGroup(
        label=word(EVENT_GROUP_LABELS, group),
        lines=tuple(
            PreferenceLine(
                event=word(LABELS, event),
                field=form[event] if event in form.fields else None,
                fixed="" if event in form.fields else _("Always at once"),
            )
            for event, terms in TERMS.items()
            if terms.group is group
        ),
    )
