"""When failed attempts lead to a pause, and how long it lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xinghe.accounts.vocab import FailureKind
from xinghe.foundation.errors import Refusal, gettext_noop


class SignInRefused(Refusal):
    """The one answer to every sign-in that fails, whoever it was and whatever was wrong."""

    code = "sign_in_refused"
    message = gettext_noop(
        "You are not signed in: this identifier and this password do not belong together. After %(limit)s failed "
        "attempts sign-in pauses. If you forgot your password, your union's security administrator issues a new one."
    )
    status = 400


class SignInPaused(Refusal):
    """Too many failures by this identifier, from this address, or of this second factor."""

    code = "sign_in_paused"
    message = gettext_noop(
        "After %(limit)s failed attempts sign-in is paused for %(minutes)s more minutes. Nothing was checked; "
        "try again then."
    )
    status = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many failures are free, and the pauses that follow: doubled by each further failure."""

    failures: int
    first_pause: timedelta
    longest_pause: timedelta
    # A run of failures is over when this long has passed since the last one.
    forgotten_after: timedelta


# SEC-15: 5 per account and 20 per address. A workplace shares an address, so its pauses are short and
# soon forgotten; a guesser of one account gets 5 tries, then at most about 30 a day.
LIMITS: dict[FailureKind, Limit] = {
    kind: Limit(
        failures=5,
        first_pause=timedelta(minutes=5),
        longest_pause=timedelta(hours=1),
        forgotten_after=timedelta(hours=24),
    )
    for kind in (FailureKind.IDENTIFIER, FailureKind.ACCOUNT, FailureKind.CODE)
} | {
    FailureKind.ADDRESS: Limit(
        failures=20,
        first_pause=timedelta(minutes=1),
        longest_pause=timedelta(minutes=15),
        forgotten_after=timedelta(minutes=30),
    )
}


def failures_now(*, failures: int, failed_at: datetime, limit: Limit, now: datetime) -> int:
    """How many failures still count."""
    return 0 if now >= failed_at + limit.forgotten_after else failures


def pause_after(failures: int, *, limit: Limit) -> timedelta | None:
    """The pause that this many failures in a row bring; ``None`` below the limit."""
    if failures < limit.failures:
        return None
    return min(limit.first_pause * (1 << min(failures - limit.failures, 20)), limit.longest_pause)


def minutes_left(paused_until: datetime, *, now: datetime) -> int:
    """What remains of a pause in whole minutes, rounded up, at least one."""
    return max(1, -((now - paused_until) // timedelta(minutes=1)))
