"""A worker answers a call on a phone: begins, loses the connection, is signed out, goes on, sends photos, hands in."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.applications import CALL, TO_ENTER, choose, fill, go_on, send_photos
from tests.journeys.visitors import PHONE, Visitor

SEAT = "badong-elder"


def at_the_call(visitor: Callable[..., Visitor], **way: object) -> Visitor:
    """From the public page of the call through the entrance to its beginning."""
    somebody = visitor(**way)
    somebody.go("/calls/")
    somebody.page.get_by_role("link", name=CALL).click()
    somebody.heading(CALL)
    somebody.page.locator("main .is-primary").click()
    somebody.give_password(SEAT)
    somebody.heading(CALL)
    return somebody


def test_from_the_public_call_to_the_unit_through_a_lost_connection(visitor: Callable[..., Visitor]) -> None:
    phone = at_the_call(visitor, size=PHONE)
    page, state = phone.page, phone.page.locator("[data-draft-state]")
    phone.button("Begin an application").click()
    phone.heading(phone.words("The result"))
    expect(page.locator("[name=a-title]")).to_have_value(TO_ENTER.title)
    expect(page.locator("#id_a-title_recorded")).to_be_visible()
    choose(phone, improves="equipment")
    fill(phone, finished_on=phone.today(), applied_on=phone.today())
    go_on(phone, "What was done")

    # Typed without a connection, then kept by itself when there is one again.
    with phone.without_connection():
        fill(phone, innovation="翻转不用手扶，一人可做。", effect="每班少用一人。")
        page.locator("[data-rows=measures] [name=a-measures-0-measure]").fill("用时")
        page.get_by_role("button", name=phone.words("Another row")).click()
        page.locator("[name=a-measures-1-measure]").fill("人数")
        expect(state).to_have_text(
            phone.words("No connection: kept on this phone, and sent when there is one again.")
        )
    expect(state).to_contain_text(phone.words("Kept at"))
    page.reload()
    expect(page.locator("[name=a-measures-1-measure]")).to_have_value("人数")
    for row in ("0", "1"):
        fill(
            phone,
            **{
                f"measures-{row}-unit_of_measure": "次",
                f"measures-{row}-before": "4",
                f"measures-{row}-after": "1",
            },
        )
    go_on(phone, "Benefit")

    # What depends on another answer comes and goes with it.
    old_cost = page.locator("[name=a-old_cost]")
    choose(phone, benefit_kind="saving")
    expect(old_cost).to_be_visible()
    choose(phone, benefit_kind="none")
    expect(old_cost).to_be_hidden()
    go_on(phone, "Where it is used")
    choose(phone, scope="unit")

    # The session ends; what was typed comes back behind the entrance.
    page.locator("[name=a-users-0-name]").fill("巴东示例制药厂")
    phone.context.clear_cookies(name="sessionid")
    phone.button("Keep and go on").click()
    phone.give_password(SEAT)
    phone.heading(phone.words("Where it is used"))
    expect(page.locator("[name=a-users-0-name]")).to_have_value("巴东示例制药厂")
    fill(phone, **{"users-0-since": phone.today(), "users-0-effect": "好用"})
    go_on(phone, "Rights and earlier honours")
    choose(
        phone, government_plan="no", government_award="no", chosen_before="no", disputed="no", secrecy="none"
    )
    go_on(phone, "Completers")
    # What stands against it is said while one writes, and goes when it is mended.
    page.locator("[name=a-completers-0-is_frontline]").check()
    page.locator("[name=a-completers-0-heads_unit]").check()
    expect(page.locator("#conditions li")).to_have_count(1)
    page.locator("[name=a-completers-0-heads_unit]").uncheck()
    expect(page.locator("#conditions li")).to_have_count(0)
    go_on(phone, "The unit")
    fill(phone, credit_code="91420000MA4KXXXX0X")
    choose(phone, ownership="private", industry="C")
    go_on(phone, "Evidence")
    send_photos(phone, 3)
    phone.link("Go on").click()
    phone.heading(phone.words("Look it over and hand in"))
    expect(page.locator(".refusal")).to_contain_text(phone.words("Still missing"))
    page.locator("[name=a-pledge]").check()
    phone.button("Hand in").click()

    phone.heading(TO_ENTER.title)
    expect(page.locator(".way-where")).to_contain_text("巴东示例制药厂")
    expect(page.locator(".check-word")).to_have_count(1)
