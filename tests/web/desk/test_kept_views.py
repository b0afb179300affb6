"""Kept views in the browser: from the list, in its menu, first in the rail, arranged on a page of their own."""

import re

import pytest
from django.urls import reverse

from xinghe.accounts.models import SavedView
from xinghe.web.kit.lists import find_listing

KEEP = "/desk/views/keep/"


@pytest.fixture
def browser(province, officer_at):
    return officer_at(province.county)[1]


def keep(browser, name="待复核", query="stage=recorded&cols=unit&after=x", **more):
    return browser.post(KEEP, {"list": "results", "name": name, "query": query, **more})


def test_a_list_is_kept_opened_and_found_in_its_menu(browser):
    answer = keep(browser)
    page = browser.get(answer["Location"]).content.decode()
    elsewhere = browser.get(reverse("desk:results")).content.decode()

    address = "/desk/results/?stage=recorded&amp;cols=unit"
    assert answer["Location"] == "/desk/results/?stage=recorded&cols=unit"
    assert f'<a href="{address}" aria-current="true">待复核</a>' in page
    assert f'<a href="{address}">待复核</a>' in elsewhere


def test_the_way_to_a_list_leads_to_the_view_that_comes_first(browser):
    def rail():
        page = browser.get(reverse("desk:today")).content.decode()
        return re.findall(r'href="(/desk/results/\??[^"]*)"', page.partition("<main")[0])

    before = rail()
    keep(browser, is_default="1")
    view = SavedView.objects.get()
    first = rail()
    browser.post(reverse("desk:view-first", args=[view.pk]), {})

    assert (before[0], first[0], rail()[0]) == (
        "/desk/results/",
        "/desk/results/?stage=recorded&amp;cols=unit",
        "/desk/results/",
    )


def test_views_are_arranged_on_their_own_page(browser):
    keep(browser)
    view = SavedView.objects.get()

    browser.post(reverse("desk:view-rename", args=[view.pk]), {"name": "我的"})
    renamed = browser.get(reverse("desk:views")).content.decode()
    browser.post(reverse("desk:view-remove", args=[view.pk]))

    assert ">我的</a>" in renamed
    assert SavedView.objects.count() == 0


def test_views_are_ones_own(browser, officer_at, province):
    keep(browser)
    view = SavedView.objects.get()
    _, colleague = officer_at(province.county)

    answers = [
        colleague.post(reverse(f"desk:view-{act}", args=[view.pk]), {"name": "x"}).status_code
        for act in ("rename", "first", "remove")
    ]

    assert answers == [404, 404, 404]
    assert "待复核" not in colleague.get(reverse("desk:results")).content.decode()
    assert "待复核" not in colleague.get(reverse("desk:views")).content.decode()


def test_an_unknown_list_keeps_nothing(browser):
    assert browser.post(KEEP, {"list": "nothing", "name": "x", "query": ""}).status_code == 404


@pytest.mark.parametrize("name", ["results", "workbooks", "people", "unions", "runs"])
def test_every_list_of_the_desk_keeps_views(name):
    listing = find_listing(name)

    assert (listing.page, listing.keeps_views) == (f"desk:{name}", True)
