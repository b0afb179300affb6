"""Whether the desk that recommends to the organiser has a place left: for one more, or for one in another category."""

from collections import Counter

from xinghe.access.work import Work
from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.foundation.locks import hold
from xinghe.programmes.models import Application, Call, CallQuota
from xinghe.programmes.rules.quota import Quota, refuse_over
from xinghe.programmes.vocab import WITHOUT_PLACE
from xinghe.recommendations.queries.ways import Route
from xinghe.texts.queries.everywhere import everywhere


class NotInvited(Refusal):
    """The call gives places to others only."""

    code = "not_invited"
    message = gettext_noop(
        "“%(union)s” has no places in “%(call)s”, which others have. Ask the organiser for some."
    )


def places_left(_work: Work, application: Application) -> None:
    """One place more is free at the desk that recommends; marks the application as a stand-in when it is beyond the list.

    Asked at the desk right below the organiser only; its places are held, so that two cannot take the last one.
    Refuses: NotInvited, OverQuota, CategoryOverQuota, ShareNotKept. At most 5 queries.
    """
    desk = application.desk
    if desk is None or not _recommends(application):
        return
    hold_places(application.call_id, desk.pk)
    # Read anew: the first places may have been given since the call was read.
    if not Call.objects.filter(pk=application.call_id, gives_places=True).exists():
        return
    quota = CallQuota.objects.filter(call_id=application.call_id, union=desk).first()
    if quota is None:
        raise NotInvited(union=desk.name, call=application.call.title)
    used = used_places(application.call_id, desk.pk)
    application.is_reserve = _refuse_over(application, quota.said, used, union=desk.name)


def category_kept(_work: Work, application: Application) -> None:
    """What is completed holds its place; in another category than before it takes up one of that category.

    Refuses: CategoryOverQuota, ShareNotKept. At most 4 queries, and those of a fence.
    """
    union = application.recommended_by
    before = Application.objects.values_list("category", flat=True).get(pk=application.pk)
    if union is None or application.category == before:
        return
    hold_places(application.call_id, union.pk)
    # An applicant sees neither the places of a union nor what else it recommended.
    with everywhere():
        quota = CallQuota.objects.filter(call_id=application.call_id, union=union).first()
        used = used_places(application.call_id, union.pk)
    if quota is not None:
        others = used | {before: used[before] - 1}
        _refuse_over(application, quota.said, others, union=union.name)


def hold_places(call_id: int, union_id: int) -> None:
    """Let nobody else take, give or count the places of a union until the transaction ends. 1 query."""
    hold("places", call_id, union_id)


def used_places(call_id: int, union_id: int) -> dict[str, int]:
    """How many applications a union has recommended to a call, by category. 1 query."""
    rows = Application.objects.filter(call_id=call_id, recommended_by_id=union_id)
    return dict(Counter(rows.exclude(told__in=WITHOUT_PLACE).values_list("category", flat=True)))


def _refuse_over(application: Application, quota: Quota, used: dict[str, int], *, union: str) -> bool:
    labels = dict(application.call.said_terms.categories)
    return refuse_over(
        quota,
        used,
        category=application.category,
        called=Phrase(labels.get(application.category, application.category)),
        union=union,
        labels={code: Phrase(label) for code, label in labels.items()},
    )


def _recommends(application: Application) -> bool:
    """Whether the present desk stands right below the organiser on the way up. 1 query."""
    route = Route.of(application.path)
    numbers = [union.pk for union in (route.unit, *route.desks)]
    place = numbers.index(application.call.union_id) if application.call.union_id in numbers else 0
    return place > 0 and numbers[place - 1] == application.desk_id
