"""What a reader chose stays: the language and the theme; and Traditional Chinese is Traditional throughout."""

from collections.abc import Callable

import opencc
from playwright.sync_api import expect

from tests.journeys.visitors import Visitor

# What we say, not what offices wrote: results and unions keep the characters they came in.
OUR_WORDS = """() => [...document.querySelectorAll(
    ".rail h2, .rail li span, h1, label, legend, thead th, .button, .places a, .menu-body button, .foot span, .hint, .figure summary"
  )].map(one => one.innerText.trim()).filter(Boolean)"""
PAGES = (
    "/desk/",
    "/desk/results/",
    "/desk/workbooks/",
    "/desk/workbooks/new/",
    "/desk/runs/",
    "/desk/unions/",
    "/desk/people/",
)


def test_language_and_theme_stay_through_pages_and_signing_in(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    root = somebody.page.locator("html")
    somebody.go("/")
    expect(root).to_have_attribute("lang", "zh-Hans")

    somebody.page.locator("summary[aria-label='语言']").click()
    somebody.page.get_by_role("button", name="English").click()
    expect(root).to_have_attribute("lang", "en")
    somebody.page.locator("summary[aria-label='Appearance']").click()
    with somebody.page.expect_response("**/kit/prefer"):
        somebody.page.get_by_role("button", name="Dark").click()
    expect(root).to_have_attribute("data-theme", "dark")
    somebody.language = "en"
    somebody.sign_in("auditor")

    for path in ("/desk/", "/desk/record/", "/results/"):
        somebody.go(path)
        assert root.get_attribute("lang") == "en"
        assert root.get_attribute("data-theme") == "dark"
    # The first figure of lab(): 0 is black, 100 white.
    lightness = "() => parseFloat(getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/)[0])"
    assert somebody.page.evaluate(lightness) < 20


def test_traditional_chinese_has_no_simplified_words(visitor: Callable[..., Visitor]) -> None:
    reader = visitor(language="zh-hant")
    reader.sign_in("province")
    said: set[str] = set()

    for path in (*PAGES, "/", "/results/", "/account/password/"):
        reader.go(path)
        said.update(reader.page.evaluate(OUR_WORDS))

    # The catalogue is written in the forms of Taiwan (群, not 羣).
    traditional = opencc.OpenCC("s2tw").convert
    assert len(said) > 40
    assert {word: traditional(word) for word in said if traditional(word) != word} == {}
