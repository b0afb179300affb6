"""The gates that a kind brings with it."""

from types import SimpleNamespace

import pytest

from xinghe.kinds.special_grant import SPECIAL_GRANT, VisitMissing, visited_if_large
from xinghe.programmes.vocab import MoveName, Phase


@pytest.mark.parametrize("tier", ["5", "10", "", None])
def test_smaller_grants_go_from_the_defence_to_the_decision(tier):
    assert visited_if_large(None, SimpleNamespace(answers={"tier": tier})) is None


def test_the_largest_grant_is_inspected_first():
    with pytest.raises(VisitMissing):
        visited_if_large(None, SimpleNamespace(answers={"tier": "20"}))

    straight = SPECIAL_GRANT.move(Phase.DEFENCE, MoveName.CONCLUDE)
    visited = SPECIAL_GRANT.move(Phase.SITE_VISIT, MoveName.CONCLUDE)
    assert straight is not None and visited_if_large in straight.gates
    assert visited is not None and visited_if_large not in visited.gates
