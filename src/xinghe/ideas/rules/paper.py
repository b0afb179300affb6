"""The paper a worker fills in, and what is still missing before it can be handed in."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from xinghe.foundation.amounts import Amount
from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.text import tidy, written_length
from xinghe.ideas.vocab import AWARDS_LIMIT, MEASURES_LIMIT, POST_LIMIT, SAID_NEW_LIMIT, Scope
from xinghe.results.vocab import (
    CREATORS_LIMIT,
    EFFECT_LIMIT,
    INNOVATION_LIMIT,
    IP_LIMIT,
    PROBLEM_LIMIT,
    SOLUTION_LIMIT,
    TITLE_LIMIT,
    Basis,
    Category,
    Field,
)

WHOLE: Final = Decimal(100)
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure before and after: what was measured, in which unit."""

    name: str
    unit: str
    before: str
    after: str

    @property
    def change(self) -> Decimal | None:
        """By how many per cent it changed, to one place; ``None`` where the two are no figures."""
        before, after = _figure(self.before), _figure(self.after)
        if before is None or after is None or before == 0:
            return None
        return ((after - before) / before * 100).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorLine:
    """One creator in order: the person by number, their share in per cent, their post."""

    person_id: int
    name: str
    share: Decimal
    post: str = ""
    is_frontline: bool = False


