"""What a new installation in Hubei begins with, as published: divisions, development zones, industry unions."""

import csv
from dataclasses import dataclass
from pathlib import Path

from xinghe.unions.rules.places import Place

_DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A development zone: its union is real, its code is ours (X-…), because GB/T 2260 gives it none."""

    code: str
    name: str
    usual_name: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryUnion:
    """The union of an industry, directly below the province and with the rank of a city."""

    name: str
    usual_name: str


def divisions() -> tuple[Place, ...]:
    """The province and its divisions, each after the one above it.

    Codes are those of GB/T 2260, ranks those among unions: of the 103 county-level units four are
    administered by the province and have the rank of a city, which makes 17 of the one and 99 of the other.
    """
    return tuple(
        Place(code=row["code"], name=row["name"], parent=row["parent"], rank=row["rank_in_unions"])
        for row in _rows("hubei-divisions.csv")
    )


def zones() -> tuple[Zone, ...]:
    """The development zones."""
    return tuple(Zone(**row) for row in _rows("hubei-zones.csv"))


def industry_unions() -> tuple[IndustryUnion, ...]:
    """The industry unions of the province."""
    return tuple(IndustryUnion(**row) for row in _rows("hubei-industry-unions.csv"))


def _rows(file_name: str) -> list[dict[str, str]]:
    with (_DATA / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
