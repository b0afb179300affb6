"""A pile is put in order by dragging its lines, with a mouse or a finger; the numbers and the arrows do the same."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.journeys.ideas import TO_RANK
from tests.journeys.visitors import Visitor, picture

FIRST, SECOND, THIRD, FOURTH = (draft.title for draft in TO_RANK)


def grip(officer: Visitor, title: str) -> Locator:
    """What a line is taken hold of by."""
    return officer.page.locator("tr").filter(has_text=title).locator(".grip")


def drag(officer: Visitor, title: str, *, onto: str, to_end: bool = False) -> None:
    """Take hold of one line and leave it before another, or behind it; the button of the mouse stays down."""
    start = grip(officer, title).bounding_box()
    goal = officer.page.locator("tr").filter(has_text=onto).bounding_box()
    assert start and goal
    mouse = officer.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"], goal["y"] + goal["height"] * (0.8 if to_end else 0.2), steps=6)


def places(officer: Visitor) -> dict[str, str]:
    """What stands in the field of each line, by its title, in the order of the lines."""
    rows = officer.page.locator("form[data-order] tbody tr")
    return {
        row.locator("th a").inner_text(): row.locator(".is-place input").input_value() for row in rows.all()
    }


def test_lines_are_dragged_to_their_places_and_kept(visitor: Callable[..., Visitor]) -> None:
    officer = visitor()
    officer.sign_in("xiantao-county")
    officer.go("/desk/recommendations/order/")
    officer.heading(officer.words("Ranking"))
    for title in (FIRST, SECOND, THIRD):
        officer.page.get_by_label(officer.words("Place of %(title)s", title=title)).fill(
            str((FIRST, SECOND, THIRD).index(title) + 1)
        )
    officer.button("Keep this order").click()
    assert places(officer) == {FIRST: "1", SECOND: "2", THIRD: "3", FOURTH: ""}

    drag(officer, THIRD, onto=FIRST)
    picture(officer, "ranking-dragged")
    officer.page.mouse.up()
    assert places(officer) == {THIRD: "1", FIRST: "2", SECOND: "3", FOURTH: ""}
    # Let go with Escape it goes back to where it was.
    drag(officer, SECOND, onto=THIRD)
    officer.page.keyboard.press("Escape")
    officer.page.mouse.up()
    assert places(officer) == {THIRD: "1", FIRST: "2", SECOND: "3", FOURTH: ""}
    # What had no place takes one where it is put.
    drag(officer, FOURTH, onto=FIRST)
    officer.page.mouse.up()
    wanted = {THIRD: "1", FOURTH: "2", FIRST: "3", SECOND: "4"}
    assert places(officer) == wanted

    officer.button("Keep this order").click()
    expect(officer.page.locator("tbody tr").nth(1)).to_contain_text(FOURTH)
    officer.page.reload()
    assert places(officer) == wanted
