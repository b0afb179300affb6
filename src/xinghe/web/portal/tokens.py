"""One's own access tokens: which there are, a new one shown once, and its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.deposits.queries import last_refused, refusal_of
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal, said
from xinghe.integrations import actions, queries
from xinghe.integrations.vocab import DAYS_OFFERED, SCOPE_LABELS, TOKEN_NAME_LIMIT, Scope
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.middleware import session_has_second_factor
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.words import labelled, word
from xinghe.web.portal.frame import portal_page


class TokenForm(forms.Form):
    """What a new token is for, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=TOKEN_NAME_LIMIT,
        help_text=gettext_lazy("The program or machine that is to use it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=labelled(SCOPE_LABELS)[1:],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than you yourself may. Choose as little as the program needs."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It ends after"),
        coerce=int,
        choices=[
            (days, ngettext_lazy("%(n)s day", "%(n)s days", days) % {"n": days}) for days in DAYS_OFFERED
        ],
        initial=90,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """One token in the list."""

    name: str
    prefix: str
    state: Badge
    scopes: tuple[str, ...]
    with_offices: bool
    issued_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoke_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """What a program sent, when it was taken in, and why it was not carried out."""

    taken_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenListPage:
    """One's own tokens, and what came in by them in vain."""

    rows: tuple[TokenRow, ...]
    refused: tuple[RefusedRow, ...]
    new_url: str
    documentation_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenNewPage:
    """A token to make; ``without_offices`` when this session would not bring the bearer's offices."""

    form: TokenForm
    without_offices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssuedPage:
    """A token, this once."""

    name: str
    text: str
    expires_at: datetime
    back_url: str


@never_cache
@require_GET
@reading
def token_list(request: HttpRequest) -> HttpResponse:
    """Which tokens there are, ended ones too, and what programs sent that could not be carried out."""
    now = clock.now()
    page = TokenListPage(
        rows=tuple(
            TokenRow(
                name=one.name,
                prefix=one.prefix,
                state=_state(one, now=now),
                scopes=tuple(word(SCOPE_LABELS, scope) for scope in one.scopes),
                with_offices=one.with_offices,
                issued_at=one.issued_at,
                expires_at=one.expires_at,
                last_used_at=one.last_used_at,
                revoke_url=""
                if one.revoked_at or one.expires_at <= now
                else reverse("portal:token-revoke", args=[one.pk]),
            )
            for one in queries.tokens_of(actor_of(request))
        ),
        refused=tuple(
            RefusedRow(taken_at=one.taken_at, reason=said(*refusal_of(one), _))
            for one in last_refused(actor_of(request))
        ),
        new_url=reverse("portal:token-new"),
        documentation_url=reverse("api:documentation"),
    )
    return portal_page(request, "portal/tokens.html", page)


def _state(token: Any, *, now: datetime) -> Badge:  # a row of tokens; faces do not know its model
    if token.revoked_at is not None:
        return Badge(word=_("revoked"), tone="bad")
    return (
        Badge(word=_("ended"), tone="bad") if token.expires_at <= now else Badge(word=_("good"), tone="good")
    )


@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth ships no types
@changing
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token, after the password or the second factor once more; a refusal stands beside the form."""
    actor, form = actor_of(request), TokenForm(request.POST or None)
    has_second_factor = session_has_second_factor(request)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            issued = actions.issue_token(
                actor,
                name=told["name"],
                scopes=[Scope(one) for one in told["scopes"]],
                days=told["days"],
                has_second_factor=has_second_factor,
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            page = TokenIssuedPage(
                name=issued.token.name,
                text=issued.text,
                expires_at=issued.token.expires_at,
                back_url=reverse("portal:tokens"),
            )
            return portal_page(request, "portal/token_issued.html", page)
    new = TokenNewPage(form=form, without_offices=bool(actor.offices) and not has_second_factor)
    return portal_page(request, "portal/token_new.html", new, status=422 if form.errors else 200)


@require_POST
@changing
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token with its next request."""
    actions.revoke_token(actor_of(request), token_id=token_id)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("portal:tokens")
