"""Recommendations, put forward by the command, and officers for every union of the small province."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tests.factories import results as results_of
from tests.factories.unions import NOW, SmallProvince, officer, small_province
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.recommendations.actions import put_forward
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.results.models import Result
from xinghe.unions.models import Union
from xinghe.unions.vocab import Line, UnionKind

_ROLES = {UnionKind.PROVINCE: Role.PROVINCIAL_OFFICER, UnionKind.UNIT: Role.UNIT_OFFICER}


@dataclass(frozen=True)
class Offices:
    """One officer at each union of a small province, in the role that belongs there."""

    tree: SmallProvince

    @cached_property
    def by_name(self) -> dict[str, Actor]:
        """All of them."""
        return {name: self.at(union) for name, union in self.tree.unions().items()}

    def at(self, union: Union) -> Actor:
        """A new one at ``union``."""
        return officer(_ROLES.get(UnionKind(union.kind), Role.OFFICER), union)

    def __getattr__(self, name: str) -> Actor:
        return self.by_name[name]


def offices() -> Offices:
    """A small province with an officer everywhere."""
    return Offices(tree=small_province())


def recommended(unit: Union, by: Actor, *, line: Line | None = None, **fields: object) -> Recommendation:
    """A new result of ``unit``, put forward."""
    made: Result = results_of.result(unit, **fields)
    return put_forward(by, result_id=made.pk, line=line)


def rows_of(
    results: Iterable[Result], *, maker: int
) -> dict[str, list[tuple[object, int, int | None, bool]]]:
    """Past the commands, a row of every table for every result of a unit on one line, as the fence's test wants them.

    Every third belongs to ``maker``. What lies on one of two lines is tried in tests/recommendations.
    """
    found: dict[str, list[tuple[object, int, int | None, bool]]] = {
        f"recommendations_{name}": [] for name in ("recommendation", "step", "ranking")
    }
    for number, result in enumerate(results):
        if result.territory_path and result.industry_path:
            continue
        place = {"territory_path": result.territory_path, "industry_path": result.industry_path}
        whose = maker if number % 3 == 0 else None
        at = {"desk_id": int((result.territory_path or result.industry_path).split(".")[-3]), **place}
        mine = {"people": [whose] if whose else [], **at}
        made = Recommendation.objects.create(
            result=result,
            line=Line.TERRITORY if result.territory_path else Line.INDUSTRY,
            year=2026,
            put_forward_by_id=maker,
            put_forward_at=NOW,
            lies_since=NOW,
            **mine,
        )
        step = Step.objects.create(recommendation=made, act="put_forward", person_id=maker, at=NOW, **mine)
        rank = Ranking.objects.create(recommendation=made, year=2026, position=number + 1, **at)
        found["recommendations_recommendation"].append((made, result.unit_id, whose, False))
        found["recommendations_step"].append((step, result.unit_id, whose, False))
        found["recommendations_ranking"].append((rank, result.unit_id, None, False))
    return found
