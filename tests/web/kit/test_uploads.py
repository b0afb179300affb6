"""Files over HTTP: sent in parts or by a form, opened by a link of five minutes, never by a guessed address."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.attachments.corpus.making import CANARY, photo_with_place, picture, video
from tests.attachments.records import Records
from tests.factories import accounts
from xinghe.access.powers import Role
from xinghe.attachments import registry
from xinghe.attachments.jobs.examining import examine_attachment
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.vocab import LARGEST_PART, State
from xinghe.foundation import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

PHOTO = photo_with_place()


@pytest.fixture
def records(monkeypatch):
    monkeypatch.setattr(registry, "_KINDS", {})
    made = Records()
    registry.subject_kind("note", may_attach=made.may_attach)
    return made


@pytest.fixture
def sender(province, browser_of, records):
    """A worker's browser, and a record of theirs."""
    somebody = accounts.person()
    records.put(1, province.workshop, somebody.pk)
    browser = browser_of(somebody)
    browser.person = somebody
    return browser


def begin(browser, content=PHOTO, **given):
    form = {
        "kind": "note",
        "subject": "1",
        "slot": "photo",
        "name": "现场.jpg",
        "size": str(len(content)),
        **given,
    }
    return browser.post(reverse("files:begin"), form)


def patch(browser, token, offset, content):
    return browser.patch(
        reverse("files:part", args=[token]),
        content,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def sent(browser, content=PHOTO, **given) -> Attachment:
    token = begin(browser, content, **given).json()["token"]
    patch(browser, token, 0, content)
    key = browser.post(reverse("files:finish", args=[token])).json()["key"]
    return Attachment.objects.get(key=key)


@pytest.fixture
def photo(sender) -> Attachment:
    """One that was found clean."""
    attachment = sent(sender)
    examine_attachment(attachment.pk)
    attachment.refresh_from_db()
    return attachment


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_goes_up_in_parts(sender):
    begun = begin(sender)
    token = begun.json()["token"]

    first = patch(sender, token, 0, PHOTO[:500])
    asked = sender.get(reverse("files:part", args=[token]))
    second = patch(sender, token, 500, PHOTO[500:])
    finished = sender.post(reverse("files:finish", args=[token]), {"caption": "改造后"})

    assert begun.json() == {"token": token, "offset": 0, "size": len(PHOTO)}
    assert (first.json(), second.json()) == ({"offset": 500}, {"offset": len(PHOTO)})
    assert (asked.json()["offset"], asked.json()["size"]) == (500, len(PHOTO))
    assert Attachment.objects.get(key=finished.json()["key"]).caption == "改造后"


def test_a_wrong_offset_is_told_the_right_one(sender):
    token = begin(sender).json()["token"]
    patch(sender, token, 0, PHOTO[:500])

    answer = patch(sender, token, 0, PHOTO[:500])

    assert (answer.status_code, answer.json()["offset"]) == (409, 500)
    assert answer.json()["code"] == "upload_offset_differs"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"name": "a.heic"}, 422, "picture_is_heic"),
        ({"size": "15000001"}, 413, "attachment_too_big"),
        ({"size": "-1"}, 404, "missing"),
        ({"size": "٣"}, 404, "missing"),
        ({"slot": "other"}, 404, "missing"),
        ({"kind": "idea"}, 404, "missing"),
        ({"subject": "2"}, 404, "missing"),
        ({"subject": "1e3"}, 404, "missing"),
    ],
)
def test_a_refusal_has_its_code_its_sentence_and_its_status(sender, given, status, code):
    answer = begin(sender, **given)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["sentence"]
    assert Upload.objects.count() == 0


