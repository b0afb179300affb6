"""In a real browser: a photo goes up through a lost connection and an ended session, and is shown when it is clean."""

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from tests.attachments.corpus.making import CANARY, photo_with_place, picture
from tests.attachments.records import Records
from tests.factories import accounts
from tests.journeys.conftest import ARGUMENTS, CHROMIUM
from xinghe.attachments import registry
from xinghe.attachments.jobs.examining import examine_attachment
from xinghe.attachments.models import Attachment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.journey,
    pytest.mark.usefixtures("storage"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser at /usr/bin/chromium"),
]

# Four parts, as the page cuts them.
PHOTO = photo_with_place() + bytes(3_500_000)


@pytest.fixture
def page(monkeypatch, settings, province, live_server, browser_of):
    """A worker on a phone, at the page of their record."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr(registry, "_KINDS", {})
    settings.ROOT_URLCONF = "tests.attachments.page"
    somebody = accounts.person()
    records = Records()
    records.put(1, province.workshop, somebody.pk)
    registry.subject_kind("note", may_attach=records.may_attach)

    def cookie() -> dict[str, str]:
        signed_in = browser_of(somebody).cookies["sessionid"].value
        return {"name": "sessionid", "value": signed_in, "url": live_server.url}

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
        phone.add_cookies([cookie()])
        opened = phone.new_page()
        opened.faults = []
        opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
        opened.on(
            "console",
            lambda said: opened.faults.append(said.text) if "Content Security" in said.text else None,
        )
        opened.sign_in_again = lambda: phone.add_cookies([cookie()])
        opened.goto(live_server.url + "/try/")
        yield opened
        browser.close()


@pytest.fixture
def photo(tmp_path) -> Path:
    path = tmp_path / "现场.jpg"
    path.write_bytes(PHOTO)
    return path


def test_a_photo_goes_up_through_a_lost_connection_and_an_ended_session(page, photo):
    parts = []

    def on_the_way(route):
        parts.append(route.request.headers.get("upload-offset"))
        if len(parts) == 2:
            return route.abort("internetdisconnected")
        if len(parts) == 4:
            Session.objects.all().delete()
        return route.continue_()

    page.route(
        "**/files/uploads/*/",
        lambda route: on_the_way(route) if route.request.method == "PATCH" else route.continue_(),
    )
    section = page.locator("[data-slot=photo]")

    section.locator("input[type=file][multiple]").set_input_files(photo)
    expect(section.get_by_text("You are signed out.")).to_be_visible()
    page.sign_in_again()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(section.get_by_text("being checked")).to_be_visible()
    attachment = Attachment.objects.get()
    examine_attachment(attachment.pk)
    shown = section.locator("img")
    expect(shown).to_be_visible()

    assert parts == ["0", "1048576", "1048576", "2097152", "2097152", "3145728"]
    assert attachment.size == len(PHOTO)
    assert shown.get_attribute("src") == reverse("files:preview", args=[attachment.key])
    # It stands there before its bytes have come; a picture that never comes is never wider than nothing.
    page.wait_for_function("document.querySelector('[data-slot=photo] img').naturalWidth > 0")
    with page.expect_download() as download:
        section.locator("a", has_text="现场.jpg").click()
    assert CANARY not in Path(download.value.path()).read_bytes()
    assert page.faults == []


def test_a_refused_file_says_why_and_another_goes_on(page, tmp_path):
    wrong, right = tmp_path / "IMG_1.heic", tmp_path / "b.png"
    wrong.write_bytes(b"\0\0\0\x18ftypheic" + bytes(90))
    right.write_bytes(picture("PNG"))
    section = page.locator("[data-slot=photo]")

    section.locator("input[type=file][multiple]").set_input_files([wrong, right])

    expect(section.get_by_text("Most Compatible")).to_be_visible()
    expect(section.get_by_text("being checked")).to_be_visible()
    section.get_by_role("button", name="Leave it out").click()
    expect(section.get_by_text("Most Compatible")).to_have_count(0)
    assert list(Attachment.objects.values_list("file_name", flat=True)) == ["b.png"]
    assert page.faults == []


def test_the_camera_comes_first_and_targets_are_large(page):
    section = page.locator("[data-slot=photo]")
    take = section.locator("label", has_text="Take a photo")

    assert take.locator("input").get_attribute("capture") == "environment"
    assert take.locator("input").get_attribute("accept") == "image/*"
    assert take.bounding_box()["height"] >= 48
    assert section.get_by_role("button", name="Send the files").is_hidden()


def test_the_script_stays_small():
    import gzip

    source = Path(__file__).parents[3] / "frontend" / "src" / "js" / "upload.js"

    assert len(gzip.compress(source.read_bytes())) <= 4 * 1024
