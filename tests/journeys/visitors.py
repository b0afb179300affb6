"""Somebody in front of a browser. Whatever the pages do wrong is noted, and told at the end of the journey."""

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import Browser, Download, FilePayload, Locator, Request, Response, expect

from tests.factories import accounts
from tests.journeys.installation import Installation
from xinghe.foundation import clock

Language = Literal["zh-hans", "zh-hant", "en"]
LOCALES: dict[Language, str] = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-US"}
DESKTOP, PHONE = (1440, 900), (390, 844)
# Milliseconds. The first workbook of an installation waits until its worker has compiled the comparing of texts.
CHECKED_WITHIN = 180_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Where an element that now has the focus stands, and whether one can see that it has it.
_FOCUS_SEEN = """element => {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const holder = element.matches(".drop input[type=file]") ? getComputedStyle(element.closest(".drop")) : style;
  return box.width > 0 && box.height > 0
    && (holder.outlineStyle !== "none" && parseFloat(holder.outlineWidth) > 0);
}"""


def picture(somebody: "Visitor", name: str) -> None:
    """Kept only where somebody wants to look: XINGHE_PICTURES names a folder."""
    if folder := os.environ.get("XINGHE_PICTURES"):
        somebody.page.wait_for_load_state("load")
        somebody.page.screenshot(path=f"{folder}/{name}.png")


class Visitor:
    """A person with one window of their own, reading one language."""

    def __init__(
        self,
        installation: Installation,
        browser: Browser,
        *,
        language: Language = "zh-hans",
        size: tuple[int, int] = DESKTOP,
        script: bool = True,
    ) -> None:
        self.installation = installation
        self.language = language
        self.troubles: list[str] = []
        self._expected: set[int] = set()
        self._is_offline = False
        self.context = browser.new_context(
            base_url=installation.address,
            locale=LOCALES[language],
            viewport={"width": size[0], "height": size[1]},
            has_touch=size[0] < 768,
            is_mobile=size[0] < 768,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.context.on("request", self._watch_request)
        self.context.on("response", self._watch_response)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        # Blocked by the policy, or broken by ourselves; what was not found is noted by its status.
        self.context.on(
            "console",
            lambda said: (
                self.troubles.append(f"console: {said.text}")
                if said.type == "error"
                and "Failed to load resource" not in said.text
                and not (self._is_offline and said.text.startswith("htmx:"))
                else None
            ),
        )
        self.page = self.context.new_page()

    def _watch_request(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https", "ws") and f"http://{place.netloc}" != self.installation.address:
            self.troubles.append(f"another host: {request.url}")

    def _watch_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.troubles.append(f"{response.status}: {response.request.method} {response.url}")

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """While a refusal is what is wanted."""
        self._expected.add(status)
        yield
        self._expected.discard(status)

    @contextmanager
    def without_connection(self) -> Iterator[None]:
        """Out of reach of any network; what the page asks for meanwhile fails, and nobody wonders."""
        self._is_offline = True
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)
        self._is_offline = False

    def leave(self) -> None:
        """Close the window. Fails if anything went wrong in it, with the server's last words."""
        self.context.close()
        assert self.troubles == [], "\n".join([*self.troubles, "", self.installation.log()])

    def words(self, english: str, *, context: str = "", **values: object) -> str:
        """How the page says it in this visitor's language. Fails where it has not been said in Chinese."""
        with translation.override(self.language):
            said = translation.pgettext(context, english) if context else translation.gettext(english)
        assert self.language == "en" or said != english, f"not in {self.language}: {english}"
        return said % values if values else said

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path, wait_until="domcontentloaded")

    def heading(self, text: str) -> None:
        """Wait until the page with this heading is there."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def button(self, english: str, **values: object) -> Locator:
        """A button by what stands on it."""
        return self.page.get_by_role("button", name=self.words(english, **values), exact=True)

    def link(self, english: str, **values: object) -> Locator:
        """A link by its words."""
        return self.page.get_by_role("link", name=self.words(english, **values), exact=True)

    def figure(self, english: str) -> Locator:
        """The number that stands above this label."""
        label = self.page.get_by_text(self.words(english), exact=True)
        return self.page.locator(".figure").filter(has=label).locator(".value")

    def sign_in(self, seat: str) -> None:
        """Through the pages, by password and by the code that the person's app shows now."""
        self.go("/account/sign-in/")
        self.give_password(seat)
        self.page.locator("[name=code]").fill(accounts.code_for(accounts.SECRET))
        self.button("Sign in").click()
        self.heading(self.words("My work"))

    def give_password(self, seat: str) -> None:
        """Fill in the entrance that is open; a worker without an office is inside with that."""
        self.page.locator("[name=login]").fill(self.installation.people[seat])
        self.page.locator("[name=password]").fill(accounts.PASSWORD)
        self.button("Sign in").click()

    def act(self, label: str, *, tick: Sequence[str] = (), **fields: str) -> None:
        """Open an act of the bar below, fill in what it asks and do it."""
        name = re.compile(f"^{re.escape(self.words(label))}$", re.IGNORECASE)
        asked = self.page.locator(".next-bar .ask").filter(has=self.page.locator("summary", has_text=name))
        asked.locator("summary").click()
        for field, value in fields.items():
            asked.locator(f"[name={field}]").fill(value)
        for value in tick:
            asked.locator(f"[value={value}]").check()
        asked.locator(".ask-body").get_by_role("button", name=name).click()

    def was_told(self, sentence: str, **values: object) -> None:
        """The bell has rung, and the newest message that says so opens what it speaks of."""
        self.go("/my/messages/")
        expect(self.page.locator(".bell .count")).to_be_visible()
        self.page.get_by_role("button", name=self.words(sentence, **values)).first.click()

    def send_in(self, workbook: Path) -> None:
        """Send a workbook in and wait until it is through."""
        self._send_in(workbook.name, workbook)

    def send_in_bytes(self, name: str, content: bytes) -> None:
        """Send a workbook in that lies on no disk."""
        file: FilePayload = {"name": name, "mimeType": XLSX, "buffer": content}
        self._send_in(name, file)

    def _send_in(self, name: str, file: Path | FilePayload) -> None:
        self.go("/desk/workbooks/new/")
        self.page.locator("input[type=file]").set_input_files(file)
        self.button("Check and record").click()
        self.heading(name)
        expect(self.figure("Lines")).to_be_visible(timeout=CHECKED_WITHIN)

    def comes_within(self, thing: Locator, milliseconds: int) -> None:
        """Load the page again and again until it is there: work in the background brings it."""
        until = time.monotonic() + milliseconds / 1000
        while not thing.first.is_visible():
            assert time.monotonic() < until, f"{thing} did not come:\n{self.installation.log()}"
            self.page.wait_for_timeout(1000)
            self.page.reload(wait_until="domcontentloaded")

    @staticmethod
    def today() -> str:
        """As a field for a date takes it."""
        return clock.today().isoformat()

    def take(self, link: Locator, place: Path) -> Path:
        """Follow a link to a file and keep it under the name it came with."""
        with self.page.expect_download() as taken:
            link.click()
        download: Download = taken.value
        kept = place / download.suggested_filename
        download.save_as(kept)
        return kept

    def focus_is_seen(self) -> bool:
        """Whether one can see which element has the focus."""
        return bool(self.page.locator(":focus").evaluate(_FOCUS_SEEN))
