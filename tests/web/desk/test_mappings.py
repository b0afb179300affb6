"""A security administrator says which groups give which offices."""

import pytest
from django.urls import reverse

from tests.factories import accounts
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.rules.providers import Provider
from xinghe.unions.actions import align_offices
from xinghe.unions.models import Appointment, RoleMapping


@pytest.fixture
def provider(settings):
    settings.XINGHE_PROVIDER = Provider.of(
        {"name": "统一认证", "issuer": "https://id.example", "client_id": "xinghe"}, secret="x"
    )
    return settings.XINGHE_PROVIDER


@pytest.fixture
def security(province, officer_at):
    return officer_at(province.city, Role.SECURITY_ADMINISTRATOR)


def make(browser, at, **fields):
    told = {"claim": "xinghe-county", "role": Role.OFFICER, "union": at.name, **fields}
    return browser.post(reverse("desk:mappings"), told)


def test_a_rule_is_made_shown_and_ended_with_what_followed_from_it(province, security, provider):
    somebody, browser = security
    holder = accounts.person()

    make(browser, province.county)
    made = RoleMapping.objects.get()
    align_offices(
        Actor.for_job("sign-in", via="web"),
        person_id=holder.pk,
        provider=provider.key,
        claims={"xinghe-county"},
    )
    page = browser.get(reverse("desk:mappings")).content.decode()
    browser.post(reverse("desk:mapping-end", args=[made.pk]))

    assert (made.claim, made.role, made.union, made.made_by, made.provider) == (
        "xinghe-county",
        Role.OFFICER,
        province.county,
        somebody,
        "organisation",
    )
    assert "xinghe-county" in page
    assert province.county.name in page
    assert RoleMapping.objects.count() == 0
    assert Appointment.objects.get(person=holder).until_at is not None


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"union": "无此工会"}, 422), ({"role": Role.SECURITY_ADMINISTRATOR}, 422), ({"claim": " "}, 422)],
)
def test_what_cannot_be_a_rule_is_said_beside_the_form(province, security, provider, fields, status):
    _, browser = security

    answer = make(browser, province.county, **fields)

    assert (answer.status_code, RoleMapping.objects.count()) == (status, 0)


def test_a_rule_twice_and_one_outside_ones_own_unions_are_refused(province, security, provider):
    _, browser = security
    make(browser, province.county)

    again, outside = make(browser, province.county), make(browser, province.far_county)

    assert [again.status_code, outside.status_code] == [409, 422]
    assert RoleMapping.objects.count() == 1


def test_others_neither_see_nor_make_rules(province, officer_at, provider):
    _, browser = officer_at(province.city)

    assert browser.get(reverse("desk:mappings")).status_code == 403
    assert make(browser, province.county).status_code == 403
    assert reverse("desk:mappings") not in browser.get(reverse("desk:people")).content.decode()


def test_without_a_provider_there_are_no_rules(province, security, settings):
    settings.XINGHE_PROVIDER = None
    _, browser = security

    assert browser.get(reverse("desk:mappings")).status_code == 404
    assert make(browser, province.county).status_code == 404
    assert reverse("desk:mappings") not in browser.get(reverse("desk:people")).content.decode()


def test_the_way_to_the_rules_stands_on_the_page_of_people(province, security, provider):
    _, browser = security

    assert reverse("desk:mappings") in browser.get(reverse("desk:people")).content.decode()


def test_an_office_that_follows_from_a_group_says_so(province, security, provider):
    _, browser = security
    holder = accounts.person(territory_path=province.county.territory_path)
    accounts.appoint(holder, at=province.county, source="organisation")
    by_hand = accounts.person(territory_path=province.county.territory_path)
    accounts.appoint(by_hand, at=province.county)

    pages = [browser.get(reverse("desk:person", args=[one.pk])) for one in (holder, by_hand)]

    assert [page.context["page"].offices[0].follows for page in pages] == [True, False]
