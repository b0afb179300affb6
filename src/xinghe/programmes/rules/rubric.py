"""A rubric: what is scored, for how many points, and the grades that may come of it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is scored, from 0 to ``points``."""

    code: str
    label: str
    points: int
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """Criteria whose points make a hundred; ``bonus`` and ``malus`` may be added or taken off with a reason."""

    criteria: tuple[Criterion, ...]
    bonus: int = 0
    malus: int = 0

    def weighted(self, points: Mapping[str, int]) -> "Rubric":
        """With an organiser's own points; criteria that are not named keep theirs."""
        return Rubric(
            criteria=tuple(
                Criterion(
                    code=one.code,
                    label=one.label,
                    points=points.get(one.code, one.points),
                    guidance=one.guidance,
                )
                for one in self.criteria
            ),
            bonus=self.bonus,
            malus=self.malus,
        )

    def faults(self) -> Iterator[str]:
        """What makes it no rubric."""
        codes = [one.code for one in self.criteria]
        if len(codes) != len(set(codes)):
            yield "two criteria of the rubric have one code"
        total = sum(one.points for one in self.criteria)
        if total != WHOLE:
            yield f"the points of the rubric make {total}, not {WHOLE}"
        if any(one.points < 1 for one in self.criteria):
            yield "a criterion of the rubric has no points"
        if not all(one.code.strip() and one.label.strip() for one in self.criteria):
            yield "a criterion of the rubric has no name"
        if not (0 <= self.bonus <= WHOLE and 0 <= self.malus <= WHOLE):
            yield f"the rubric adds {self.bonus} points and takes {self.malus} off; each lies between 0 and {WHOLE}"

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be frozen with the terms of a call."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        criteria = tuple(Criterion(**one) for one in kept["criteria"])
        return cls(criteria=criteria, bonus=kept["bonus"], malus=kept["malus"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One of the grades (等次) that an application may get; ``most`` of them, none when it is not limited."""

    code: str
    label: str
    most: int | None = None
