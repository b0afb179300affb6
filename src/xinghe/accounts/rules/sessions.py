"""How long a session lasts (SEC-15)."""

from datetime import datetime, timedelta

OFFICE_IDLE = timedelta(minutes=30)
WORKER_IDLE = timedelta(hours=12)
LONGEST = timedelta(hours=12)


def session_is_over(*, signed_in_at: datetime, seen_at: datetime, holds_office: bool, now: datetime) -> bool:
    """Whether the session has ended by age or by rest; both ends are exclusive."""
    idle = OFFICE_IDLE if holds_office else WORKER_IDLE
    return now >= signed_in_at + LONGEST or now >= seen_at + idle
