"""Calls: those an officer looks after, those that take applications, and the places that are left."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application, Call, CallQuota, Extension
from xinghe.programmes.rules.quota import Slots, slots_of
from xinghe.programmes.vocab import PUBLISHED, WITHOUT_PLACE, CallState


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    """A recommending unit with its places as they stand."""

    quota: CallQuota
    slots: Slots


def calls_for(actor: Actor) -> QuerySet[Call]:
    """Calls of the unions this actor looks into, drafts too, the newest first. 1 query."""
    rows = within(actor, Power.CALL_READ, Call.objects.all())
    return rows.select_related("union", "made_by", "approved_by").order_by("-pk")


def call_for(actor: Actor, code: str) -> Call:
    """A call that this actor looks after, or one that is published. 1-2 queries. Refuses: Missing."""
    found = calls_for(actor).filter(code=code).first()
    return found if found is not None else published_call(code)


def published_call(code: str) -> Call:
    """A call that anybody may read. 1 query. Refuses: Missing."""
    rows = Call.objects.filter(code=code, state__in=PUBLISHED)
    found = rows.select_related("union").first()
    if found is None:
        raise Missing
    return found


def calls_open(now: datetime, *, ended_too: bool = False) -> QuerySet[Call]:
    """Published calls that take applications, those that close first in front; or all, the newest first. 1 query."""
    if ended_too:
        return Call.objects.filter(state__in=PUBLISHED).select_related("union").order_by("-opened_at")
    rows = Call.objects.filter(state=CallState.OPEN).select_related("union")
    return rows.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at")


def quotas_of(actor: Actor, call: Call) -> tuple[QuotaRow, ...]:
    """The recommending units of a call with their places, as far as the actor looks into them. 2 queries."""
    quotas = within(actor, Power.CALL_READ, CallQuota.objects.filter(call=call)).select_related("union")
    used: dict[int, Counter[str]] = {}
    rows = Application.objects.filter(call=call, recommended_by__isnull=False).exclude(told__in=WITHOUT_PLACE)
    for union_id, category in rows.values_list("recommended_by_id", "category"):
        assert union_id is not None  # filtered above
        used.setdefault(union_id, Counter())[category] += 1
    return tuple(
        QuotaRow(quota=quota, slots=slots_of(quota.said, used.get(quota.union_id, Counter())))
        for quota in quotas.order_by("union__territory_path", "pk")
    )


def extension_asked(call: Call) -> Extension | None:
    """A longer time that was asked for and not granted yet. 1 query."""
    rows = Extension.objects.filter(call=call, granted_by__isnull=True)
    return rows.select_related("asked_by").first()
