"""Release several panels of a call at one instant: what becomes known is said before, and asked about once."""

import pytest
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.programmes import actions as programmes
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.reviews import actions
from xinghe.reviews.models import Panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def officer(province, officer_at):
    """The browser of an officer of the organiser."""
    browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)[1]
    browser.cookies["django_language"] = "en"
    return browser


@pytest.fixture
def rounds(people):
    """Two panels of one call, by category, closed; the first is ranked."""
    call = made.call_of(people)
    found = []
    for category in ("tools", "methods"):
        entries = [judged.entry_past(people, call, category=category) for _ in range(2)]
        found.append(
            judged.opened(judged.panel_of(people, call, entries=entries, category=category)).closed()
        )
    actions.rank_panel(found[0].officer, panel_id=found[0].panel.pk)
    return found


def release(round_, **query):
    """The address of the page."""
    return reverse("desk:panel-release", args=[round_.code], query=query)


def together(officer, *rounds, at=None):
    """Press the button."""
    address = reverse("desk:panel-release-together", args=[(at or rounds[0]).code])
    return officer.post(address, {"with": [one.code for one in rounds]}, follow=True)


def test_what_becomes_known_is_said_before(rounds, officer):
    one, other = rounds

    text = officer.get(release(one)).text

    assert "1 applicant" in text or "2 applicants" in text
    assert "5 judges" in text
    assert "it has no frozen ranking" in text
    assert "1 closed panel of this call is not among them" in text
    assert f'name="with" value="{one.code}">' in text
    assert f'<input type="hidden" name="with" value="{other.code}">' not in text
    assert Panel.objects.filter(state="released").count() == 0


def test_all_are_released_at_one_instant(rounds, officer):
    one, other = rounds
    actions.rank_panel(other.officer, panel_id=other.panel.pk)

    answer = together(officer, one, other)

    assert "The results of 2 panels are released." in answer.text
    assert one.fresh().released_at == other.fresh().released_at is not None
    assert 'name="once"' not in answer.text


def test_one_that_is_not_settled_keeps_all_back(rounds, officer):
    answer = together(officer, *rounds)

    assert answer.status_code == 409
    assert "it has no frozen ranking" in answer.text
    assert Panel.objects.filter(state="released").count() == 0


def test_nothing_chosen_and_what_is_foreign_release_nothing(rounds, officer, signed_in):
    one = rounds[0]
    assert together(officer, at=one).status_code == 404
    for number in (one.sitting[0].person_id, one.entries[0].applicant_id):
        theirs = signed_in(number)
        assert theirs.get(release(one)).status_code == 404
        assert together(theirs, one).status_code == 404
    assert Panel.objects.filter(state="released").count() == 0


def test_who_only_looks_releases_nothing(rounds, province, officer_at):
    _, supervisor = officer_at(province.province, Role.SUPERVISOR)
    supervisor.cookies["django_language"] = "en"

    text = supervisor.get(release(rounds[0])).text
    assert "Nothing to release yet" in text
    assert together(supervisor, rounds[0]).status_code == 403
    assert Panel.objects.filter(state="released").count() == 0


def test_before_the_close_it_says_so(people, officer):
    round_ = judged.opened(judged.panel_of(people))

    assert "before the panel has closed" in officer.get(release(round_)).text


def test_who_was_declined_is_told_together(rounds, officer, signed_in):
    one = rounds[0]
    entry = one.entries[0]
    Application.objects.filter(pk=entry.pk).update(phase="decision")
    programmes.decline(
        one.officer, application_id=entry.pk, reasons=["material_incomplete"], words="名额有限，未能入选"
    )
    theirs = signed_in(entry.applicant_id)
    own = reverse("portal:application", args=[entry.code])
    assert "名额有限" not in theirs.get(own).text

    assert "1 application of this call was declined" in officer.get(release(one)).text
    answer = officer.post(reverse("desk:panel-tell-declined", args=[one.code]), follow=True)

    assert "The people of 1 application were told." in answer.text
    assert "Decisions that nobody knows yet" not in answer.text
    assert "名额有限" in theirs.get(own).text
    assert officer.post(reverse("desk:panel-tell-declined", args=[one.code])).status_code == 409
    assert theirs.post(reverse("desk:panel-tell-declined", args=[one.code])).status_code == 404
