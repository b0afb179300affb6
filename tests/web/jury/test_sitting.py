"""A sitting in the browser: the same order and clock for everybody, the chair's own pages, and nothing of others' scores."""

import re

import pytest

from tests.factories import reviews as judged
from tests.web.jury.conftest import browser_of_person
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.reviews import actions, queries
from xinghe.reviews.models import CallUp, Score
from xinghe.reviews.vocab import Part

pytestmark = pytest.mark.django_db
_PASSING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="once" value="[^"]*"|nonce="[^"]*"')


@pytest.fixture
def round_(people):
    """Three entries before five judges; the second judge has a conflict with the first entry."""
    kind = judged.defended_kind()
    registry.install(*(one for one in registry.every_kind() if one.code != kind.code), kind)
    return judged.sat_down(people)


@pytest.fixture
def way(round_):
    return f"/jury/panels/{round_.code}/"


@pytest.fixture
def browsers(round_):
    """A browser of every judge, the chair's first."""
    return [browser_of_person(one.person_id) for one in round_.sitting]


def place_of(round_, application):
    (drawn,) = [one for one in queries.draws_of(round_.code) if one.purpose == "order"]
    return drawn.record["links"][1]["seated"]["order"].index(application.code) + 1


def text_of(answer):
    return _PASSING.sub("", answer.content.decode())


def called(browsers, way, place, **minutes):
    return browsers[0].post(f"{way}sitting/call/", {"place": place, "presenting": 10, "asking": 5, **minutes})


class TestNow:
    """Who is up now is the same for all."""

    def test_the_chair_calls_up_and_everybody_sees_it(self, round_, browsers, way):
        before = text_of(browsers[2].get(f"{way}sitting/"))
        place = place_of(round_, round_.entries[1])

        answer = called(browsers, way, place, presenting=8)
        started = browsers[0].post(f"{way}sitting/part/", {"place": place, "part": "presenting"})

        assert (answer.status_code, started.status_code) == (302, 302)
        assert "It has not begun" in before
        for browser in (browsers[0], browsers[2], browsers[4]):
            page = text_of(browser.get(f"{way}sitting/"))
            up = page[page.index("sitting-up") :]
            assert round_.entries[1].title in up[: up.index("sitting-next")]
            assert "8 minutes to present, 5 for questions" in page
            assert "data-clock" in page
            assert f"{way}entries/" in page

    def test_who_is_shut_out_is_told_so_and_nothing_more(self, round_, browsers, way):
        called(browsers, way, place_of(round_, round_.entries[0]))

        barred, other = (text_of(browsers[at].get(f"{way}sitting/")) for at in (1, 2))

        assert "You are not in on this one." in barred
        assert round_.entries[0].title not in barred
        assert round_.entries[0].title in other
        assert "You are not in on this one." not in other
        assert "kin" not in re.findall(r"\w+", other)

    def test_asked_again_it_answers_with_nothing_until_something_changes(self, round_, browsers, way):
        page = text_of(browsers[2].get(f"{way}sitting/"))
        now = re.search(r'hx-get="([^"]+sitting/now/[^"]*)"', page)[1].replace("&amp;", "&")

        same = browsers[2].get(now)
        called(browsers, way, 1)
        changed = browsers[2].get(now)

        assert (same.status_code, changed.status_code) == (204, 200)
        assert "called in" in text_of(changed)

    def test_the_big_screen_shows_the_entry_and_no_score(self, round_, browsers, way):
        place = place_of(round_, round_.entries[2])
        called(browsers, way, place)
        round_.give(round_.chair, round_.entries[2], 47, "31.5")

        page = text_of(browsers[0].get(f"{way}sitting/screen/"))

        assert round_.entries[2].title in page
        assert "78.5" not in page
        assert "scored" not in page
        assert round_.sitting[1].person.name not in page

    def test_on_the_big_screen_a_shut_out_chair_shows_the_place_alone(self, people):
        kind = judged.defended_kind()
        registry.install(*(one for one in registry.every_kind() if one.code != kind.code), kind)
        round_ = judged.sat_down(people, barred=0)
        chair, way = browser_of_person(round_.chair.person_id), f"/jury/panels/{round_.code}/"
        place = place_of(round_, round_.entries[0])
        called([chair], way, place)

        page = text_of(chair.get(f"{way}sitting/screen/"))

        assert f"Entry at place {place}" in page
        assert "not in on" not in page

    def test_who_has_scored_or_abstained_is_led_back_to_it(self, browsers, way):
        scored = browsers[2].post(f"{way}entries/1/score/", {"p-new": "40", "p-useful": "30"})
        left_out = browsers[2].post(f"{way}entries/2/abstain/", {"reason": "不熟悉这个专业"})

        assert [answer.headers.get("Location") for answer in (scored, left_out)] == [f"{way}sitting/"] * 2


class TestMoving:
    """The chair moves it on, and nobody else."""

    def test_controls_are_the_chairs_alone(self, browsers, way):
        pages = [text_of(browser.get(f"{way}sitting/")) for browser in browsers]

        assert ["For you as chair" in page for page in pages] == [True, False, False, False, False]
        assert called(browsers[1:], way, 1).status_code == 404
        assert browsers[1].post(f"{way}sitting/break/").status_code == 404
        assert browsers[1].post(f"{way}sitting/part/", {"place": 1, "part": "asking"}).status_code == 404
        assert not CallUp.objects.exists()

    def test_what_is_refused_is_said_beside_what_was_typed(self, browsers, way):
        wrong = called(browsers, way, 1, presenting="x7")
        nowhere = called(browsers, way, 9)
        early = browsers[0].post(f"{way}sitting/part/", {"place": 1, "part": "asking"})

        assert [one.status_code for one in (wrong, nowhere, early)] == [422, 409, 409]
        assert "0 minutes to present" in text_of(wrong)
        assert 'value="x7"' in text_of(wrong)
        assert "place 9 of 3" in text_of(nowhere)
        assert "call it up first" in text_of(early)

    def test_the_next_one_is_who_was_not_heard(self, browsers, way):
        called(browsers, way, 2)
        browsers[0].post(f"{way}sitting/break/")
        page = text_of(browsers[0].get(f"{way}sitting/"))

        assert re.search(r'<option value="1" selected', page)
        assert "Break" in page
        called(browsers, way, 1)
        assert re.search(r'<option value="3" selected', text_of(browsers[0].get(f"{way}sitting/")))

    def test_a_button_pressed_twice_calls_up_once(self, browsers, way):
        page = browsers[0].get(f"{way}sitting/").content.decode()
        key = re.search(r'name="once" value="([^"]+)"', page)[1]
        for _ in range(2):
            browsers[0].post(f"{way}sitting/call/", {"place": 1, "presenting": 10, "asking": 5, "once": key})

        assert CallUp.objects.count() == 1

    def test_after_the_end_it_says_so(self, round_, browsers, way):
        round_.closed()
        page = text_of(browsers[0].get(f"{way}sitting/"))
        late = called(browsers, way, 1)

        assert "The sitting is over" in page
        assert late.status_code == 409
        assert "closed" in text_of(late)


class TestLive:
    """Live scores are for the chair's eyes."""

    def test_the_chair_sees_counts_and_means_and_nobody_else_finds_the_page(
        self, round_, browsers, way, officer_at
    ):
        _, officer = officer_at(round_.people.tree.province)
        round_.give(round_.sitting[2], round_.entries[1], 50, 30)
        round_.give(round_.sitting[3], round_.entries[1], 45, "30.5")
        # Before the chair has scored the entry, what the others gave would lead the chair.
        early = text_of(browsers[0].get(f"{way}chair/live/"))
        assert "77.75" not in early
        assert "3 have not scored yet" in early
        round_.give(round_.chair, round_.entries[1], 50, 30)

        for address in ("chair/", "chair/live/"):
            answers = [browser.get(way + address) for browser in browsers]
            others = [*answers, officer.get(way + address)]
            assert [one.status_code for one in others] == [200, 404, 404, 404, 404, 404]
            chairs = text_of(answers[0])
            assert "78.50" in chairs
            assert "2 have not scored yet" in chairs
            assert all("78.50" not in text_of(one) for one in others[1:])

    def test_after_the_end_those_off_the_middle_stand_there(self, round_, browsers, way):
        for at, one in enumerate(round_.sitting):
            for task in round_.tasks(one):
                round_.give(one, task.application, 60 if at == 2 else 30, 30 if at == 2 else 10)
        open_ = text_of(browsers[0].get(f"{way}chair/live/"))
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)

        page = text_of(browsers[0].get(f"{way}chair/"))

        assert "all have scored" in open_
        assert page.count(round_.sitting[2].person.name) == 3
        assert "says why" in page
        assert browsers[1].get(f"{way}chair/").status_code == 404
        assert "The panel is closed" in text_of(browsers[0].get(f"{way}chair/live/"))

    def test_after_the_release_there_is_no_such_page(self, round_, browsers, way):
        round_.released()
        assert browsers[0].get(f"{way}chair/").status_code == 404


