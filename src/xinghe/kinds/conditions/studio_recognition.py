"""Who may be named a studio: one ladder of levels, with what each asks of the leader, the team, the place and the work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.text import fold
from xinghe.kinds.choices import CITY_OR_ABOVE
from xinghe.kinds.conditions.reading import (
    cells,
    day_said,
    declared,
    plain,
    rows_said,
    said,
    sum_said,
    told,
    years_after,
)
from xinghe.programmes.rules.answers import day_of, figure_of
from xinghe.programmes.rules.conditions import Condition, Facts

_NAME: Final = gettext_noop("measures for building innovation studios: name")
_LEADER: Final = gettext_noop("measures for building innovation studios: leader")
_TEAM: Final = gettext_noop("measures for building innovation studios: team")
_MEANS: Final = gettext_noop("measures for building innovation studios: place and means")
_WORK: Final = gettext_noop("measures for building innovation studios: work and results")
_LADDER: Final = gettext_noop("measures for building innovation studios: level below")
_CONDUCT: Final = gettext_noop("measures for building innovation studios: conduct")
_SKILLED: Final = frozenset({"senior_technician", "special_technician"})
RECENT_YEARS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What a level asks for; none asks nothing. ``below``: levels of which one has been held for ``years_below``."""

    team: int = 3
    years: int = 0
    area: int = 1
    yearly_yuan: int = 0
    results: int = 0
    transformed: int = 0
    apprentices: int = 0
    below: tuple[str, ...] = ()
    years_below: int = 1
    honoured_leader: bool = False


def conditions_for(demands: Demands) -> tuple[Condition, ...]:
    """The conditions of one level."""
    return (
        *_ALWAYS,
        *_at_least(
            code="team",
            found=lambda facts: Decimal(len(rows_said(facts, "members"))) if rows_said(facts, "members") else None,
            least=demands.team,
            ask=gettext_noop("It is not known who works in the studio. Enter the members."),
            sentence=gettext_noop("The studio has %(found)s members; this level asks for %(least)s. Add those who are missing."),
            article=_TEAM,
        ),
        *_running_for(demands.years),
        *_at_least(
            code="site",
            found=lambda facts: sum_said(facts, "site_area"),
            least=demands.area,
            ask=gettext_noop("It is not known how large the place of the studio is. Write the area."),
            sentence=gettext_noop("The place has %(found)s m²; this level asks for %(least)s m². Have the unit give more room first."),
            article=_MEANS,
        ),
        *_at_least(
            code="yearly_money",
            found=_yearly_money,
            least=demands.yearly_yuan,
            ask=gettext_noop("It is not known what the unit spends on the studio. Enter the money of each year."),
            sentence=gettext_noop("The unit gave %(found)s yuan in its leanest year; this level asks for %(least)s yuan a year. Have the unit provide it, then apply."),
            article=_MEANS,
        ),
        *_at_least(
            code="results",
            found=lambda facts: Decimal(len(_recent(facts))),
            least=demands.results,
            ask="",
            sentence=gettext_noop("%(found)s results of the last three years are entered; this level asks for %(least)s. Add those that are missing."),
            article=_WORK,
        ),
        *_at_least(
            code="transformed",
            found=lambda facts: Decimal(sum(row.get("is_transformed") is True for row in _recent(facts))),
            least=demands.transformed,
            ask="",
            sentence=gettext_noop("%(found)s of the results are put to use elsewhere; this level asks for %(least)s. Tick those that are, or apply later."),
            article=_WORK,
        ),
        *_at_least(
            code="apprentices",
            found=lambda facts: sum_said(facts, "apprentices"),
            least=demands.apprentices,
            ask=gettext_noop("It is not known how many apprentices the studio has. Write the number."),
            sentence=gettext_noop("The studio has %(found)s apprentices; this level asks for %(least)s. Correct the number, or apply later."),
            article=_WORK,
        ),
        *(_HONOURED_LEADER if demands.honoured_leader else ()),
        *_holding(demands),
    )  # fmt: skip


def _at_least(
    *, code: str, found: Callable[[Facts], Decimal | None], least: int, ask: str, sentence: str, article: str
) -> tuple[Condition, ...]:
    """A figure that is not below ``least``; where nothing is asked for, no condition. Without ``ask``, none is unknown."""

    def unmet(facts: Facts) -> Mapping[str, object] | None:
        figure = found(facts)
        return None if figure is None or figure >= least else {"found": plain(figure), "least": least}

    if least < 1:
        return ()
    if not ask:
        return (Condition(code=code, sentence=sentence, article=article, unmet=unmet),)
    return told(
        code=code,
        known=lambda facts: found(facts) is not None,
        ask=ask,
        sentence=sentence,
        article=article,
        unmet=unmet,
    )


def _yearly_money(facts: Facts) -> Decimal | None:
    given = [figure_of(cell) for cell in cells(rows_said(facts, "funds"), "from_unit")]
    return min((one for one in given if one is not None), default=None)


def _recent(facts: Facts) -> list[Mapping[str, object]]:
    """Results finished in the three years before the call closes."""
    since = years_after(facts.closes_on, -RECENT_YEARS)
    days = ((row, day_of(str(row.get("finished_on") or ""))) for row in rows_said(facts, "achievements"))
    return [row for row, finished in days if finished is not None and since <= finished <= facts.closes_on]


