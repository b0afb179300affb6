"""Applications that were sent back, and whose time to be corrected is over, grace and all."""

from datetime import datetime

from xinghe.programmes.models import Application
from xinghe.programmes.rules.days import grace_ends
from xinghe.programmes.vocab import WITH_APPLICANT, Phase


def overdue_corrections(*, now: datetime, limit: int) -> list[int]:
    """Those whose grace is over, the longest overdue first. 1 query."""
    rows = Application.objects.filter(due_at__lte=now, phase__in=WITH_APPLICANT - {Phase.DRAFT})
    due = rows.order_by("due_at", "pk").values_list("pk", "due_at")[:limit]
    return [number for number, due_at in due if due_at and grace_ends(due_at) <= now]