def test_a_part_that_is_too_large_is_refused_unread(sender):
    token = begin(sender, video(), slot="video", name="a.mp4").json()["token"]

    answer = patch(sender, token, 0, bytes(LARGEST_PART + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "upload_part_too_big")


def test_after_the_session_ended_the_upload_goes_on_with_the_next(sender, browser_of):
    token = begin(sender).json()["token"]
    patch(sender, token, 0, PHOTO[:500])
    sender.post(reverse("account_logout"))

    out = [
        patch(sender, token, 500, PHOTO[500:]),
        sender.get(reverse("files:part", args=[token])),
        begin(sender),
    ]
    again = browser_of(sender.person)
    resumed = patch(
        again, token, again.get(reverse("files:part", args=[token])).json()["offset"], PHOTO[500:]
    )

    assert [(answer.status_code, answer.json()) for answer in out] == [(401, {"code": "signed_out"})] * 3
    assert resumed.json() == {"offset": len(PHOTO)}


def test_forms_need_their_token_and_the_script_can_ask_for_a_fresh_one(sender):
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.9")
    strict.cookies = sender.cookies

    without = begin(strict)
    told = strict.get(reverse("files:begin")).json()
    form = {"kind": "note", "subject": "1", "slot": "photo", "name": "a.jpg", "size": "9"}
    answer = strict.post(reverse("files:begin"), form, headers={"X-CSRFToken": told["csrf"]})

    assert (without.status_code, answer.status_code) == (403, 200)


def test_without_script_one_form_sends_several(sender):
    files = [SimpleUploadedFile(name, picture()) for name in ("甲.jpg", "乙.jpg")]
    form = {"kind": "note", "subject": "1", "slot": "photo", "next": "/kit/", "file": files}

    answer = sender.post(reverse("files:send"), form)

    assert (answer.status_code, answer["Location"]) == (302, "/kit/")
    assert list(Attachment.objects.order_by("pk").values_list("file_name", flat=True)) == ["甲.jpg", "乙.jpg"]


def test_without_script_a_refusal_is_a_page_and_no_address_leads_away(sender):
    wrong = SimpleUploadedFile("a.svg", b"<svg/>")
    form = {"kind": "note", "subject": "1", "slot": "photo", "next": "https://elsewhere.example/"}

    refused = sender.post(reverse("files:send"), {**form, "file": wrong})
    led = sender.post(reverse("files:send"), form)

    assert (refused.status_code, "a.svg" in refused.content.decode()) == (422, True)
    assert led["Location"] == "/"


def test_an_opened_file_is_clean_and_can_do_nothing(sender, photo):
    opened = sender.get(reverse("files:open", args=[photo.key]))
    answer = sender.get(opened["Location"])

    content = body_of(answer)
    assert (opened.status_code, answer.status_code) == (302, 200)
    assert CANARY not in content
    assert len(content) == photo.size == int(answer["Content-Length"])
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert opened["Cache-Control"] == "private, no-store"


HEADERS = {
    "Content-Type": "image/jpeg",
    "Content-Disposition": "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA.jpg",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Frame-Options": "DENY",
    "Accept-Ranges": "bytes",
}


def test_a_preview_is_shown_in_place_to_who_may_see_it(sender, photo, officer_at, province):
    _, neighbour = officer_at(province.sister_county)
    address = reverse("files:preview", args=[photo.key])

    seen, unseen, out = sender.get(address), neighbour.get(address), Client().get(address)

    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert seen["Content-Disposition"] == 'inline; filename="preview.jpg"'
    assert CANARY not in body_of(seen)
    assert (unseen.status_code, out.status_code) == (404, 302)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("", 200, 0, None),
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, None),
        ("bytes=-10", 206, -10, None),
        ("bytes=0-99999999", 200, 0, None),
        ("bytes=0-1,5-9", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=5-2", 416, 0, 0),
    ],
)
def test_a_piece_may_be_asked_for(sender, photo, asked, status, start, end):
    link = sender.get(reverse("files:open", args=[photo.key]))["Location"]
    whole = body_of(sender.get(link))

    answer = sender.get(link, headers={"Range": asked} if asked else {})

    assert answer.status_code == status
    if status == 416:
        assert answer["Content-Range"] == f"bytes */{len(whole)}"
    else:
        assert body_of(answer) == whole[start:end]
    if status == 206:
        first = start % len(whole)
        assert answer["Content-Range"] == f"bytes {first}-{(end or len(whole)) - 1}/{len(whole)}"


def test_a_link_lives_for_five_minutes_and_for_one_person(
    sender, photo, officer_at, browser_of, province, time_goes_on
):
    link = sender.get(reverse("files:open", args=[photo.key]))["Location"]
    _, above = officer_at(province.county)
    colleague = browser_of(accounts.person())

    answers = {
        "sender": sender.get(link).status_code,
        "above, who may see it by a link of their own": above.get(link).status_code,
        "colleague": colleague.get(link).status_code,
        "signed out": Client().get(link).status_code,
        "altered": sender.get(link[:-3] + "x/").status_code,
    }
    time_goes_on(timedelta(minutes=5, seconds=2))
    answers["late"] = sender.get(link).status_code

    assert answers == dict.fromkeys(answers, 404) | {"sender": 200}
    assert above.get(reverse("files:open", args=[photo.key])).status_code == 302


