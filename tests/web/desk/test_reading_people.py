"""Who reads very many people within an hour proves who they are, and those who look after accounts learn of it (SEC-21)."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories import accounts
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.integrations.actions import count_people
from xinghe.integrations.vocab import PEOPLE_LIMIT
from xinghe.jobs.models import Run
from xinghe.messaging.jobs.sending import guard_accounts
from xinghe.messaging.models import Message
from xinghe.messaging.queries import sentence_of
from xinghe.web.desk import exports
from xinghe.web.kit import sparing

pytestmark = pytest.mark.django_db
LIST = reverse("desk:people")
LONG_AGO = datetime.fromtimestamp(0, timezone.get_current_timezone())


@pytest.fixture
def limit(monkeypatch):
    """Small enough to be reached by a list of seven."""
    for module in ("xinghe.integrations.actions.rates", "xinghe.integrations.rules.rates"):
        monkeypatch.setattr(f"{module}.PEOPLE_LIMIT", 10)
    return 10


@pytest.fixture
def reader(province, officer_at, limit):
    """An officer of a county with seven people, themselves not among them."""
    for _ in range(7):
        accounts.person(territory_path=province.county.territory_path)
    return officer_at(province.county, Role.OFFICER)


def entries():
    return AuditEntry.objects.filter(verb="person.read_many")


def test_one_too_many_is_not_shown_before_they_prove_who_they_are(reader):
    person, browser = reader
    first, second = browser.get(LIST), browser.get(LIST)

    assert (first.status_code, second.status_code) == (200, 302)
    assert second["Location"].startswith(f"{reverse('mfa_reauthenticate')}?next=")
    assert [one.subject_id for one in entries()] == [person.pk]

    clock_of_proof(browser, clock.now())
    again = browser.get(LIST)

    assert (again.status_code, browser.get(LIST).status_code) == (200, 302)
    assert entries().count() == 2


def clock_of_proof(browser, instant) -> None:
    """As the page that asks leaves it in the session."""
    session = browser.session
    session["account_authentication_methods"] = [
        *session["account_authentication_methods"], {"method": "mfa", "type": "totp", "at": instant.timestamp()}
    ]  # fmt: skip
    session.save()


def test_what_is_counted_is_everybody_whose_row_is_shown(province, reader):
    person, browser = reader
    Person.objects.filter(pk=person.pk).update(territory_path=province.county.territory_path)
    others = [accounts.person(territory_path=province.county.territory_path) for _ in range(2)]
    pages = [reverse("desk:person", args=[one.pk]) for one in (person, *others)]
    assert [browser.get(page).status_code for page in pages * 4] == [
        200
    ] * 12  # their own does not count: 8 are others

    taken = browser.get(reverse("desk:list-export", args=["people"]), {"format": "csv"})
    sought = browser.get(reverse("desk:judge-new"), {"q": person.name})

    assert (taken.status_code, sought.status_code) == (302, 302)


def test_an_hour_later_it_begins_anew(reader):
    _, browser = reader
    assert browser.get(LIST).status_code == 200
    now = clock.now()

    with clock.held_at(now + timedelta(minutes=59)):
        within = count_people(actor_of(reader), 3, proved_at=LONG_AGO)
    with clock.held_at(now + timedelta(minutes=61)):
        after = count_people(actor_of(reader), 4, proved_at=LONG_AGO)

    assert (within.used, after.used) == (10, 4)


def actor_of(reader) -> Actor:
    return Actor(person_id=reader[0].pk, via="web")


def test_a_proof_from_before_the_count_began_does_not_help():
    actor = Actor(person_id=accounts.person().pk, via="web")
    before = clock.now() - timedelta(seconds=1)
    first = count_people(actor, PEOPLE_LIMIT, proved_at=before)
    second = count_people(actor, 1, proved_at=before)
    third = count_people(actor, 1, proved_at=before)
    proved = count_people(actor, 1, proved_at=clock.now())

    assert [one.is_too_many for one in (first, second, third, proved)] == [False, True, True, False]
    assert [one.is_news for one in (first, second, third)] == [False, True, False]
    assert proved.used == 1


def test_only_a_proof_after_the_refusal_and_of_the_last_five_minutes_helps(limit):
    actor, began = Actor(person_id=accounts.person().pk, via="web"), clock.now()

    def too_many(minute: int, number: int, *, proved: float) -> bool:
        with clock.held_at(began + timedelta(minutes=minute)):
            return count_people(actor, number, proved_at=began + timedelta(minutes=proved)).is_too_many

    assert not too_many(0, limit, proved=-1)
    assert too_many(20, 1, proved=19)
    assert too_many(27, 1, proved=21)
    assert not too_many(27, 1, proved=23)
    assert not too_many(28, limit - 1, proved=23)


def test_a_file_of_more_than_the_limit_is_given_once_for_a_proof(province, reader, limit):
    _, browser = reader
    for _ in range(limit):
        accounts.person(territory_path=province.county.territory_path)
    address = reverse("desk:list-export", args=["people"]) + "?format=csv"

    refused = browser.get(address)
    clock_of_proof(browser, clock.now())
    given, again = browser.get(address), browser.get(address)

    assert (refused.status_code, given.status_code, again.status_code) == (302, 200, 302)
    assert len(b"".join(given.streaming_content).splitlines()) > limit


def test_a_file_that_is_written_later_is_counted_before_it_is_begun(reader, limit, monkeypatch, storage):
    _, browser = reader
    monkeypatch.setattr(exports, "AT_ONCE", limit)
    address = reverse("desk:list-export", args=["people"]) + "?format=csv"

    refused = browser.post(address)
    begun = Run.objects.filter(code="desk.export").count()
    clock_of_proof(browser, clock.now())
    browser.post(address)

    assert refused["Location"] == f"{reverse('mfa_reauthenticate')}?{urlencode({'next': address})}"
    assert (begun, Run.objects.filter(code="desk.export").count()) == (0, 1)
    assert entries().count() == 1


def test_who_types_for_workers_is_counted_too(province, officer_at, limit):
    for _ in range(6):
        accounts.person(territory_path=province.workshop.territory_path, name="钱学")
    _, browser = officer_at(province.workshop, Role.ASSISTANT)
    address = reverse("portal:typing") + "?" + urlencode({"q": "钱"})

    assert [browser.get(address).status_code for _ in range(2)] == [200, 302]
    assert browser.get(reverse("portal:typing")).status_code == 200


def test_a_part_that_htmx_asked_for_leads_back_to_its_page(reader):
    _, browser = reader
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}?sort=joined"}

    answers = [browser.get(LIST, headers=headers) for _ in range(2)]

    assert answers[1]["HX-Redirect"].endswith("?" + urlencode({"next": f"{LIST}?sort=joined"}))


def test_a_crawler_is_shown_five_hundred_and_no_more(province, officer_at):
    for _ in range(25):
        accounts.person(territory_path=province.county.territory_path)
    _, browser = officer_at(province.county, Role.OFFICER)

    assert [browser.get(LIST).status_code for _ in range(22)] == [200] * 20 + [302] * 2
    assert entries().count() == 1


def test_the_security_administrators_above_are_told_once(province, officer_at, reader):
    _, browser = reader
    told = [officer_at(at, Role.SECURITY_ADMINISTRATOR)[0] for at in (province.county, province.province)]
    officer_at(province.far_county, Role.SECURITY_ADMINISTRATOR)
    for _ in range(4):
        browser.get(LIST)

    guard_accounts()
    guard_accounts()

    with translation.override("en"):
        found = {one.person_id: sentence_of(one) for one in Message.objects.filter(event="people_read")}
    assert set(found) == {one.pk for one in told}
    assert all(words.startswith("Somebody looked at more people within an hour") for words in found.values())


def test_the_control_without_the_count_everybody_is_shown(reader, monkeypatch):
    monkeypatch.setattr(sparing, "people_shown", lambda *_: None)
    monkeypatch.setattr("xinghe.web.desk.people.people_shown", lambda *_: None)
    _, browser = reader

    assert [browser.get(LIST).status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("name", ["office-give", "person-password", "person-factors"])
def test_who_gives_offices_or_new_ways_in_proves_who_they_are(province, officer_at, name):
    _, browser = officer_at(province.city, Role.SECURITY_ADMINISTRATOR)
    other = accounts.person(territory_path=province.county.territory_path)
    session = browser.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 301} for one in session["account_authentication_methods"]
    ]
    session.save()

    answer = browser.post(reverse(f"desk:{name}", args=[other.pk]), {"reason": "换了手机"})

    assert answer.status_code == 302
    assert "/confirm/" in answer["Location"]
