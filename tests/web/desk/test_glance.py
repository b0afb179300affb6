"""Counts beside links may be some seconds old, but never older than what one did oneself, or than one's offices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.recommendations import recommended
from tests.factories.unions import appoint
from tests.factories.unions import officer as officer_of
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.web.kit import glance

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ELSEWHERE = "/desk/unions/"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.COUNTS_KEPT = 15
    glance._kept.clear()
    with clock.held_at(NOW):
        yield
    glance._kept.clear()


@pytest.fixture
def officer(province, officer_at):
    person, browser = officer_at(province.county, Role.OFFICER)
    del browser.cookies[glance.ACTED]  # they signed in some time ago
    return person, browser


def waiting(browser, path=ELSEWHERE) -> int:
    """How many recommendations wait, as the rail says."""
    rail = browser.get(path).context["rail"]
    url = reverse("desk:recommendations")
    return next(place.count for group in rail for place in group.places if place.url == url)


def put_forward(unit) -> None:
    """Somebody recommends a result of a unit to the desk above it."""
    recommended(unit, officer_of(Role.UNIT_OFFICER, unit))


def later(seconds: int):
    return clock.held_at(NOW + timedelta(seconds=seconds))


def test_what_others_do_is_counted_after_some_seconds(province, officer):
    _, browser = officer
    before = waiting(browser)
    put_forward(province.workshop)

    with later(14):
        at_first = waiting(browser)
    with later(15):
        then = waiting(browser)

    assert (before, at_first, then) == (0, 0, 1)


def test_my_work_is_counted_anew_and_the_pages_after_it_say_the_same(province, officer):
    _, browser = officer
    before = waiting(browser)
    put_forward(province.workshop)

    assert (before, waiting(browser, reverse("desk:today")), waiting(browser)) == (0, 1, 1)


def test_what_one_did_oneself_is_counted_at_once(province, officer):
    _, browser = officer
    before = waiting(browser)
    put_forward(province.workshop)
    with later(1):
        browser.post(reverse("kit:prefer"), {"name": "theme", "value": "dark", "next": "/"})
    told = browser.cookies[glance.ACTED]

    with later(2):
        after = waiting(browser)

    assert (before, after) == (0, 1)
    assert (told["httponly"], told["samesite"], told["max-age"]) == (True, "Lax", 31)


def test_reading_tells_the_browser_nothing(officer):
    _, browser = officer
    waiting(browser)

    assert glance.ACTED not in browser.cookies


def test_another_office_is_another_count(province, officer):
    person, browser = officer
    before = waiting(browser)
    put_forward(province.far_workshop)
    appoint(Person.objects.get(pk=person.pk), Role.OFFICER, province.far_county)

    assert (before, waiting(browser)) == (0, 1)


@pytest.mark.parametrize("nonsense", ["", "nan", "inf", "-1", "x", "1e400"])
def test_a_made_up_time_breaks_nothing(officer, nonsense):
    _, browser = officer
    browser.cookies[glance.ACTED] = nonsense

    assert waiting(browser) == 0


def test_what_is_kept_asks_the_database_nothing(officer):
    _, browser = officer
    waiting(browser)
    with CaptureQueriesContext(connection) as kept:
        waiting(browser)
    with later(16), CaptureQueriesContext(connection) as anew:
        waiting(browser)

    assert len(anew) == len(kept) + 1
    assert not any("UNION ALL" in query["sql"] for query in kept)


def test_no_more_is_kept_than_fits(officer, monkeypatch):
    monkeypatch.setattr(glance, "_MOST", 3)
    _, browser = officer
    for number in range(5):
        with later(number):
            browser.get(ELSEWHERE)
            browser.post(reverse("kit:prefer"), {"name": "theme", "value": "dark", "next": "/"})

    assert len(glance._kept) <= 3
