"""A security administrator enrols people and gives them offices; a provincial officer arranges the tree."""

import pytest
from django.urls import reverse

from tests.factories import accounts
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.unions.models import Appointment, Union, UnionName, UnionParent


@pytest.fixture
def security(province, officer_at):
    return officer_at(province.city, Role.SECURITY_ADMINISTRATOR)


def enrol(browser, union, **fields):
    told = {"name": "缑砚澍", "staff_number": "W-2001", "email": "", "union": union.name, **fields}
    return browser.post(reverse("desk:person-new"), told)


def test_somebody_is_enrolled_given_a_password_and_an_office(province, security):
    _, browser = security

    enrol(browser, province.county)
    made = Person.objects.get(staff_number="W-2001")
    issued = browser.post(reverse("desk:person-password", args=[made.pk]))
    told = {"union": province.county.name, "role": Role.OFFICER}
    browser.post(reverse("desk:office-give", args=[made.pk]), told)

    assert issued.status_code == 200
    assert issued.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert Appointment.objects.get(person=made).union == province.county
    page = browser.get(reverse("desk:person", args=[made.pk])).content.decode()
    assert "W-2001" in page
    assert province.county.name in page


def test_an_office_ends_at_once(province, security):
    _, browser = security
    holder = accounts.person(territory_path=province.county.territory_path)
    browser.post(
        reverse("desk:office-give", args=[holder.pk]), {"union": province.county.name, "role": Role.LEADER}
    )
    held = Appointment.objects.get(person=holder)

    browser.post(reverse("desk:office-end", args=[held.pk, held.union_id]))

    held.refresh_from_db()
    assert held.until_at is not None


def test_nobody_gives_themselves_an_office(province, security):
    oneself, browser = security
    oneself.territory_path = province.county.territory_path
    oneself.save()

    told = {"union": province.county.name, "role": Role.PROVINCIAL_OFFICER}
    answer = browser.post(reverse("desk:office-give", args=[oneself.pk]), told)

    assert answer.status_code == 403
    assert Appointment.objects.filter(person=oneself).count() == 1


def test_a_union_beyond_ones_reach_cannot_be_named(province, security):
    _, browser = security

    answer = enrol(browser, province.far_county)

    assert answer.status_code == 422
    assert not Person.objects.filter(staff_number="W-2001").exists()


def test_an_officer_without_the_power_meets_a_refusal(province, officer_at):
    _, browser = officer_at(province.city)

    assert browser.get(reverse("desk:person-new")).status_code == 403
    assert enrol(browser, province.county).status_code == 403


def test_closing_an_account_needs_a_reason_on_record(province, security):
    _, browser = security
    leaving = accounts.person(territory_path=province.county.territory_path)

    browser.post(reverse("desk:person-close", args=[leaving.pk]), {"reason": "已调离本单位"})

    leaving.refresh_from_db()
    assert leaving.is_active is False


def test_the_list_finds_by_pinyin_initials(province, security):
    _, browser = security
    enrol(browser, province.county)

    page = browser.get(reverse("desk:people"), {"q": "gys"}).content.decode()
    other = browser.get(reverse("desk:people"), {"q": "zzz"}).content.decode()

    assert "缑砚澍" in page
    assert "缑砚澍" not in other


def test_the_tree_is_arranged_with_dates(province, officer_at):
    _, browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)
    day = "2026-11-01"

    added = {"name": "示例新区总工会", "kind": "zone", "uscc": "", "from_date": day}
    browser.post(reverse("desk:union-add", args=[province.city.pk]), added)
    zone = Union.objects.get(name="示例新区总工会")
    told = {"parent": province.other_city.name, "line": "territory", "from_date": "2026-11-02"}
    browser.post(reverse("desk:union-move", args=[zone.pk]), told)
    browser.post(
        reverse("desk:union-rename", args=[zone.pk]), {"name": "示例高新区总工会", "from_date": "2026-11-03"}
    )

    zone.refresh_from_db()
    assert zone.territory_path.startswith(province.other_city.territory_path)
    assert [one.parent_id for one in UnionParent.objects.filter(union=zone).order_by("from_date")] == [
        province.city.pk,
        province.other_city.pk,
    ]
    assert [one.name for one in UnionName.objects.filter(union=zone).order_by("from_date")] == [
        "示例新区总工会",
        "示例高新区总工会",
    ]
    assert browser.get(reverse("desk:union", args=[zone.pk])).status_code == 200


def test_an_officer_does_not_arrange_the_tree(province, officer_at):
    _, browser = officer_at(province.city)

    told = {"name": "示例", "kind": "zone", "uscc": "", "from_date": "2026-11-01"}
    answer = browser.post(reverse("desk:union-add", args=[province.county.pk]), told)

    assert answer.status_code == 403
