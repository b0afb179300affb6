"""What people write beside a change that concerns others."""

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.vocab import LEAST_WORDS, WORDS_LIMIT


class ReasonNeeded(Refusal):
    """What others are affected by needs a reason that they can read."""

    code = "call_reason_needed"
    message = gettext_noop(
        "The reason has %(found)s characters. Write %(least)s to %(limit)s, for others to read."
    )
    status = 422


def reason_read(words: str) -> str:
    """A reason as it is kept. Refuses: ReasonNeeded."""
    said = words.strip()
    if not LEAST_WORDS <= len(said) <= WORDS_LIMIT:
        raise ReasonNeeded(found=len(said), least=LEAST_WORDS, limit=WORDS_LIMIT)
    return said
