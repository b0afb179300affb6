"""A province with an officer at every union, and one small kind of programme whose applications are judged."""

from collections.abc import Iterator

import pytest

from tests.factories.programmes import small_kind
from tests.factories.recommendations import Offices, offices
from xinghe.access.powers import Power
from xinghe.programmes import registry
from xinghe.programmes.kind import Move
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.reviews.gates import ranking_frozen, results_released, scores_in, visit_signed

GATES = (scores_in, ranking_frozen, results_released)


@pytest.fixture
def people(db: None) -> Iterator[Offices]:
    """The officers, with their tree, where one kind is installed."""
    before = registry.every_kind()
    registry.install(*before, small_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def defended(people: Offices) -> None:
    """The same kind with a defence and a look on site behind the first review."""
    decide = Power.APPLICATION_DECIDE
    plain = small_kind()
    more = (
        Move(
            name=MoveName.SHORTLIST,
            source=Phase.FIRST_REVIEW,
            target=Phase.DEFENCE,
            power=decide,
            gates=GATES,
        ),
        Move(name=MoveName.VISIT, source=Phase.DEFENCE, target=Phase.SITE_VISIT, power=decide, gates=GATES),
        Move(name=MoveName.CONCLUDE, source=Phase.DEFENCE, target=Phase.DECISION, power=decide, gates=GATES),
        Move(
            name=MoveName.CONCLUDE,
            source=Phase.SITE_VISIT,
            target=Phase.DECISION,
            power=decide,
            gates=(visit_signed,),
        ),
    )
    kept = [kind for kind in registry.every_kind() if kind.code != plain.code]
    registry.install(*kept, small_kind(moves=(*plain.moves, *more)))
