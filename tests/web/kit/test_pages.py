"""The kit's own pages: preferences that only know their choices, and a gallery in which every part renders."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import translation

from xinghe.web.kit import views


def asked_to_prefer(rf, **answers):
    response = views.prefer(rf.post("/kit/prefer", answers))
    return response, {name: morsel.value for name, morsel in response.cookies.items()}


def test_a_chosen_theme_is_remembered_and_the_reader_returns_to_the_page(rf):
    response, cookies = asked_to_prefer(rf, theme="dark", next="/desk/?q=a")

    assert (response.status_code, response.url, cookies) == (302, "/desk/?q=a", {"theme": "dark"})
    assert response.cookies["theme"]["httponly"] is True


def test_an_unknown_theme_changes_nothing(rf):
    _, cookies = asked_to_prefer(rf, theme="solarized", density="\n")

    assert cookies == {}


def test_an_empty_theme_forgets_the_choice(rf):
    response, cookies = asked_to_prefer(rf, theme="")

    assert cookies == {"theme": ""}
    assert response.cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_preferring_never_leads_off_the_site(rf, elsewhere):
    response, _ = asked_to_prefer(rf, theme="light", next=elsewhere)

    assert response.url == "/"


def gallery(rf, address="/kit/"):
    request = rf.get(address)
    request.user = AnonymousUser()
    request.htmx = False
    return views.gallery(request)


def test_a_visitor_finds_no_gallery(rf, settings):
    settings.DEBUG = False

    with pytest.raises(Http404):
        gallery(rf)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_part_renders_and_every_field_has_a_label(rf, settings, language):
    settings.DEBUG = True

    with translation.override(language):
        page = gallery(rf, "/kit/?q=机械臂&place=420100&sort=title").content.decode()

    assert "<mark>机械臂</mark>" in page
    fields = re.findall(r'<(?:input|select|textarea)[^>]*? id="([^"]+)"', page)
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    assert [field for field in fields if field not in labels and not re.search(r"basis_\d$", field)] == []


def test_what_is_wrong_is_named_beside_the_field_and_read_out(rf, settings):
    settings.DEBUG = True

    page = gallery(rf).content.decode()

    wrong = re.search(r'<textarea name="wrong-problem"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="id_wrong-problem_helptext id_wrong-problem_error"' in wrong
    assert '<div class="errorlist" role="alert" id="id_wrong-problem_error">' in page
