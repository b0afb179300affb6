"""The call that the journeys answer, and how an application to it is typed on a phone."""

from datetime import timedelta

from playwright.sync_api import FilePayload, expect

from tests.attachments.corpus.making import photo_with_place
from tests.factories.ideas import acting
from tests.journeys.ideas import own
from tests.journeys.visitors import CHECKED_WITHIN, Visitor
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.programmes import actions
from xinghe.unions.models import Union

CALL = "职工五小创新成果竞赛示例"
# What the elder of Badong has on record and enters.
TO_ENTER = own("丸剂干燥盘翻转支架")


def made_call(maker: Person, second: Person) -> None:
    """A five-small contest of the province that takes applications for a month, approved by a second person."""
    by, now = acting(maker, at=clock.now()), clock.now()
    top = Union.objects.get(division_code="420000")
    call = actions.begin_call(
        by, kind_code="five_small_contest", union_id=top.pk, title=CALL, year=clock.today().year
    )
    actions.change_call(
        by, call_id=call.pk, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=30)
    )
    actions.send_for_approval(by, call_id=call.pk)
    actions.approve_call(acting(second, at=clock.now()), call_id=call.pk)
    actions.open_call(by, call_id=call.pk)


def go_on(writer: Visitor, english: str) -> None:
    """Keep this screen and wait for the next."""
    writer.button("Keep and go on").click()
    writer.heading(writer.words(english))


def choose(writer: Visitor, **answers: str) -> None:
    """Choose answers by their codes, from what stands open or from lists."""
    for name, value in answers.items():
        field = writer.page.locator(f"[name=a-{name}]").first
        if field.evaluate("one => one.localName") == "select":
            field.select_option(value)
        else:
            writer.page.locator(f"[name=a-{name}][value={value}]").check()


def fill(writer: Visitor, **answers: str) -> None:
    """Type answers."""
    for name, value in answers.items():
        writer.page.locator(f"[name=a-{name}]").fill(value)


def photos(number: int) -> list[FilePayload]:
    """So many pictures of the site."""
    return [
        {"name": f"现场{at}.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
        for at in range(number)
    ]


def send_photos(writer: Visitor, number: int) -> None:
    """Choose pictures as evidence of the site, and wait until they are checked."""
    site = writer.page.locator("section[data-slot=EV08]")
    site.locator("input[type=file]").last.set_input_files(photos(number))
    expect(site.locator(".attachments-list .badge.is-good")).to_have_count(number, timeout=CHECKED_WITHIN)
