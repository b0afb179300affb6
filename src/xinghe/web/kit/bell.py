"""The bell on every page of somebody who signed in: how many messages they have not read."""

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinghe.access.fence import fenced
from xinghe.messaging.queries import unread_count
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Bell

# More are not counted out loud.
MOST_SHOWN = 99


def bell_of(request: HttpRequest) -> Bell:
    """What the bell shows. 1 query; none for a visitor."""
    actor = actor_of(request)
    if connection.in_atomic_block:
        # The page is being made behind the actor's fence already.
        count = unread_count(actor)
    else:
        with fenced(actor):
            count = unread_count(actor)
    return Bell(
        count=f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count or ""),
        label=ngettext("%(count)s unread message", "%(count)s unread messages", count) % {"count": count}
        if count
        else _("Messages"),
    )
