"""Who acts in the calls: officers by what they carry at a desk, applicants of the firms, judges with what they are like."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.programmes.models import Application
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.people import HANDS, busy_firms
from xinghe.reviews.models import Judge
from xinghe.unions.queries import actor_for, people_carrying

# Where the judges of the two pools work; those of the firms are known by their union.
_EMPLOYERS: Final = (
    "示例职业技术学院", "示例机械研究院", "示例理工大学", "示例电力设计院", "示例材料研究所", "示例交通科学院",
    "示例职工技术协会", "示例安全生产协会", "示例农业机械所", "示例化工研究院", "示例生产力促进中心", "示例技师学院",
)  # fmt: skip
_SPECIALITIES: Final = ("设备维护", "工艺改进", "安全生产", "质量管理", "电气自动化", "技术经济")


def actor_of(person_id: int) -> Actor:
    """A person with the offices they hold at this time of the story."""
    person = Person.objects.only("name").get(pk=person_id)
    return replace(actor_for(person_id, via="command", now=clock.now()), name=person.name)


def actor_named(staff_number: str) -> Actor:
    """The person of this staff number."""
    return actor_of(Person.objects.only("pk").get(staff_number=staff_number).pk)


def officer_at(union_id: int, power: Power) -> Actor | None:
    """Who sits at a union and may do this, if anybody does."""
    there = people_carrying(power, union_id=union_id, now=clock.now())
    return actor_of(there[0]) if there else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Three officers of the union that calls: one arranges, a second approves and publishes, a third looks into objections."""

    maker: str
    second: str
    third: str
    supervisor: str


PROVINCIAL_STAFF: Final = Staff(
    maker="demo-provincial", second="demo-provincial-2", third="demo-provincial-3", supervisor="示例监督组"
)
CITY_STAFF: Final = Staff(
    maker="demo-city", second="demo-city-2", third="demo-city-3", supervisor="示例市监督组"
)


def workers(firms: tuple[Firm, ...], *, within: str = "") -> Iterator[tuple[str, Firm]]:
    """Who may apply, by staff number, first those who can sign in, then one of each firm after the other.

    ``within`` is the head of a division's code: firms that lie there alone.
    """
    busy = busy_firms(firms)
    here = [
        (number, firm)
        for number, firm in enumerate(busy, start=1)
        if firm.place_code.removeprefix("X-").startswith(within)
    ]
    for number, firm in here:
        if number == 1:
            yield from (("demo-worker", firm), ("demo-mate", firm))
    for at in range(1, HANDS + 1):
        yield from ((f"demo-hand-{number}-{at}", firm) for number, firm in here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a judge strays from what an entry is worth, in per cent of all points."""

    name: str
    shift: float = 0
    noise: float = 2.5
    favourite: str = ""


def habit_of(number: int, *, favourite: str) -> Habit:
    """The habit of the judge of this number in a pool: severe, lenient, noisy, fond of one category, or none of these."""
    match number % 7:
        case 1:
            return Habit(name="severe", shift=-8)
        case 2:
            return Habit(name="lenient", shift=7)
        case 3:
            return Habit(name="noisy", noise=8)
        case 4:
            return Habit(name="fond", favourite=favourite)
    return Habit(name="even")


def employer_of(number: int) -> str:
    """Where the judge of this number in a pool works."""
    return _EMPLOYERS[(number - 1) % len(_EMPLOYERS)]


def speciality_of(number: int) -> str:
    """On what the judge of this number in a pool works."""
    return _SPECIALITIES[number % len(_SPECIALITIES)]


def worth_of(application: Application) -> float:
    """What an entry is worth, in per cent of all points; the same in every telling."""
    return Random(f"worth {application.title}").uniform(58, 92)  # noqa: S311 -- repeatable, not secret


def number_of(judge: Judge) -> int:
    """The number of an invented judge in their pool."""
    tail = judge.person.staff_number.rpartition("-")[2]
    return int(tail) if tail.isdigit() else 1
