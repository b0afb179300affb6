"""An entry: read blind, kept as it is typed, scored, left to others, corrected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.web.jury.conftest import Mine, browser_of_person, plain
from xinghe.attachments.models import Attachment
from xinghe.attachments.queries import clean_store
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.reviews import actions, queries
from xinghe.reviews.models import Conflict, Correction, DraftScore, Score
from xinghe.reviews.models.standing import database_now
from xinghe.web.kit.judging import judging_waits

pytestmark = pytest.mark.django_db
POINTS = {"p-new": "40", "p-useful": "30.5"}


def test_it_shows_answers_and_rubric_and_not_whose_it_is(mine):
    application = mine.round_.tasks(mine.judge)[0].application

    page = mine.get(mine.entry())

    assert "省力" in page
    assert 'name="p-new"' in page
    assert 'data-most="60"' in page
    for secret in (application.code, application.applicant.name, application.unit.name):
        assert secret not in page


def test_where_judges_may_know_it_says_whose_it_is(people):
    round_ = judged.opened(judged.panel_of(people, is_blind=False))
    mine = Mine(round_, round_.sitting[0])
    application = round_.tasks(mine.judge)[0].application

    page = mine.get(mine.entry())

    assert application.code in page
    assert application.unit.name in page


class TestDrafts:
    """Kept by themselves, and by a button where there is no script."""

    def test_what_is_typed_is_kept_right_or_not(self, mine):
        answer = mine.browser.post(f"{mine.entry()}save/", {"p-new": "７7", "comment": "未完"})

        assert answer.json()["saved_at"]
        page = mine.get(mine.entry())
        assert 'value="77"' in page
        assert "未完" in page
        assert not Score.objects.exists()

    def test_what_cannot_be_kept_is_said_to_the_script(self, mine):
        answer = mine.browser.post(f"{mine.entry()}save/", {"comment": "长" * 1001})
        foreign = mine.browser.post(f"{mine.entry(77)}save/", {})

        assert (answer.status_code, answer.json()["code"]) == (422, "comment_too_long")
        assert (foreign.status_code, foreign.json()["code"]) == (404, "missing")

    def test_the_button_keeps_it_too(self, mine):
        answer = mine.browser.post(mine.entry(), POINTS)
        too_long = mine.browser.post(mine.entry(), {**POINTS, "comment": "长" * 1001})

        assert answer["Location"] == mine.entry()
        assert DraftScore.objects.get().points == {"new": "40", "useful": "30.5"}
        assert too_long.status_code == 422
        assert "1001" in too_long.content.decode()

    def test_a_draft_from_before_the_score_does_not_come_back_over_it(self, mine):
        mine.browser.post(mine.entry(), {"p-new": "1"})
        mine.browser.post(f"{mine.entry()}score/", POINTS)

        assert 'value="30.5"' in mine.get(mine.entry())

        mine.browser.post(mine.entry(), {"p-new": "2"})
        assert 'value="2"' in mine.get(mine.entry())


class TestScores:
    """Given with a receipt; refused in words beside what was typed."""

    def test_it_is_given_and_the_next_one_opens(self, mine):
        answer = mine.browser.post(f"{mine.entry(1)}score/", POINTS)
        last = mine.browser.post(f"{mine.entry(2)}score/", POINTS)

        score = Score.objects.earliest("pk")
        assert (score.total, score.person_id) == (705, mine.judge.person_id)
        assert answer["Location"] == mine.entry(2)
        assert last["Location"] == mine.way
        assert score.digest[:12] in mine.get(mine.entry(1))

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"p-new": "40"}, "1 criteria have no points yet"),
            ({**POINTS, "p-new": "61"}, "“61” cannot be given"),
            ({**POINTS, "p-new": "0"}, "wants a comment of at least 30"),
            ({"p-new": "60", "p-useful": "40"}, "wants a comment of at least 30"),
        ],
    )
    def test_what_is_refused_stands_there_with_what_was_typed(self, mine, sent, said):
        answer = mine.browser.post(f"{mine.entry()}score/", sent)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert f'value="{sent["p-new"]}"' in page
        assert not Score.objects.exists()

    def test_after_the_end_it_is_refused_and_the_page_offers_none(self, mine):
        judged.ended(mine.round_)

        answer = mine.browser.post(f"{mine.entry()}score/", POINTS)

        assert answer.status_code == 409
        assert f"{mine.entry()}score/" not in mine.get(mine.entry())
        assert not Score.objects.exists()


class TestLeavingItToOthers:
    """No score with a reason, and a conflict after which it is not shown."""

    def test_no_score_needs_a_reason(self, mine):
        empty = mine.browser.post(f"{mine.entry()}abstain/", {"reason": ""})
        short = mine.browser.post(f"{mine.entry()}abstain/", {"reason": "忙"})
        done = mine.browser.post(f"{mine.entry()}abstain/", {"reason": "不熟悉这个专业"})

        assert (empty.status_code, short.status_code, done.status_code) == (422, 422, 302)
        assert 'id="abstain-reason_error"' in empty.content.decode()
        assert "The reason has 1 characters" in short.content.decode()
        assert "You gave no score." in mine.get(mine.entry())
        assert "abstained" in plain(mine.get(mine.way))

    def test_a_conflict_takes_the_entry_away(self, mine):
        empty = mine.browser.post(f"{mine.entry()}conflict/", {"kind": "", "words": "x"})
        done = mine.browser.post(f"{mine.entry()}conflict/", {"kind": "kin", "words": "第一完成人是我表弟"})

        assert empty.status_code == 422
        assert done["Location"] == mine.entry(2)
        assert Conflict.objects.get().kind == "kin"
        assert mine.browser.get(mine.entry()).status_code == 404
        assert mine.entry(1) not in mine.get(mine.way)

    def test_a_kind_that_nobody_declares_is_refused(self, mine):
        answer = mine.browser.post(f"{mine.entry()}conflict/", {"kind": "own_entry", "words": "我申报了"})

        assert answer.status_code == 422
        assert not Conflict.objects.exists()


class TestCorrections:
    """Asked for on the same sheet after the end."""

    SENT = {"p-new": "20", "p-useful": "25", "comment": judged.WORDS, "reason": "两栏填反了"}

    def test_it_is_asked_for_once(self, mine):
        early = mine.browser.post(f"{mine.entry()}correct/", self.SENT)
        mine.round_.closed()

        offered = mine.get(mine.entry())
        wordless = mine.browser.post(f"{mine.entry()}correct/", {**self.SENT, "reason": ""})
        done = mine.browser.post(f"{mine.entry()}correct/", self.SENT)
        after = mine.get(mine.entry())

        assert early.status_code == 409
        assert f"{mine.entry()}correct/" in offered
        assert wordless.status_code == 422
        assert 'value="25"' in wordless.content.decode()
        assert done.status_code == 302
        assert Correction.objects.get().total == 450
        assert "You asked for a correction" in after
        assert f"{mine.entry()}correct/" not in after

    def test_after_the_release_it_is_only_read(self, mine):
        mine.round_.released()

        page = mine.get(mine.entry())

        for name in ("correct", "score", "abstain", "conflict"):
            assert f"{mine.entry()}{name}/" not in page


def test_who_is_asked_after_the_release_finds_it_and_scores_on_the_page(people):
    round_ = judged.opened(judged.panel_of(people, judges=6, seats=5, per_entry=3)).released()
    entry = round_.entries[0]
    readers = [one for one in round_.sitting if entry in [task.application for task in round_.tasks(one)]]
    late = next(one for one in round_.sitting if one not in readers)
    actions.pin_conflict(
        round_.officer, panel_id=round_.panel.pk, judge_id=readers[0].pk, application_id=entry.pk, kind="kin", words="第一完成人的表兄"
    )  # fmt: skip
    mine = Mine(round_, late)
    waited = list(judging_waits(mine.actor, now=clock.now()))
    actions.add_review(
        round_.officer,
        panel_id=round_.panel.pk,
        application_id=entry.pk,
        seat_code=round_.panel.places.get(judge=late).code,
        closes_at=database_now() + timedelta(hours=1),
    )
    way = mine.entry(round_.number(late, entry))

    assert waited == []
    assert [one.url for one in judging_waits(mine.actor, now=clock.now())] == [mine.way]
    assert way in mine.get(mine.way)
    assert 'name="p-new"' in mine.get(way)
    done = mine.browser.post(f"{way}score/", {**POINTS, "comment": judged.WORDS})
    assert done.status_code == 302
    assert Score.objects.filter(assignment__judge=late, assignment__application=entry).count() == 1


@pytest.mark.usefixtures("storage")
class TestFiles:
    """Under neutral names, by a link of one's own, asked about anew."""

    @pytest.fixture
    def photo(self, mine):
        application = mine.round_.tasks(mine.judge)[0].application
        made.evidence(application, Slot.EV08, file_name="王秀英现场.jpg", media_type="image/jpeg")
        made.evidence(application, Slot.EV05, file_name="三环证明.pdf")
        digests = [clean_store().put(iter([content]), limit=100) for content in (b"photo", b"small")]
        Attachment.objects.filter(slot=Slot.EV08).update(clean_digest=digests[0], preview_digest=digests[1])
        return f"{mine.entry()}files/EV08-1.jpg/"

    def test_it_is_opened_under_its_neutral_name(self, mine, photo):
        page = mine.get(mine.entry())
        led = mine.browser.get(photo)
        answer = mine.browser.get(led["Location"])

        assert photo in page
        assert "王秀英" not in page
        assert "EV05" not in page
        assert b"".join(answer.streaming_content) == b"photo"
        assert answer["Content-Disposition"] == 'attachment; filename="EV08-1.jpg"'
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert "no-store" in answer["Cache-Control"]

    def test_its_small_picture_is_shown_in_place(self, mine, photo):
        answer = mine.browser.get(f"{photo}preview/")

        assert b"".join(answer.streaming_content) == b"small"
        assert answer["Content-Disposition"] == 'inline; filename="preview.jpg"'
        assert mine.browser.get(f"{mine.entry()}files/EV05-1.pdf/").status_code == 404
        assert mine.browser.get(f"{mine.entry()}files/EV05-1.pdf/preview/").status_code == 404

    def test_a_file_without_a_small_picture_has_none(self, mine, photo):
        Attachment.objects.filter(slot=Slot.EV08).update(preview_digest="")

        assert mine.browser.get(f"{photo}preview/").status_code == 404
        assert f"{photo}preview/" not in mine.get(mine.entry())

    def test_the_link_is_nobody_elses_and_ends_with_the_assignment(self, mine, photo):
        led = mine.browser.get(photo)["Location"]
        other = browser_of_person(mine.round_.sitting[2].person_id)

        assert other.get(led).status_code == 404
        mine.browser.post(f"{mine.entry()}conflict/", {"kind": "kin", "words": "第一完成人是我表弟"})
        assert mine.browser.get(led).status_code == 404


def test_what_depends_on_a_hidden_answer_is_shown(mine):
    """It was asked, or it would not be among the answers."""
    from xinghe.programmes.rules.form import Section, When
    from xinghe.web.jury.entries import sections_shown

    entry = queries.entry_for(mine.actor, mine.round_.code, 1)
    need = next(one for one in entry.sections[0].fields if one.name == "need")
    bound = replace(need, when=When(field="name", values=("王秀英",)))

    shown = sections_shown(replace(entry, sections=(Section(title="x", fields=(bound,)),)))

    assert [one.words for one in shown[0].answers] == ["省力"]
