"""One e-mail a person for all that is due, at the pace they chose, sent once, and tried again under the same name."""

import smtplib
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import close_old_connections

from tests.factories.messaging import announce, answered
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.messaging.actions import choose_paces, gather_letters, read_message, send_letter
from xinghe.messaging.jobs import sending
from xinghe.messaging.models import Dispatch, Message
from xinghe.messaging.queries import undeliverable_for
from xinghe.messaging.vocab import Event, Pace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
MESSENGER = sending.MESSENGER


@pytest.fixture
def author(reader_of):
    return reader_of("jianguo@example.org", language="en")


@pytest.fixture
def boss(reader_of):
    return reader_of()


def minutes_later(morning, number):
    """The queue's next minute but so many."""
    with clock.held_at(morning + timedelta(minutes=number)):
        return sending.send_letters()


def sent():
    return [(one.to, one.subject) for one in mail.outbox]


def test_a_bulk_of_a_thousand_is_one_email_a_person(author, boss, reader_of, morning):
    other = reader_of("xiuying@example.org", language="en")
    answered(boss, author.person_id, other.person_id, batch="run:12", times=1000)

    taken = [minutes_later(morning, number) for number in range(5)]

    assert sum(taken) == 2
    assert sent() == [
        (["jianguo@example.org"], "1,000 ideas were answered."),
        (["xiuying@example.org"], "1,000 ideas were answered."),
    ]


def test_a_bulk_that_takes_minutes_is_still_one_email(author, boss, morning):
    for minute in range(6):
        with clock.held_at(morning + timedelta(minutes=minute)):
            answered(boss, author.person_id, batch="run:12")
            sending.send_letters()
    minutes_later(morning, 8)

    assert sent() == [(["jianguo@example.org"], "6 ideas were answered.")]


def test_all_that_is_due_goes_into_one_email_with_links_and_a_way_out(author, boss, morning):
    answered(boss, author.person_id)
    answered(boss, author.person_id, event=Event.REWARD_GIVEN, title="夹具 <b>快换</b>", path="/my/ideas/8/")

    sending.send_letters()

    [letter] = mail.outbox
    assert letter.subject == "2 messages from Xinghe"
    assert letter.body == (
        "“减速机漏油改造” was answered.\nhttps://xinghe.example.org/my/ideas/7/\n\n"
        "“夹具 <b>快换</b>” was rewarded.\nhttps://xinghe.example.org/my/ideas/8/\n\n-- \n"
        "You choose here which e-mails you get: https://xinghe.example.org/my/messages/preferences/\n"
    )
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    assert (
        '<a href="https://xinghe.example.org/my/ideas/8/">“夹具 &lt;b&gt;快换&lt;/b&gt;” was rewarded.</a>'
        in html
    )
    assert letter.extra_headers["List-Unsubscribe"] == "<https://xinghe.example.org/my/messages/preferences/>"
    assert parsedate_to_datetime(letter.extra_headers["Date"]) == morning
    assert list(Message.objects.values_list("dispatch__sent_at", flat=True)) == [morning, morning]


def test_many_of_one_event_are_one_line(author, boss):
    for number in range(37):
        answered(boss, author.person_id, subject_id=number, path=f"/my/ideas/{number}/")

    sending.send_letters()

    assert sent() == [(["jianguo@example.org"], "37 ideas were answered.")]
    assert "https://xinghe.example.org/my/\n" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("language", "day"), [("zh-hans", "2026年3月9日"), ("", "2026年3月9日"), ("en", "March 9, 2026")]
)
def test_the_email_is_in_the_readers_language(boss, reader_of, language, day):
    reader = reader_of("x@example.org", language=language)
    choose_paces(reader, paces={Event.IDEA_LATE: Pace.AT_ONCE})
    answered(boss, reader.person_id, event=Event.IDEA_LATE, day=date(2026, 3, 9))

    sending.send_letters()

    assert day in mail.outbox[0].subject


def test_nothing_is_sent_twice(author, boss, morning):
    answered(boss, author.person_id)

    assert [minutes_later(morning, number) for number in (0, 0, 1, 90)] == [1, 0, 0, 0]
    assert len(mail.outbox) == 1


# -- as each person chooses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pace", "due"),
    [
        (Pace.AT_ONCE, datetime(2026, 3, 2, 10, tzinfo=CHINA)),
        (Pace.HOURLY, datetime(2026, 3, 2, 11, tzinfo=CHINA)),
        (Pace.DAILY, datetime(2026, 3, 3, 8, tzinfo=CHINA)),
    ],
)
def test_an_email_comes_at_the_pace_that_was_chosen_and_not_before(author, boss, pace, due):
    choose_paces(author, paces={Event.IDEA_ANSWERED: pace})
    answered(boss, author.person_id)

    with clock.held_at(due - timedelta(seconds=1)):
        before = sending.send_letters()
    with clock.held_at(due):
        then = sending.send_letters()

    assert (before, then) == (0, 1)


