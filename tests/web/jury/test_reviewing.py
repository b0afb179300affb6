"""A judge's home and a panel: invitations answered, progress, filters, what became of the entries."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import accounts
from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.unions import appoint
from tests.web.jury.conftest import browser_of_person, plain
from xinghe.access.powers import Role
from xinghe.reviews import actions
from xinghe.reviews.models import Seat
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.vocab import SeatState

pytestmark = pytest.mark.django_db


def officer_with_browser(union):
    """Somebody who holds an office, signed in with both factors."""
    who = accounts.person(totp=True)
    appoint(who, Role.OFFICER, union)
    browser = Client(headers={"Accept-Language": "en"})
    browser.post("/account/sign-in/", {"login": who.staff_number, "password": accounts.PASSWORD})
    browser.post("/account/sign-in/code/", {"code": accounts.code_of(who)})
    return who, browser


class TestInvitations:
    """Taken or turned down, once."""

    @pytest.fixture
    def invited(self, people):
        return judged.invited(judged.panel_of(people), accept=False)

    @pytest.fixture
    def seat(self, invited):
        return Seat.objects.filter(panel=invited.panel, state=SeatState.INVITED).earliest("position")

    def test_it_is_taken(self, invited, seat):
        browser = browser_of_person(seat.person_id)

        before = browser.get("/jury/").content.decode()
        answer = browser.post(f"/jury/panels/{invited.code}/accept/", follow=True)

        seat.refresh_from_db()
        assert invited.call.title in before
        assert "Take the seat" in before
        assert seat.state == SeatState.ACCEPTED
        after = answer.content.decode()
        assert "Take the seat" not in after
        assert "Panels I sit on" in after
        assert browser.get(f"/jury/panels/{invited.code}/").status_code == 404

    def test_it_is_turned_down_with_words_and_does_not_come_back(self, invited, seat):
        browser = browser_of_person(seat.person_id)

        browser.post(f"/jury/panels/{invited.code}/decline/", {"words": "那几天在外地"})
        again = browser.post(f"/jury/panels/{invited.code}/accept/")

        seat.refresh_from_db()
        assert (seat.state, seat.words) == (SeatState.DECLINED, "那几天在外地")
        assert again.status_code == 404
        assert "turned down" in browser.get("/jury/").content.decode()

    def test_nobody_answers_for_another(self, invited, seat):
        other = browser_of_person(judged.judge(invited.people).person_id)

        answer = other.post(f"/jury/panels/{invited.code}/accept/")

        assert answer.status_code == 404
        assert Seat.objects.get(pk=seat.pk).state == SeatState.INVITED

    def test_where_one_begins_the_day_it_is_said_and_nowhere_else(self, invited, seat):
        asked = browser_of_person(seat.person_id)
        other = browser_of_person(judged.judge(invited.people).person_id)

        assert "You are invited to judge" in asked.get("/my/").content.decode()
        assert "You are invited to judge" not in other.get("/my/").content.decode()


class TestHome:
    """Progress, and where there is nothing."""

    def test_progress_counts_ones_own(self, mine):
        mine.round_.give(mine.judge, mine.round_.tasks(mine.judge)[0].application)

        page = plain(mine.get("/jury/"))

        assert "1 of 2 done" in page
        assert "takes scores" in page

    def test_what_is_to_score_is_said_where_one_begins_the_day(self, mine):
        assert "2 entries to score until" in mine.get("/my/")
        for task in mine.round_.tasks(mine.judge):
            mine.round_.give(mine.judge, task.application)
        assert "to score until" not in mine.get("/my/")

    def test_a_further_judge_is_told_after_the_panel_closed_and_others_are_not(self, people):
        round_ = judged.opened(judged.panel_of(people, per_entry=3)).closed()
        entry = round_.entries[0]
        further = next(
            one
            for one in round_.sitting
            if entry.pk not in [task.application_id for task in round_.tasks(one)]
        )
        seat = Seat.objects.get(panel=round_.panel, judge=further)
        actions.add_review(
            round_.officer,
            panel_id=round_.panel.pk,
            application_id=entry.pk,
            seat_code=seat.code,
            closes_at=database_now() + timedelta(hours=5),
        )
        way = f"/jury/panels/{round_.code}/"
        browser = browser_of_person(further.person_id)

        assert "1 entry to score until" in browser.get("/my/").content.decode()
        assert "Go on with entry" in browser.get(way).content.decode()
        number = round_.number(further, entry)
        sent = {"p-new": "40", "p-useful": "30"}
        assert browser.post(f"{way}entries/{number}/score/", sent)["Location"] == way
        other = next(one for one in round_.sitting if one != further)
        assert "to score until" not in browser_of_person(other.person_id).get("/my/").content.decode()

    def test_an_officer_with_a_seat_finds_it_in_my_work(self, people):
        who, browser = officer_with_browser(people.tree.other_city)
        call = made.call_of(people)
        judge = judged.judge(people, person=who)
        round_ = judged.invited(judged.panel_of(people, call, judges=4), accept=False)
        assert Seat.objects.filter(panel=round_.panel, judge=judge, state=SeatState.INVITED).exists()

        assert "You are invited to judge" in browser.get("/desk/").content.decode()
        _, other = officer_with_browser(people.tree.other_city)
        assert "You are invited to judge" not in other.get("/desk/").content.decode()

    def test_who_was_never_asked_reads_what_this_is(self, people):
        browser = browser_of_person(judged.judge(people).person_id)

        assert "Nobody has asked you to judge yet" in browser.get("/jury/").content.decode()


class TestPanel:
    """The entries of one judge, by number."""

    def test_filters_count_and_narrow(self, mine):
        first, second = mine.round_.tasks(mine.judge)
        mine.round_.give(mine.judge, first.application)
        actions.save_draft(mine.actor, panel_code=mine.round_.code, number=second.number, points={"new": "5"})

        page = mine.get(mine.way)
        scored = mine.get(f"{mine.way}?state=scored")

        assert f"Go on with entry {second.number}" in page
        assert [f'<h3><a href="{mine.entry(one.number)}"' in scored for one in (first, second)] == [
            True,
            False,
        ]
        assert mine.entry(second.number) in mine.get(f"{mine.way}?state=draft")
        assert "No entry is in this state" in mine.get(f"{mine.way}?state=abstained")
        assert mine.entry(first.number) in mine.get(f"{mine.way}?state=nonsense")

    def test_after_the_end_nothing_is_left_to_go_on_with(self, mine):
        judged.ended(mine.round_)

        page = mine.get(mine.way)

        assert "Go on with entry" not in page
        assert "It takes no more scores." in page

    def test_what_became_of_the_entries_is_said_at_the_release_and_no_sooner(self, mine):
        code = mine.round_.tasks(mine.judge)[0].application.code
        mine.round_.closed()
        before = mine.get(mine.way)
        mine.round_.released()

        after = mine.get(mine.way)

        assert ("What became of your entries" in before, code in before) == (False, False)
        assert ("What became of your entries" in after, code in after) == (True, True)

    def test_it_is_nobody_elses(self, mine):
        for person in (judged.judge(mine.round_.people).person_id, mine.round_.officer.person_id):
            browser = browser_of_person(person)
            for way in (mine.way, mine.entry(), f"{mine.way}receipts/", f"{mine.way}sheet/"):
                assert browser.get(way).status_code in (302, 404)


class TestAvailability:
    """Said by the judge, pool by pool."""

    def test_it_is_kept(self, mine):
        browser, judge = mine.browser, mine.judge
        page = mine.get("/jury/availability/")
        way = f"/jury/availability/{judge.pk}/"

        answer = browser.post(way, {"available_from": "2026-03-01", "available_until": "", "load_wish": "8"})

        judge.refresh_from_db()
        assert way in page
        assert answer.status_code == 302
        assert (str(judge.available_from), judge.available_until, judge.load_wish) == ("2026-03-01", None, 8)

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({"available_from": "2026-05-01", "available_until": "2026-03-01"}, 422),
            ({"available_from": "morgen"}, 422),
            ({"load_wish": "0"}, 422),
        ],
    )
    def test_what_is_wrong_is_said_in_place(self, mine, sent, status):
        answer = mine.browser.post(f"/jury/availability/{mine.judge.pk}/", sent)

        assert answer.status_code == status
        page = answer.content.decode()
        assert 'class="errorlist"' in page or 'class="refusal"' in page

    def test_nobody_says_it_for_another(self, mine):
        other = mine.round_.sitting[2]

        answer = mine.browser.post(f"/jury/availability/{other.pk}/", {"load_wish": "1"})

        other.refresh_from_db()
        assert (answer.status_code, other.load_wish) == (404, None)
