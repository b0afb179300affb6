"""Webhooks on the desk: set up, changed, paused, renewed, told again, removed; for system administrators alone."""

import pytest

from xinghe.access.powers import Role
from xinghe.integrations.models import Endpoint, Happening

FORM = {"url": "https://hook.example/x", "names": ["result.cleared"]}


@pytest.fixture
def browser(province, officer_at):
    return officer_at(province.county, Role.SYSTEM_ADMINISTRATOR)[1]


@pytest.fixture
def endpoint(province, browser):
    """An endpoint that was set up on the page, and the page with its secret."""
    answer = browser.post("/desk/webhooks/new/", FORM | {"union": province.county.pk})
    return Endpoint.objects.get(), answer


def test_an_endpoint_is_set_up_and_its_secret_shown_once(endpoint, browser):
    made, answer = endpoint
    secret = answer.context["page"].secret

    listed = browser.get("/desk/webhooks/").content.decode()
    shown = browser.get(f"/desk/webhooks/{made.pk}/").content.decode()

    assert secret.startswith("whsec_") and secret in answer.content.decode()
    assert secret not in listed + shown
    assert "https://hook.example/x" in listed and "https://hook.example/x" in shown
    assert "no-store" in answer["Cache-Control"]


def test_every_step_is_taken_and_leads_back(endpoint, browser):
    made, _ = endpoint
    here = f"/desk/webhooks/{made.pk}/"

    told = []
    for step, values in (
        ("try", {}),
        ("pause", {}),
        ("resume", {}),
        ("change", FORM | {"names": ["result.published", "idea.handed_in"]}),
        ("remove", {}),
    ):
        told.append(browser.post(f"{here}{step}/", values)["Location"])

    assert told == [here] * 4 + ["/desk/webhooks/"]
    assert (Endpoint.objects.count(), Happening.objects.get().name) == (0, "endpoint.trial")


def test_a_new_secret_is_another_one(endpoint, browser):
    made, answer = endpoint

    renewed = browser.post(f"/desk/webhooks/{made.pk}/secret/")

    assert renewed.context["page"].secret != answer.context["page"].secret


@pytest.mark.parametrize("url", ["http://hook.example/", "https://u:p@hook.example/", "x"])
def test_what_cannot_be_called_is_said_beside_the_form(url, endpoint, browser, province):
    made, _ = endpoint

    new = browser.post("/desk/webhooks/new/", FORM | {"url": url, "union": province.county.pk})
    changed = browser.post(f"/desk/webhooks/{made.pk}/change/", FORM | {"url": url})

    assert (new.status_code, changed.status_code, Endpoint.objects.get().url) == (422, 422, FORM["url"])


def test_a_number_that_nothing_reached_is_refused_in_words(endpoint, browser):
    made, _ = endpoint

    for number in ("9", "x", ""):
        assert browser.post(f"/desk/webhooks/{made.pk}/resend/", {"number": number}).status_code == 422


def test_others_find_nothing_here(endpoint, officer_at, province):
    made, _ = endpoint
    officer, elsewhere = (
        officer_at(province.county, Role.OFFICER)[1],
        officer_at(province.far_county, Role.SYSTEM_ADMINISTRATOR)[1],
    )

    assert [officer.get("/desk/webhooks/").status_code, officer.get("/desk/webhooks/new/").status_code] == [
        403,
        403,
    ]
    assert [one.get(f"/desk/webhooks/{made.pk}/").status_code for one in (officer, elsewhere)] == [404, 404]
    assert "hook.example" not in elsewhere.get("/desk/webhooks/").content.decode()
    assert elsewhere.post(f"/desk/webhooks/{made.pk}/remove/").status_code == 404
    assert Endpoint.objects.count() == 1
