"""The views of lists that a person keeps: kept from the list itself, opened, renamed, put first and removed here."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.accounts import actions
from xinghe.accounts.queries import views_for
from xinghe.accounts.vocab import LONGEST_VIEW_NAME
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.lists import find_listing


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """One view."""

    number: int
    name: str
    list_title: str
    url: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewsPage:
    """All views of one person."""

    views: tuple[KeptView, ...]
    longest: int


@require_GET
@reading
def view_list(request: HttpRequest) -> HttpResponse:
    """The views this person keeps, list by list."""
    found = []
    for view in views_for(actor_of(request)):
        listing = find_listing(view.list_name)
        if listing is not None:
            found.append(
                KeptView(
                    number=view.pk,
                    name=view.name,
                    list_title=str(listing.title),
                    url=f"{reverse(listing.page)}?{view.address}",
                    is_default=view.is_default,
                )
            )
    return desk_page(request, "desk/views.html", ViewsPage(views=tuple(found), longest=LONGEST_VIEW_NAME))


@require_POST
@changing
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep a list as it is shown, and go back to it."""
    listing = find_listing(request.POST.get("list", ""))
    if listing is None:
        raise Http404
    view = actions.keep_view(
        actor_of(request),
        list_name=listing.name,
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
        is_default="is_default" in request.POST,
    )
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(f"{reverse(listing.page)}?{view.address}")


@require_POST
@changing
def view_rename(request: HttpRequest, view_id: int) -> HttpResponse:
    """Call a view something else."""
    actions.rename_view(actor_of(request), view_id=view_id, name=request.POST.get("name", ""))
    return redirect("desk:views")


@require_POST
@changing
def view_first(request: HttpRequest, view_id: int) -> HttpResponse:
    """Let the menu lead to this view first, or no longer."""
    actions.begin_with_view(actor_of(request), view_id=view_id, is_default="is_default" in request.POST)
    return redirect("desk:views")


@require_POST
@changing
def view_remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Let a view go."""
    actions.remove_view(actor_of(request), view_id=view_id)
    messages.success(request, _("The view is gone; the list is not."))
    return redirect("desk:views")
