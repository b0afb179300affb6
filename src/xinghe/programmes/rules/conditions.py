"""Conditions that a call sets, each with the article it comes from: warned of before somebody applies, enforced after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from typing import Any

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.rules.form import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a condition may look at: the answers, the day the call closes, and what is on record elsewhere."""

    answers: Answers
    closes_on: date
    recorded: Mapping[str, Any] = with_default(default_factory=dict)


# What does not hold, as what fills the condition's sentence; None when it holds.
Check = Callable[[Facts], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition: its sentence says what does not hold, with the number, and what to do."""

    code: str
    sentence: str
    article: str
    unmet: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A condition that does not hold, with the article that sets it."""

    code: str
    sentence: str
    article: str
    params: Mapping[str, object]

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, with its article behind it."""
        article = translate(self.article)
        return translate(ARTICLED) % {"said": translate(self.sentence) % self.params, "article": article}


ARTICLED = gettext_noop("%(said)s (%(article)s)")


class ConditionsUnmet(Refusal):
    """At least one condition of the call does not hold."""

    code = "conditions_unmet"
    message = gettext_noop("%(count)s conditions of this call are not met. The first: %(first)s.")
    status = 422


def findings(
    conditions: tuple[Condition, ...], facts: Facts, *, articles: Mapping[str, str]
) -> tuple[Finding, ...]:
    """The conditions that do not hold. ``articles`` are the call's own citations, by the code of the condition."""
    found = []
    for condition in conditions:
        params = condition.unmet(facts)
        if params is not None:
            found.append(
                Finding(
                    code=condition.code,
                    sentence=condition.sentence,
                    article=_article(condition, articles),
                    params=params,
                )
            )
    return tuple(found)


def _article(condition: Condition, articles: Mapping[str, str]) -> str:
    """The call's own citation; what asks for a fact is cited like what judges it."""
    return (
        articles.get(condition.code)
        or articles.get(condition.code.removesuffix("_unknown"))
        or condition.article
    )