# Who made it alone, before it is known who that is.
SOLE_CREATOR: Final = CreatorLine(person_id=0, name="", share=WHOLE, is_frontline=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything a worker writes. A draft may lack anything; only a whole paper can be handed in."""

    title: str = ""
    category: Category | None = None
    field: Field | None = None
    problem: str = ""
    solution: str = ""
    innovation: str = ""
    effect: str = ""
    said_new: str = ""
    measures: tuple[Measure, ...] = ()
    creators: tuple[CreatorLine, ...] = ()
    finished: date | None = None
    applied: date | None = None
    scope: Scope | None = None
    benefit: Amount | None = None
    basis: Basis | None = None
    property_rights: str = ""
    prior_awards: str = ""


_PROSE: Final = ("problem", "solution", "innovation", "effect", "said_new", "property_rights", "prior_awards")
# Postgres would refuse what is longer; the limits of the form are told, not enforced, while somebody writes.
_MOST_PROSE: Final = 10_000


def tidied(paper: Paper) -> Paper:
    """The paper as it is kept: without needless spaces, and nowhere longer than can be kept."""
    prose: dict[str, Any] = {name: tidy(getattr(paper, name), lines=True)[:_MOST_PROSE] for name in _PROSE}
    return dataclasses.replace(paper, title=tidy(paper.title)[:200], **prose)


# The code is an interface; the sentence stands beside the field.
GAPS: Final[dict[str, str]] = {
    "required": gettext_noop("This is still empty. Write it before you hand in."),
    "too_long": gettext_noop("This has %(found)s characters; the form takes %(limit)s. Shorten it by %(over)s."),
    "share_missing": gettext_noop("%(name)s has a share of %(share)s %%. Give each creator more than 0 and at most 100."),
    "shares_total": gettext_noop("The shares make %(total)s %%, not 100 %%. Change them until they do."),
    "too_many_creators": gettext_noop("There are %(found)s creators; the form takes %(limit)s. Take %(over)s out."),
    "too_many_measures": gettext_noop("There are %(found)s figures; the form takes %(limit)s. Take %(over)s out."),
    "measure_unfinished": gettext_noop("The figure “%(name)s” lacks its name, or the value before or after. Complete it or take it out."),
    "not_frontline": gettext_noop("%(name)s stands first and is not on the front line. Put a front-line worker first, or tick it."),
    "date_order": gettext_noop("It was in use on %(applied)s, before it was finished on %(finished)s. Correct one of the two dates."),
    "in_future": gettext_noop("%(day)s has not come yet. Leave the date empty until it is done."),
    "basis_missing": gettext_noop("Say whether the %(amount)s yuan were had or are expected."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that stands against handing in: the field, the code and what fills its sentence."""

    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence beside the field."""
        return translate(GAPS[self.code]) % self.params


_REQUIRED: Final = ("title", "category", "field", "problem", "solution")
_LIMITS: Final = {
    "title": TITLE_LIMIT,
    "problem": PROBLEM_LIMIT,
    "solution": SOLUTION_LIMIT,
    "innovation": INNOVATION_LIMIT,
    "effect": EFFECT_LIMIT,
    "said_new": SAID_NEW_LIMIT,
    "property_rights": IP_LIMIT,
    "prior_awards": AWARDS_LIMIT,
}


def gaps(paper: Paper, *, today: date) -> tuple[Gap, ...]:
    """What is missing or wrong, in the order of the form; nothing means that it may be handed in."""
    found = [Gap(field=name, code="required") for name in _REQUIRED if not getattr(paper, name)]
    for name, limit in _LIMITS.items():
        text = getattr(paper, name)
        length = len(text) if name == "title" else written_length(text)
        if length > limit:
            found.append(_too_long(name, length, limit))
    found += _creator_gaps(paper.creators)
    found += _measure_gaps(paper.measures)
    for name, day in (("finished", paper.finished), ("applied", paper.applied)):
        if day and day > today:
            found.append(Gap(field=name, code="in_future", params={"day": day}))
    if paper.finished and paper.applied and paper.applied < paper.finished:
        params = {"applied": paper.applied, "finished": paper.finished}
        found.append(Gap(field="applied", code="date_order", params=params))
    if paper.benefit and not paper.basis:
        found.append(Gap(field="basis", code="basis_missing", params={"amount": f"{paper.benefit.yuan:f}"}))
    order = {name: place for place, name in enumerate(Paper.__slots__)}
    return tuple(sorted(found, key=lambda gap: order.get(gap.field, len(order))))


def _creator_gaps(creators: tuple[CreatorLine, ...]) -> list[Gap]:
    if not creators:
        return [Gap(field="creators", code="required")]
    found = []
    if len(creators) > CREATORS_LIMIT:
        found.append(_too_many("creators", "too_many_creators", len(creators), CREATORS_LIMIT))
    for creator in creators:
        if not 0 < creator.share <= WHOLE or creator.share != creator.share.quantize(_CENT):
            params: dict[str, object] = {"name": creator.name, "share": f"{creator.share.normalize():f}"}
            found.append(Gap(field="creators", code="share_missing", params=params))
        if len(creator.post) > POST_LIMIT:
            found.append(_too_long("creators", len(creator.post), POST_LIMIT))
    total = sum((creator.share for creator in creators), Decimal(0))
    if not found and total != WHOLE:
        found.append(Gap(field="creators", code="shares_total", params={"total": f"{total.normalize():f}"}))
    # Mainly front-line workers (domain §4.3: the first creator must be one).
    if not creators[0].is_frontline:
        found.append(Gap(field="creators", code="not_frontline", params={"name": creators[0].name}))
    return found


def _measure_gaps(measures: tuple[Measure, ...]) -> list[Gap]:
    found = [
        Gap(field="measures", code="measure_unfinished", params={"name": one.name or "–"})
        for one in measures
        if not (one.name and one.before and one.after)
    ]
    if len(measures) > MEASURES_LIMIT:
        found.append(_too_many("measures", "too_many_measures", len(measures), MEASURES_LIMIT))
    return found


def _too_long(name: str, found: int, limit: int) -> Gap:
    return Gap(field=name, code="too_long", params={"found": found, "limit": limit, "over": found - limit})


def _too_many(name: str, code: str, found: int, limit: int) -> Gap:
    return Gap(field=name, code=code, params={"found": found, "limit": limit, "over": found - limit})


def _figure(text: str) -> Decimal | None:
    try:
        value = Decimal(tidy(text).rstrip("%"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
