"""Who an award names: those who made it, by each kind's own form."""

from types import SimpleNamespace

import pytest

from tests.kinds.good_answers import ACHIEVEMENT, FIVE_SMALL, GRANT, STUDIO
from xinghe.decisions.queries.drafts import line_of
from xinghe.programmes.registry import kind_of

KINDS = {
    "five-small contest": ("five_small_contest", FIVE_SMALL, "仉澍、亓霁"),
    "achievements event": ("achievements_event", ACHIEVEMENT, "亓霁"),
    "studios": ("studio_recognition_city", STUDIO, "亓霁"),
    "special grant": ("special_grant", GRANT, GRANT["leader_name"]),
}


@pytest.mark.parametrize("name", KINDS)
def test_an_award_names_who_made_it(name):
    code, answers, people = KINDS[name]
    kind = kind_of(code)
    application = SimpleNamespace(
        title=answers["title"],
        grade=kind.grades[0].code,
        answers=answers,
        applicant=SimpleNamespace(name="郄棠"),
        unit=SimpleNamespace(name=answers["unit"]),
    )

    assert line_of(SimpleNamespace(said_terms=kind.terms()), application).people == people
    application.answers = {}
    assert line_of(SimpleNamespace(said_terms=kind.terms()), application).people == "郄棠"
