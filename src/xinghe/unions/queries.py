"""Questions about the union tree and about who holds which office now."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from xinghe.access.actor import Actor, Office, Via
from xinghe.access.checks import covered, within
from xinghe.access.fence import SLOTS
from xinghe.access.powers import CARRIED_BY, Power, Role
from xinghe.accounts.models import Person
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.unions.models import Appointment, RoleMapping, Union, UnionName, UnionParent
from xinghe.unions.rules import PlaceBook
from xinghe.unions.rules.looking import refuse_look
from xinghe.unions.rules.register import divisions, industry_unions, zones
from xinghe.unions.vocab import UnionKind


class UnionUnclear(Refusal):
    """The words name no union, or more than one."""

    code = "union_unclear"
    message = gettext_noop(
        "“%(name)s” names %(count)s unions that you may look at, not one. Write the full name or the code, as the tree shows it."
    )
    status = 422


def appointments_at(instant: datetime) -> QuerySet[Appointment]:
    """Appointments in force at ``instant``: from inclusive, until exclusive."""
    return Appointment.objects.filter(from_at__lte=instant).filter(
        Q(until_at__isnull=True) | Q(until_at__gt=instant)
    )


# Asked with every request: written out, for putting the same question together anew cost more than asking it.
# In force are the same as of ``appointments_at``.
_OFFICES = """
SELECT held.role, held.union_id, place.name, place.territory_path, place.industry_path, place.former_paths, person.name
FROM unions_appointment AS held
JOIN unions_union AS place ON place.id = held.union_id
JOIN accounts_person AS person ON person.id = held.person_id
WHERE held.person_id = %s AND held.from_at <= %s AND (held.until_at IS NULL OR held.until_at > %s)
ORDER BY held.id
"""


def actor_for(person_id: int, *, via: Via, now: datetime) -> Actor:
    """The person with the offices held at ``now`` and the places they reach today. 1 query.

    Asked anew for every request, so that an appointment, its end or a re-parenting applies on the next one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OFFICES, [person_id, now, now])
        rows = cursor.fetchall()
    room = SLOTS - len({path for row in rows for path in row[3:5] if path})
    offices = []
    for role, union_id, union, *lines, earlier, _name in rows:
        paths = tuple(path for path in lines if path)
        former = _apart(earlier, paths)[: max(room, 0)]
        room -= len(former)
        offices.append(
            Office(role=Role(role), union_id=union_id, union_name=union, paths=paths, former=former)
        )
    return Actor(person_id=person_id, via=via, name=rows[0][-1] if rows else "", offices=tuple(offices))


def _apart(earlier: Sequence[str], paths: tuple[str, ...]) -> tuple[str, ...]:
    """The earlier paths of a union, the newest first, that none of its present ones holds."""
    return tuple(dict.fromkeys(path for path in reversed(earlier) if not path.startswith(paths)))


