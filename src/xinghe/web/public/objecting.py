"""Object to a line of a notice, signed in or not, and ask with the code what became of it.

Nothing of whoever is signed in is read or kept here: the box takes the form in, whoever sent it. The code is told in the
answer to the form and asked for by a form, so that it stands in no address.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xinghe.access.fence import fenced
from xinghe.access.work import LookingOnly
from xinghe.accounts.sign_in.backend import address_of
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing, Refusal
from xinghe.notices import actions, queries
from xinghe.notices.rules.admission import ObjectorAnonymous, ObjectorUnreachable, late
from xinghe.notices.rules.words import Identity
from xinghe.notices.vocab import (
    ADDRESS_LIMIT,
    GROUND_LABELS,
    NAME_LIMIT,
    OBJECTING_LABELS,
    OBJECTION_LIMIT,
    OUTCOME_LABELS,
    PHONE_LIMIT,
    Objecting,
)
from xinghe.web.kit.doors import actor_of, changing, sentence
from xinghe.web.kit.notices import left_of, objection_badge
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.sparing import sparingly
from xinghe.web.kit.words import day_word, word
from xinghe.web.public.frame import public_page

_WHO = {one: OBJECTING_LABELS[one] for one in (Objecting.PERSON, Objecting.UNIT)}


def _asked(label: Any, most: int, *, kind: str, refusal: type[Refusal], hint: Any = "") -> forms.CharField:
    """A field without which an objection is not taken: left empty, the rule says why."""
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": kind}),
        help_text=hint,
        error_messages={"required": gettext_lazy(refusal.message)},
    )


class ObjectionForm(forms.Form):
    """An objection as anybody writes it."""

    # The form's own: sent again, by an impatient thumb or after a lost connection, it acts once.
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    line = forms.ChoiceField(label=gettext_lazy("About which line"))
    text = forms.CharField(
        label=gettext_lazy("Which facts are wrong, and how it is known"),
        max_length=OBJECTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "Facts that can be looked into: what, where, when, who knows it. Nothing that is secret, no numbers of persons."
        ),
    )
    objecting = forms.ChoiceField(
        label=gettext_lazy("Who objects"),
        choices=[(one.value, gettext_lazy(label)) for one, label in _WHO.items()],
        widget=forms.RadioSelect,
        initial=Objecting.PERSON.value,
    )
    name = _asked(
        gettext_lazy("Real name of the person, or full name of the unit"),
        NAME_LIMIT,
        kind="name",
        refusal=ObjectorAnonymous,
    )
    address = _asked(
        gettext_lazy("Address"), ADDRESS_LIMIT, kind="street-address", refusal=ObjectorUnreachable
    )
    phone = _asked(
        gettext_lazy("Telephone"),
        PHONE_LIMIT,
        kind="tel",
        refusal=ObjectorUnreachable,
        hint=gettext_lazy("Of a unit: of the person in charge."),
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "—"), *lines]  # type: ignore[attr-defined]  # a ChoiceField

    def identity(self) -> Identity:
        """Who objects. Only after ``is_valid``."""
        read = self.cleaned_data
        return Identity(
            objecting=Objecting(read["objecting"]),
            name=read["name"],
            address=read["address"],
            phone=read["phone"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPage:
    """The form."""

    form: ObjectionForm
    notice: str
    notice_url: str
    left: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectedPage:
    """It came in: the code, told once, and what happens next."""

    code: str
    notice: str
    notice_url: str
    receipt_url: str
    accept_by: date | None
    is_unit: bool


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@sparingly
@changing
def notice_object(request: HttpRequest, code: str) -> HttpResponse:
    """Object to a line of a notice. Refuses: Missing, LookingOnly, ObjectionLate, and above the form what the box refuses."""
    actor, now = actor_of(request), clock.now()
    if actor.lens is not None:
        raise LookingOnly(name=actor.lens.name)
    with fenced(actor):
        found = queries.public_notice(code, now)
    if request.method == "GET" and not found.row.is_open:
        raise late(found.row.published_at, found.row.takes_until, received_at=now)
    lines = [
        (line.code, f"{number}. {line.title} · {line.unit}") for number, line in enumerate(found.lines, 1)
    ]
    form = ObjectionForm(
        request.POST or None,
        initial={"key": uuid.uuid4(), "line": request.GET.get("line", "")},
        lines=lines,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _taken(request, found, form)
            except Refusal as refusal:
                form.add_error(None, sentence(refusal))
                status = refusal.status
    page = ObjectPage(
        form=form,
        notice=found.row.title,
        notice_url=reverse("public:notice", args=[code]),
        left=left_of(found.row.takes_until, now),
        day=day_word(found.row.closes_on),
    )
    return public_page(request, "public/notice_object.html", page, status=status)


def _taken(request: HttpRequest, found: queries.PublicNotice, form: ObjectionForm) -> HttpResponse:
    read = form.cleaned_data
    code = actions.object_to_notice(
        actions.BOX,
        notice_code=found.row.code,
        application_code=read["line"],
        identity=form.identity(),
        text=read["text"],
        key=read["key"],
        address=address_of(request),
    )
    page = ObjectedPage(
        code=code,
        notice=found.row.title,
        notice_url=reverse("public:notice", args=[found.row.code]),
        receipt_url=reverse("public:receipt"),
        accept_by=queries.receipt_of(code).due_on,
        is_unit=read["objecting"] == Objecting.UNIT,
    )
    return public_page(request, "public/notice_objected.html", page)


class ReceiptForm(forms.Form):
    """The code that was told when the objection came in."""

    code = forms.CharField(
        label=gettext_lazy("Code of the objection"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("The ten characters that were shown when you sent it."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptShown:
    """How an objection stands, for whoever has its code."""

    code: str
    notice: str
    notice_url: str
    received_at: datetime
    state: Badge
    due_on: date | None
    rule: str
    outcome: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """The question, and the answer."""

    form: ReceiptForm
    found: ReceiptShown | None


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@sparingly
@changing
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of an objection, by its code."""
    form = ReceiptForm(request.POST or None)
    shown, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                shown, status = _shown(queries.receipt_of(form.cleaned_data["code"])), 200
            except Missing:
                status = 404
                form.add_error(
                    "code", _("No objection has this code. Look at it again; there is no O, I, L or U in it.")
                )
    return public_page(request, "public/receipt.html", ReceiptPage(form=form, found=shown), status=status)


def _shown(found: queries.Receipt) -> ReceiptShown:
    return ReceiptShown(
        code=found.code,
        notice=found.notice_title,
        notice_url=reverse("public:notice", args=[found.notice_code]),
        received_at=found.received_at,
        state=objection_badge(found.state),
        due_on=found.due_on,
        rule=word(GROUND_LABELS, found.ground),
        outcome=word(OUTCOME_LABELS, found.outcome),
        reply=found.reply,
    )
