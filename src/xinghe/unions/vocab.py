"""The fixed words of the union tree."""

from enum import StrEnum

from xinghe.access.powers import NEVER_LOOKED_THROUGH, Role
from xinghe.foundation.errors import gettext_noop


class Line(StrEnum):
    """The two lines to the top (domain: territory; industry or large enterprise)."""

    TERRITORY = "territory"
    INDUSTRY = "industry"


LINE_LABELS: dict[Line, str] = {
    Line.TERRITORY: gettext_noop("territory line"),
    Line.INDUSTRY: gettext_noop("industry line"),
}


class UnionKind(StrEnum):
    """What a node of the tree is."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    INDUSTRY = "industry"
    LARGE_ENTERPRISE = "large_enterprise"
    UNIT = "unit"


UNION_KIND_LABELS: dict[UnionKind, str] = {
    UnionKind.PROVINCE: gettext_noop("provincial federation"),
    UnionKind.CITY: gettext_noop("city federation"),
    UnionKind.COUNTY: gettext_noop("county federation"),
    UnionKind.ZONE: gettext_noop("development-zone union"),
    UnionKind.INDUSTRY: gettext_noop("industry union"),
    UnionKind.LARGE_ENTERPRISE: gettext_noop("large-enterprise union"),
    UnionKind.UNIT: gettext_noop("unit union"),
}

# A unit with one of these above it on the industry line recommends at city rank ("市级（大企、产业）（含）以上").
CITY_RANK = frozenset({UnionKind.CITY, UnionKind.INDUSTRY, UnionKind.LARGE_ENTERPRISE})

# Offices that follow from nothing a provider of sign-in says: those who keep the system and watch over it.
BY_HAND_ONLY: frozenset[Role] = NEVER_LOOKED_THROUGH