def test_who_wants_no_email_gets_none_and_the_page_keeps_the_message(author, boss, morning):
    choose_paces(author, paces={Event.IDEA_ANSWERED: Pace.NEVER})
    answered(boss, author.person_id)

    assert minutes_later(morning, 60 * 24 * 3) == 0
    assert Message.objects.filter(person_id=author.person_id).count() == 1


def test_a_choice_is_for_one_event_and_one_person(author, boss, reader_of):
    other = reader_of("other@example.org", language="en")
    choose_paces(author, paces={Event.IDEA_ANSWERED: Pace.NEVER})
    answered(boss, author.person_id, other.person_id)
    answered(boss, author.person_id, event=Event.REWARD_GIVEN)

    sending.send_letters()

    assert sent() == [
        (["jianguo@example.org"], "“减速机漏油改造” was rewarded."),
        (["other@example.org"], "“减速机漏油改造” was answered."),
    ]


def test_what_waits_already_follows_a_new_choice(author, boss, morning):
    choose_paces(author, paces={Event.IDEA_ANSWERED: Pace.DAILY})
    answered(boss, author.person_id)
    choose_paces(author, paces={Event.IDEA_ANSWERED: Pace.NEVER})

    assert minutes_later(morning, 60 * 24 * 3) == 0


def test_what_was_read_in_the_product_is_not_sent(author, boss, morning):
    answered(boss, author.person_id, batch="run:12")
    read_message(author, message_id=Message.objects.get().pk)

    assert minutes_later(morning, 10) == 0


def test_without_an_address_and_without_a_server_nothing_is_written_down(author, boss, reader_of, settings):
    from dataclasses import replace

    answered(boss, reader_of("").person_id)
    settings.XINGHE = replace(settings.XINGHE, smtp_url="")
    answered(boss, author.person_id)

    assert sending.send_letters() == 0
    assert list(Message.objects.values_list("mail_at", flat=True)) == [None, None]


def test_a_closed_account_gets_nothing_more(author, boss):
    from xinghe.accounts.models import Person

    answered(boss, author.person_id)
    Person.objects.filter(pk=author.person_id).update(is_active=False)

    assert sending.send_letters() == 0
    assert Message.objects.get().mail_at is None


# -- at night --------------------------------------------------------------------------------------------------


def test_at_night_only_what_guards_the_account_is_sent(author, boss):
    night = datetime(2026, 3, 2, 23, 30, tzinfo=CHINA)
    with clock.held_at(night):
        answered(boss, author.person_id)
        security_notice(author)
        at_night = sending.send_letters()
    subjects = [one.subject for one in mail.outbox]
    with clock.held_at(datetime(2026, 3, 3, 7, tzinfo=CHINA)):
        in_the_morning = sending.send_letters()

    assert (at_night, in_the_morning) == (1, 1)
    assert subjects == [
        "Your password was changed on March 2, 2026. "
        "If it was not you, change your password and tell the security administrator."
    ]


def security_notice(reader):
    announce(
        reader,
        people=[reader.person_id],
        event=Event.SECURITY_NOTICE,
        subject_kind="audit.auditentry",
        subject_id=1,
        path="/account/",
        act="Your password was changed",
        day=clock.today(),
    )


def test_what_was_due_by_day_and_is_late_waits_for_the_morning(author, boss):
    with clock.held_at(datetime(2026, 3, 2, 20, 59, tzinfo=CHINA)):
        answered(boss, author.person_id)
    with clock.held_at(datetime(2026, 3, 2, 21, 30, tzinfo=CHINA)):
        late = sending.send_letters()

    assert late == 0


# -- when it does not get through ---------------------------------------------------------------------------------


class Breaking(EmailBackend):
    """A server that says no, so many times."""

    def __init__(self, *reasons):
        super().__init__()
        self.reasons, self.tried = list(reasons), []

    def send_messages(self, messages):
        self.tried += [one.extra_headers["Message-ID"] for one in messages]
        if self.reasons:
            raise self.reasons.pop(0)
        return super().send_messages(messages)


def written_down(author, boss):
    answered(boss, author.person_id)
    assert gather_letters(MESSENGER) == 1
    return Dispatch.objects.get()


