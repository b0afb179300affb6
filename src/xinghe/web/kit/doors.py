"""How a page gets at the house: who is asking, behind the fence; and how a refusal comes back."""

import functools
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.once import once
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.unions.queries import actor_for

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking, with the offices held at this moment; looked up once a request."""
    found = getattr(request, "_actor", None)
    if found is None:
        if request.user.is_authenticated:
            # Who holds no office has no row to take the name from.
            found = replace(actor_for(request.user.pk, via="web", now=clock.now()), name=request.user.name)
        else:
            found = Actor.public()
        request._actor = found  # type: ignore[attr-defined]  # remembered on the request it belongs to
    return found


def reading(view: View[P]) -> View[P]:
    """The page only reads: it runs in one transaction in which PostgreSQL shows the actor's rows and no others."""

    @functools.wraps(view)
    def read(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            with fenced(actor_of(request)):
                return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    return cast("View[P]", read)


def changing(view: View[P]) -> View[P]:
    """The page calls one command, which opens its own transaction; a refusal becomes an answer in words.

    A form with ``{% once_key %}`` acts once however often it is sent: the page goes on as the first time.
    """

    @functools.wraps(view)
    def change(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            with _once(request):
                return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    return cast("View[P]", change)


ONCE = "once"
_NOT_CONTENT = frozenset({ONCE, "csrfmiddlewaretoken"})


def _once(request: HttpRequest) -> AbstractContextManager[object]:
    """What makes a form with a key act once; nothing for one without."""
    if request.method != "POST" or not (key := request.POST.get(ONCE, "")):
        return nullcontext()
    actor = actor_of(request)
    if actor.person_id is None:
        return nullcontext()
    sent = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT)
    files = sorted(
        (name, file.name or "", file.size or 0) for name, held in request.FILES.lists() for file in held
    )
    body = json.dumps([sent, files]).encode()
    return once(actor, key=key, route=f"POST {request.path}", body=body, waits=True)


def sentence(refusal: Refusal) -> str:
    """What the person reads, in their language."""
    return refusal.said(gettext)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page, or as a fragment where htmx asked, with its own status."""
    template = "kit/refused.html"
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        template += "#refusal"
    context = {"refusal": refusal, "sentence": sentence(refusal)}
    return render(request, template, context, status=refusal.status)
