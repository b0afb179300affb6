"""Who may look into an objection."""

import pytest

from xinghe.notices.rules.conflicts import (
    Candidate,
    InvestigatorConflicted,
    Matter,
    conflicts_of,
    require_free,
)
from xinghe.notices.vocab import Conflict

MATTER = Matter(
    people=frozenset({1, 2}), kin=frozenset({50, 51}), desks=frozenset({50, 60, 70}), deciders=frozenset({8})
)
FREE = {"person_id": 9, "unit_id": 99, "offices": frozenset({80})}


@pytest.mark.parametrize(
    ("changes", "conflicts"),
    [
        ({}, ()),
        ({"unit_id": None}, ()),
        ({"person_id": 2}, (Conflict.OWN,)),
        ({"unit_id": 50}, (Conflict.SAME_UNIT,)),
        ({"unit_id": 51}, (Conflict.SAME_UNIT,)),
        ({"offices": frozenset({80, 51})}, (Conflict.SAME_UNIT,)),
        ({"offices": frozenset({80, 60})}, (Conflict.RECOMMENDED,)),
        ({"person_id": 8}, (Conflict.DECIDED,)),
        ({"person_id": 8, "offices": frozenset({70})}, (Conflict.RECOMMENDED, Conflict.DECIDED)),
    ],
)
def test_what_keeps_somebody_out(changes, conflicts):
    found = conflicts_of(Candidate(**{**FREE, **changes}), MATTER)

    assert found == conflicts
    if conflicts:
        with pytest.raises(InvestigatorConflicted):
            require_free("王秀英", found)
    else:
        require_free("王秀英", found)
