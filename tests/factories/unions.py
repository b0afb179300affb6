"""Unions in a small tree, and who holds which office there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from xinghe.access.actor import Actor, Via
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.unions.models import Appointment, Union, UnionName, UnionParent
from xinghe.unions.queries import actor_for
from xinghe.unions.vocab import Line, UnionKind

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FOUNDED = date(2015, 5, 1)
_numbers = count(1)


def union(
    kind: UnionKind = UnionKind.UNIT,
    *,
    parent: Union | None = None,
    industry_parent: Union | None = None,
    name: str = "",
) -> Union:
    """A union under ``parent`` on its own line, and under ``industry_parent`` on the industry line as well.

    The top stands on both lines.
    """
    made = Union.objects.create(name=name or f"{kind} {next(_numbers)}", kind=kind)
    own = f"{made.pk}."
    if kind in (UnionKind.INDUSTRY, UnionKind.LARGE_ENTERPRISE):
        industry_parent, parent = industry_parent or parent, None
    if kind is UnionKind.PROVINCE:
        made.territory_path = made.industry_path = own
    if parent is not None:
        made.territory_path = parent.territory_path + own
        UnionParent.objects.create(union=made, line=Line.TERRITORY, parent=parent, from_date=FOUNDED)
    if industry_parent is not None:
        made.industry_path = industry_parent.industry_path + own
        UnionParent.objects.create(union=made, line=Line.INDUSTRY, parent=industry_parent, from_date=FOUNDED)
    made.save()
    UnionName.objects.create(union=made, name=made.name, from_date=FOUNDED)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallProvince:
    """Two cities with two counties each, an industry, a large enterprise, and a unit below every one.

    ``plant`` stands on two lines: in a county of the first city, and under the large enterprise.
    """

    province: Union
    city: Union
    other_city: Union
    county: Union
    sister_county: Union
    far_county: Union
    industry: Union
    enterprise: Union
    workshop: Union
    sister_workshop: Union
    far_workshop: Union
    plant: Union
    branch: Union

    def unions(self) -> dict[str, Union]:
        """All of them by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def small_province() -> SmallProvince:
    """Make one."""
    province = union(UnionKind.PROVINCE, name="星河省总工会")
    city = union(UnionKind.CITY, parent=province)
    other_city = union(UnionKind.CITY, parent=province)
    county = union(UnionKind.COUNTY, parent=city)
    sister_county = union(UnionKind.COUNTY, parent=city)
    far_county = union(UnionKind.COUNTY, parent=other_city)
    industry = union(UnionKind.INDUSTRY, parent=province)
    enterprise = union(UnionKind.LARGE_ENTERPRISE, parent=province)
    return SmallProvince(
        province=province,
        city=city,
        other_city=other_city,
        county=county,
        sister_county=sister_county,
        far_county=far_county,
        industry=industry,
        enterprise=enterprise,
        workshop=union(parent=county),
        sister_workshop=union(parent=sister_county),
        far_workshop=union(parent=far_county),
        plant=union(parent=county, industry_parent=enterprise),
        branch=union(industry_parent=industry),
    )


def person(name: str = "王秀英") -> Person:
    """Somebody without an office, who cannot sign in."""
    number = next(_numbers)
    return Person.objects.create(staff_number=f"T{number:06d}", name=name, password="!", joined_at=LONG_AGO)


def appoint(
    holder: Person,
    role: Role,
    at: Union,
    *,
    from_at: datetime = LONG_AGO,
    until_at: datetime | None = None,
) -> Appointment:
    """An office, past the command that would give it."""
    return Appointment.objects.create(person=holder, union=at, role=role, from_at=from_at, until_at=until_at)


def officer(role: Role, *unions: Union, via: Via = "web") -> Actor:
    """A new person who holds ``role`` at each of ``unions``, resolved as a request would."""
    holder = person()
    for at in unions:
        appoint(holder, role, at)
    return actor_for(holder.pk, via=via, now=NOW)


def worker(via: Via = "web") -> Actor:
    """A new person without an office, resolved as a request would."""
    return actor_for(person().pk, via=via, now=NOW)
