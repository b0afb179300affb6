"""Every kind of page, looked through by axe: on a phone and a desktop, light and dark, nothing serious is found."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.everywhere import Everywhere, everywhere
from tests.journeys.installation import CHECKOUT, Installation
from tests.journeys.stories import GONGAN
from tests.journeys.visitors import DESKTOP, PHONE, Visitor

AXE = CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 120)} ${node.failureSummary.slice(0, 200)}`))"""


@pytest.fixture(scope="module")
def pages(installation: Installation, browser: Browser) -> Iterator[Everywhere]:
    """All of them."""
    with everywhere(installation, browser, GONGAN, "hefeng") as found:
        yield found


def violations(page: Page) -> list[str]:
    """What axe calls serious or critical on the page that is open."""
    page.evaluate(AXE.read_text())
    return [str(one) for one in page.evaluate(RUN)]


def test_what_is_planted_is_found(installation: Installation, browser: Browser) -> None:
    somebody = Visitor(installation, browser)
    somebody.go("/")
    assert violations(somebody.page) == []

    for planted in ("button", "select"):
        somebody.page.evaluate(f"document.querySelector('main').append(document.createElement('{planted}'))")

    assert {one.partition(":")[0] for one in violations(somebody.page)} == {"button-name", "select-name"}
    somebody.leave()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1440"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(pages: Everywhere, size: tuple[int, int], theme: str) -> None:
    found: list[str] = []

    for seat, path in pages.pages:
        window = pages.windows[seat]
        window.page.set_viewport_size({"width": size[0], "height": size[1]})
        window.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two
        window.go(path)
        found += [f"{path} ({seat}): {one}" for one in violations(window.page)]

    assert found == [], "\n".join(found)
