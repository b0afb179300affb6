"""What of a line can be worked out before anybody knows its unit: ahead of the database, while that is busy."""

from dataclasses import dataclass
from typing import Self

from xinghe.foundation.pinyin import pinyin_key, pinyin_pair
from xinghe.foundation.search import words_to_store
from xinghe.results.queries import title_key
from xinghe.results.rules.rows import ResultDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDraft:
    """A good line with its keys and with its words as the search stores them."""

    draft: ResultDraft
    title_key: str
    title_pinyin: str
    title_initials: str
    names_pinyin: tuple[str, ...]
    title_words: list[str]
    prose_words: list[str]

    @classmethod
    def of(cls, draft: ResultDraft) -> Self:
        """Prepare one line. Pure, and most of what recording it costs here."""
        pinyin, initials = pinyin_pair(draft.title)
        prose = "\n".join((draft.problem, draft.solution, draft.innovation, draft.effect))
        return cls(
            draft=draft,
            title_key=title_key(draft.title),
            title_pinyin=pinyin[:255],
            title_initials=initials[:60],
            names_pinyin=tuple(pinyin_key(creator.name, person=True) for creator in draft.creators),
            title_words=words_to_store(draft.title),
            prose_words=words_to_store(prose),
        )
