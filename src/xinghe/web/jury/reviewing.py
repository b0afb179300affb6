"""What waits for a judge: invitations, and the panels they sit on."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xinghe.reviews import queries
from xinghe.web.jury.frame import jury_page
from xinghe.web.kit.doors import actor_of, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """Every seat of one judge."""

    seats: tuple[queries.Invitation, ...]


@require_GET
@reading
def home(request: HttpRequest) -> HttpResponse:
    """The seats somebody was asked to take or took."""
    return jury_page(request, "jury/home.html", HomePage(seats=queries.invitations(actor_of(request))))
