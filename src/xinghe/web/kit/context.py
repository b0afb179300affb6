"""What the frame around every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from xinghe.web.kit.bell import bell_of
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Place


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, the way to their account, and whether this installation shows invented people."""
    actor = actor_of(request) if hasattr(request, "user") else None
    return {
        "actor": actor,
        # Asked for when a page shows it: a part of a page for htmx does not.
        "bell": SimpleLazyObject(lambda: bell_of(request)) if actor and actor.person_id else None,
        "is_demonstration": settings.XINGHE.demonstration,
        "languages": settings.LANGUAGES,
        "account_places": (Place(label=_("My account"), url=reverse("account"), icon="person"),),
    }
