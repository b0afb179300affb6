"""What people write beside something that touches a judge or a score."""

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import tidy

LEAST_REASON, MOST_REASON = 4, 300


class ReviewReasonNeeded(Refusal):
    """What touches a judge or a score needs a reason."""

    code = "review_reason_needed"
    message = gettext_noop(
        "The reason has %(found)s characters. Write %(least)s to %(limit)s, for others to read."
    )
    status = 422


def review_reason(words: str) -> str:
    """A reason as it is kept. Refuses: ReviewReasonNeeded."""
    said = tidy(words, lines=True)
    if not LEAST_REASON <= len(said) <= MOST_REASON:
        raise ReviewReasonNeeded(found=len(said), least=LEAST_REASON, limit=MOST_REASON)
    return said
