"""Whether the desk that recommends to the organiser has a place left for one more."""

from collections import Counter

from xinghe.access.work import Work
from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.programmes.models import Application, CallQuota
from xinghe.programmes.rules.quota import refuse_over
from xinghe.programmes.vocab import WITHOUT_PLACE


class NotInvited(Refusal):
    """The call gives places to others only."""

    code = "not_invited"
    message = gettext_noop(
        "“%(union)s” has no places in “%(call)s”, which others have. Ask the organiser for some."
    )


def places_left(_work: Work, application: Application) -> None:
    """One place more is free at the desk that recommends; marks the application as a stand-in when it is beyond the list.

    Asked at the desk right below the organiser only; its row is locked, so that two cannot take the last place.
    Refuses: NotInvited, OverQuota, CategoryOverQuota, ShareNotKept. 2 queries.
    """
    quotas = CallQuota.objects.filter(call_id=application.call_id)
    desk = application.desk
    if desk is None or not application.call.gives_places or not _recommends(application):
        return
    quota = quotas.select_for_update().filter(union=desk).first()
    if quota is None:
        raise NotInvited(union=desk.name, call=application.call.title)
    labels = dict(application.call.said_terms.categories)
    application.is_reserve = refuse_over(
        quota.said,
        used_places(application.call_id, desk.pk),
        category=application.category,
        called=Phrase(labels.get(application.category, application.category)),
        union=desk.name,
        labels={code: Phrase(label) for code, label in labels.items()},
    )


def used_places(call_id: int, union_id: int) -> dict[str, int]:
    """How many applications a union has recommended to a call, by category. 1 query."""
    rows = Application.objects.filter(call_id=call_id, recommended_by_id=union_id)
    return dict(Counter(rows.exclude(phase__in=WITHOUT_PLACE).values_list("category", flat=True)))


def _recommends(application: Application) -> bool:
    """Whether the present desk stands right below the organiser on the way up."""
    numbers = [int(part) for part in application.path.split(".") if part]
    place = numbers.index(application.call.union_id) if application.call.union_id in numbers else -1
    return 0 <= place < len(numbers) - 1 and numbers[place + 1] == application.desk_id
