"""Pictures of the pages for the README, from a demonstration province of their own: `make screenshots`.

`python tools/screenshots.py [ADDRESS]` takes them of a demonstration that is already served.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
PICTURES = CHECKOUT / "docs" / "pictures"
LARGEST = 200_000
# The demonstration is built once for the pictures: some minutes on a small machine.
PATIENCE = 900.0
WINDOW, PHONE = (1280, 800), (390, 844)
# Every star costs bytes.
STARRY = (1024, 620)
CHROMIUM = next(
    (
        path
        for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
        if path.exists()
    ),
    None,
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
XINGHE = [sys.executable, "-m", "xinghe.project.cli"]


def main(address: str = "") -> None:
    """Take all of them, of what is served at ``address`` or of a demonstration made for the purpose."""
    if CHROMIUM is None:
        sys.exit("Pictures need Chromium: as root, apt-get install chromium fonts-noto-cjk")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _demonstration(address) as served, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        _public(browser, served)
        _worker(browser, served)
        _unit(browser, served)
        _desk(browser, served)
        browser.close()


def _public(browser: Browser, address: str) -> None:
    sky = _window(browser, address, size=STARRY).new_page()
    sky.goto("/")
    sky.locator("canvas").wait_for()
    _keep(sky, "home")
    page = _window(browser, address).new_page()
    page.goto("/results/?q=液压")
    _keep(page, "search")
    page.locator(".records a").nth(2).click()
    page.locator(".qr img").wait_for()
    _keep(page, "result")


def _worker(browser: Browser, address: str) -> None:
    page = _window(browser, address, size=PHONE).new_page()
    _sign_in(page, "demo-worker")
    page.goto("/my/")
    draft = page.locator("a[href*='/write/']").first.get_attribute("href") or ""
    page.goto(draft.replace("/write/what/", "/write/how/"))
    _keep(page, "write")


def _unit(browser: Browser, address: str) -> None:
    page = _window(browser, address).new_page()
    _sign_in(page, "demo-unit")
    page.goto("/desk/")
    _keep(page, "work")
    page.goto("/desk/ideas/?desk=on&sort=due")
    page.goto(page.locator("tbody tr th a").first.get_attribute("href") or "")
    _keep(page, "idea")
    page.goto("/answers/")
    _keep(page, "answers")


def _desk(browser: Browser, address: str) -> None:
    desk = _window(browser, address)
    page = desk.new_page()
    _sign_in(page, "demo-city")
    page.goto("/desk/results/")
    _keep(page, "desk")
    page.goto("/desk/results/?similar=on&stage=recorded")
    similar = page.locator("tbody tr", has_text="已登记").last.locator("th a").get_attribute("href") or ""
    page.goto(similar)
    page.locator(".evidence").evaluate("one => window.scrollTo(0, one.parentElement.offsetTop - 72)")
    page.locator(".passage").first.hover()
    _keep(page, "evidence")
    page.goto("/desk/workbooks/")
    refused = page.locator("tbody tr", has=page.locator("td:nth-child(6)", has_text="10"))
    page.goto(refused.first.locator("th a").get_attribute("href") or "")
    _keep(page, "workbook")

    phone = _window(browser, address, size=PHONE, state=desk).new_page()
    phone.goto(similar)
    _keep(phone, "phone")
    dark = _window(browser, address, scheme="dark", state=desk).new_page()
    dark.goto("/desk/results/?stage=recorded")
    _keep(dark, "dark")


def _window(
    browser: Browser,
    address: str,
    *,
    size: tuple[int, int] = WINDOW,
    scheme: str = "light",
    state: BrowserContext | None = None,
) -> BrowserContext:
    return browser.new_context(
        base_url=address,
        locale="zh-CN",
        viewport={"width": size[0], "height": size[1]},
        is_mobile=size == PHONE,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        storage_state=state.storage_state() if state else None,
    )


def _sign_in(page: Page, number: str) -> None:
    """As one whose password the command line knows; the page shows the code where one is asked for."""
    page.goto("/account/sign-in/")
    page.fill("[name=login]", number)
    page.fill("[name=password]", _password(number))
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/(desk|my|code)/"))
    if page.locator("[name=code]").count():
        page.fill("[name=code]", page.locator("[data-demonstration] .number").inner_text())
        page.press("[name=code]", "Enter")
        page.wait_for_url("**/desk/**")


def _password(number: str) -> str:
    told = subprocess.run([*XINGHE, "demo", "--accounts"], capture_output=True, text=True, check=True).stdout
    line = next((line for line in told.splitlines() if f" {number} " in line), "")
    if not line:
        sys.exit(f"The demonstration served there is not that of XINGHE_VAR={os.environ.get('XINGHE_VAR')}.")
    return line.split()[-1]


def _keep(page: Page, name: str) -> None:
    """Write the picture; one that is too large to load quickly is refused."""
    path = PICTURES / f"{name}.png"
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path)
    size = path.stat().st_size
    if size > LARGEST:
        sys.exit(f"{path.name} has {size:,} bytes, more than {LARGEST:,}; show less on it.")
    print(f"  docs/pictures/{path.name:<16}{size:>9,} bytes")


@contextmanager
def _demonstration(address: str) -> Iterator[str]:
    if address:
        yield address.rstrip("/")
        return
    place = Path(tempfile.mkdtemp(prefix="xinghe-pictures-"))
    place.chmod(0o755)  # the database's own account passes through it
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ.pop("DATABASE_URL", None)
    # A printed address is part of a picture, and this one leads nowhere.
    os.environ |= {"XINGHE_VAR": str(place / "var"), "XINGHE_ORIGIN": "http://xinghe.example"}
    log = place / "serve.log"
    with log.open("wb") as said:
        serving = subprocess.Popen(
            [*XINGHE, "serve", "--migrate", "--demo", "--port", str(port)], stdout=said, stderr=said
        )
    try:
        until = time.monotonic() + PATIENCE
        while "answers at" not in log.read_text():
            if serving.poll() is not None or time.monotonic() > until:
                sys.exit(f"The demonstration is not served ({serving.poll()}):\n{log.read_text()}")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait()
        shutil.rmtree(place)


if __name__ == "__main__":
    main(*sys.argv[1:])
