"""The decision meeting: places that are left, votes when they are complete, many proposed at once, and the minutes."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.reviews import actions

pytestmark = pytest.mark.django_db
MINUTES = {
    "held_on": "2026-03-02",
    "place": "三楼会议室",
    "led_by": "欧阳建国",
    "present": "欧阳建国、李秀英",
}


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def officer(province, officer_at):
    """The browser of an officer of the organiser."""
    browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)[1]
    browser.cookies["django_language"] = "en"
    return browser


@pytest.fixture
def round_(people):
    """Three entries, closed and ranked."""
    call = made.call_of(people)
    entries = [judged.entry_past(people, call, title=f"扳手{at}号") for at in range(3)]
    found = judged.opened(judged.panel_of(people, call, entries=entries)).closed()
    actions.rank_panel(found.officer, panel_id=found.panel.pk)
    return found


def meeting(round_, **query):
    """The address of the meeting."""
    return reverse("desk:panel-meeting", args=[round_.code], query=query)


def settle_by(settling):
    """Let the panel settle otherwise, past the trigger that keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reviews_panel DISABLE TRIGGER panel_is_kept")
        cursor.execute("UPDATE reviews_panel SET settling = %s", [settling])
        cursor.execute("ALTER TABLE reviews_panel ENABLE TRIGGER panel_is_kept")


class TestThePage:
    """Ranks, votes and places; nothing before the freeze."""

    def test_before_the_freeze_there_is_none(self, people, officer):
        round_ = judged.opened(judged.panel_of(people)).closed()

        text = officer.get(meeting(round_)).text

        assert "No meeting yet" in text
        assert round_.entries[0].title not in text
        minutes = reverse("desk:panel-minutes", args=[round_.code], query=MINUTES)
        assert officer.get(minutes).status_code == 404

    def test_judges_and_applicants_find_nothing(self, round_, signed_in):
        for number in (round_.sitting[0].person_id, round_.entries[0].applicant_id):
            theirs = signed_in(number)
            assert theirs.get(meeting(round_)).status_code == 404
            minutes = reverse("desk:panel-minutes", args=[round_.code], query=MINUTES)
            assert theirs.get(minutes).status_code == 404

    def test_it_says_what_waits_for_the_release(self, round_, officer):
        assert "The results are not released yet" in officer.get(meeting(round_)).text
        actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
        assert "The results are not released yet" not in officer.get(meeting(round_)).text

    def test_votes_are_counted_until_all_are_in(self, round_, officer):
        settle_by("score_then_vote")
        for judge in round_.sitting[:3]:
            for task in round_.tasks(judge):
                actions.vote(round_.actor(judge), panel_code=round_.code, number=task.number, choice="yes")
        text = officer.get(meeting(round_)).text
        assert "3 of 5 have voted" in text
        assert "3 for, 0 against" not in text

        for judge in round_.sitting[3:]:
            for task in round_.tasks(judge):
                actions.vote(round_.actor(judge), panel_code=round_.code, number=task.number, choice="no")

        assert "3 for, 2 against, 0 abstained" in officer.get(meeting(round_)).text

    def test_where_votes_settle_no_ranking_is_needed(self, people, officer):
        round_ = judged.opened(judged.panel_of(people)).closed()
        settle_by("vote")

        text = officer.get(meeting(round_)).text

        assert round_.entries[0].title in text
        assert "0 of 5 have voted" in text

    def test_it_narrows_to_a_phase(self, round_, officer):
        one = round_.entries[0]
        Application.objects.filter(pk=one.pk).update(phase="decision")

        text = officer.get(meeting(round_, phase="decision")).text

        assert one.title in text
        assert round_.entries[1].title not in text


class TestManyAtOnce:
    """Ticked, tried out, then done as long work; a grade that is full refuses with its number."""

    def test_a_full_grade_refuses_and_the_others_go_on(self, round_, officer):
        actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
        Application.objects.update(phase="decision")
        numbers = [one.pk for one in round_.entries]
        text = officer.get(meeting(round_)).text
        assert {int(one) for one in re.findall(r'name="ids" value="(\d+)"', text)} == set(numbers)
        assert "applications.propose" in text
        assert "applications.admit" not in text

        preview = officer.post(reverse("desk:bulk"), {"act": "applications.propose", "ids": numbers})
        assert preview.status_code == 200
        told = {"act": "applications.propose", "numbers": ",".join(map(str, numbers)), "grade": "first"}
        asked = officer.post(reverse("desk:bulk-ask"), told)
        carry_out(Run.objects.latest("pk").pk)
        run = officer.get(asked["Location"])

        assert Application.objects.filter(grade="first", phase="proposed").count() == 1
        assert "1 may get" in run.text
        after = officer.get(meeting(round_)).text
        assert re.search(r'class="is-full">0<', after)


class TestMinutes:
    """Who was there, the ranks and votes, what is proposed."""

    def test_they_are_printed_and_go_on_being_written(self, round_, officer):
        address = reverse("desk:panel-minutes", args=[round_.code])
        pdf = officer.get(address, {**MINUTES, "format": "pdf"})
        assert pdf.content.startswith(b"%PDF")
        Application.objects.filter(pk=round_.entries[0].pk).update(phase="proposed", grade="second")

        docx = officer.get(address, {**MINUTES, "format": "docx"})

        with zipfile.ZipFile(io.BytesIO(docx.content)) as parts:
            text = parts.read("word/document.xml").decode()
        for words in ("李秀英", "三楼会议室", "扳手0号", "（1项）：扳手0号"):
            assert words in re.sub("<[^>]+>", "", text)
        assert round_.fresh().rankings.get().result_hash in re.sub("<[^>]+>", "", text)

    def test_what_is_missing_is_said_on_the_page(self, round_, officer):
        address = reverse("desk:panel-minutes", args=[round_.code])

        answer = officer.get(address, {**MINUTES, "present": "", "format": "pdf"})

        assert answer.status_code == 422
        assert "This field is required" in answer.text
        assert officer.get(address, {**MINUTES, "format": "exe"}).status_code == 404
