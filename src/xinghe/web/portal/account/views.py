"""A person's own account: name, language, password, second factors, numbers."""

from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.actor import Office
from xinghe.accounts import actions
from xinghe.accounts.queries import MaskedNumber, SecondFactors, own_numbers, second_factors_of
from xinghe.accounts.vocab import NUMBER_KIND_LABELS, NumberKind
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.web.kit.doors import actor_of, changing, sentence
from xinghe.web.portal.account.forms import ChangePasswordForm, LanguageForm, NumberForm

OWN_NUMBER = gettext_noop("Its bearer looked at their own number")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """One of one's own numbers, masked, or in full right after it was asked for."""

    kind: NumberKind
    label: str
    shown: str
    is_full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What a person sees of their own account."""

    name: str
    staff_number: str
    email: str
    offices: tuple[Office, ...]
    numbers: tuple[NumberLine, ...]
    factors: SecondFactors
    language: BaseForm


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One question on one screen."""

    form: BaseForm
    first_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpPage:
    """Why a second factor is needed, and whether one is there already."""

    offices: tuple[Office, ...]
    factors: SecondFactors


def _page(request: HttpRequest, *, revealed: tuple[NumberKind, str] | None = None) -> AccountPage:
    person: Any = request.user
    full = dict([revealed]) if revealed else {}

    def line(number: MaskedNumber) -> NumberLine:
        return NumberLine(
            kind=number.kind,
            label=gettext(NUMBER_KIND_LABELS[number.kind]),
            shown=full.get(number.kind, number.masked),
            is_full=number.kind in full,
        )

    return AccountPage(
        name=person.name,
        staff_number=person.staff_number,
        email=person.email,
        offices=actor_of(request).offices,
        numbers=tuple(line(number) for number in own_numbers(person.pk)),
        factors=second_factors_of(person.pk),
        language=LanguageForm(initial={"language": request.LANGUAGE_CODE}),
    )


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "account/account.html", {"page": _page(request)})


@require_POST
@login_required
@changing
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen, here and for the next sign-in."""
    form = LanguageForm(request.POST)
    answer = redirect("account")
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        actions.choose_language(actor_of(request), language=chosen)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 60 * 60,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "POST"])
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose another password; other sessions end, this one goes on under a new number."""
    person: Any = request.user
    form = ChangePasswordForm(request.POST or None, user=person)
    if form.is_valid():
        told = form.cleaned_data
        try:
            changed = actions.change_password(actor_of(request), present=told["present"], new=told["new"])
        except Refusal as refusal:
            form.add_error("new", sentence(refusal))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, gettext("Your password is changed. Other sessions have ended."))
            return redirect("account")
    page = FormPage(form=form, first_time=person.password_is_issued)
    return render(request, "account/password_change.html", {"page": page})


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def store_number(request: HttpRequest) -> HttpResponse:
    """Enter one of one's own numbers."""
    form = NumberForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if form.is_valid():
        told, actor = form.cleaned_data, actor_of(request)
        try:
            actions.store_number(
                actor, person_id=request.user.pk or 0, kind=told["kind"], number=told["number"]
            )
        except Refusal as refusal:
            form.add_error("number", sentence(refusal))
        else:
            messages.success(request, gettext("The number is kept, encrypted."))
            return redirect("account")
    page = FormPage(form=form)
    return render(request, "account/number.html", {"page": page})


@require_POST
@login_required
@reauthentication_required(app="allauth.mfa")
@changing
def reveal_number(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one of one's own numbers in full, this once."""
    asked = NumberKind(kind)
    plain = actions.reveal_number(
        actor_of(request), person_id=request.user.pk or 0, kind=asked, purpose=OWN_NUMBER
    )
    return render(request, "account/account.html", {"page": _page(request, revealed=(asked, plain))})


@require_GET
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Choose a second factor to set up: where holders of an office are led until they have one."""
    page = SetUpPage(offices=actor_of(request).offices, factors=second_factors_of(request.user.pk or 0))
    return render(request, "account/second_factor.html", {"page": page})


@require_POST
@login_required
@changing
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all sessions on all devices, this one too."""
    actions.sign_out_everywhere(actor_of(request))
    logout(request, show_message=False)
    messages.success(request, gettext("You are signed out on all devices."))
    return redirect(settings.LOGIN_URL)