@pytest.fixture
def time_goes_on(monkeypatch):
    """Later, for whoever reads the clock of the machine."""
    import time

    real, ahead = time.time, [0.0]
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + ahead[0])
    return lambda by: ahead.__setitem__(0, by.total_seconds())


def test_every_fetch_asks_anew_whether_they_may(sender, photo):
    link = sender.get(reverse("files:open", args=[photo.key]))["Location"]
    before = sender.get(link).status_code

    sender.post(reverse("files:remove", args=[photo.key]), {"next": "/"})

    assert (before, sender.get(link).status_code) == (200, 404)
    assert sender.get(reverse("files:preview", args=[photo.key])).status_code == 404


def test_guessed_and_foreign_addresses_answer_alike(sender, photo, officer_at, province):
    _, neighbour = officer_at(province.sister_county)
    places = ("open", "preview")

    foreign = [neighbour.get(reverse(f"files:{place}", args=[photo.key])) for place in places]
    absent = [neighbour.get(reverse(f"files:{place}", args=["A" * 22])) for place in places]
    changed = [
        neighbour.post(reverse(f"files:{place}", args=[photo.key]), {"caption": "x", "next": "/"})
        for place in ("describe", "remove")
    ]

    assert [answer.status_code for answer in foreign + absent + changed] == [404] * 6
    assert [len(answer.content) for answer in foreign] == [len(answer.content) for answer in absent]
    photo.refresh_from_db()
    assert (photo.caption, photo.removed_at) == ("", None)


def test_another_address_hands_out_files_and_nothing_else(sender, photo, settings):
    settings.ALLOWED_HOSTS = ["testserver", "files.example"]
    settings.XINGHE = replace(settings.XINGHE, files_origin="http://files.example")
    elsewhere = Client(headers={"Host": "files.example"})

    opened = sender.get(reverse("files:open", args=[photo.key]))["Location"]
    link = urlsplit(opened).path
    answers = {
        "file": elsewhere.get(link).status_code,
        "file at the old address": sender.get(link).status_code,
        "home": elsewhere.get("/").status_code,
        "sign in": elsewhere.get("/account/sign-in/").status_code,
        "permanent address": elsewhere.get(reverse("files:open", args=[photo.key])).status_code,
    }
    type(sender.person).objects.filter(pk=sender.person.pk).update(
        session_round=sender.person.session_round + 1
    )
    answers["after all sessions were ended"] = elsewhere.get(link).status_code

    assert opened.startswith("http://files.example/files/fetch/")
    assert answers == dict.fromkeys(answers, 404) | {"file": 200}


def listed(browser) -> str:
    answer = browser.get(reverse("files:list", args=["note", 1, "photo"]), {"next": "/kit/"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_asks_again_while_one_is_being_checked(sender):
    attachment = sent(sender)
    waiting = listed(sender)

    examine_attachment(attachment.pk)
    clean = listed(sender)

    assert ("every 3s" in waiting, "every 3s" in clean) == (True, False)
    assert f'href="{reverse("files:open", args=[attachment.key])}"' not in waiting
    assert set(re.findall(r'(?:href|src|action)="(/files/[^"]+)"', clean)) == {
        reverse(f"files:{name}", args=[attachment.key]) for name in ("open", "preview", "describe", "remove")
    }


def test_the_list_says_why_a_file_was_not_taken_and_escapes_its_caption(sender):
    attachment = sent(sender, PHOTO[:400])
    sender.post(reverse("files:describe", args=[attachment.key]), {"caption": "<b>x</b>", "next": "/"})
    examine_attachment(attachment.pk)

    text = listed(sender)

    assert Attachment.objects.get().state == State.REFUSED
    assert "<b>x</b>" not in text
    assert "attachments-refusal" in text


def test_who_only_reads_gets_no_way_to_change(sender, photo, officer_at, province):
    _, above = officer_at(province.county, Role.OFFICER)

    text = listed(above)

    assert reverse("files:open", args=[photo.key]) in text
    assert re.findall(r"<form", text) == []


def test_a_deadline_that_has_passed_closes_the_list(sender, photo, records):
    records.deadline = clock.now() - timedelta(hours=1)

    assert re.findall(r"<form", listed(sender)) == []
