"""On a phone: nothing runs out at the side, whatever the page and the language, and a thumb hits what it aims at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.installation import Installation
from tests.journeys.stories import XIAOGAN, messy_workbook
from tests.journeys.visitors import PHONE, Visitor

NARROWEST = (320, 640)
# Pixels; WCAG 2.2 asks for 24, a thumb in a glove for more.
SMALLEST_TARGET = 40

OVERFLOWING = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 100)).slice(0, 5)"""

# Menus, filters and questions too.
UNFOLD = "() => document.querySelectorAll('details').forEach(one => { one.open = true })"

# Links inside a sentence are as high as their line; a ticked box is hit by its label.
TOO_SMALL = """smallest => [...document.querySelectorAll(
    "button, .button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), "
    + ".rail a, .places a, .facet a, .chip, .pager a, tbody th > a, .records h2 a, label:has(input)"
  )].filter(one => one.checkVisibility({visibilityProperty: true}))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 0 && (box.height < smallest || box.width < smallest))
    .map(([one, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${one.outerHTML.slice(0, 90)}`)"""


@pytest.fixture(scope="module")
def officer(
    installation: Installation, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    """With a workbook that has mistakes, a result that resembles another, and one before the public."""
    path = tmp_path_factory.mktemp("phone") / "xiaogan.xlsx"
    path.write_bytes(messy_workbook(XIAOGAN))
    maker = Visitor(installation, browser, size=PHONE)
    maker.sign_in("xiaogan-maker")
    maker.send_in(path)
    checker = Visitor(installation, browser, size=PHONE)
    checker.sign_in("xiaogan-checker")
    checker.go(f"/desk/results/?q={XIAOGAN.simplified}")
    checker.page.get_by_role("link", name=XIAOGAN.traditional).click()
    checker.button("Clear").click()
    checker.button("Publish").click()
    expect(checker.page.locator(".next-bar")).to_contain_text(
        checker.words("Published. Anybody can find it.")
    )
    checker.leave()
    yield maker
    maker.leave()


def pages(officer: Visitor) -> list[str]:
    """Every kind of page there is, with something on it."""

    def first(path: str) -> str:
        officer.go(path)
        return officer.page.locator("main tbody th a").first.get_attribute("href") or ""

    code = first(f"/desk/results/?q={XIAOGAN.simplified}").split("/")[-2]
    return [
        "/",
        "/results/",
        f"/results/?q={XIAOGAN.simplified}&category=small_renovation",
        "/results/?q=zzzqqq",
        f"/r/{code}/",
        "/desk/",
        "/desk/results/",
        "/desk/results/?q=zzzqqq&stage=recorded",
        first("/desk/results/?similar=on"),
        f"/desk/results/{code}/",
        "/desk/workbooks/",
        "/desk/workbooks/new/",
        first("/desk/workbooks/"),
        "/desk/runs/",
        first("/desk/runs/"),
        "/desk/unions/",
        first("/desk/unions/"),
        "/desk/people/",
        "/account/",
        "/account/password/",
        "/account/second-factor/",
    ]


@pytest.mark.parametrize("size", [PHONE, NARROWEST], ids=["390", "320"])
def test_no_page_is_wider_than_the_screen_and_no_target_smaller_than_a_thumb(
    officer: Visitor, size: tuple[int, int]
) -> None:
    officer.page.set_viewport_size({"width": size[0], "height": size[1]})
    wrong: list[str] = []

    for path in pages(officer):
        officer.go(path)
        found = officer.page.evaluate(OVERFLOWING)
        officer.page.evaluate(UNFOLD)
        found += officer.page.evaluate(OVERFLOWING) + officer.page.evaluate(TOO_SMALL, SMALLEST_TARGET)
        wrong += [f"{path}: {one}" for one in found]

    assert wrong == [], "\n".join(wrong)


def test_the_bar_of_what_comes_next_covers_nothing(officer: Visitor) -> None:
    officer.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    officer.go("/desk/results/?similar=on")
    officer.page.locator("main tbody th a").first.click()
    officer.heading(XIAOGAN.rewritten)

    officer.page.keyboard.press("End")

    last = officer.page.locator("main aside section").last
    expect(last).to_be_in_viewport()
    below = "([last, bar]) => last.getBoundingClientRect().bottom - bar.getBoundingClientRect().top"
    handles = [last.element_handle(), officer.page.locator(".next-bar").element_handle()]
    officer.page.wait_for_function(f"handles => ({below})(handles) <= 0", arg=handles)
