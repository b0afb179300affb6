"""Chinese text made findable: cut into words on the way in and on the way out, by the same knife.

PostgreSQL's own parser does not know where a Chinese word ends, so the application cuts the text,
and the database keeps a plain ``simple`` vector of what was cut (stack: rjieba, sixteen times jieba).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import rjieba
from django.contrib.postgres.search import SearchQuery

from xinghe.foundation.text import fold, tidy, to_simplified

_WORD = re.compile(r"\w+")
# tsquery operators and quotes never come from a reader: each word is a quoted lexeme.
MOST_WORDS = 12


def words_to_store(text: str) -> list[str]:
    """All words of ``text`` a reader may search by: Simplified, lower case, long words and their parts."""
    return [word for word in rjieba.cut_for_search(to_simplified(tidy(text)).lower()) if _WORD.fullmatch(word)]


def words_to_find(text: str) -> list[str]:
    """The words of a question, at most ``MOST_WORDS`` of them, each once."""
    cut = rjieba.cut(to_simplified(tidy(text)).lower())
    return list(dict.fromkeys(word for word in cut if _WORD.fullmatch(word)))[:MOST_WORDS]


def stored_vector(*, a: str, b: str = "", c: str = "") -> str:
    """The vector of a row in PostgreSQL's own notation: ``a`` weighs most (titles), then ``b`` (names), then ``c``.

    Written here rather than by ``to_tsvector`` so that rows go in by the thousand in one statement.
    """
    places: dict[str, list[str]] = {}
    at = 0
    for weight, text in (("A", a), ("B", b), ("C", c)):
        for word in words_to_store(text):
            # PostgreSQL keeps positions up to 16,383 and 255 of them per word.
            at = min(at + 1, 16_383)
            found = places.setdefault(word[:200], [])
            if len(found) < 255:
                found.append(f"{at}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(found)}" for word, found in places.items())


def question(words: Iterable[str]) -> SearchQuery:
    """All of ``words``, as PostgreSQL asks for them."""
    return SearchQuery(" & ".join(map(_quoted, words)), config="simple", search_type="raw")


def is_initials(text: str) -> bool:
    """Whether a question may be pinyin initials: two to twelve Latin letters and nothing else."""
    return bool(re.fullmatch(r"[a-z]{2,12}", fold(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of text cut into runs that match and runs that do not, in order."""

    runs: tuple[tuple[str, bool], ...]


def snippet(text: str, words: Iterable[str], *, around: int = 40, longest: int = 160) -> Snippet:
    """The stretch of ``text`` round the first match, with every match in it marked.

    Matches are found in a Simplified, lower-case shadow of the same length, so that a Traditional
    text answers a Simplified question and keeps its own characters.
    """
    shadow = "".join(_one(character) for character in text)
    found = sorted(
        (match.start(), match.end()) for word in words if word for match in re.finditer(re.escape(word), shadow)
    )
    start = max(0, found[0][0] - around) if found else 0
    end = min(len(text), start + longest)
    runs: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for low, high in found:
        if low < at or high > end:
            continue
        if low > at:
            runs.append((text[at:low], False))
        runs.append((text[low:high], True))
        at = high
    if at < end:
        runs.append((text[at:end], False))
    if end < len(text):
        runs.append(("…", False))
    return Snippet(runs=tuple(runs))


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


@lru_cache(maxsize=20_000)
def _one(character: str) -> str:
    folded = to_simplified(character).lower()
    return folded if len(folded) == 1 else character
