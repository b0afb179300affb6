"""Who and what may enter a five-small contest: used, of this year, by front-line workers, not given anything before."""

from collections.abc import Mapping
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.text import fold
from xinghe.kinds.conditions.reading import (
    cells,
    day_said,
    declared,
    plain,
    rows_said,
    said,
    sum_said,
    told,
    total,
)
from xinghe.programmes.rules.conditions import Condition, Facts

_WHAT_ENTERS: Final = gettext_noop("call for the five-small contest: which results may enter")
_LEFT_OUT: Final = gettext_noop("call for the five-small contest: which results are left out")
_WHO_ENTERS: Final = gettext_noop("call for the five-small contest: who may enter")
_BENEFIT: Final = gettext_noop("call for the five-small contest: figures of benefit")
_BLIND: Final = gettext_noop("call for the five-small contest: blind review")
WHOLE_SHARE: Final = 100


def call_year(facts: Facts) -> int:
    """The year for which the contest is held."""
    return int(facts.recorded.get("call_year") or facts.closes_on.year)


def _not_in_use_yet(facts: Facts) -> Mapping[str, object] | None:
    finished, applied = day_said(facts, "finished_on"), day_said(facts, "applied_on")
    if finished is None or applied is None or finished <= applied <= facts.closes_on:
        return None
    return {"finished": finished, "applied": applied, "closes": facts.closes_on}


def _of_another_year(facts: Facts) -> Mapping[str, object] | None:
    finished, year = day_said(facts, "finished_on"), call_year(facts)
    if finished is None or year in (finished.year, sum_said(facts, "benefit_year")):
        return None
    return {"finished": finished, "year": year}


def _has_both_days(facts: Facts) -> bool:
    return day_said(facts, "finished_on") is not None and day_said(facts, "applied_on") is not None


def _first_not_frontline(facts: Facts) -> Mapping[str, object] | None:
    first = rows_said(facts, "completers")[0]
    return None if first.get("is_frontline") is True else {"name": first.get("name", "")}


def _leads_a_unit(facts: Facts) -> Mapping[str, object] | None:
    heads = [row for row in rows_said(facts, "completers") if row.get("heads_unit") is True]
    return {"name": heads[0].get("name", "")} if heads else None


def _shares_not_whole(facts: Facts) -> Mapping[str, object] | None:
    found = total(rows_said(facts, "completers"), "share")
    return None if found == WHOLE_SHARE else {"found": plain(found)}


def _title_tells(facts: Facts) -> Mapping[str, object] | None:
    title = fold(said(facts, "title"))
    names = [said(facts, "unit"), *cells(rows_said(facts, "completers"), "name")]
    told_of = next((name for name in names if fold(name) and fold(name) in title), None)
    return None if told_of is None else {"name": told_of}


def _saving_overstated(facts: Facts) -> Mapping[str, object] | None:
    names = ("old_cost", "new_cost", "volume", "yearly_input", "benefit")
    old, new, volume, spent, claimed = (sum_said(facts, name) for name in names)
    if said(facts, "benefit_kind") != "saving":
        return None
    if old is None or new is None or volume is None or spent is None or claimed is None:
        return None  # the form asks for each of them
    computed = (old - new) * volume - spent
    return None if claimed <= computed else {"claimed": plain(claimed), "computed": plain(computed)}


def _has_completers(facts: Facts) -> bool:
    return bool(rows_said(facts, "completers"))


CONDITIONS: Final[tuple[Condition, ...]] = (
    *told(
        code="in_use",
        known=_has_both_days,
        ask=gettext_noop("It is not known since when it is finished and in use. Write both days."),
        sentence=gettext_noop(
            "Finished on %(finished)s, in use since %(applied)s: it has to be in use, after it was finished, by the "
            "day the call closes, %(closes)s. Correct the days, or enter it in a later contest."
        ),
        article=_WHAT_ENTERS,
        unmet=_not_in_use_yet,
    ),
    *told(
        code="of_the_year",
        known=lambda facts: day_said(facts, "finished_on") is not None,
        ask=gettext_noop("It is not known when it was finished. Write the day."),
        sentence=gettext_noop(
            "It was finished on %(finished)s; this contest is for what was finished, or brought its benefit, in "
            "%(year)s. Write the year of the benefit if it fell in %(year)s."
        ),
        article=_WHAT_ENTERS,
        unmet=_of_another_year,
    ),
    *declared(
        code="not_in_government_plan",
        field="government_plan",
        bad="yes",
        ask=gettext_noop("Say whether it stands in a science plan of the government."),
        sentence=gettext_noop("What stands in a science plan of the government cannot enter. Enter another result."),
        article=_LEFT_OUT,
    ),
    *declared(
        code="no_government_award",
        field="government_award",
        bad="yes",
        ask=gettext_noop("Say whether it has won an award of the government."),
        sentence=gettext_noop("What has won an award of the government cannot enter. Enter another result."),
        article=_LEFT_OUT,
    ),
    *declared(
        code="not_chosen_before",
        field="chosen_before",
        bad="yes",
        ask=gettext_noop("Say whether it was chosen in an earlier five-small contest."),
        sentence=gettext_noop("What was chosen in an earlier five-small contest cannot enter again. Enter another result."),
        article=_LEFT_OUT,
    ),
    *declared(
        code="no_secrets",
        field="secrecy",
        bad="secret",
        ask=gettext_noop("Say what the security officer of the unit says of it."),
        sentence=gettext_noop("What contains secrets is not taken here. Withdraw it, and ask your unit's security officer."),
        article=_LEFT_OUT,
    ),
    *declared(
        code="rights_undisputed",
        field="disputed",
        bad="yes",
        ask=gettext_noop("Say whether anybody's right to it is disputed."),
        sentence=gettext_noop("The right to it is disputed. Settle the dispute first, then enter it in a later contest."),
        article=_LEFT_OUT,
    ),
    *told(
        code="first_is_frontline",
        known=_has_completers,
        ask=gettext_noop("It is not known who made it. Enter the completers."),
        sentence=gettext_noop(
            "The first completer, %(name)s, is not ticked as a front-line worker. The first has to be one: correct the "
            "tick or the order."
        ),
        article=_WHO_ENTERS,
        unmet=_first_not_frontline,
    ),
    Condition(
        code="no_head_of_unit",
        sentence=gettext_noop("%(name)s heads a unit. Heads of units do not take part: take this completer out."),
        article=_WHO_ENTERS,
        unmet=_leads_a_unit,
    ),
    *told(
        code="shares_whole",
        known=_has_completers,
        ask=gettext_noop("It is not known how the completers share in it. Enter their shares."),
        sentence=gettext_noop("The shares of the completers make %(found)s %%, not 100 %%. Correct the shares."),
        article=_WHO_ENTERS,
        unmet=_shares_not_whole,
    ),
    Condition(
        code="saving_computed",
        sentence=gettext_noop(
            "A saving of %(claimed)s yuan is claimed; (old cost − new cost) × volume − yearly input makes %(computed)s "
            "yuan. Correct the figures."
        ),
        article=_BENEFIT,
        unmet=_saving_overstated,
    ),
    Condition(
        code="title_neutral",
        sentence=gettext_noop("The title names “%(name)s”. Judges may not know whose it is: leave the name out."),
        article=_BLIND,
        unmet=_title_tells,
    ),
)  # fmt: skip
