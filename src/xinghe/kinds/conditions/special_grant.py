"""The hard gates of a special grant (domain dossier §4.5), each with the rule it comes from."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.text import fold
from xinghe.kinds.choices import CITY_OR_ABOVE
from xinghe.kinds.conditions.reading import (
    cells,
    day_recorded,
    day_said,
    plain,
    rows_said,
    said,
    sum_said,
    ticked,
    told,
    total,
    years_after,
)
from xinghe.programmes.rules.conditions import Condition, Facts

_SOURCE: Final = gettext_noop("implementing rules for special grants and the call: source of the project")
_LEAD: Final = gettext_noop("implementing rules for special grants and the call: project lead")
_NUMBER: Final = gettext_noop("implementing rules for special grants and the call: number of applications")
_AMOUNT: Final = gettext_noop("implementing rules for special grants and the call: amount of the grant")
_PAPERS: Final = gettext_noop("implementing rules for special grants and the call: papers to be handed in")
_VISIT: Final = gettext_noop("implementing rules for special grants and the call: on-site inspection")
_FUNDING: Final = gettext_noop("implementing rules for special grants and the call: other funding")
_TERM: Final = gettext_noop("implementing rules for special grants and the call: term of the project")

# In ten thousand yuan (2025 round: 2 × 20, 6 × 10, 12 × 5).
TIERS: Final = ("5", "10", "20")
VISITED_TIER: Final = "20"
TEN_THOUSAND: Final = 10_000
YEARS_TO_RETIREMENT: Final = 5
LONGEST_MONTHS: Final = 24
LEAST_PARTNERS: Final = 2
# Kinds as the record names them.
RECOGNITION, GRANT = "studio_recognition_", "special_grant"
NAMED_AT_CITY_OR_ABOVE: Final = frozenset(
    RECOGNITION + level for level in ("city", "provincial", "demonstration")
)


def requested(facts: Facts) -> Decimal | None:
    """What is asked for, in yuan."""
    tier = sum_said(facts, "tier")
    return None if tier is None else tier * TEN_THOUSAND


def _named_as(facts: Facts) -> tuple[str, ...]:
    return tuple(facts.recorded.get("named_as") or ())


def _below_city(facts: Facts) -> Mapping[str, object] | None:
    named_here = NAMED_AT_CITY_OR_ABOVE.intersection(_named_as(facts))
    good = named_here or said(facts, "source_level") in CITY_OR_ABOVE
    return None if good else {"source": said(facts, "source_name")}


def _knows_level(facts: Facts) -> bool:
    is_named = any(kind.startswith(RECOGNITION) for kind in _named_as(facts))
    return is_named or bool(said(facts, "source_level"))


def _not_joint(facts: Facts) -> Mapping[str, object] | None:
    if said(facts, "source_kind") != "alliance":
        return None
    units = {fold(cell) for cell in cells(rows_said(facts, "partners"), "unit")}
    return None if len(units) >= LEAST_PARTNERS else {"found": len(units), "least": LEAST_PARTNERS}


def _leads_studio(facts: Facts) -> bool | None:
    """What the register of studios says, else the form; ``None`` where neither says anything."""
    known = facts.recorded.get("is_studio_leader")
    answer = said(facts, "leader_role")
    return known if isinstance(known, bool) else (answer == "studio_leader" if answer else None)


def _retires_too_soon(facts: Facts) -> Mapping[str, object] | None:
    retires = day_recorded(facts, "leader_retires_on") or day_said(facts, "leader_retires_on")
    earliest = years_after(facts.closes_on, YEARS_TO_RETIREMENT)
    if retires is None or retires >= earliest:
        return None
    return {"retires": retires, "earliest": earliest, "closes": facts.closes_on, "years": YEARS_TO_RETIREMENT}


def _knows_retirement(facts: Facts) -> bool:
    return (day_recorded(facts, "leader_retires_on") or day_said(facts, "leader_retires_on")) is not None


def _applied_already(facts: Facts) -> Mapping[str, object] | None:
    others = int(facts.recorded.get("applied_in_call") or 0) + (said(facts, "other_application") == "yes")
    return {"others": others} if others else None


def _unfinished_grant(facts: Facts) -> Mapping[str, object] | None:
    return {} if GRANT in _named_as(facts) or said(facts, "earlier_grant") == "open" else None


def _more_than_budget(facts: Facts) -> Mapping[str, object] | None:
    asked, whole = requested(facts), sum_said(facts, "total_budget")
    if asked is None or whole is None or asked <= whole:
        return None
    return {"asked": plain(asked), "total": plain(whole)}


def _budget_does_not_add_up(facts: Facts) -> Mapping[str, object] | None:
    whole, items = sum_said(facts, "total_budget"), total(rows_said(facts, "budget"), "amount")
    return None if whole is None or whole == items else {"total": plain(whole), "items": plain(items)}


def _not_paid_for(facts: Facts) -> Mapping[str, object] | None:
    whole, asked, own = sum_said(facts, "total_budget"), requested(facts), sum_said(facts, "own_money")
    if whole is None or asked is None or own is None:
        return None  # the form asks for each of them
    others = (
        total(rows_said(facts, "other_funds"), "amount")
        if said(facts, "other_funding") == "yes"
        else Decimal(0)
    )
    paid = asked + own + others
    return None if paid == whole else {"total": plain(whole), "paid": plain(paid)}


def _no_tier(facts: Facts) -> Mapping[str, object] | None:
    return None if said(facts, "tier") in TIERS else {"tier": said(facts, "tier")}


def _no_visit_agreed(facts: Facts) -> Mapping[str, object] | None:
    if said(facts, "tier") != VISITED_TIER:
        return None
    return None if ticked(facts, "agrees_to_visit") and said(facts, "visit_place") else {}


def _no_study(facts: Facts) -> Mapping[str, object] | None:
    return None if ticked(facts, "study_attached") else {}


def _undeclared_funding(facts: Facts) -> Mapping[str, object] | None:
    known = int(facts.recorded.get("other_funding") or 0)
    rows = rows_said(facts, "other_funds") if said(facts, "other_funding") == "yes" else []
    missing = max(known, int(said(facts, "other_funding") == "yes")) - len(rows)
    return {"missing": missing} if missing > 0 else None


def _paid_twice(facts: Facts) -> Mapping[str, object] | None:
    if said(facts, "other_funding") != "yes":
        return None
    same = [row for row in rows_said(facts, "other_funds") if row.get("same_costs") == "yes"]
    return {"programme": same[0].get("programme", "")} if same else None


def _too_long(facts: Facts) -> Mapping[str, object] | None:
    starts, ends = day_said(facts, "starts_on"), day_said(facts, "ends_on")
    if starts is None or ends is None or starts < ends <= years_after(starts, LONGEST_MONTHS // 12):
        return None
    return {"starts": starts, "ends": ends, "most": LONGEST_MONTHS}


CONDITIONS: Final[tuple[Condition, ...]] = (
    *told(
        code="source_level",
        known=_knows_level,
        ask=gettext_noop("It is not known at which level the studio or alliance is named. Write the level and the document."),
        sentence=gettext_noop(
            "“%(source)s” is not named at city level, by a large enterprise or an industry, or above. Be named there first, "
            "or apply through a studio or alliance that is."
        ),
        article=_SOURCE,
        unmet=_below_city,
    ),
    *told(
        code="jointly_tackled",
        known=lambda facts: bool(said(facts, "source_kind")),
        ask=gettext_noop("It is not known whether a studio or an alliance applies. Say which."),
        sentence=gettext_noop(
            "An alliance's project is tackled jointly by members of at least %(least)s units; %(found)s are entered. Enter "
            "those who take part."
        ),
        article=_SOURCE,
        unmet=_not_joint,
    ),
    *told(
        code="led_by_studio_leader",
        known=lambda facts: _leads_studio(facts) is not None,
        ask=gettext_noop("It is not known whether the project lead is the leader of the studio. Say it."),
        sentence=gettext_noop("The project lead has to be the leader of the studio. Have the leader of the studio apply."),
        article=_LEAD,
        unmet=lambda facts: {} if _leads_studio(facts) is False else None,
    ),
    *told(
        code="years_to_retirement",
        known=_knows_retirement,
        ask=gettext_noop("It is not known when the project lead retires. Write the day."),
        sentence=gettext_noop(
            "The project lead retires on %(retires)s, less than %(years)s years after the call closes on %(closes)s; it "
            "has to be on %(earliest)s or later. Another leader of the studio may apply."
        ),
        article=_LEAD,
        unmet=_retires_too_soon,
    ),
    *told(
        code="one_application",
        known=lambda facts: bool(facts.recorded.get("applied_in_call") or said(facts, "other_application")),
        ask=gettext_noop("It is not known whether the studio or alliance has another application in this call. Say it."),
        sentence=gettext_noop(
            "The studio or alliance has %(others)s other applications in this call and may have none. Withdraw the others, "
            "or this one."
        ),
        article=_NUMBER,
        unmet=_applied_already,
    ),
    *told(
        code="no_open_grant",
        known=lambda facts: GRANT in _named_as(facts) or bool(said(facts, "earlier_grant")),
        ask=gettext_noop("It is not known what became of earlier grants. Say it."),
        sentence=gettext_noop("An earlier grant is not finished, and blocks a new one. Have it accepted and closed, then apply."),
        article=_NUMBER,
        unmet=_unfinished_grant,
    ),
    *told(
        code="tier",
        known=lambda facts: bool(said(facts, "tier")),
        ask=gettext_noop("It is not known how much is asked for. Choose 5, 10 or 20 (ten thousand yuan)."),
        sentence=gettext_noop("Grants are of 5, 10 or 20 (ten thousand yuan), not %(tier)s. Choose one of them."),
        article=_AMOUNT,
        unmet=_no_tier,
    ),
    *told(
        code="within_budget",
        known=lambda facts: requested(facts) is not None and sum_said(facts, "total_budget") is not None,
        ask=gettext_noop("The total budget is not known. Write it."),
        sentence=gettext_noop("%(asked)s yuan are asked for, and the total budget is %(total)s yuan. Ask for less, or correct the budget."),
        article=_AMOUNT,
        unmet=_more_than_budget,
    ),
    Condition(
        code="budget_adds_up",
        sentence=gettext_noop("The items of the budget make %(items)s yuan, the total is %(total)s yuan. Correct the one or the other."),
        article=_AMOUNT,
        unmet=_budget_does_not_add_up,
    ),
    Condition(
        code="budget_paid_for",
        sentence=gettext_noop("The grant, the unit's own money and other funding make %(paid)s yuan, the total budget is %(total)s yuan. Correct the figures."),
        article=_AMOUNT,
        unmet=_not_paid_for,
    ),
    Condition(
        code="visit_agreed",
        sentence=gettext_noop("Whoever asks for 20 (ten thousand yuan) is inspected on site. Agree to it and name the place."),
        article=_VISIT,
        unmet=_no_visit_agreed,
    ),
    Condition(
        code="study_attached",
        sentence=gettext_noop("The feasibility study is not attached. Attach it and tick that it is."),
        article=_PAPERS,
        unmet=_no_study,
    ),
    *told(
        code="funding_declared",
        known=lambda facts: bool(said(facts, "other_funding")),
        ask=gettext_noop("It is not known whether the project has other funding. Say it; none is an answer too."),
        sentence=gettext_noop("%(missing)s grants or awards of money for this project are not declared. Enter each."),
        article=_FUNDING,
        unmet=_undeclared_funding,
    ),
    Condition(
        code="not_paid_twice",
        sentence=gettext_noop("“%(programme)s” pays for the same costs already. Take them out of the budget, or give up one of the two."),
        article=_FUNDING,
        unmet=_paid_twice,
    ),
    *told(
        code="term",
        known=lambda facts: day_said(facts, "starts_on") is not None and day_said(facts, "ends_on") is not None,
        ask=gettext_noop("It is not known when the project begins and ends. Write both days."),
        sentence=gettext_noop("From %(starts)s to %(ends)s: a project begins before it ends and lasts at most %(most)s months. Correct the days."),
        article=_TERM,
        unmet=_too_long,
    ),
)  # fmt: skip
