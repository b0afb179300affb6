"""What may enter the achievements event: in use for a year, its rights and secrets settled, its figures and claims borne out."""

from collections.abc import Mapping
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.text import fold, to_simplified
from xinghe.kinds.conditions.reading import (
    cells,
    day_said,
    declared,
    rows_said,
    said,
    told,
    years_after,
)
from xinghe.programmes.rules.answers import figure_of
from xinghe.programmes.rules.conditions import Condition, Facts

_WHAT_ENTERS: Final = gettext_noop("call for the achievements event: which achievements may enter")
_PAPERS: Final = gettext_noop("call for the achievements event: papers to be handed in")
_BENEFIT: Final = gettext_noop("call for the achievements event: figures of benefit")
_BLIND: Final = gettext_noop("call for the achievements event: blind review")
YEARS_IN_USE: Final = 1
BENEFIT_YEARS: Final = 3
# Whoever says one of these needs somebody else to have said it before.
CLAIMS: Final = (
    "国际领先",
    "国际先进",
    "国内领先",
    "国内先进",
    "国内首创",
    "填补空白",
    "世界领先",
    "世界首创",
)


def _used_too_short(facts: Facts) -> Mapping[str, object] | None:
    applied = day_said(facts, "applied_on")
    latest = years_after(facts.closes_on, -YEARS_IN_USE)
    return None if applied is None or applied <= latest else {"applied": applied, "latest": latest}


def _days_out_of_order(facts: Facts) -> Mapping[str, object] | None:
    started, finished, applied = (
        day_said(facts, name) for name in ("started_on", "finished_on", "applied_on")
    )
    if started is None or finished is None or applied is None or started <= finished <= applied:
        return None
    return {"started": started, "finished": finished, "applied": applied}


def _years_not_the_last(facts: Facts) -> Mapping[str, object] | None:
    if said(facts, "has_benefit") != "yes":
        return None
    years = [figure_of(year) for year in cells(rows_said(facts, "benefit_by_year"), "year")]
    first, last = facts.closes_on.year - BENEFIT_YEARS, facts.closes_on.year
    good = len(years) == len(set(years)) and all(year is not None and first <= year <= last for year in years)
    good = good and len(years) <= BENEFIT_YEARS
    return None if good else {"most": BENEFIT_YEARS, "first": first, "last": last}


def _claim_unproved(facts: Facts) -> Mapping[str, object] | None:
    if said(facts, "appraisal") not in ("", "none"):
        return None
    points = [*cells(rows_said(facts, "innovations"), "point"), said(facts, "abstract"), said(facts, "title")]
    written = to_simplified(" ".join(points))
    claim = next((claim for claim in CLAIMS if claim in written), None)
    return None if claim is None else {"claim": claim}


def _title_tells(facts: Facts) -> Mapping[str, object] | None:
    title = fold(said(facts, "title"))
    names = [
        said(facts, "unit"),
        *cells(rows_said(facts, "completers"), "name"),
        *cells(rows_said(facts, "units"), "name"),
    ]
    found = next((name for name in names if fold(name) and fold(name) in title), None)
    return None if found is None else {"name": found}


def _has_all_days(facts: Facts) -> bool:
    return all(day_said(facts, name) is not None for name in ("started_on", "finished_on", "applied_on"))


CONDITIONS: Final[tuple[Condition, ...]] = (
    *told(
        code="used_for_a_year",
        known=lambda facts: day_said(facts, "applied_on") is not None,
        ask=gettext_noop("It is not known since when the whole of it is in use. Write the day."),
        sentence=gettext_noop(
            "The whole of it is in use since %(applied)s; it has to be since %(latest)s or earlier, a year before the "
            "call closes. Enter it in the next event."
        ),
        article=_WHAT_ENTERS,
        unmet=_used_too_short,
    ),
    *told(
        code="days_in_order",
        known=_has_all_days,
        ask=gettext_noop("It is not known when it was begun, finished and put into use. Write the three days."),
        sentence=gettext_noop(
            "Begun on %(started)s, finished on %(finished)s, in use since %(applied)s: the days are out of order. "
            "Correct them."
        ),
        article=_WHAT_ENTERS,
        unmet=_days_out_of_order,
    ),
    *declared(
        code="rights_undisputed",
        field="disputed",
        bad="yes",
        ask=gettext_noop("Say whether anybody's right to it is disputed."),
        sentence=gettext_noop("The right to it is disputed. Settle the dispute first, then enter it in a later event."),
        article=_WHAT_ENTERS,
    ),
    *declared(
        code="no_secrets",
        field="secrecy",
        bad="secret",
        ask=gettext_noop("Say what the security officer of the unit says of it."),
        sentence=gettext_noop("What contains secrets is not taken here. Withdraw it, and ask your unit's security officer."),
        article=_PAPERS,
    ),
    Condition(
        code="benefit_years",
        sentence=gettext_noop(
            "The benefit is told year by year for at most %(most)s years from %(first)s to %(last)s, each once. Correct "
            "the years."
        ),
        article=_BENEFIT,
        unmet=_years_not_the_last,
    ),
    Condition(
        code="claims_proved",
        sentence=gettext_noop(
            "“%(claim)s” is claimed, and no novelty search, appraisal or test report is named. Name one and attach it, or "
            "leave the claim out."
        ),
        article=_PAPERS,
        unmet=_claim_unproved,
    ),
    Condition(
        code="title_neutral",
        sentence=gettext_noop("The title names “%(name)s”. Judges may not know whose it is: leave the name out."),
        article=_BLIND,
        unmet=_title_tells,
    ),
)  # fmt: skip
