"""Plant the union tree of Hubei: divisions, zones and industry unions as published."""

from datetime import date
from typing import Final

from xinghe.access.work import Work, command
from xinghe.unions.actions.arranging import place_union
from xinghe.unions.models import Union
from xinghe.unions.rules.register import divisions, industry_unions, zones
from xinghe.unions.vocab import UnionKind

# From here on the system knows the tree; when each union was really founded is not in the register.
KNOWN_FROM: Final = date(2021, 1, 1)


@command
def plant_tree(work: Work) -> int:
    """Put into the tree what is not there yet; how many unions. Twice plants nothing the second time."""
    standing = {union.division_code: union for union in Union.objects.exclude(division_code="")}
    named = set(Union.objects.filter(kind=UnionKind.INDUSTRY).values_list("name", flat=True))
    planted = 0
    for place in divisions():
        if place.code not in standing:
            standing[place.code] = place_union(
                work,
                name=f"{place.name}总工会",
                short_name=place.name,
                kind=UnionKind(place.rank),
                parent=standing.get(place.parent),
                from_date=KNOWN_FROM,
                division_code=place.code,
            )
            planted += 1
    for zone in zones():
        if zone.code not in standing:
            place_union(
                work,
                name=f"{zone.name}总工会",
                short_name=zone.usual_name,
                kind=UnionKind.ZONE,
                parent=standing[zone.parent],
                from_date=KNOWN_FROM,
                division_code=zone.code,
            )
            planted += 1
    top = standing[divisions()[0].code]
    for industry in industry_unions():
        if industry.name not in named:
            place_union(
                work,
                name=industry.name,
                short_name=industry.usual_name,
                kind=UnionKind.INDUSTRY,
                parent=top,
                from_date=KNOWN_FROM,
            )
            planted += 1
    work.record("union.plant", top, unions=(None, planted))
    return planted