def _running_for(years: int) -> tuple[Condition, ...]:
    def unmet(facts: Facts) -> Mapping[str, object] | None:
        founded, latest = day_said(facts, "founded_on"), years_after(facts.closes_on, -years)
        return None if founded is None or founded <= latest else {"founded": founded, "latest": latest}

    return told(
        code="running",
        known=lambda facts: day_said(facts, "founded_on") is not None,
        ask=gettext_noop("It is not known since when the studio runs. Write the day on which it was set up."),
        sentence=gettext_noop(
            "The studio was set up on %(founded)s; this level asks that it runs since %(latest)s or earlier. Apply when "
            "the time has passed."
        ),
        article=_WORK,
        unmet=unmet,
    )


def _holding(demands: Demands) -> tuple[Condition, ...]:
    """The level below, held long enough: told in the form, or known from a naming here."""

    def unmet(facts: Facts) -> Mapping[str, object] | None:
        latest = years_after(facts.closes_on, -demands.years_below)
        held = [
            day_of(str(row.get("named_on") or ""))
            for row in rows_said(facts, "levels_held")
            if row.get("level") in demands.below
        ]
        days = [one for one in held if one is not None]
        if any(one <= latest for one in days):
            return None
        return {"named": min(days) if days else "—", "latest": latest}

    if not demands.below:
        return ()
    return (
        Condition(
            code="level_below",
            sentence=gettext_noop(
                "The level below has to be held since %(latest)s or earlier; in the form it is since %(named)s. Enter the "
                "naming with its day and document, or be named there first."
            ),
            article=_LADDER,
            unmet=unmet,
        ),
    )


def _name_breaks_rule(facts: Facts) -> Mapping[str, object] | None:
    title, leader = said(facts, "title"), said(facts, "leader_name")
    starts = [name for name in (leader, said(facts, "topic")) if name]
    good = title.endswith("创新工作室") and any(fold(title).startswith(fold(name)) for name in starts)
    return None if good else {"title": title, "leader": leader}


def _from_one_section(facts: Facts) -> Mapping[str, object] | None:
    sections = {fold(cell) for cell in cells(rows_said(facts, "members"), "section")}
    return {"section": cells(rows_said(facts, "members"), "section")[0]} if len(sections) == 1 else None


def _not_honoured(facts: Facts) -> Mapping[str, object] | None:
    honours = [row for row in rows_said(facts, "honours") if row.get("level") in CITY_OR_ABOVE]
    good = honours or said(facts, "skill_level") in _SKILLED or said(facts, "title_level") == "senior"
    return None if good else {"leader": said(facts, "leader_name")}


def _applied_already(facts: Facts) -> Mapping[str, object] | None:
    others = int(facts.recorded.get("applied_in_call") or 0)
    return {"others": others} if others else None


_ALWAYS: Final[tuple[Condition, ...]] = (
    *told(
        code="name_rule",
        known=lambda facts: bool(said(facts, "title")) and bool(said(facts, "leader_name")),
        ask=gettext_noop("The names of the studio and of its leader are not known. Write both."),
        sentence=gettext_noop(
            "“%(title)s” does not follow the rule: the name of the leader, %(leader)s, or the topic, and 创新工作室 behind "
            "it. Correct the name."
        ),
        article=_NAME,
        unmet=_name_breaks_rule,
    ),
    *declared(
        code="no_department",
        field="is_department",
        bad="yes",
        ask=gettext_noop("Say whether it is a department of the unit with posts of its own."),
        sentence=gettext_noop("A research department with posts of its own is no studio. Build the studio beside it."),
        article=_TEAM,
    ),
    *told(
        code="several_sections",
        known=lambda facts: bool(cells(rows_said(facts, "members"), "section")),
        ask=gettext_noop("It is not known from which teams the members come. Enter the team of each."),
        sentence=gettext_noop("All members come from “%(section)s”. Take in members of another team or section."),
        article=_TEAM,
        unmet=_from_one_section,
    ),
    *declared(
        code="good_conduct",
        field="had_accident",
        bad="yes",
        ask=gettext_noop("Say whether there was a safety accident or an entry for dishonesty."),
        sentence=gettext_noop("A safety accident or an entry for dishonesty in the last three years rules a naming out. Apply when three years have passed."),
        article=_CONDUCT,
    ),
    Condition(
        code="one_application",
        sentence=gettext_noop("%(others)s other applications of the same people are in this call; a studio applies once. Withdraw the others."),
        article=_CONDUCT,
        unmet=_applied_already,
    ),
)  # fmt: skip

_HONOURED_LEADER: Final = told(
    code="leader_qualified",
    known=lambda facts: bool(rows_said(facts, "honours")) or bool(said(facts, "skill_level")),
    ask=gettext_noop("It is not known what honours and skill the leader has. Enter them."),
    sentence=gettext_noop(
        "%(leader)s has no honour of city level or above, is no senior technician and holds no full senior title; this "
        "level asks for one of them. Enter what is missing, or apply later."
    ),
    article=_LEADER,
    unmet=_not_honoured,
)
