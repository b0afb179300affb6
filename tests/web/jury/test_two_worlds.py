"""A judge's pages are the same bytes in two worlds that differ in what the judge must not know (SEC-02, SEC-03).

Worlds and secrets are those of the domain (tests/reviews/test_two_worlds.py); here every page is asked for as a browser does,
with headers, file names and what stands in the score sheet, and every form is sent. At the release some differ: the control.
"""

import io
import re
import zipfile
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.reviews import test_two_worlds as domain
from tests.web.jury.conftest import browser_of_person
from xinghe.accounts.models import Person
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.programmes.models import Application
from xinghe.reviews import actions
from xinghe.reviews.models import Assignment
from xinghe.reviews.models.standing import database_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
OBSERVER = "other judge"
_PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": ?"\w+"|nonce="[^"]*"|nonce-[\w+/=-]+|csrftoken=\w+'
    r"|expires=[^;]+|/files/fetch/[^ \n]+"
)
_PASSING_HEADS = ("Date", "Expires", "Last-Modified")
# What the sheet's writer notes beside the cells: when it wrote.
_STAMPS = "docProps/core.xml"

scene = domain.scene


def foreign(scene, which):
    """An entry that was never the observer's has another title, other answers and another applicant."""
    theirs = Assignment.objects.filter(person_id=scene.observers[OBSERVER].person_id)
    entry = next(
        one
        for one in (scene.target, scene.rival, scene.third)
        if one.pk not in set(theirs.values_list("application_id", flat=True))
    )
    title = ("短名", "一个长得多的名称，写满了两行也写不完的那一种")[which]
    Application.objects.filter(pk=entry.pk).update(title=title, answers={**entry.answers, "need": title * 3})
    domain.scored(scene, domain.FIRST)


SECRETS = {
    **{name: domain.SECRETS[name] for name in ("author", "scored", "declaration")},
    "foreign": foreign,
}
# Of these the rank and score of an entry tell at the release; who else judged stands on the public's pages.
LEARNT = {"scored", "declaration"}


def pages(scene):
    """Every address of the judge's, with whatever it could be asked with."""
    way = f"/jury/panels/{scene.round_.code}/"
    yield from ("/jury/", "/my/", "/jury/availability/", f"{way}receipts/", f"{way}sheet/")
    yield from (f"{way}?state={state}" for state in ("", "scored"))
    for number in range(1, 4):
        entry = f"{way}entries/{number}/"
        yield from (entry, f"{entry}files/EV08-1.jpg/")


def forms(scene):
    """Every form, as the judge may send it for what is theirs and for what is not."""
    way = f"/jury/panels/{scene.round_.code}/"
    points = {"p-new": "30", "p-useful": "30"}
    for number in (1, 3):
        entry = f"{way}entries/{number}/"
        yield entry, points
        yield f"{entry}correct/", {**points, "reason": "写错了"}
        yield f"{entry}conflict/", {"kind": "kin", "words": "第一完成人是我表弟"}
    yield f"{way}entries/1/abstain/", {"reason": "不熟悉专业"}
    yield f"{way}entries/1/score/", {"p-new": "61"}
    yield f"{way}decline/", {"words": "没有时间"}


def seen(scene, browser):
    """What comes back from all of them, whatever it is."""
    found = {}
    for way in pages(scene):
        found[way] = read(browser, lambda way=way: browser.get(way))
    for way, sent in forms(scene):
        found[f"POST {way}"] = read(browser, lambda way=way, sent=sent: browser.post(way, sent))
    lines = b"Entry number,new (60),useful (40)\n7,30,30\n1,70,30\n"
    sheet = {"file": SimpleUploadedFile("x.csv", lines)}
    way = f"/jury/panels/{scene.round_.code}/sheet/send/"
    found[f"POST {way}"] = read(browser, lambda: browser.post(way, sheet))
    return found


def read(browser, ask):
    """Status, headers and bytes of one answer, which leaves nothing behind."""
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    point = transaction.savepoint()
    answer = ask()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    transaction.savepoint_rollback(point)
    browser.cookies = SimpleCookie(kept)
    heads = sorted((name, value) for name, value in answer.headers.items() if name not in _PASSING_HEADS)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inner = {name: packed.read(name) for name in sorted(packed.namelist()) if name != _STAMPS}
        heads = [(name, value) for name, value in heads if name != "Content-Length"]
        return answer.status_code, heads, inner
    text = _PASSING.sub("", body.decode("utf-8", "replace"))
    cookies = sorted(name for name in answer.cookies)
    return answer.status_code, [(name, _PASSING.sub("", value)) for name, value in heads], text, cookies


def stages(scene, browser, secret, which):
    """What the judge sees while it is open, when it is frozen, and at the release."""
    with domain.undone():
        SECRETS[secret](scene, which)
        found = [seen(scene, browser)]
        judged.ended(scene.round_, at=scene.round_.panel.opens_at + timedelta(minutes=1))
        panel_id = scene.round_.panel.pk
        actions.close_panel(scene.round_.officer, panel_id=panel_id)
        if secret == "declaration" and which == domain.SECOND:
            domain.asked_another(scene)
        actions.rank_panel(scene.round_.officer, panel_id=panel_id)
        found.append(seen(scene, browser))
        actions.release_together(scene.round_.officer, panel_ids=[panel_id])
        found.append(seen(scene, browser))
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_pages_tell_nothing_before_its_time(scene, secret):
    browser = browser_of_person(scene.observers[OBSERVER].person_id)
    made.evidence(scene.target, Slot.EV08, file_name="现场.jpg", media_type="image/jpeg")
    with clock.held_at(database_now()):
        one, other = (stages(scene, browser, secret, which) for which in (domain.FIRST, domain.SECOND))

    for early in (0, 1):
        assert [way for way in one[early] if one[early][way] != other[early][way]] == []
    assert (one[2] != other[2]) == (secret in LEARNT)


def test_what_is_asked_really_answers(scene):
    """Not every answer is a refusal, and forms do come off."""
    browser = browser_of_person(scene.observers[OBSERVER].person_id)

    found = seen(scene, browser)

    statuses = [answer[0] for answer in found.values()]
    assert statuses.count(200) >= 9
    assert statuses.count(302) >= 3
    assert 'name="p-new"' in found[f"/jury/panels/{scene.round_.code}/entries/1/"][2]


def test_the_control_a_panel_that_is_not_blind_is_told_apart(people):
    call = made.call_of(people)
    entries = [judged.entry_past(people, call) for _ in range(2)]
    round_ = judged.opened(judged.panel_of(people, call, entries=entries, is_blind=False))
    judge = round_.sitting[1]
    way = f"/jury/panels/{round_.code}/entries/{round_.number(judge, entries[0])}/"
    browser = browser_of_person(judge.person_id)
    found = []
    with clock.held_at(database_now()):
        for name in ("王秀英", "张桂兰"):
            Person.objects.filter(pk=entries[0].applicant_id).update(name=name)
            found.append(read(browser, lambda: browser.get(way)))

    assert found[0] != found[1]
