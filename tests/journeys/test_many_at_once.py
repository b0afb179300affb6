"""An officer's list as eight hours of work need it: by the keyboard, as kept, taken away, and many rows at once."""

from collections.abc import Callable
from pathlib import Path

import python_calamine
from playwright.sync_api import expect

from tests.journeys.stories import good_workbook
from tests.journeys.visitors import CHECKED_WITHIN, PHONE, Visitor, picture

TITLES = ("断路器触头测温贴", "绞线盘制动手柄", "轨道平车防溜枕木", "水泵轴封拆装套筒")


def test_many_results_are_chosen_tried_out_cleared_and_taken_back(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    workbook = tmp_path / "xianning.xlsx"
    workbook.write_bytes(good_workbook("xianning", "咸宁市咸安区", *TITLES))
    maker = visitor(language="en")
    maker.sign_in("xianning-maker")
    maker.send_in(workbook)

    checker = visitor(language="en")
    checker.sign_in("xianning-checker")
    checker.go("/desk/results/?sort=title")
    page, keys = checker.page, checker.page.keyboard
    rows = page.locator("[data-list] tbody tr")
    expect(rows).to_have_count(len(TITLES))
    expect(page.locator("input[type=search]")).to_have_count(1)
    titles = rows.locator("th a").all_inner_texts()
    chosen = page.locator("[data-chosen]")

    # By the keys: the first and the third, all, none; a search swaps the list and the keys go on.
    for key in "jxjjx":
        keys.press(key)
    expect(chosen).to_have_text("2 chosen")
    keys.press("a")
    expect(chosen).to_have_text(f"{len(TITLES)} chosen")
    keys.press("a")
    expect(chosen).to_have_text("Tick the rows to act on.")
    keys.press("/")
    keys.type("断路器")
    keys.press("Enter")
    expect(rows).to_have_count(1)
    rows.locator("th").click(position={"x": 200, "y": 2})
    for key in "jx":
        keys.press(key)
    expect(chosen).to_have_text("1 chosen")
    picture(checker, "list-chosen")

    # The list is kept with its columns and opened again from its menu.
    page.locator(".list-tools summary", has_text="Columns").click()
    picture(checker, "list-columns")
    page.get_by_label("Credit code").check()
    checker.button("Show these columns").click()
    expect(page.locator("thead th", has_text="Credit code")).to_be_visible()
    page.locator(".list-tools summary", has_text="Views").click()
    page.locator("[name=name]").fill("断路器")
    picture(checker, "list-views")
    checker.button("Keep this view").click()
    checker.go("/desk/results/")
    page.locator(".list-tools summary", has_text="Views").click()
    page.get_by_role("link", name="断路器", exact=True).click()
    expect(rows).to_have_count(1)
    expect(page.locator("thead th", has_text="Credit code")).to_be_visible()

    # What is taken away is what is shown.
    keys.press("e")
    taken = checker.take(page.get_by_role("link", name="OpenDocument table (.ods)"), tmp_path)
    table = python_calamine.CalamineWorkbook.from_path(taken).get_sheet_by_index(0).to_python()
    assert [line[0] for line in table[1:]] == [TITLES[0]]
    assert table[0] == [head.strip() for head in page.locator("thead th").all_inner_texts()]

    # Two are tried out and cleared; each row says what became of it; what was done is taken back.
    checker.go("/desk/results/?sort=title")
    for title in titles[:2]:
        page.get_by_label(f"Choose {title}").check()
    page.get_by_role("button", name="Clear…").click()
    checker.heading("Clear: 2 rows")
    picture(checker, "bulk-preview")
    checker.button("Clear").click()
    checker.heading("Clear")
    expect(page.get_by_role("link", name="done2")).to_be_visible(timeout=CHECKED_WITHIN)
    picture(checker, "bulk-outcome")
    page.get_by_role("button", name="Undo what was done…").click()
    checker.heading("Take back: 2 rows")
    page.locator("[name=reason]").fill("误点批量办理，需要重新核对")
    checker.button("Take back").click()
    expect(page.get_by_role("link", name="done2")).to_be_visible(timeout=CHECKED_WITHIN)
    checker.go("/desk/results/?stage=recorded")
    expect(rows).to_have_count(len(TITLES))


def test_without_script_on_a_phone_the_boxes_and_buttons_do_the_same(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    workbook = tmp_path / "shiyan.xlsx"
    workbook.write_bytes(good_workbook("shiyan", "十堰市茅箭区", *TITLES))
    maker = visitor(language="en")
    maker.sign_in("shiyan-maker")
    maker.send_in(workbook)

    checker = visitor(language="en", script=False, size=PHONE)
    checker.sign_in("shiyan-checker")
    checker.go("/desk/results/?stage=recorded")
    page = checker.page
    picture(checker, "phone-list")
    for title in TITLES[:2]:
        page.get_by_label(f"Choose {title}").check()
    page.get_by_role("button", name="Withdraw…").click()
    checker.heading("Withdraw: 2 rows")
    page.locator("[name=reason]").fill("与去年的成果重复")
    picture(checker, "phone-preview")
    checker.button("Withdraw").click()
    for _ in range(60):
        if not page.get_by_role("link", name="Look again").is_visible():
            break
        page.get_by_role("link", name="Look again").click()
        page.wait_for_timeout(1000)
    expect(page.get_by_role("link", name="done2")).to_be_visible()
    picture(checker, "phone-outcome")
