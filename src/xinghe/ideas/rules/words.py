"""Words that people read who did not get what they hoped for: long enough to say something."""

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.ideas.vocab import LEAST_WORDS, WORDS_LIMIT


class WordsNeeded(Refusal):
    """Whoever says no says why."""

    code = "words_needed"
    message = gettext_noop("Say why, in %(least)s to %(most)s characters: the people concerned will read it.")
    status = 422


def checked_words(words: str) -> str:
    """Words long enough to say something. Refuses: WordsNeeded."""
    words = words.strip()
    if not LEAST_WORDS <= len(words) <= WORDS_LIMIT:
        raise WordsNeeded(least=LEAST_WORDS, most=WORDS_LIMIT)
    return words
