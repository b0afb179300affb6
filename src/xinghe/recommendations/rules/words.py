"""What people must say with an act, and how long it may be."""

from collections.abc import Iterable

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.recommendations.vocab import (
    LEAST_WORDS,
    MOST_CORRECTION_DAYS,
    OPINION_LIMIT,
    WORDS_LIMIT,
    Reason,
)


class OpinionTooLong(Refusal):
    """An opinion is one sentence, not an essay."""

    code = "opinion_too_long"
    message = gettext_noop("The opinion has %(found)s characters of at most %(limit)s. Shorten it.")
    status = 422


class ReturnReasonNeeded(Refusal):
    """Whoever is refused something learns why."""

    code = "return_reason_needed"
    message = gettext_noop(
        "Choose at least 1 reason and say in %(least)s to %(limit)s characters what is missing: the unit will read it."
    )
    status = 422


class CorrectionDaysOutside(Refusal):
    """No time at all, or time without end."""

    code = "correction_days_outside"
    message = gettext_noop(
        "A correction takes from 1 to %(limit)s working days, not %(found)s. Write another number."
    )
    status = 422


def opinion_read(text: str) -> str:
    """The opinion without blanks around it. Refuses: OpinionTooLong."""
    opinion = text.strip()
    if len(opinion) > OPINION_LIMIT:
        raise OpinionTooLong(found=len(opinion), limit=OPINION_LIMIT)
    return opinion


def words_read(text: str) -> str:
    """What is said to the unit, without blanks around it. Refuses: ReturnReasonNeeded."""
    words = text.strip()
    if not LEAST_WORDS <= len(words) <= WORDS_LIMIT:
        raise ReturnReasonNeeded(least=LEAST_WORDS, limit=WORDS_LIMIT)
    return words


def reasons_read(codes: Iterable[str]) -> list[Reason]:
    """The reasons, each once, in the order of the list. Refuses: ReturnReasonNeeded."""
    chosen = set(codes)
    if not chosen or not chosen <= set(Reason):
        raise ReturnReasonNeeded(least=LEAST_WORDS, limit=WORDS_LIMIT)
    return [reason for reason in Reason if reason in chosen]


def days_read(days: int) -> int:
    """The working days for a correction. Refuses: CorrectionDaysOutside."""
    if not 1 <= days <= MOST_CORRECTION_DAYS:
        raise CorrectionDaysOutside(limit=MOST_CORRECTION_DAYS, found=days)
    return days
