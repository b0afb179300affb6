"""What the frame around every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from xinghe.access.powers import Power
from xinghe.web.kit.doors import actor_of


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, which menus to show, and whether this installation shows invented people."""
    actor = actor_of(request) if hasattr(request, "user") else None
    return {
        "actor": actor,
        "may_record": bool(actor and actor.carries(Power.RESULT_RECORD)),
        "may_read_results": bool(actor and actor.carries(Power.RESULT_READ)),
        "may_read_record": bool(actor and actor.carries(Power.AUDIT_READ)),
        "is_demonstration": settings.XINGHE.demonstration,
        "languages": settings.LANGUAGES,
    }
