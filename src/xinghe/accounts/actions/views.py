"""Keep a list as one wants to find it again. A view is its owner's own bookmark, so the record says nothing of it."""

from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import claim_oneself
from xinghe.accounts.models import SavedView
from xinghe.accounts.rules.views import checked_view_address, checked_view_name
from xinghe.accounts.vocab import MOST_VIEWS
from xinghe.foundation.errors import Refusal, gettext_noop

_WHY = "a view is its owner's own bookmark"


class TooManyViews(Refusal):
    """The menu of a list would no longer be one."""

    code = "too_many_views"
    message = gettext_noop(
        "You keep %(limit)s views of this list, which is the most. Remove one that you no longer open."
    )


class ViewNameTaken(Refusal):
    """Another view of the list has the name."""

    code = "view_name_taken"
    message = gettext_noop("You keep another view named “%(name)s”. Give this one another name.")


@command
def keep_view(work: Work, *, list_name: str, name: str, query: str, is_default: bool = False) -> SavedView:
    """Keep what stands in the address of a list under a name; a view that has this name is replaced.

    Refuses: Missing (machines and the public), ViewNameWrong, ViewTooLong, TooManyViews.
    """
    person = claim_oneself(work)
    name, address = checked_view_name(name), checked_view_address(query)
    own = SavedView.objects.filter(person=person, list_name=list_name)
    view = own.filter(name=name).first()
    if view is None:
        if own.count() >= MOST_VIEWS:
            raise TooManyViews(limit=MOST_VIEWS)
        view = SavedView(person=person, list_name=list_name, name=name)
    if is_default:
        own.update(is_default=False)
    view.address, view.is_default, view.kept_at = address, is_default or view.is_default, work.now
    view.save()
    work.leave_unrecorded(_WHY)
    return view


@command
def rename_view(work: Work, *, view_id: int, name: str) -> SavedView:
    """Call a view something else. Refuses: Missing, ViewNameWrong, ViewNameTaken."""
    claim_oneself(work)
    view, name = work.claim(SavedView, view_id), checked_view_name(name)
    others = SavedView.objects.filter(person_id=view.person_id, list_name=view.list_name)
    if others.filter(name=name).exclude(pk=view.pk).exists():
        raise ViewNameTaken(name=name)
    view.name = name
    view.save(update_fields=["name"])
    work.leave_unrecorded(_WHY)
    return view


@command
def begin_with_view(work: Work, *, view_id: int, is_default: bool = True) -> SavedView:
    """Let the way to the list lead to this view, or no longer to any. Refuses: Missing."""
    claim_oneself(work)
    view = work.claim(SavedView, view_id)
    SavedView.objects.filter(person_id=view.person_id, list_name=view.list_name).update(is_default=False)
    view.is_default = is_default
    view.save(update_fields=["is_default"])
    work.leave_unrecorded(_WHY)
    return view


@command
def remove_view(work: Work, *, view_id: int) -> None:
    """Let a view go. Refuses: Missing."""
    work.claim(SavedView, view_id).delete()
    work.leave_unrecorded(_WHY)
