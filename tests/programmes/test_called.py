"""An application is called by its title, and counted by its category, whichever kind it is of."""

import pytest

from tests.factories import programmes as made
from tests.kinds.good_answers import good_answers
from xinghe.kinds import EVERY_KIND
from xinghe.programmes import actions


@pytest.mark.parametrize("kind", [kind.code for kind in EVERY_KIND if not kind.needs_result])
def test_title_and_category_are_what_was_answered(people, kind):
    organiser = people.tree.province
    worker = made.worker_at(people.tree.workshop)
    begun = actions.begin_application(
        worker, call_id=made.call_of(people, organiser, kind_code=kind).pk, result_id=None
    )
    answers = good_answers(kind)

    saved = actions.save_answers(worker, application_id=begun.pk, answers=answers)

    assert saved.title == answers.get("public_title", answers["title"])
    assert saved.category == answers["category"]
