"""On a phone: nothing runs out at the side, whatever the page and the language, and a thumb hits what it aims at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.everywhere import Everywhere, everywhere
from tests.journeys.installation import Installation
from tests.journeys.stories import XIAOGAN
from tests.journeys.visitors import PHONE

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


# What may be done next is not below anything: a thumb on its middle hits it.
COVERED = """() => [...document.querySelectorAll(".next-bar .button")].filter(one => one.checkVisibility()).filter(one => {
    const box = one.getBoundingClientRect();
    return box.y + box.height / 2 < innerHeight && !one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  }).map(one => `covered: ${one.outerHTML.slice(0, 90)}`)"""


@pytest.fixture(scope="module")
def pages(installation: Installation, browser: Browser) -> Iterator[Everywhere]:
    """All of them."""
    with everywhere(installation, browser, XIAOGAN, "laifeng") as found:
        yield found


@pytest.mark.parametrize("size", [PHONE, NARROWEST], ids=["390", "320"])
def test_no_page_is_wider_than_the_screen_and_no_target_smaller_than_a_thumb(
    pages: Everywhere, size: tuple[int, int]
) -> None:
    wrong: list[str] = []

    for seat, path in pages.pages:
        page = pages.windows[seat].page
        page.set_viewport_size({"width": size[0], "height": size[1]})
        pages.windows[seat].go(path)
        found = page.evaluate(OVERFLOWING) + page.evaluate(COVERED)
        page.evaluate(UNFOLD)
        found += page.evaluate(OVERFLOWING) + page.evaluate(TOO_SMALL, SMALLEST_TARGET)
        wrong += [f"{path} ({seat}): {one}" for one in found]

    assert wrong == [], "\n".join(wrong)


def test_an_act_below_something_is_seen(pages: Everywhere) -> None:
    page = pages.windows["worker"].page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    pages.windows["worker"].go("/my/")
    page.locator("[data-list] h3 a").first.click()
    expect(page.locator(".next-bar .button").first).to_be_visible()
    assert page.evaluate(COVERED) == []

    page.evaluate("""() => Object.assign(document.querySelector(".thumb-bar").style, {
        position: "fixed", insetInline: 0, insetBlock: "50% 0", zIndex: 99})""")

    assert len(page.evaluate(COVERED)) == 1


def test_the_bar_of_what_comes_next_covers_nothing(pages: Everywhere) -> None:
    officer = pages.windows["xiaogan-maker"]
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
