"""Whether a file that is finished after a deadline was begun in time."""

from datetime import datetime

from xinghe.attachments.vocab import GRACE


def was_in_time(*, begun_at: datetime, now: datetime, deadline: datetime) -> bool:
    """True until the deadline; after it for what was begun before, ten minutes longer (SEC-12)."""
    return now < deadline or (begun_at < deadline and now < deadline + GRACE)
