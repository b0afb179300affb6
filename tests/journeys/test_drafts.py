"""One draft on two devices: nothing typed is lost, and nothing saved elsewhere is overwritten unseen."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.ideas import begin, go_on, own, say_how, say_what
from tests.journeys.visitors import PHONE, Visitor
from xinghe.ideas.actions.drafting import SavedElsewhere

SEAT = "suizhou-colleague"


def signed_in(visitor: Callable[..., Visitor], **way: object) -> Visitor:
    somebody = visitor(**way)
    somebody.go("/account/sign-in/")
    somebody.give_password(SEAT)
    somebody.heading(somebody.words("My ideas"))
    return somebody


def test_what_another_device_saved_is_shown_and_not_overwritten(visitor: Callable[..., Visitor]) -> None:
    draft = own("后桥壳吊装定位销")
    phone, desk = signed_in(visitor, size=PHONE), signed_in(visitor)
    code = begin(phone, "suizhou")
    say_what(phone, draft)
    # Pressed before anything was sent by itself; the phone's own copy has done its work.
    go_on(phone, "Trouble and remedy")
    desk.go(f"/my/ideas/{code}/write/what/")
    desk.page.locator("[name=title]").fill("后桥壳吊装定位销改进")
    go_on(desk, "Trouble and remedy")
    phone.go(f"/my/ideas/{code}/write/what/")
    expect(phone.page.locator("[name=title]")).to_have_value("后桥壳吊装定位销改进")

    # Typed without a connection, while the other device saves.
    go_on(phone, "Trouble and remedy")
    problem, state = phone.page.locator("[name=problem]"), phone.page.locator("[data-draft-state]")
    with phone.without_connection():
        problem.fill("吊装时后桥壳摆动，班组只能二人扶持。")
        expect(state).to_have_text(
            phone.words("No connection: kept on this phone, and sent when there is one again.")
        )
        desk.go(f"/my/ideas/{code}/write/how/")
        say_how(desk, draft)
        go_on(desk, "Photos and figures")
        with phone.expecting(409):
            phone.context.set_offline(False)
            expect(state).to_have_text(phone.words(SavedElsewhere.message, count=1))
    desk.go(f"/my/ideas/{code}/write/how/")
    expect(desk.page.locator("[name=problem]")).to_have_value(draft.prose.problem)
    expect(problem).to_have_value("吊装时后桥壳摆动，班组只能二人扶持。")


def test_creators_are_kept_through_an_ended_session(visitor: Callable[..., Visitor]) -> None:
    phone = signed_in(visitor, size=PHONE)
    code = begin(phone, "suizhou")
    phone.go(f"/my/ideas/{code}/write/people/")
    phone.page.locator("[name=c0-post]").fill("装配钳工")
    phone.context.clear_cookies(name="sessionid")
    phone.button("Keep and go on").click()
    phone.give_password(SEAT)

    phone.heading(phone.words("Who made it"))
    expect(phone.page.locator("[name=c0-post]")).to_have_value("装配钳工")
    go_on(phone, "Look it over and hand in")
    phone.go(f"/my/ideas/{code}/write/people/")
    expect(phone.page.locator("[name=c0-post]")).to_have_value("装配钳工")
    expect(phone.page.locator("[data-draft-state]")).to_have_text("")
