"""A call in the words that anybody reads: how long it still takes applications, and what its conditions say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xinghe.kinds.conditions.reading import UNKNOWN
from xinghe.programmes.gates import unmet_conditions
from xinghe.programmes.kind import Kind
from xinghe.programmes.queries import Application, Call
from xinghe.programmes.rules.conditions import Condition
from xinghe.programmes.rules.terms import Terms
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.words import instant_word, left_word

SHORT: Final = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLeft:
    """How a call stands to its dates. ``words`` say how long; ``is_short`` when somebody should hurry."""

    badge: Badge
    words: str
    is_open: bool
    is_short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A condition that does not hold, in a sentence, and the article that sets it."""

    sentence: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleShown:
    """An article of a call with the conditions it sets, and the document it stands in where the call names it."""

    article: str
    conditions: tuple[str, ...]


def time_left(call: Call, *, now: datetime) -> TimeLeft:
    """How a published call stands to its dates. 0 queries."""
    assert call.opens_at is not None  # a published call is dated, by constraint
    assert call.closes_at is not None
    if now >= call.closes_at:
        return TimeLeft(
            badge=Badge(word=pgettext("call", "closed")),
            words=_("It takes no more applications."),
            is_open=False,
        )
    if now < call.opens_at:
        return TimeLeft(
            badge=Badge(word=_("opens soon"), tone="wait"),
            words=_("It takes applications from %(instant)s on.") % {"instant": instant_word(call.opens_at)},
            is_open=False,
        )
    left = call.closes_at - now
    return TimeLeft(
        badge=Badge(word=pgettext("call", "open"), tone="good"),
        words=left_word(left),
        is_open=True,
        is_short=left <= SHORT,
    )


class _Blanks(dict[str, object]):
    """Fills every place of a sentence that says what is wrong with one application, where none is meant."""

    def __missing__(self, _key: str) -> str:
        return "……"


def articles_of(kind: Kind, terms: Terms) -> tuple[ArticleShown, ...]:
    """The conditions of a call by the article that sets them, in their order. 0 queries.

    Of a condition and its twin that asks for a fact nobody has told, the condition alone is shown.
    """
    codes = {one.code for one in kind.conditions}
    shown: dict[str, list[str]] = {}
    for one in kind.conditions:
        if one.code.endswith(UNKNOWN) and one.code.removesuffix(UNKNOWN) in codes:
            continue
        shown.setdefault(_article(one, terms), []).append(_(one.sentence) % _Blanks())
    return tuple(ArticleShown(article=article, conditions=tuple(said)) for article, said in shown.items())


def _article(condition: Condition, terms: Terms) -> str:
    own = terms.citations.get(condition.code) or terms.citations.get(condition.code.removesuffix(UNKNOWN))
    return own or _(condition.article)


def conditions_unmet(application: Application, *, with_unknown: bool = False) -> tuple[Unmet, ...]:
    """What stands against an application as it is, each with its article; facts that nobody has told yet on wish. 2 queries."""
    return tuple(
        Unmet(sentence=_(one.sentence) % one.params, article=_(one.article))
        for one in unmet_conditions(application)
        if with_unknown or not one.code.endswith(UNKNOWN)
    )