def test_a_broken_line_is_tried_again_later_and_later_under_the_same_name(author, boss, morning):
    dispatch = written_down(author, boss)
    post = Breaking(ConnectionRefusedError(111, "refused"), smtplib.SMTPServerDisconnected("gone"))
    taken = []
    for minute in (0, 0, 1, 2, 5, 6):
        with clock.held_at(morning + timedelta(minutes=minute)):
            taken.append(send_letter(MESSENGER, dispatch_id=dispatch.pk, post=post))

    assert taken == [False, False, False, False, False, True]
    assert post.tried == [f"<{dispatch.token}@xinghe.example.org>"] * 3
    assert len(mail.outbox) == 1


def test_after_the_last_attempt_it_is_given_up_and_its_reader_is_shown_why(author, boss, morning):
    dispatch = written_down(author, boss)
    post = Breaking(*[TimeoutError("timed out")] * 20)
    for hour in range(48):
        with clock.held_at(morning + timedelta(hours=hour)):
            send_letter(MESSENGER, dispatch_id=dispatch.pk, post=post)

    dispatch.refresh_from_db()
    shown = undeliverable_for(author, address="jianguo@example.org")
    assert len(post.tried) == dispatch.attempts == 7
    assert (shown.address, shown.failure) == ("jianguo@example.org", "TimeoutError: timed out")
    assert undeliverable_for(author, address="new@example.org") is None


def test_an_address_that_does_not_exist_is_given_up_at_once(author, boss, morning):
    dispatch = written_down(author, boss)
    nobody = smtplib.SMTPRecipientsRefused({"jianguo@example.org": (550, b"no such user")})

    send_letter(MESSENGER, dispatch_id=dispatch.pk, post=Breaking(nobody))

    dispatch.refresh_from_db()
    assert (dispatch.attempts, dispatch.given_up_at, dispatch.failure) == (1, morning, "550 no such user")


def test_a_full_box_is_tried_again(author, boss, morning):
    dispatch = written_down(author, boss)
    full = smtplib.SMTPRecipientsRefused({"jianguo@example.org": (452, b"full")})

    send_letter(MESSENGER, dispatch_id=dispatch.pk, post=Breaking(full))

    dispatch.refresh_from_db()
    assert (dispatch.given_up_at, dispatch.next_at) == (None, morning + timedelta(minutes=1))


def test_a_later_email_that_gets_through_takes_the_notice_away(author, boss, morning):
    dispatch = written_down(author, boss)
    nobody = smtplib.SMTPRecipientsRefused({"jianguo@example.org": (550, b"no such user")})
    send_letter(MESSENGER, dispatch_id=dispatch.pk, post=Breaking(nobody))
    answered(boss, author.person_id)

    minutes_later(morning, 1)

    assert undeliverable_for(author, address="jianguo@example.org") is None


def test_an_email_that_breaks_the_program_does_not_keep_the_others_waiting(author, boss, reader_of, morning):
    broken = reader_of("李@example.org")
    answered(boss, broken.person_id, author.person_id)

    class Strict(EmailBackend):
        def send_messages(self, messages):
            messages[0].to[0].encode("ascii")
            return super().send_messages(messages)

    gather_letters(MESSENGER)
    taken = [
        send_letter(MESSENGER, dispatch_id=one.pk, post=Strict())
        for one in Dispatch.objects.order_by("address")
    ]

    assert sorted(taken) == [False, True]
    assert [one.to for one in mail.outbox] == [["jianguo@example.org"]]


class Killed(BaseException):
    """The worker is gone."""


def test_a_worker_killed_between_sending_and_noting_leaves_it_to_the_next_under_the_same_name(
    author, boss, morning
):
    dispatch = written_down(author, boss)

    class Fatal(EmailBackend):
        def send_messages(self, messages):
            super().send_messages(messages)
            raise Killed

    with pytest.raises(Killed):
        send_letter(MESSENGER, dispatch_id=dispatch.pk, post=Fatal())
    minutes_later(morning, 1)

    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [
        f"<{dispatch.token}@xinghe.example.org>"
    ] * 2


# -- several workers -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_email(author, boss, morning):
    from threading import Barrier, Thread

    answered(boss, author.person_id, batch="run:12", times=3)
    start, taken = Barrier(4), []

    def work():
        start.wait()
        for number in range(2, 5):
            taken.append(minutes_later(morning, number))
        close_old_connections()
        from django.db import connection

        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert sum(taken) == 1
    assert sent() == [(["jianguo@example.org"], "3 ideas were answered.")]


@pytest.mark.parametrize("count", [1, 3])
def test_gathering_costs_the_same_for_one_and_for_many(boss, reader_of, django_assert_num_queries, count):
    people = [reader_of(f"p{number}@example.org").person_id for number in range(count)]
    answered(boss, *people)

    with django_assert_num_queries(9):
        made = gather_letters(MESSENGER)

    assert made == count
