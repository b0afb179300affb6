"""Votes in the browser: given once, one's own shown, everybody's when all have voted."""

import re

import pytest
from django.db import transaction

from tests.factories import reviews as judged
from tests.web.jury.conftest import browser_of_person
from xinghe.programmes import registry
from xinghe.programmes.rules.judging import Judging, Settling
from xinghe.reviews import actions
from xinghe.reviews.models import Vote

pytestmark = pytest.mark.django_db
_PASSING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="once" value="[^"]*"|nonce="[^"]*"')


def panel_settled_by(people, settling):
    kind = judged.defended_kind(judging=Judging(settling=settling))
    registry.install(*(one for one in registry.every_kind() if one.code != kind.code), kind)
    return judged.sat_down(people)


@pytest.fixture
def round_(people):
    return panel_settled_by(people, Settling.SCORE_THEN_VOTE).closed()


@pytest.fixture
def browsers(round_):
    return [browser_of_person(one.person_id) for one in round_.sitting]


def text_of(answer):
    return _PASSING.sub("", answer.content.decode())


def ways(round_, at):
    judge = round_.sitting[at]
    way = f"/jury/panels/{round_.code}/votes/"
    return way, f"{way}{round_.number(judge, round_.entries[1])}/"


def voted(round_, browsers, at, choice):
    return browsers[at].post(ways(round_, at)[1], {"choice": choice})


def test_a_vote_is_given_once_and_shown_to_who_gave_it(round_, browsers):
    page, one = ways(round_, 2)
    before = text_of(browsers[2].get(page))

    given = voted(round_, browsers, 2, "no")
    after = text_of(browsers[2].get(page))
    again = voted(round_, browsers, 2, "yes")

    assert given.status_code == 302
    assert "3 entries wait for your vote" in before
    assert before.count('class="ballot"') == 3
    assert "You voted" in after
    assert after.count('class="ballot"') == 2
    assert again.status_code == 409
    assert "you have voted on it" in text_of(again)
    assert Vote.objects.get().choice == "no"
    assert one in before


def test_no_choice_is_no_vote(round_, browsers):
    answer = browsers[2].post(ways(round_, 2)[1], {"choice": "maybe"})

    assert answer.status_code == 422
    assert "is no vote" in text_of(answer)
    assert not Vote.objects.exists()


def test_the_tally_stands_there_for_the_chair_when_all_have_voted_and_not_before(round_, browsers):
    page = ways(round_, 2)[0]
    for at in (0, 1, 2):
        voted(round_, browsers, at, "yes")
    voted(round_, browsers, 3, "abstain")
    early = [text_of(browser.get(page)) for browser in browsers]
    voted(round_, browsers, 4, "no")
    late = text_of(browsers[0].get(page))

    assert all("carried" not in one for one in (*early, text_of(browsers[2].get(page))))
    assert "carried" in late
    assert re.findall(r"ballot-count\">\w+ <b>(\d)</b>", late) == ["3", "1", "1"]
    # How many have voted says who stays out: only the chair learns it.
    assert ["4 of 5 have voted" in one for one in early] == [True, False, False, False, False]


def test_how_another_voted_moves_no_byte_before_the_release(round_, browsers):
    page = ways(round_, 2)[0]
    seen = {}
    for choice in ("yes", "no"):
        point = transaction.savepoint()
        voted(round_, browsers, 3, choice)
        early = [text_of(browsers[at].get(page)) for at in (0, 1, 2, 4)]
        for at in (0, 1, 2, 4):
            voted(round_, browsers, at, "yes" if at < 2 else "no")
        late = [text_of(browsers[at].get(page)) for at in (1, 2, 4)]
        seen[choice] = [*early, *late], text_of(browsers[0].get(page))
        for browser in browsers:
            browser.get(page)  # takes away what it was told about its own vote
        transaction.savepoint_rollback(point)

    assert seen["yes"][0] == seen["no"][0]
    # The control: it is there, and the chair sees it when all have voted.
    assert seen["yes"][1] != seen["no"][1]


def test_while_it_is_open_and_where_scores_settle_there_is_nothing_to_vote_on(people):
    round_ = panel_settled_by(people, Settling.VOTE)
    chair = browser_of_person(round_.chair.person_id)
    way = f"/jury/panels/{round_.code}/votes/"
    early = text_of(chair.get(way))
    refused = chair.post(f"{way}1/", {"choice": "yes"})
    assert "The vote begins when scoring has closed." in early
    assert "Give the vote" not in early
    assert refused.status_code == 409

    other = panel_settled_by(people, Settling.SCORE).closed()
    page = text_of(browser_of_person(other.chair.person_id).get(f"/jury/panels/{other.code}/votes/"))
    assert "There is no vote." in page


def test_who_has_a_conflict_has_no_vote_on_it(round_, browsers):
    answer = browsers[1].get(ways(round_, 2)[0])

    assert round_.entries[0].title not in text_of(answer)
    assert text_of(answer).count('class="ballot"') == 2


def test_after_the_release_votes_are_still_read(round_, browsers):
    for at, judge in enumerate(round_.sitting):
        for task in round_.tasks(judge):
            browsers[at].post(f"/jury/panels/{round_.code}/votes/{task.number}/", {"choice": "yes"})
    actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
    actions.release_together(round_.officer, panel_ids=[round_.panel.pk])

    page = text_of(browsers[2].get(ways(round_, 2)[0]))

    assert "carried" in page
    assert "Give the vote" not in page
