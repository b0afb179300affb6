"""JavaScript switched off: every essential path is links and forms."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.attachments.corpus.making import photo_with_place
from tests.journeys.ideas import go_on, hand_in, own, say_how, say_what
from tests.journeys.stories import good_workbook
from tests.journeys.visitors import CHECKED_WITHIN, PHONE, Visitor


def test_sign_in_send_in_narrow_and_clear_without_script(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    workbook = tmp_path / "jingmen.xlsx"
    workbook.write_bytes(good_workbook("jingmen", "荆门市东宝区", "接地线收放架", "绝缘子清扫杆"))
    maker = visitor(script=False)
    maker.sign_in("jingmen-maker")

    maker.link("Send in a workbook").first.click()
    maker.page.locator("input[type=file]").set_input_files(workbook)
    maker.button("Check and record").click()
    maker.heading("jingmen.xlsx")
    until = time.monotonic() + CHECKED_WITHIN / 1000
    while not maker.figure("Accepted").is_visible():
        assert time.monotonic() < until, "it was not checked in time"
        maker.page.reload()
    assert maker.figure("Accepted").inner_text() == "2"

    checker = visitor(script=False, size=PHONE)
    checker.sign_in("jingmen-checker")
    checker.go("/desk/results/")
    checker.page.locator(".filters [name=q]").fill("绝缘子")
    checker.page.locator(".filters [name=stage]").select_option("recorded")
    checker.button("Show").click()
    rows = checker.page.locator("[data-list] tbody tr")
    expect(rows).to_have_count(1)
    expect(checker.page.locator(".chip")).to_have_count(2)
    rows.get_by_role("link").click()
    checker.heading("绝缘子清扫杆")
    checker.button("Clear").click()
    expect(checker.page.locator(".next-bar")).to_contain_text(
        checker.words("Cleared by a second person. It may be published.")
    )
    checker.button("Publish").click()

    public = visitor(script=False, language="en")
    public.go("/")
    public.page.get_by_role("searchbox").fill("jyzqsg")
    public.button("Search").click()
    public.page.get_by_role("link", name="绝缘子清扫杆").click()
    public.heading("绝缘子清扫杆")


def test_language_and_theme_are_chosen_without_script(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor(script=False)
    somebody.go("/results/")

    somebody.page.locator("summary[aria-label='语言']").click()
    somebody.page.get_by_role("button", name="English").click()
    somebody.page.locator("summary[aria-label='Appearance']").click()
    somebody.page.get_by_role("button", name="Dark").click()

    root = somebody.page.locator("html")
    expect(root).to_have_attribute("lang", "en")
    expect(root).to_have_attribute("data-theme", "dark")
    assert somebody.page.url.endswith("/results/")


def test_an_idea_is_written_handed_in_and_answered_without_script(visitor: Callable[..., Visitor]) -> None:
    draft = own("风机叶轮拆卸顶丝座")
    worker = visitor(script=False, size=PHONE)
    worker.go(f"/my/ideas/new/?unit={worker.installation.people['guangshui-union']}")
    worker.give_password("guangshui-worker")
    worker.button("Begin").click()
    worker.heading(worker.words("What it is"))
    say_what(worker, draft)
    go_on(worker, "Trouble and remedy")
    say_how(worker, draft)
    go_on(worker, "Photos and figures")
    # What stands in the fields is kept by its own button; the photo goes with the other.
    photos = worker.page.locator("section[data-slot=photo]")
    photo = {"name": "顶丝座.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
    photos.locator("input[type=file]").last.set_input_files(photo)
    photos.get_by_role("button", name=worker.words("Send the files"), exact=True).click()
    worker.comes_within(worker.page.locator(".attachments-list img"), CHECKED_WITHIN)
    worker.page.locator("[name=effect]").fill(draft.prose.effect)
    go_on(worker, "Who made it")
    go_on(worker, "Look it over and hand in")
    worker.link("See what resembles it").click()
    expect(worker.page.locator("body")).to_contain_text(worker.words("Nothing recorded so far resembles it."))
    worker.page.go_back()
    hand_in(worker, draft)

    officer = visitor(script=False)
    officer.sign_in("guangshui-unit")
    officer.page.get_by_role("link", name=draft.title).click()
    officer.act("Accept", words="请机修班本周试制。")
    expect(officer.page.locator(".way-where")).to_have_text(
        officer.words("Accepted. The unit puts it into use and says when it is done.")
    )

    worker.was_told("“%(title)s” was answered.", title=draft.title)
    expect(worker.page.locator("blockquote").first).to_contain_text("请机修班本周试制。")