class TestTwoWorlds:
    """Worlds that differ in another judge's score look the same to a judge, byte for byte."""

    PAGES = ("sitting/", "sitting/now/", "sitting/screen/", "sitting/now/?screen=1")

    def seen(self, round_, browser, way):
        return [text_of(browser.get(way + one)) for one in self.PAGES]

    def test_another_judges_score_moves_no_byte_and_ones_own_does(self, round_, browsers, way):
        chair = round_.actor(round_.chair)
        with clock.held_at(clock.now()):
            actions.call_up(chair, panel_code=round_.code, place=place_of(round_, round_.entries[1]))
            actions.start_part(
                chair,
                panel_code=round_.code,
                place=place_of(round_, round_.entries[1]),
                part=Part.PRESENTING,
            )
            watcher, shut_out = browsers[2], browsers[1]
            round_.give(round_.chair, round_.entries[1], 60, 40)
            none = self.seen(round_, watcher, way), self.seen(round_, shut_out, way)
            round_.give(round_.sitting[3], round_.entries[1], 1, 20)
            round_.give(round_.sitting[3], round_.entries[0], 1, 20)
            low = self.seen(round_, watcher, way), self.seen(round_, shut_out, way)
            round_.give(round_.sitting[3], round_.entries[1], 60, 40)
            high = self.seen(round_, watcher, way), self.seen(round_, shut_out, way)
            live = text_of(browsers[0].get(f"{way}chair/live/"))
            round_.give(round_.sitting[2], round_.entries[1], 60, 40)
            own = self.seen(round_, watcher, way)

        assert none == low == high
        # The controls: the score is there to be seen by the chair, and one's own changes one's own pages.
        assert "100.00" in live
        assert own != high[0]

    def test_another_judges_conflict_moves_no_byte(self, round_, browsers, way):
        with clock.held_at(clock.now()):
            called(browsers, way, place_of(round_, round_.entries[1]))
            before = self.seen(round_, browsers[2], way)
            theirs = self.seen(round_, browsers[3], way)
            actions.declare_conflict(
                round_.actor(round_.sitting[3]),
                panel_code=round_.code,
                number=round_.number(round_.sitting[3], round_.entries[1]),
                kind="kin",
                words="第一完成人是我的表弟",
            )
            assert self.seen(round_, browsers[2], way) == before
            assert self.seen(round_, browsers[3], way) != theirs


def test_nobody_from_outside_finds_any_of_it(round_, way, officer_at):
    _, officer = officer_at(round_.people.tree.province)
    for outside in (browser_of_person(round_.entries[0].applicant_id), officer):
        for address in ("sitting/", "sitting/now/", "sitting/screen/", "chair/", "votes/", "visits/"):
            assert outside.get(way + address).status_code == 404


def test_where_each_reads_for_themselves_there_is_no_sitting(people):
    round_ = judged.opened(judged.panel_of(people))
    chair = browser_of_person(round_.chair.person_id)
    for address in ("sitting/", "sitting/screen/", "chair/"):
        assert chair.get(f"/jury/panels/{round_.code}/{address}").status_code == 404
    assert Application.objects.exists()
    assert not Score.objects.exists()
