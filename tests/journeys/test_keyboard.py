"""Without a mouse: the list's own keys, every control in the order of Tab with its focus seen, and a whole journey."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.factories import accounts
from tests.journeys.ideas import own
from tests.journeys.stories import good_workbook
from tests.journeys.visitors import CHECKED_WITHIN, Visitor

TITLES = ("配电箱门限位撑杆", "电缆沟盖板起吊钩", "继电器校验夹具")

# What Tab must reach: everything that can be operated and is to be seen.
NOT_REACHED = """() => [...document.querySelectorAll(
    "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary"
  )].filter(one => one.tabIndex >= 0 && !one.dataset.reached && one.checkVisibility({visibilityProperty: true}))
    .map(one => one.outerHTML.slice(0, 120))"""


def tab_to(somebody: Visitor, wanted: Locator) -> None:
    """Press Tab until it is there."""
    for _ in range(80):
        somebody.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def tab_through(somebody: Visitor) -> tuple[list[str], list[str]]:
    """Once round the page: where the focus was not to be seen, and what was not reached."""
    unseen = []
    for _ in range(150):
        somebody.page.keyboard.press("Tab")
        here = somebody.page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one === document.body || one.dataset.reached) return "";
              one.dataset.reached = "yes";
              return one.outerHTML.slice(0, 120);
            }"""
        )
        if not here:
            break
        if not somebody.focus_is_seen():
            unseen.append(here)
    return unseen, somebody.page.evaluate(NOT_REACHED)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Three results of a county of Ezhou."""
    path = tmp_path / "ezhou.xlsx"
    path.write_bytes(good_workbook("ezhou", "鄂州市鄂城区", *TITLES))
    return path


def test_a_workbook_is_sent_in_and_a_result_cleared_without_a_mouse(
    visitor: Callable[..., Visitor], workbook: Path
) -> None:
    maker = visitor()
    # Listened to from the beginning: a listener that comes with the key press may come too late.
    maker.page.on("filechooser", lambda _: None)
    sign_in_by_keyboard(maker, "ezhou-maker")
    tab_to(maker, maker.link("Send in a workbook").first)
    maker.page.keyboard.press("Enter")
    maker.heading(maker.words("Send in a workbook"))
    tab_to(maker, maker.page.locator("input[type=file]"))
    with maker.page.expect_file_chooser() as chooser:
        maker.page.keyboard.press("Enter")
    chooser.value.set_files(workbook)
    tab_to(maker, maker.button("Check and record"))
    maker.page.keyboard.press("Enter")
    expect(maker.figure("Accepted")).to_have_text("3", timeout=CHECKED_WITHIN)

    checker = visitor()
    sign_in_by_keyboard(checker, "ezhou-checker")
    page, current = checker.page, checker.page.locator("[data-list] tbody tr[aria-current=true]")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("鄂城示例丙")
    page.keyboard.press("Enter")
    checker.heading(checker.words("Five-small results"))
    rows = page.locator("[data-list] tbody tr")
    expect(rows).to_have_count(3)
    second = rows.nth(1).locator("th").inner_text()
    for key in "jjjk":
        page.keyboard.press(key)
    expect(current.locator("th")).to_have_text(second)
    assert checker.focus_is_seen()
    page.keyboard.press("o")
    checker.heading(second)
    tab_to(checker, checker.button("Clear"))
    page.keyboard.press("Enter")
    expect(page.locator(".next-bar")).to_contain_text(
        checker.words("Cleared by a second person. It may be published.")
    )

    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    for path in (
        "/desk/",
        "/desk/results/",
        "/desk/workbooks/new/",
        page.url.removeprefix(checker.installation.address),
    ):
        checker.go(path)
        assert tab_through(checker) == ([], []), path


def test_an_idea_is_written_and_answered_without_a_mouse(visitor: Callable[..., Visitor]) -> None:
    draft = own("车桥装配线拧紧枪吊架")
    worker = visitor()
    keys = worker.page.keyboard
    worker.go("/account/sign-in/")
    type_password(worker, "suizhou-worker")
    worker.heading(worker.words("My ideas"))
    press(worker, worker.link("Write an idea").first)
    worker.heading(worker.words("Write an idea"))
    press(worker, worker.button("Begin"))
    worker.heading(worker.words("What it is"))
    tab_to(worker, worker.page.locator("[name=category]").first)
    keys.press("ArrowDown")
    fill(worker, "title", draft.title)
    tab_to(worker, worker.page.locator("[name=field]"))
    keys.press("ArrowDown")
    keep(worker, "Trouble and remedy")
    fill(worker, "problem", draft.prose.problem)
    fill(worker, "solution", draft.prose.solution)
    keep(worker, "Photos and figures")
    keep(worker, "Who made it")
    keep(worker, "Look it over and hand in")
    tab_to(worker, worker.page.locator("[name=pledged]"))
    keys.press("Space")
    press(worker, worker.button("Hand in"))
    worker.heading(draft.title)
    at = urlsplit(worker.page.url).path
    for path in ("/my/", "/my/ideas/new/", at, "/my/messages/", "/my/messages/preferences/"):
        worker.go(path)
        assert tab_through(worker) == ([], []), path

    officer = visitor()
    sign_in_by_keyboard(officer, "suizhou-unit")
    press(officer, officer.page.get_by_role("link", name=draft.title))
    officer.heading(draft.title)
    bar = officer.page.locator(".next-bar .ask").last
    press(officer, bar.locator("summary"))
    tab_to(officer, bar.locator("[name=words]"))
    officer.page.keyboard.type("同意试用。")
    press(officer, bar.locator(".ask-body .is-primary"))
    expect(officer.page.locator(".toasts")).to_contain_text(officer.words("Accepted. Its people are told."))
    for path in ("/desk/", "/desk/ideas/", at.replace("/my/", "/desk/"), "/desk/recommendations/"):
        officer.go(path)
        assert tab_through(officer) == ([], []), path


def press(somebody: Visitor, wanted: Locator) -> None:
    """Tab there and press Enter."""
    tab_to(somebody, wanted)
    somebody.page.keyboard.press("Enter")


def fill(somebody: Visitor, field: str, text: str) -> None:
    """Tab to a field and type, as an input method types whole words."""
    tab_to(somebody, somebody.page.locator(f"[name={field}]"))
    somebody.page.keyboard.insert_text(text)


def keep(somebody: Visitor, heading: str) -> None:
    """Keep this screen and wait for the next."""
    press(somebody, somebody.button("Keep and go on"))
    somebody.heading(somebody.words(heading))


@pytest.mark.parametrize("path", ["/", "/results/", "/account/sign-in/"])
def test_everything_public_is_reached_by_tab_and_seen_when_it_is(
    path: str, visitor: Callable[..., Visitor]
) -> None:
    somebody = visitor()

    somebody.go(path)

    assert tab_through(somebody) == ([], [])


def sign_in_by_keyboard(somebody: Visitor, seat: str) -> None:
    """Typed, never clicked."""
    somebody.go("/account/sign-in/")
    keys = somebody.page.keyboard
    type_password(somebody, seat)
    somebody.heading(somebody.words("Second factor"))
    tab_to(somebody, somebody.page.locator("[name=code]"))
    keys.type(accounts.code_for(accounts.SECRET))
    keys.press("Enter")
    somebody.heading(somebody.words("My work"))


def type_password(somebody: Visitor, seat: str) -> None:
    """At the entrance."""
    keys = somebody.page.keyboard
    tab_to(somebody, somebody.page.locator("[name=login]"))
    keys.type(somebody.installation.people[seat])
    keys.press("Tab")
    keys.type(accounts.PASSWORD)
    keys.press("Enter")
