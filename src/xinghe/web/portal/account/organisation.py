"""Signing in through the organisation: the way there, and the way back with what the provider says of a person."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.accounts.actions import admit
from xinghe.accounts.sign_in.provider import AT_PROVIDER, arrival, provider_in_use, way_to_provider
from xinghe.unions.actions import align_offices
from xinghe.web.kit.doors import changing


class SignIn(LoginView):
    """The signed-out page; it offers the organisation's own sign-in where there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth gives, and what the button is called."""
        known = settings.XINGHE_PROVIDER
        return super().get_context_data(**kwargs) | {
            "provider": known.name if known else "",
            "next_url": get_next_redirect_url(self.request) or "",
        }


@login_not_required
@require_POST
@changing
def go(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider.

    By a page that moves on, not by a redirect: a browser takes the target of a redirected form for the form's own,
    and our policy lets forms go nowhere else.
    """
    away = way_to_provider(request, next_url=get_next_redirect_url(request) or "")
    answer = render(request, "account/provider.html", {"provider": provider_in_use().name, "url": away})
    answer.headers["Refresh"] = f"0; url={away}"
    return answer


@login_not_required
@require_GET
@changing
def come_back(request: HttpRequest) -> HttpResponse:
    """Sign in whom the provider vouches for; their offices follow its groups before the session opens."""
    known, arrived = provider_in_use(), arrival(request)
    door = Actor.for_job("sign-in", via="web")
    person = admit(
        door,
        provider=known.key,
        provider_name=known.name,
        uid=arrived.claims["sub"],
        staff_number=known.staff_number(arrived.claims),
    )
    align_offices(door, person_id=person.pk, provider=known.key, claims=known.groups(arrived.claims))
    if request.user.is_authenticated:
        get_adapter().logout(request)
    record_authentication(request, person, "socialaccount")
    if known.used_second_factor(arrived.claims):
        record_authentication(request, person, "mfa", type=AT_PROVIDER)
    return perform_login(request, person, redirect_url=arrived.next_url or None)
