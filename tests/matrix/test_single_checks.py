"""That checks which no page tells are asked: what they hold back is held back with them, and not without them."""

import pytest

from tests.matrix import single_acts, single_checks, single_edges  # noqa: F401 -- they enter their cases
from tests.matrix.asked import CASES
from tests.matrix.sites import sites_named, watched, without_the_fence
from tests.matrix.undoing import undone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("site", CASES, ids=lambda site: CASES[site].__name__)
def test_a_check_holds_back_what_no_other_does(world, site):
    holds = CASES[site]
    with watched() as sites, without_the_fence():
        with undone():
            held = holds(world)
        sites.skipped = sites_named(site)
        with undone():
            held_without = holds(world)

    assert (held, held_without) == (True, False)
