"""How many requests a minute are taken."""

from dataclasses import dataclass
from datetime import UTC, datetime

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.integrations.vocab import PEOPLE_LIMIT, RATE_WINDOW

_WINDOW_SECONDS = int(RATE_WINDOW.total_seconds())


class TooManyRequests(Refusal):
    """The minute's requests are used."""

    code = "too_many_requests"
    message = gettext_noop(
        "%(limit)s requests a minute are taken from one token or address, and they are used. "
        "Go on in %(seconds)s seconds."
    )
    status = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Where one token or address stands in the present window."""

    policy: str
    limit: int
    used: int
    resets_in: int

    @property
    def remaining(self) -> int:
        """Requests left in this window."""
        return max(0, self.limit - self.used)

    def require(self) -> None:
        """Refuses: TooManyRequests."""
        if self.used > self.limit:
            raise TooManyRequests(limit=self.limit, seconds=self.resets_in)

    def headers(self) -> dict[str, str]:
        """The state in the form of the IETF's RateLimit header fields."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={_WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.resets_in}',
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRead:
    """How many other people somebody was shown within the hour, the last ``number`` of them just now."""

    used: int
    number: int

    @property
    def is_too_many(self) -> bool:
        """Whether they must prove who they are before these are shown."""
        return self.used > PEOPLE_LIMIT

    @property
    def is_news(self) -> bool:
        """Whether they were not too many before."""
        return self.is_too_many and self.used - self.number <= PEOPLE_LIMIT


def window_of(now: datetime) -> tuple[datetime, int]:
    """When the window of this instant began, and in how many seconds (at least 1) it ends."""
    elapsed = int(now.timestamp()) % _WINDOW_SECONDS
    began = datetime.fromtimestamp(int(now.timestamp()) - elapsed, UTC)
    return began, _WINDOW_SECONDS - elapsed
