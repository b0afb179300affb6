"""Recommendations, put forward by the command, and officers for every union of the small province."""

from dataclasses import dataclass
from functools import cached_property

from tests.factories import results as results_of
from tests.factories.unions import SmallProvince, officer, small_province
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.recommendations.actions import put_forward
from xinghe.recommendations.models import Recommendation
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
