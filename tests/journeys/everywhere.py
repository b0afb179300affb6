"""Every kind of page there is, with something on it, and who may open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, expect

from tests.journeys.ideas import begin, own, say_how, say_what
from tests.journeys.installation import Installation
from tests.journeys.stories import Story, messy_workbook
from tests.journeys.visitors import Visitor

PUBLIC = ("/", "/calls/", "/results/", "/results/?q=zzzqqq", "/answers/", "/account/sign-in/", "/api/")
PORTAL = (
    "/my/",
    "/my/ideas/new/",
    "/my/calls/",
    "/my/applications/",
    "/my/messages/",
    "/my/messages/preferences/",
    "/my/tokens/",
    "/account/",
    "/account/password/",
)
DESK = (
    "/desk/",
    "/desk/ideas/",
    "/desk/ideas/?q=zzzqqq",
    "/desk/recommendations/",
    "/desk/results/",
    "/desk/results/?q=zzzqqq&stage=recorded",
    "/desk/workbooks/",
    "/desk/workbooks/new/",
    "/desk/runs/",
    "/desk/unions/",
    "/desk/people/",
    "/desk/robots/",
    "/desk/robots/new/",
    "/desk/views/",
    "/my/messages/",
    "/account/second-factor/",
    "/kit/",
)
# Three administrators, each with pages that nobody else has.
KEEPERS = {
    "system": ("/desk/", "/desk/webhooks/", "/desk/webhooks/new/"),
    "security": ("/desk/people/", "/desk/people/new/"),
    "auditor": ("/desk/record/",),
}
# The lists of which one row is opened.
RECORDS = (
    "/desk/ideas/",
    "/desk/recommendations/",
    "/desk/results/?similar=on",
    "/desk/workbooks/",
    "/desk/runs/",
    "/desk/unions/",
    "/desk/people/",
)
SCREENS = ("what", "how", "proof", "people", "check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Everywhere:
    """Windows by the seat of who sits there, and the addresses that are to be looked at in each."""

    windows: dict[str, Visitor]
    pages: tuple[tuple[str, str], ...]


@contextmanager
def everywhere(
    installation: Installation, browser: Browser, story: Story, place: str
) -> Iterator[Everywhere]:
    """Sit everybody down where ``story`` is told, and at a unit at ``place`` with an idea, a draft and a recommendation."""
    windows: dict[str, Visitor] = {}

    def sit_down(seat: str) -> Visitor:
        windows[seat] = Visitor(installation, browser)
        windows[seat].sign_in(seat)
        return windows[seat]

    windows["anybody"] = Visitor(installation, browser)
    checker = _results(sit_down(f"{story.city}-maker"), sit_down(f"{story.city}-checker"), story)
    worker = windows["worker"] = Visitor(installation, browser)
    worker.go("/account/sign-in/")
    worker.give_password(f"{place}-worker")
    worker.heading(worker.words("My ideas"))
    elder = windows["elder"] = Visitor(installation, browser)
    elder.go("/account/sign-in/")
    elder.give_password(f"{place}-elder")
    elder.heading(elder.words("My ideas"))
    sit_down(f"{place}-assistant")
    officer = sit_down(f"{place}-unit")
    for keeper in KEEPERS:
        sit_down(keeper)

    unit = f"/desk/unions/{installation.people[f'{place}-union']}/poster/"
    maker, assistant, unit_seat = f"{story.city}-checker", f"{place}-assistant", f"{place}-unit"
    code = _first(checker, f"/desk/results/?q={story.simplified}").split("/")[-2]
    pages = [
        *(("anybody", path) for path in (*PUBLIC, f"/r/{code}/")),
        *(("worker", path) for path in (*PORTAL, *_writing(worker, place))),
        *(("elder", path) for path in _applying(elder)),
        (assistant, "/my/typing/?q=xs"),
        *((unit_seat, path) for path in (*DESK, unit, *_opened(officer))),
        *(
            (maker, path)
            for path in (*_opened(checker), f"/desk/results/{code}/", "/desk/recommendations/order/")
        ),
        *((keeper, path) for keeper, paths in KEEPERS.items() for path in paths),
    ]
    yield Everywhere(windows=windows, pages=tuple(dict.fromkeys(pages)))
    for somebody in windows.values():
        somebody.leave()


def _results(maker: Visitor, checker: Visitor, story: Story) -> Visitor:
    """A workbook with mistakes, a result that resembles another, and one before the public."""
    maker.send_in_bytes(f"{story.city}.xlsx", messy_workbook(story))
    checker.go(f"/desk/results/?q={story.simplified}")
    checker.page.get_by_role("link", name=story.traditional).click()
    checker.button("Clear").click()
    checker.button("Publish").click()
    expect(checker.page.locator(".next-bar")).to_contain_text(
        checker.words("Published. Anybody can find it.")
    )
    return checker


def _writing(worker: Visitor, place: str) -> list[str]:
    """Every screen of a draft with something on it, and an idea that was handed in."""
    draft = own("托盘防滑垫片")
    code = begin(worker, place)
    say_what(worker, draft)
    worker.button("Keep and go on").click()
    say_how(worker, draft)
    worker.button("Keep and go on").click()
    worker.heading(worker.words("Photos and figures"))
    worker.go("/my/")
    handed_in = worker.page.locator("[data-list] h3 a").first.get_attribute("href") or ""
    return [handed_in, *(f"/my/ideas/{code}/write/{screen}/" for screen in SCREENS)]


def _applying(elder: Visitor) -> list[str]:
    """The call, its beginning, and every screen of an application, asked for with what is missing there."""
    elder.go("/my/calls/")
    call = elder.page.locator("[data-list] h2 a").first.get_attribute("href") or ""
    elder.go(call)
    elder.page.locator("form.question button.is-primary").click()
    elder.page.wait_for_url("**/write/1/")
    links = elder.page.locator(".screens a").all()
    screens = [link.get_attribute("href") or "" for link in links]
    return [call, call.replace("/my/", "/"), "/my/applications/", *screens]


def _opened(somebody: Visitor) -> list[str]:
    return [path for path in (_first(somebody, where) for where in RECORDS) if path]


def _first(somebody: Visitor, where: str) -> str:
    """The first row of a list, if there is one."""
    somebody.go(where)
    rows = somebody.page.locator("main tbody th a")
    return (rows.first.get_attribute("href") or "") if rows.count() else ""
