"""Somebody's messages: the unread first, read one by one or all at once, and e-mail as they choose."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import accounts
from tests.factories.messaging import announce, answered
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.messaging.actions import PaceFixed, choose_paces
from xinghe.messaging.models import Dispatch, Message, Preference
from xinghe.messaging.vocab import TERMS, Event, Pace

pytestmark = pytest.mark.django_db
MESSENGER = Actor.for_job("messenger")


@pytest.fixture
def reader(province, browser_of):
    """A worker with a browser, in English."""
    somebody = accounts.person(email="jianguo@example.org")
    browser = browser_of(somebody)
    browser.cookies["django_language"] = "en"
    return somebody, browser


def told(somebody, *, title="减速机", **more):
    answered(MESSENGER, somebody.pk, title=title, **more)


def page(browser, query=""):
    answer = browser.get(reverse("portal:messages") + query)
    assert answer.status_code == 200
    return answer.context["page"]


def sentences(rows):
    return [row.sentence for row in rows]


def test_the_unread_come_first_the_newest_at_the_top(reader):
    somebody, browser = reader
    for title in ("一", "二", "三"):
        told(somebody, title=title)
    Message.objects.filter(params={"title": "三"}).update(read_at=clock.now())

    shown = page(browser)

    assert sentences(shown.unread) == ["“二” was answered.", "“一” was answered."]
    assert sentences(shown.read) == ["“三” was answered."]


def test_nobody_sees_anothers_messages_or_marks_them(reader, officer_at, province):
    somebody, browser = reader
    _, others_browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)
    told(somebody, title="CANARY-9f2c")
    message = Message.objects.get()

    shown = others_browser.get(reverse("portal:messages")).content.decode()
    opened = others_browser.post(reverse("portal:message-open", args=[message.pk]))
    marked = others_browser.post(reverse("portal:message-read", args=[message.pk]))
    others_browser.post(reverse("portal:messages-read"))

    assert "CANARY-9f2c" not in shown
    assert (opened.status_code, marked.status_code) == (404, 404)
    assert sentences(page(browser).unread) == ["“CANARY-9f2c” was answered."]


def test_opening_a_message_marks_it_and_leads_where_it_says(reader):
    somebody, browser = reader
    told(somebody)
    told(somebody, title="阀门")

    answer = browser.post(reverse("portal:message-open", args=[Message.objects.first().pk]))

    assert (answer.status_code, answer["Location"]) == (302, "/my/ideas/7/")
    assert sentences(page(browser).unread) == ["“阀门” was answered."]


def test_looking_at_the_list_marks_nothing(reader):
    somebody, browser = reader
    told(somebody)

    page(browser)

    assert len(page(browser).unread) == 1


def test_one_or_all_or_those_of_an_event_are_marked_as_read(reader):
    somebody, browser = reader
    for title in ("一", "二"):
        told(somebody, title=title)
    told(somebody, event=Event.REWARD_GIVEN)

    browser.post(reverse("portal:message-read", args=[Message.objects.order_by("pk").first().pk]))
    after_one = sentences(page(browser).unread)
    browser.post(reverse("portal:messages-read"), {"event": "idea_answered"})
    after_event = sentences(page(browser).unread)
    browser.post(reverse("portal:messages-read"), {"event": ""})

    assert after_one == ["“减速机” was rewarded.", "“二” was answered."]
    assert after_event == ["“减速机” was rewarded."]
    assert page(browser).unread == ()


def test_the_list_is_narrowed_to_an_event_and_damaged_words_narrow_nothing(reader):
    somebody, browser = reader
    told(somebody)
    told(somebody, event=Event.REWARD_GIVEN)

    assert sentences(page(browser, "?event=reward_given").unread) == ["“减速机” was rewarded."]
    assert len(page(browser, "?event=gossip").unread) == 2
    assert browser.post(reverse("portal:messages-read"), {"event": "gossip"}).status_code == 302


def test_a_long_list_has_pages(reader):
    somebody, browser = reader
    for number in range(60):
        told(somebody, title=str(number))
    first = page(browser)
    Message.objects.update(read_at=clock.now())
    read = page(browser)
    next_page = page(browser, read.pager.next)

    assert (len(first.unread), first.more_unread, first.unread_count) == (50, 10, 60)
    assert (len(read.read), len(next_page.read)) == (25, 25)
    assert not set(sentences(read.read)) & set(sentences(next_page.read))


def test_an_empty_box_says_what_will_stand_here(reader):
    assert "it is said here" in reader[1].get(reverse("portal:messages")).content.decode()


def test_what_a_title_holds_is_shown_as_text(reader):
    somebody, browser = reader
    told(somebody, title="<script>alert(1)</script>")

    content = browser.get(reverse("portal:messages")).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert "<script>alert" not in content


def test_the_list_costs_the_same_for_one_and_for_three(reader):
    somebody, browser = reader
    spent = []
    page(browser)
    for number in (1, 2):
        for _ in range(number):
            told(somebody)
        with CaptureQueriesContext(connection) as counted:
            page(browser)
        spent.append(len(counted))

    assert spent[0] == spent[1] <= 14


# -- the bell --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["portal:messages", "account", "portal:home"])
def test_the_bell_counts_on_every_page(reader, place):
    somebody, browser = reader
    silent = browser.get(reverse(place)).content.decode()
    told(somebody)
    told(somebody)

    content = browser.get(reverse(place)).content.decode()

    assert 'aria-label="2 unread messages"' in content
    assert 'aria-label="Messages"' in silent


def test_the_bell_is_on_the_desk_too_and_not_shown_to_visitors(officer_at, province, client):
    somebody, browser = officer_at(province.county)
    browser.cookies["django_language"] = client.cookies["django_language"] = "en"
    told(somebody)

    assert 'aria-label="1 unread message"' in browser.get("/desk/").content.decode()
    assert 'class="button is-quiet bell"' not in client.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_where_a_page_is_not_made_behind_the_fence(browser_of):
    somebody = accounts.person()
    told(somebody)
    told(accounts.person())
    browser = browser_of(somebody)
    browser.cookies["django_language"] = "en"

    assert 'aria-label="1 unread message"' in browser.get(reverse("account")).content.decode()


# -- preferences -----------------------------------------------------------------------------------------------


def test_a_choice_is_kept_shown_and_forgotten_when_it_is_the_events_own(reader):
    somebody, browser = reader
    url = reverse("portal:message-preferences")

    kept = browser.post(url, {"idea_answered": "daily", "idea_late": TERMS[Event.IDEA_LATE].pace})
    rows = list(Preference.objects.values_list("person_id", "event", "pace"))
    content = browser.get(url).content.decode()
    browser.post(url, {"idea_answered": TERMS[Event.IDEA_ANSWERED].pace})

    assert (kept.status_code, kept["Location"]) == (302, url)
    assert rows == [(somebody.pk, "idea_answered", "daily")]
    assert '<option value="daily" selected>Every morning</option>' in content.split('name="idea_answered"')[1]
    assert Preference.objects.count() == 0


def test_every_event_has_its_line_and_the_account_is_guarded_at_once(reader):
    shown = reader[1].get(reverse("portal:message-preferences")).context["page"]
    lines = [line for group in shown.groups for line in group.lines]

    assert len(lines) == len(Event)
    assert [line.fixed for line in lines if line.field is None] == ["Always at once"]


def test_nobody_turns_off_what_guards_their_account(reader):
    somebody, browser = reader
    browser.post(reverse("portal:message-preferences"), {"security_notice": "never"})

    assert Preference.objects.count() == 0
    with pytest.raises(PaceFixed):
        choose_paces(Actor(person_id=somebody.pk, via="web"), paces={Event.SECURITY_NOTICE: Pace.NEVER})


def test_a_damaged_choice_changes_nothing(reader):
    answer = reader[1].post(reverse("portal:message-preferences"), {"idea_answered": "hourly'; --"})

    assert answer.status_code == 200
    assert Preference.objects.count() == 0


def test_who_cannot_get_an_email_is_told_so(reader, browser_of, settings):
    somebody, browser = reader
    url = reverse("portal:message-preferences")
    without_server = browser.get(url).content.decode()
    settings.XINGHE = replace(settings.XINGHE, smtp_url="smtp://post.example.org")
    well = browser.get(url).content.decode()
    nobody = browser_of(accounts.person())
    nobody.cookies["django_language"] = "en"
    without_address = nobody.get(url).content.decode()
    Dispatch.objects.create(
        person=somebody,
        address=somebody.email,
        made_at=clock.now(),
        next_at=clock.now(),
        given_up_at=clock.now(),
        failure="550",
    )

    undeliverable = "could not be delivered"
    assert "This installation sends no e-mail" in without_server
    assert "Your account has no e-mail address" in without_address
    assert not {"This installation", "Your account has no", undeliverable} & set(well)
    assert undeliverable not in well
    assert undeliverable in browser.get(url).content.decode()
    assert undeliverable in browser.get(reverse("portal:messages")).content.decode()


def test_a_stranger_signs_in_first(client, db):
    for name in ("messages", "message-preferences"):
        assert client.get(reverse(f"portal:{name}")).status_code == 302
    for url in (reverse("portal:messages-read"), reverse("portal:message-open", args=[1])):
        assert client.post(url).status_code == 302
        assert client.get(url).status_code in (302, 405)


def test_an_officers_message_about_an_idea_leads_to_the_desk(officer_at, province):
    somebody, browser = officer_at(province.county)
    announce(
        MESSENGER,
        people=[somebody.pk],
        event=Event.IDEA_LATE,
        subject_kind="ideas.idea",
        subject_id=7,
        path="/desk/ideas/7/",
        title="阀门",
        day=clock.today(),
    )

    assert (
        browser.post(reverse("portal:message-open", args=[Message.objects.get().pk]))["Location"]
        == "/desk/ideas/7/"
    )