def people_carrying(power: Power, *, union_id: int, now: datetime) -> tuple[int, ...]:
    """Who holds an office at this union that carries ``power``, by number. 1 query."""
    roles = [role for role, powers in CARRIED_BY.items() if power in powers]
    rows = appointments_at(now).filter(union_id=union_id, role__in=roles, person__is_active=True)
    return tuple(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def security_administrators_of(person_id: int, *, now: datetime) -> tuple[int, ...]:
    """Who looks after the accounts of somebody, at a union where they hold office or above one: by number. 2 queries."""
    held = appointments_at(now).filter(person_id=person_id)
    above = {
        int(step)
        for paths in held.values_list("union__territory_path", "union__industry_path")
        for path in paths
        for step in path.split(".")
        if step
    }
    found = appointments_at(now).filter(
        union_id__in=above, role=Role.SECURITY_ADMINISTRATOR, person__is_active=True
    )
    return tuple(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def union_above(union: Union) -> Union | None:
    """The union right above: on the territory line, else on the industry line; ``None`` at the top. 1 query."""
    steps = (union.territory_path or union.industry_path).split(".")
    return Union.objects.filter(pk=int(steps[-3])).first() if len(steps) > 2 else None


def unit_of(territory_path: str, industry_path: str) -> Union | None:
    """The union whose paths these are: where a person belongs. 1 query."""
    steps = (territory_path or industry_path).rstrip(".").split(".")
    return Union.objects.filter(pk=int(steps[-1])).first() if steps[-1] else None


def looked_through(actor: Actor, *, person_id: int, now: datetime) -> Actor:
    """The actor with this person as lens. 2 queries, asked anew for every request. Refuses: Missing, NotLookedThrough."""
    rows = within(actor.alone, Power.PERSON_LOOK_AS, Person.objects.filter(is_active=True))
    person = rows.filter(pk=person_id).first()
    if person is None:
        raise Missing
    other = replace(actor_for(person.pk, via=actor.via, now=now), name=person.name)
    refuse_look(actor=actor.alone, other=other)
    return actor.alone.looking_through(other)


def holds_office(person_id: int, *, now: datetime) -> bool:
    """Whether the person holds any office at ``now``. 1 query."""
    return appointments_at(now).filter(person_id=person_id).exists()


def unions_for(actor: Actor) -> QuerySet[Union]:
    """The unions this actor may look at, in the order of the tree. 1 query."""
    return within(actor, Power.UNION_READ, Union.objects.all()).order_by(
        "territory_path", "industry_path", "pk"
    )


def union_for(actor: Actor, union_id: int) -> Union:
    """One union. Refuses: Missing. 1 query."""
    found = unions_for(actor).filter(pk=union_id).first()
    if found is None:
        raise Missing
    return found


def unions_open_to(actor: Actor, union_ids: Collection[int]) -> set[int]:
    """Those of these unions that the actor has a page for. 1 query."""
    return set(unions_for(actor).filter(pk__in=union_ids).values_list("pk", flat=True))


def public_union(union_id: int) -> Union:
    """A union by its number, for anybody: the tree is public. 1 query. Refuses: Missing."""
    found = Union.objects.filter(pk=union_id).first()
    if found is None:
        raise Missing
    return found


def federations() -> QuerySet[Union]:
    """Province, cities, counties and zones, in the order of the tree: public knowledge. 1 query."""
    kinds = [UnionKind.PROVINCE, UnionKind.CITY, UnionKind.COUNTY, UnionKind.ZONE]
    return Union.objects.filter(kind__in=kinds).order_by("territory_path")


def ancestors(path: str) -> QuerySet[Union]:
    """The unions that ``path`` names, from the top down. 1 query."""
    numbers = [int(part) for part in path.split(".") if part]
    return Union.objects.filter(pk__in=numbers).order_by(Length("territory_path"), Length("industry_path"))


def below(path: str) -> QuerySet[Union]:
    """The unions at or below ``path`` on either line. 1 query."""
    return Union.objects.filter(covered(Union.LINES, (path,))).order_by("territory_path", "pk")


def place_choices(actor: Actor) -> list[tuple[str, str]]:
    """(path, name) of the federations this actor reads, indented by rank: what a list may be narrowed to. 1 query."""
    kinds = [
        UnionKind.PROVINCE,
        UnionKind.CITY,
        UnionKind.COUNTY,
        UnionKind.ZONE,
        UnionKind.INDUSTRY,
        UnionKind.LARGE_ENTERPRISE,
    ]
    rows = unions_for(actor).filter(kind__in=kinds)
    # The territory first, in the order of the tree, then the industry line.
    return [
        (territory or industry, "\u3000" * ((territory or industry).count(".") - 1) + name)
        for territory, industry, name in sorted(
            rows.values_list("territory_path", "industry_path", "short_name"),
            key=lambda row: (row[0] == "", row),
        )
    ]


def places_for(actor: Actor, power: Power) -> list[tuple[str, str]]:
    """(number, name) of the unions where an office of this actor carries ``power``. 0 queries."""
    desks = actor.desks_for(power)
    held = {str(office.union_id): office.union_name for office in actor.offices if office.union_id in desks}
    return list(held.items())


def places() -> PlaceBook:
    """The divisions and zones of the tree as it stands, findable by every name people write. 1 query.

    Reading some 130 short rows is cheaper than any sign that they changed; the book made of them is kept.
    """
    kinds = [UnionKind.PROVINCE, UnionKind.CITY, UnionKind.COUNTY, UnionKind.ZONE]
    rows = Union.objects.filter(kind__in=kinds).exclude(division_code="").order_by("territory_path")
    return _book(
        tuple(rows.values_list("pk", "division_code", "short_name", "name", "kind", "territory_path"))
    )


@lru_cache(maxsize=2)
def _book(rows: tuple[tuple[int, str, str, str, str, str], ...]) -> PlaceBook:
    codes = {str(pk): code for pk, code, *_ in rows}
    return PlaceBook.of(
        [
            (code, short, codes.get("".join(path.split(".")[-3:-2]), ""), kind)
            for _, code, short, _, kind, path in rows
        ],
        also=[(code, name.removesuffix("总工会")) for _, code, _, name, *_ in rows],
    )


def unions_found(actor: Actor, *, words: str = "", kind: str = "") -> QuerySet[Union]:
    """Unions the actor reads whose name, pinyin initials or code hold the words."""
    rows = unions_for(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if words := words.strip():
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(name_initials__startswith=words.lower())
            | Q(uscc__startswith=words.upper())
            | Q(division_code__startswith=words.upper())
        )
    return rows


def unions_of_numbers(actor: Actor, numbers: Sequence[int]) -> list[Union]:
    """These unions in this order, as far as the actor reads them. 1 query."""
    found = unions_for(actor).in_bulk(list(numbers))
    return [found[number] for number in numbers if number in found]


def parent_names(unions: Sequence[Union]) -> dict[int, str]:
    """The name of each union's parent (on its territory line, else the other). 1 query."""
    above = {}
    for union in unions:
        steps = (union.territory_path or union.industry_path).split(".")
        if len(steps) > 2:
            above[union.pk] = int(steps[-3])
    names = dict(Union.objects.filter(pk__in=above.values()).values_list("pk", "name"))
    return {number: names.get(parent, "") for number, parent in above.items()}


def names_of_union(union: Union) -> QuerySet[UnionName]:
    """What it was called, the newest first. 1 query."""
    return UnionName.objects.filter(union=union).order_by("-from_date", "-pk")


def parents_of_union(union: Union) -> QuerySet[UnionParent]:
    """Under whom it stood, line by line, the newest first. 1 query."""
    return (
        UnionParent.objects.filter(union=union).select_related("parent").order_by("line", "-from_date", "-pk")
    )


def offices_at(union: Union, *, now: datetime) -> QuerySet[Appointment]:
    """Who holds office there at ``now``. 1 query."""
    return appointments_at(now).filter(union=union).select_related("person").order_by("role", "pk")


def mappings_for(actor: Actor, *, provider: str) -> QuerySet[RoleMapping]:
    """The rules of a provider about unions at which the actor gives offices. 1 query."""
    unions = within(actor, Power.UNION_APPOINT, Union.objects.all())
    rows = RoleMapping.objects.filter(provider=provider, union__in=unions)
    return rows.select_related("union", "made_by").order_by("claim", "pk")


def top() -> Union:
    """The union under which all others stand. 1 query. Refuses: Missing, before the tree is planted."""
    found = Union.objects.filter(kind=UnionKind.PROVINCE).order_by("pk").first()
    if found is None:
        raise Missing
    return found


def union_named(actor: Actor, words: str) -> Union:
    """The one union the actor reads that goes by this name, short name or code. 1 query. Refuses: UnionUnclear."""
    words = words.strip()
    rows = unions_for(actor).filter(
        Q(name=words) | Q(short_name=words) | Q(division_code=words.upper()) | Q(uscc=words.upper())
        if words
        else Q(pk__in=[])
    )
    found = list(rows[:2])
    if len(found) != 1:
        raise UnionUnclear(name=words, count=len(found))
    return found[0]


def union_choices(actor: Actor) -> list[str]:
    """Names of the federations the actor reads, in the order of the tree, to choose from. 1 query."""
    return list(unions_for(actor).exclude(kind=UnionKind.UNIT).values_list("name", flat=True))


def offices_of(person_id: int) -> QuerySet[Appointment]:
    """The offices a person holds or held, the newest first. 1 query."""
    return Appointment.objects.filter(person_id=person_id).select_related("union").order_by("-from_at", "-pk")


def is_planted() -> bool:
    """Whether all of the register is in the tree. 2 queries."""
    codes = {place.code for place in divisions()} | {zone.code for zone in zones()}
    names = {industry.name for industry in industry_unions()}
    return Union.objects.filter(division_code__in=codes).count() == len(codes) and Union.objects.filter(
        kind=UnionKind.INDUSTRY, name__in=names
    ).count() == len(names)
