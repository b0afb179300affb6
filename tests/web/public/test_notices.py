"""Notices before everybody: what a page says, how anybody objects, and what the code tells."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import notices as made
from tests.factories.notices import DAY, OBJECTOR, WHY, WORDS
from xinghe.access.models import OnceAnswer
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.clock import held_at
from xinghe.notices import actions
from xinghe.notices.models import Objection
from xinghe.notices.vocab import MOST_FROM_ONE_ADDRESS, Outcome
from xinghe.programmes.models import Application
from xinghe.web.public.shared import is_shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(noticed):
    return noticed.proposed()


@pytest.fixture
def notice(noticed, held):
    return noticed.published(clock.now() - timedelta(hours=2))


@pytest.fixture
def visitor(settings):
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def filled(held, **changes) -> dict[str, str]:
    """The form as somebody fills it in."""
    return {
        "key": "b0c1", "line": held.code, "text": WORDS, "objecting": "person", "name": OBJECTOR.name,
        "address": OBJECTOR.address, "phone": OBJECTOR.phone, **changes,
    }  # fmt: skip


def code_in(page: str) -> str:
    return re.search(r'class="check-word">(\w{10})<', page).group(1)


def test_the_list_and_the_page_say_what_the_law_asks(visitor, notice, held):
    address = reverse("public:notice", args=[notice.code])
    listed = visitor.get(reverse("public:notices")).content.decode()
    page = visitor.get(address).content.decode()

    assert address in listed
    for said in (held.title, held.unit.name, "王秀英", notice.digest, *(one.value for one in made.CONTACTS)):
        assert said in page
    assert reverse("public:notice-object", args=[notice.code]) in page
    assert "day of publication, does not count" in page
    assert address in visitor.get(reverse("public:call", args=[notice.call.code])).content.decode()


def test_the_evidence_is_what_its_digests_say(visitor, notice):
    page = visitor.get(reverse("public:notice", args=[notice.code])).content.decode()

    for name in ("notice-paper", "notice-list"):
        content = visitor.get(reverse(f"public:{name}", args=[notice.code])).content
        assert hashlib.sha256(content).hexdigest() in page
    assert visitor.get(reverse("public:notice-qr", args=[notice.code])).content.startswith(b"<svg")


def test_a_draft_is_not_there(visitor, noticed, held):
    draft = noticed.drafted()

    assert draft.title not in visitor.get(reverse("public:notices")).content.decode()
    for name in ("notice", "notice-object", "notice-paper", "notice-list", "notice-qr"):
        assert visitor.get(reverse(f"public:{name}", args=[draft.code])).status_code == 404


def test_what_is_over_takes_no_objection_and_says_so(visitor, noticed, held):
    notice = noticed.published(clock.now() - 40 * DAY)
    form = reverse("public:notice-object", args=[notice.code])

    assert form not in visitor.get(reverse("public:notice", args=[notice.code])).content.decode()
    shut = visitor.get(form)
    late = visitor.post(form, filled(held))
    assert (shut.status_code, late.status_code) == (409, 409)
    for answer in (shut, late):
        assert "Objections to this notice were taken from" in answer.content.decode()
    assert WORDS in late.content.decode()
    assert not Objection.objects.exists()


def test_anybody_objects_and_asks_what_became_of_it(visitor, noticed, notice, held):
    form = reverse("public:notice-object", args=[notice.code])
    assert f'value="{held.code}" selected' in visitor.get(f"{form}?line={held.code}").content.decode()

    answer = visitor.post(form, filled(held))
    again = visitor.post(form, filled(held))
    other = visitor.post(form, filled(held, text="完全不同的另一件事情，请核查。"))
    code = code_in(answer.content.decode())
    ask = reverse("public:receipt")

    assert (answer.status_code, code_in(again.content.decode())) == (200, code)
    assert other.status_code == 422
    assert Objection.objects.count() == 1
    assert (
        "objection received"
        in visitor.post(ask, {"code": f" {code[:5].lower()} {code[5:]}"}).content.decode()
    )
    objection = noticed.found(Objection.objects.get(), at=clock.now())
    actions.decide_objection(noticed.publisher, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY)
    before = visitor.post(ask, {"code": code}).content.decode()
    actions.reply_to_objector(noticed.maker, objection_id=objection.pk, words="经核查，维持公示结果。")
    after = visitor.post(ask, {"code": code})
    assert ("the list stands" in before, "the list stands" in after.content.decode()) == (False, True)
    assert "经核查，维持公示结果。" in after.content.decode()
    assert WORDS not in after.content.decode()
    assert "no-store" in after["Cache-Control"]
    assert visitor.post(ask, {"code": "0000000000"}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"name": ""}, 422, "bears no real name"),
        ({"name": "王"}, 422, "bears no real name"),
        ({"phone": ""}, 422, "An address and a telephone number are needed"),
        ({"text": "不对"}, 422, "characters"),
        ({"line": "nothing"}, 422, "line"),
    ],
)
def test_what_is_not_taken_is_refused_by_its_rule_and_nothing_typed_is_lost(
    visitor, notice, held, changes, status, said
):
    answer = visitor.post(reverse("public:notice-object", args=[notice.code]), filled(held, **changes))

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert OBJECTOR.address in answer.content.decode()
    assert not Objection.objects.exists()


def test_a_unit_objects_and_is_told_of_its_seal(visitor, notice, held):
    answer = visitor.post(
        reverse("public:notice-object", args=[notice.code]), filled(held, objecting="unit", name="江汉厂工会")
    )

    assert "under your seal" in answer.content.decode()
    assert Objection.objects.get().has_seal is False


def test_a_flood_from_one_address_is_refused(visitor, notice, held):
    form = reverse("public:notice-object", args=[notice.code])
    answers = [
        visitor.post(form, filled(held, key=f"k{at}")).status_code for at in range(MOST_FROM_ONE_ADDRESS + 1)
    ]

    assert answers == [200] * MOST_FROM_ONE_ADDRESS + [429]


def test_of_whoever_is_signed_in_nothing_is_kept(noticed, notice, held, officer_at, province):
    person, browser = officer_at(province.city)
    before = AuditEntry.objects.count()

    answer = browser.post(
        reverse("public:notice-object", args=[notice.code]), {**filled(held), "once": "b0c1"}
    )

    made_now = Objection.objects.get()
    assert answer.status_code == 200
    assert (made_now.recorded_by_id, made_now.objector.name_masked) == (None, "欧***")
    entries = AuditEntry.objects.order_by("pk")[before:]
    assert {(one.person_id, one.offices) for one in entries} == {(None, "")}
    assert not OnceAnswer.objects.filter(person_id=person.pk).exists()


def test_which_of_these_pages_are_kept_for_everybody():
    shared = {name: is_shared(reverse(f"public:{name}", args=["7ABCDEFGHJ"][: name != "notices"])) for name in (
        "notices", "notice", "notice-object", "notice-paper")}  # fmt: skip

    assert shared == {"notices": True, "notice": True, "notice-object": False, "notice-paper": False}
    assert is_shared(reverse("public:receipt")) is False


def test_one_reads_of_ones_own_application_what_was_decided_and_not_who_objected(
    noticed, notice, held, browser_of
):
    from tests.web.desk.test_objections import browser_of_applicant

    browser = browser_of_applicant(held, browser_of)
    address = reverse("portal:application", args=[held.code])
    quiet = browser.get(address).content.decode()
    objection = noticed.found(noticed.received(notice, held, at=clock.now()), at=clock.now())
    under_way = browser.get(address).content.decode()
    actions.decide_objection(noticed.publisher, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY)
    decided = browser.get(address).content.decode()

    assert reverse("public:notice", args=[notice.code]) in quiet
    assert len({quiet.count("<section"), under_way.count("<section")}) == 1
    assert quiet != under_way
    assert WHY not in under_way
    assert WHY in decided
    for page in (quiet, under_way, decided):
        assert not any(one in page for one in (OBJECTOR.name, OBJECTOR.phone, WORDS))
    assert Application.objects.get(pk=held.pk).grade == "second"
    with held_at(clock.now()):
        assert browser.get(address).status_code == 200
