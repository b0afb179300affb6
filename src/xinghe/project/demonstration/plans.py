"""Who of the demonstration has which idea, when, and what becomes of it: drawn before any of it happens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from xinghe.foundation import clock
from xinghe.foundation.amounts import Amount
from xinghe.ideas.rules.paper import Measure, Paper
from xinghe.ideas.vocab import Scope
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.people import HANDS
from xinghe.project.demonstration.prose import Prose, rewrite, write
from xinghe.project.demonstration.sendings import working_moment
from xinghe.results.vocab import Basis, Category
from xinghe.unions.vocab import Line

MONTHS: Final = timedelta(days=240)
A_FIRM: Final = 7
ALL_THE_WAY: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of an idea. ``days``: so long before today it was handed in.

    A result of it that is recommended goes up over ``desks`` desks, then lies at the next or is returned by it.
    """

    name: str
    days: int
    is_disputed: bool = False
    is_recommended: bool = False
    line: Line = Line.TERRITORY
    desks: int = 0
    is_returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One idea: its people by staff number, its text, its fate, and chance for what is left open, its own."""

    author: str
    mates: tuple[str, ...]
    typist: str
    officer: str
    begun_at: datetime
    paper: Paper
    fate: Fate
    chance: Random


# At the works whose people can sign in everything occurs, so that each of them finds something of each kind.
_AT_THE_WORKS: Final = (
    Fate(name="waiting", days=1),
    Fate(name="verified", days=150, is_recommended=True, desks=ALL_THE_WAY),
    Fate(name="verified", days=120, is_recommended=True, desks=1),
    Fate(name="correction", days=12),
    Fate(name="waiting", days=6),
    Fate(name="late", days=16),
    Fate(name="refused", days=40),
    Fate(name="accepted", days=70),
    Fate(name="merged", days=45),
    Fate(name="draft", days=2),
    Fate(name="verified", days=100, is_recommended=True, is_returned=True),
    Fate(name="implemented", days=60, is_disputed=True),
    Fate(name="withdrawn", days=25),
    Fate(name="answered_late", days=80),
    Fate(name="verified", days=90, is_recommended=True, line=Line.INDUSTRY),
    Fate(name="verified", days=200, is_recommended=True),
)
_TYPED: Final = 4
# Elsewhere the older ones end in these shares; the youngest wait.
_FATES: Final = (
    ("verified", 30), ("accepted", 12), ("implemented", 10), ("refused", 13), ("merged", 5),
    ("correction", 6), ("late", 9), ("answered_late", 8), ("draft", 4), ("withdrawn", 3),
)  # fmt: skip
_MEASURES: Final = (
    ("单次用时", "分钟"),
    ("返工率", "%"),
    ("每班走动", "米"),
    ("停机", "小时"),
    ("用料", "千克"),
    ("搬运", "人次"),
)


def plans(firms: Sequence[Firm], *, seed: int, now: datetime) -> Iterator[Plan]:
    """Every idea of these firms, the first of which is the one whose people can sign in. The same for a seed and ``now``."""
    told: list[Prose] = []
    for number, firm in enumerate(firms, start=1):
        hands = [f"demo-hand-{number}-{one}" for one in range(1, HANDS + 1)]
        for at in range(A_FIRM if number > 1 else len(_AT_THE_WORKS)):
            chance = Random(f"idea {seed} {number} {at}")  # noqa: S311 -- repeatable, not secret
            author, *mates = chance.sample(hands, k=chance.choice((1, 1, 2, 2, 3)))
            typist = ""
            if number > 1:
                fate = _drawn(chance, at=at)
            elif at == _TYPED:
                fate, typist = _AT_THE_WORKS[at], "demo-assistant"
            else:
                pair = ["demo-worker", "demo-mate"]
                fate, (author, *mates) = _AT_THE_WORKS[at], pair if at % 2 else pair[::-1]
            yield Plan(
                author=author,
                mates=tuple(mates),
                typist=typist,
                officer="demo-unit" if number == 1 else f"demo-unit-{number}",
                begun_at=_moment(now, days=fate.days, minutes=37 * at + 11 * number),
                paper=_paper(firm, told, chance=chance),
                fate=fate,
                chance=chance,
            )


def _drawn(chance: Random, *, at: int) -> Fate:
    if at % 4 == 0:
        return Fate(name="waiting", days=chance.randrange(1, 8))
    name = chance.choices([name for name, _ in _FATES], [weight for _, weight in _FATES])[0]
    return Fate(
        name=name,
        days=chance.randrange(1, 20) if name == "draft" else chance.randrange(14, MONTHS.days),
        is_disputed=chance.random() < 0.1,
        is_recommended=chance.random() < 0.7,
        line=chance.choice(list(Line)),
        desks=chance.choice((0, 1, 1, 2, ALL_THE_WAY)),
        is_returned=chance.random() < 0.15,
    )


def _moment(now: datetime, *, days: int, minutes: int) -> datetime:
    morning = now.astimezone(clock.CHINA).replace(hour=8, minute=10) - timedelta(days=days + 1)
    instant = working_moment(morning, days=1, minutes=minutes)
    # Told at a weekend, the Monday has not come: it was the Friday before.
    return instant if instant <= now else instant - timedelta(days=3)


def _paper(firm: Firm, told: list[Prose], *, chance: Random) -> Paper:
    category = chance.choice(list(Category))
    prose = write(firm.field, category, chance=chance)
    if told and chance.random() < 0.06:
        prose = replace(rewrite(chance.choice(told), chance=chance), title=prose.title)
    told.append(prose)
    before = chance.randrange(20, 240)
    name, unit = chance.choice(_MEASURES)
    has_benefit = chance.random() < 0.6
    return Paper(
        title=prose.title,
        category=category,
        field=firm.field,
        problem=prose.problem,
        solution=prose.solution,
        innovation=prose.innovation,
        effect=prose.effect,
        measures=(
            Measure(name=name, unit=unit, before=str(before), after=str(before // chance.randrange(2, 6))),
        ),
        scope=chance.choice(list(Scope)),
        benefit=Amount(yuan=Decimal(chance.randrange(2, 300) * 1000)) if has_benefit else None,
        basis=chance.choice(list(Basis)) if has_benefit else None,
    )
