"""Chinese text made findable: cut into words on the way in and on the way out, by the same knife.

PostgreSQL's own parser does not know where a Chinese word ends, so the application cuts the text,
and the database keeps a plain ``simple`` vector of what was cut (stack: rjieba, sixteen times jieba).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba
from django.contrib.postgres.search import SearchQuery

from xinghe.foundation.text import fold, narrow, tidy, to_simplified

_WORD = re.compile(r"\w+")
# A question longer than this is a pasted paragraph; its beginning says what is meant.
LONGEST_QUESTION = 100
MOST_WORDS = 12
_LONGEST_WORD = 200
# Read out or copied by hand, these stand for each other (the alphabet of public codes has no I, L or O).
_MISREAD = str.maketrans("ILO", "110")


def words_to_store(text: str) -> list[str]:
    """All words of ``text`` a reader may search by: Simplified, lower case, long words and their parts."""
    cut = rjieba.cut_for_search(to_simplified(tidy(text)).lower())
    return [word for word in cut if word.isalnum() or _WORD.fullmatch(word)]


def asked(text: str) -> str:
    """The part of a question that is read, without halves of characters, which nothing can hold."""
    return text[:LONGEST_QUESTION].encode(errors="ignore").decode()


def words_to_find(text: str) -> list[str]:
    """The words of a question, at most ``MOST_WORDS`` of them, each once. Reads the first ``LONGEST_QUESTION`` signs."""
    cut = rjieba.cut(to_simplified(tidy(asked(text))).lower())
    return list(dict.fromkeys(word for word in cut if _WORD.fullmatch(word)))[:MOST_WORDS]


def stored_vector(*, a: str, b: str = "", c: str = "") -> str:
    """The vector of a row in PostgreSQL's own notation: ``a`` weighs most (titles), then ``b`` (names), then ``c``.

    Written here rather than by ``to_tsvector`` so that rows go in by the thousand in one statement.
    """
    return vector_of(a=words_to_store(a), b=words_to_store(b), c=words_to_store(c))


def vector_of(*, a: Sequence[str], b: Sequence[str] = (), c: Sequence[str] = ()) -> str:
    """The same of texts that ``words_to_store`` has cut already."""
    places: dict[str, str] = {}
    at = 0
    for weight, words in (("A", a), ("B", b), ("C", c)):
        for at, word in enumerate(words, at + 1):  # noqa: B020 -- the count runs on from part to part
            if word in places:
                places[word] += f",{at}{weight}"
            else:
                # Nothing in a word needs quoting. PostgreSQL itself cuts positions off at 16,383 and 255 of them.
                places[word] = f"'{word[:_LONGEST_WORD]}':{at}{weight}"
    return " ".join(places.values())


def question(words: Iterable[str]) -> SearchQuery:
    """All of ``words``, as PostgreSQL asks for them: each a quoted lexeme, so that no operator comes from a reader."""
    return SearchQuery(" & ".join(map(_quoted, words)), config="simple", search_type="raw")


def initials_meant(text: str) -> str:
    """The pinyin initials a question may be, three to twelve letters in lower case; empty when it cannot be any."""
    folded = fold(asked(text))
    return folded if re.fullmatch(r"[a-z]{3,12}", folded) else ""


def code_meant(text: str, *, length: int) -> str:
    """The public code of ``length`` signs that a question may be, with misread signs put right; or empty."""
    code = re.sub(r"[\s-]", "", narrow(asked(text))).upper().translate(_MISREAD)
    return code if len(code) == length and re.fullmatch("[0-9A-Z]+", code) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """The piece text[start:end], as runs that match and runs that do not; … stands where something is left out."""

    runs: tuple[tuple[str, bool], ...]
    start: int
    end: int


def snippet(text: str, words: Sequence[str], *, longest: int = 120) -> Snippet:
    """The stretch of ``text`` that holds most of ``words``, with every match in it marked.

    Among equally good stretches the earliest; without any match the beginning. Traditional text answers
    Simplified words and keeps its own characters.
    """
    found = _matches(_shadow(text), words)
    start, end = _best(text, found, longest)
    runs: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for low, high, _ in found:
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
    return Snippet(runs=tuple(runs), start=start, end=end)


def _matches(shadow: str, words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Every place where a word stands, in order; where two begin together the longer one first."""
    return sorted(
        (
            (match.start(), match.end(), word)
            for word in dict.fromkeys(words)
            if word
            for match in re.finditer(re.escape(word), shadow)
        ),
        key=lambda one: (one[0], -one[1]),
    )


def _best(text: str, found: list[tuple[int, int, str]], longest: int) -> tuple[int, int]:
    """The window with the most different words, then the most matches, that begins a little before a match."""
    if len(text) <= longest:
        return 0, len(text)
    lead = longest // 5
    best = (0, 0, 0)
    held: dict[str, int] = {}
    last = 0
    for first, (low, _, word) in enumerate(found):
        # Two fingers move through the matches: each enters and leaves the window once.
        while last < len(found) and found[last][1] <= low - lead + longest:
            held[found[last][2]] = held.get(found[last][2], 0) + 1
            last += 1
        best = max(best, (len(held), last - first, -low))
        if first < last:
            held[word] -= 1
            if not held[word]:
                del held[word]
        else:
            last = first + 1
    start = max(0, min(-best[2] - lead, len(text) - longest))
    return start, start + longest


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _shadow(text: str) -> str:
    """``text`` as words are stored, sign for sign: of the same length, or what of the folding keeps the length."""
    plain = "".join(map(_plain, text))
    simple = to_simplified(plain)
    # Phrases decide (乾燥 but 乾坤); should one ever change the length, single characters have to do.
    return simple if len(simple) == len(plain) else "".join(map(_simple, plain))


@lru_cache(maxsize=20_000)
def _plain(character: str) -> str:
    folded = tidy(character).lower()
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=20_000)
def _simple(character: str) -> str:
    folded = to_simplified(character)
    return folded if len(folded) == 1 else character
