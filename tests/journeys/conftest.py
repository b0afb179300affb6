"""Journeys: stories in a real browser, against a real installation that is started once for all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.installation import Installation, one_installation
from tests.journeys.visitors import Visitor

CHROMIUM = next(
    (path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    """Served by whichever test process comes first, for all of them."""
    own = tmp_path_factory.getbasetemp()
    with one_installation(own if worker_id == "master" else own.parent) as served:
        yield served


# Not for the whole session: while it is open Django takes this thread for an asynchronous one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for each file of journeys."""
    if CHROMIUM is None:
        pytest.skip("a journey needs a browser at /usr/bin/chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visitor(installation: Installation, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Sits somebody down in front of a browser; when the story is over, nothing may have gone wrong in any window."""
    seated: list[Visitor] = []

    def sit_down(**way: object) -> Visitor:
        somebody = Visitor(installation, browser, **way)  # type: ignore[arg-type]  # the same arguments
        seated.append(somebody)
        return somebody

    yield sit_down
    for somebody in seated:
        somebody.leave()
