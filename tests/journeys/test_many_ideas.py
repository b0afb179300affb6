"""Many ideas answered at once, told in one message, and counted for everybody to see; and a unit that stands on two lines."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.ideas import ON_TWO_LINES, WAITING
from tests.journeys.inhabitants import ENTERPRISE, UNITS
from tests.journeys.visitors import CHECKED_WITHIN, PHONE, Visitor, picture


def test_six_ideas_are_answered_at_once_and_told_in_one_message(visitor: Callable[..., Visitor]) -> None:
    officer = visitor()
    officer.sign_in("enshi-unit")
    # How many of six wait is said where one begins.
    expect(officer.page.locator("h2 .number").first).to_have_text(f"{len(WAITING)}")
    officer.go("/desk/ideas/?desk=on")
    page = officer.page
    for draft in WAITING:
        page.get_by_label(officer.words("Choose %(title)s", title=draft.title)).check()
    picture(officer, "ideas-chosen")
    page.get_by_role("button", name=officer.words("Accept") + "…", exact=True).click()
    can_be_done = page.locator(".totals span").filter(has_text=officer.words("Can be done"))
    expect(can_be_done.locator("strong")).to_have_text(f"{len(WAITING)}")
    page.locator("[name=words]").fill("都是好主意，本月安排试用。")
    picture(officer, "ideas-preview")
    officer.button("Accept").click()
    done = page.locator("a[href='?outcome=done']")
    expect(done).to_contain_text(f"{len(WAITING)}", timeout=CHECKED_WITHIN)
    picture(officer, "ideas-outcome")
    expect(page.locator("[data-list] tbody tr, .table tbody tr")).to_have_count(len(WAITING))

    author = visitor(size=PHONE)
    author.go("/account/sign-in/")
    author.give_password("enshi-elder")
    author.heading(author.words("My ideas"))
    author.go("/my/messages/")
    expect(author.page.locator(".messages .is-unread")).to_have_count(1)
    expect(author.page.locator(".messages .is-unread")).to_contain_text(
        author.words("%(count)s ideas were answered.", count=len(WAITING))
    )
    picture(author, "messages")

    author.installation.count_answers()
    anybody = visitor(size=PHONE)
    anybody.go("/answers/")
    anybody.page.get_by_role("link", name="恩施土家族苗族自治州").click()
    county = anybody.page.locator("tbody tr").filter(has_text="恩施市")
    expect(county.locator("td").first).to_have_text(f"{len(WAITING)}")
    expect(county.locator("td").last).to_have_text("100%")
    picture(anybody, "answers-of")


def test_a_unit_on_two_lines_chooses_once(visitor: Callable[..., Visitor]) -> None:
    officer = visitor()
    officer.sign_in("lichuan-unit")
    officer.go("/desk/results/")
    officer.page.get_by_role("link", name=ON_TWO_LINES.title).click()
    officer.heading(ON_TWO_LINES.title)
    officer.page.locator(".next-bar summary", has_text=officer.words("Recommend")).click()
    picture(officer, "two-lines")
    officer.page.locator("[name=line][value=industry]").check()
    officer.page.locator(".next-bar .ask-body .button.is-primary").click()

    way = officer.page.locator(".way-points li b")
    expect(way).to_have_text([UNITS["lichuan"][0], ENTERPRISE, "湖北省总工会"])
    expect(officer.page.locator(".way-points li[aria-current=step] b")).to_have_text(ENTERPRISE)
    officer.act("take the recommendation back", words="推荐意见写错了，重新推荐。")
    officer.link("Its result").click()
    # Recommended again, it goes the same way: the other line is no longer offered.
    officer.page.locator(".next-bar summary", has_text=officer.words("Recommend")).click()
    expect(officer.page.locator("[name=opinion]")).to_be_visible()
    expect(officer.page.locator("[name=line]")).to_have_count(0)
