"""The award sheet: nothing before the freeze, the line in the address, what would flip it, a record that can be re-run."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import translation

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.kernels.judging import Turn
from xinghe.programmes import registry
from xinghe.project.commands import judging
from xinghe.reviews import actions
from xinghe.reviews.models import Assignment, Ranking, Rerank, Seat
from xinghe.reviews.queries.award import missing_reviews
from xinghe.reviews.queries.award_sheet import AwardOutlook, award_outlook, award_sheet
from xinghe.web.desk.panel_award_shown import turns_shown

pytestmark = pytest.mark.django_db


NEW = (58, 50, 41, 41, 33, 26)


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
    """Six entries read by three judges each out of five, closed; the third and the fourth are as good as each other."""
    call = made.call_of(people)
    entries = [judged.entry_past(people, call, title=f"扳手{at}号") for at in range(6)]
    found = judged.opened(judged.panel_of(people, call, entries=entries, seats=5, per_entry=3))
    for at, judge in enumerate(found.sitting):
        for task in found.tasks(judge):
            found.give(judge, task.application, NEW[entries.index(task.application)], 14 + 4 * at)
    return found.closed()


def page(name, code, **query):
    """The address of one of the pages."""
    return reverse(f"desk:{name}", args=[code], query=query)


def frozen(round_):
    """The same with its ranking."""
    actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
    return round_


class TestBeforeTheFreeze:
    """No figure of it, by any way."""

    def test_the_page_says_so_and_shows_nothing(self, people, officer):
        round_ = judged.opened(judged.panel_of(people))
        round_.give_all()

        shown = officer.get(page("panel-award", round_.code))

        assert shown.status_code == 200
        assert "No award sheet yet" in shown.text
        for entry in round_.entries:
            assert entry.title not in shown.text
            assert entry.code not in shown.text

    def test_no_record_and_an_empty_file(self, round_, officer):
        for form in ("json", "csv"):
            answer = officer.get(reverse("desk:panel-award-record", args=[round_.code, form]))
            assert answer.status_code == 404
        listed = reverse("desk:list-export", args=["award-sheet"])
        assert officer.get(listed, {"panel": round_.code, "format": "csv"}).status_code == 404

    def test_it_is_frozen_by_the_method_that_was_fixed(self, round_, officer):
        answer = officer.post(page("panel-award-freeze", round_.code), follow=True)

        assert "The ranking is frozen" in answer.text
        assert Ranking.objects.get().record["method"] == round_.fresh().method
        assert all(entry.title in answer.text for entry in round_.entries)

    def test_an_open_panel_is_not_frozen(self, people, officer):
        round_ = judged.opened(judged.panel_of(people))

        answer = officer.post(page("panel-award-freeze", round_.code))

        assert answer.status_code == 409
        assert "open for scores" in answer.text
        assert not Ranking.objects.exists()


class TestWhoSeesIt:
    """Who ranks; who looks on since the release; no judge and no party."""

    def test_a_judge_and_an_applicant_find_nothing(self, round_, signed_in):
        frozen(round_)
        for number in (round_.sitting[0].person_id, round_.entries[0].applicant_id):
            theirs = signed_in(number)
            for address in (
                page("panel-award", round_.code),
                reverse("desk:panel-award-record", args=[round_.code, "json"]),
            ):
                assert theirs.get(address).status_code == 404
            for name in ("freeze", "ask"):
                told = {"application": "X", "seat": "Y", "closes_at": "2099-01-01T10:00"}
                assert theirs.post(page(f"panel-award-{name}", round_.code), told).status_code == 404
        assert Ranking.objects.count() == 1

    def test_an_officer_with_an_application_in_it_finds_nothing(self, round_, province, officer_at):
        person, browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)
        frozen(round_)
        assert browser.get(page("panel-award", round_.code)).status_code == 200
        one = round_.entries[0]
        type(one).objects.filter(pk=one.pk).update(people=[*one.people, person.pk])

        assert browser.get(page("panel-award", round_.code)).status_code == 404
        listed = reverse("desk:list-export", args=["award-sheet"])
        assert browser.get(listed, {"panel": round_.code}).status_code == 404

    def test_who_looks_on_sees_it_when_it_is_released(self, round_, province, officer_at):
        _, supervisor = officer_at(province.province, Role.SUPERVISOR)
        supervisor.cookies["django_language"] = "en"
        frozen(round_)

        before = supervisor.get(page("panel-award", round_.code)).text
        record = reverse("desk:panel-award-record", args=[round_.code, "csv"])
        assert round_.entries[0].title not in before
        assert supervisor.get(record).status_code == 404

        actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
        after = supervisor.get(page("panel-award", round_.code)).text
        assert round_.entries[0].title in after
        assert supervisor.get(record).status_code == 200
        assert "What would give another line" not in after


class TestTheLine:
    """It stands in the address; what would flip it is said in words."""

    def test_it_is_drawn_where_the_address_says(self, round_, officer):
        frozen(round_)

        one, five = (officer.get(page("panel-award", round_.code, above=at)).text for at in (1, 5))

        assert one.count("is-above") == 1
        assert five.count("is-above") == 5
        assert one.count("is-below-line") == five.count("is-below-line") == 1
        for strange in ("0", "-3", "x", "9" * 30):
            assert officer.get(page("panel-award", round_.code, above=strange)).status_code == 200

    def test_what_would_flip_it_is_said_in_words(self, round_):
        sheet = award_sheet(frozen(round_).officer, round_.code, above=3)
        one, other = (row.application for row in sheet.rows[2:4])
        turns = (
            Turn(of="judge", name="J1", rising=(other,), falling=(one,)),
            Turn(of="judge", name="J2", disconnected=True, unscored=(one,)),
            Turn(of="criterion", name="new", falling=(one,)),
            Turn(of="method", name="t4", rising=tuple(row.application for row in sheet.rows)),
            Turn(of="method", name="mean"),
        )
        outlook = AwardOutlook(turns=turns, judges={"J1": "欧阳建国", "J2": "李秀英"}, further=())
        titles = {row.application: row.title for row in sheet.rows}

        with translation.override("en"):
            found = turns_shown(sheet, outlook)
            none = turns_shown(sheet, AwardOutlook(turns=turns[-1:], judges={}, further=()))

        first, second, third, fourth = found.flips
        assert first.without == "Without the judge 欧阳建国"
        assert first.changes == (
            f"“{titles[other]}” would rise above the line",
            f"“{titles[one]}” would fall below it",
        )
        assert second.changes[-1] == "the scores could no longer be calibrated"
        assert third.without == "Without the criterion “new”"
        assert "and 2 more" in fourth.changes[0]
        assert found.rest == none.rest == "1 other way was tried, and it gives no other line."
        assert none.flips == ()

    def test_every_way_is_tried_and_no_seat_is_named(self, round_, officer):
        frozen(round_)
        lines = (1, 2, 3, 4, 5)
        found = "".join(officer.get(page("panel-award", round_.code, above=at)).text for at in lines)

        assert "What would give another line" in found
        assert "tried, and" in found
        assert not any(
            seat.code in found for seat in Seat.objects.all() if f'value="{seat.code}"' not in found
        )

    def test_it_goes_out_as_a_table(self, round_, officer):
        frozen(round_)
        listed = reverse("desk:list-export", args=["award-sheet"])

        answer = officer.get(listed, {"panel": round_.code, "above": "2", "format": "csv"})

        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 7
        assert [line.split(",")[6].strip('"') for line in lines[1:]] == ["yes", "yes", "no", "no", "no", "no"]
        for form in ("xlsx", "ods"):
            assert officer.get(listed, {"panel": round_.code, "format": form}).status_code == 200


class TestOneMoreJudge:
    """Where the line lies within an interval, one more judge is proposed and asked."""

    def asked(self, round_, officer):
        text = officer.get(page("panel-award", round_.code, above=3)).text
        assert "Where one more judge would help" in text
        return text

    def test_it_is_asked_with_an_end_of_its_own(self, round_, officer):
        frozen(round_)
        self.asked(round_, officer)
        (first, *_) = award_outlook(round_.officer, award_sheet(round_.officer, round_.code, above=3)).further
        until = clock.now() + timedelta(days=2)
        told = {"application": first.application, "seat": first.seat, "closes_at": f"{until:%Y-%m-%dT%H:%M}"}

        answer = officer.post(page("panel-award-ask", round_.code), told, follow=True)

        assert "Asked." in answer.text
        made_ = Assignment.objects.get(closes_at__isnull=False)
        assert (made_.application.code, made_.seat.code) == (first.application, first.seat)
        again = officer.post(page("panel-award-ask", round_.code), told)
        assert again.status_code == 422
        assert "Choose another judge" in again.text

    def test_a_day_that_is_none_is_said_where_it_was_typed(self, round_, officer):
        frozen(round_)
        (first, *_) = award_outlook(round_.officer, award_sheet(round_.officer, round_.code, above=3)).further

        answer = officer.post(
            page("panel-award-ask", round_.code),
            {"application": first.application, "seat": first.seat, "closes_at": "soon"},
        )

        assert answer.status_code == 422
        assert "Enter a valid date/time" in answer.text

    def test_what_changed_since_is_said(self, round_, officer):
        frozen(round_)
        judge = round_.sitting[0]
        seat = Seat.objects.get(judge=judge)
        entry = next(
            one for one in round_.entries if one.pk not in {t.application_id for t in round_.tasks(judge)}
        )
        actions.add_review(
            round_.officer, panel_id=round_.panel.pk, application_id=entry.pk, seat_code=seat.code,
            closes_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
        assert "Freeze it anew before the release" not in officer.get(page("panel-award", round_.code)).text

        round_.give(judge, entry)

        assert "Freeze it anew before the release" in officer.get(page("panel-award", round_.code)).text
        officer.post(page("panel-award-freeze", round_.code))
        assert Ranking.objects.count() == 2
        assert "Freeze it anew before the release" not in officer.get(page("panel-award", round_.code)).text


class TestTheRecord:
    """Anybody makes the ranking again from what was taken away."""

    def test_the_command_of_the_page_gives_the_same_result(self, round_, officer, tmp_path):
        frozen(round_)
        text = officer.get(page("panel-award", round_.code)).text
        kept = {}
        for form in ("json", "csv"):
            answer = officer.get(reverse("desk:panel-award-record", args=[round_.code, form]))
            assert "attachment" in answer["Content-Disposition"]
            kept[form] = tmp_path / answer["Content-Disposition"].split('"')[1]
            kept[form].write_bytes(answer.content)
        record = json.loads(kept["json"].read_text())
        (line,) = (one for one in text.splitlines() if "xinghe judging rank" in one)
        words = line[line.index("rank") :].split()
        assert words[1] == kept["csv"].name

        told = ["rank", str(kept["csv"]), *words[2:], "--record", str(tmp_path / "mine.json")]
        done = CliRunner().invoke(judging.command, told)

        assert done.exit_code == 0, done.output
        assert json.loads((tmp_path / "mine.json").read_text()) == record
        assert CliRunner().invoke(judging.command, ["replay", str(kept["json"])]).exit_code == 0

    def test_a_record_that_was_touched_is_noticed(self, round_, officer, tmp_path):
        frozen(round_)
        answer = officer.get(reverse("desk:panel-award-record", args=[round_.code, "json"]))
        record = json.loads(answer.content)
        record["scores"][0][3] = "1"
        (tmp_path / "touched.json").write_text(json.dumps(record))

        assert CliRunner().invoke(judging.command, ["replay", str(tmp_path / "touched.json")]).exit_code == 2

    def test_it_names_no_judge(self, round_, officer):
        frozen(round_)
        for form in ("json", "csv"):
            text = officer.get(reverse("desk:panel-award-record", args=[round_.code, form])).content.decode()
            assert not any(judge.person.name in text for judge in round_.judges)
        assert officer.get(reverse("desk:panel-award-record", args=[round_.code, "xml"])).status_code == 404


class TestAnew:
    """After the release: one officer asks, another agrees, and the earlier ranking stays."""

    def test_two_officers_rank_anew_what_counts_the_wrong_scores(self, people, officer, officer_at):
        round_ = judged.opened(judged.panel_of(people)).released()
        assert "Ask for a new ranking" not in officer.get(page("panel-award", round_.code)).text
        judge = round_.sitting[0]
        actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk,
            application_id=round_.entries[0].pk, kind="kin", words="第一完成人的表兄",
        )  # fmt: skip

        shown = officer.get(page("panel-award", round_.code)).text
        assert "counts the wrong scores" in shown
        assert "Ask for a new ranking" in shown
        officer.post(page("panel-award-ask-anew", round_.code), {"reason": "评委与申报人有亲属关系"})
        assert "You asked for it yourself" in officer.get(page("panel-award", round_.code)).text

        asked = Rerank.objects.get()
        second = officer_at(people.tree.province, Role.PROVINCIAL_OFFICER)[1]
        second.cookies["django_language"] = "en"
        assert "评委与申报人有亲属关系" in second.get(page("panel-award", round_.code)).text
        second.post(reverse("desk:panel-award-rank-anew", args=[round_.code, asked.pk]))

        assert Ranking.objects.count() == 2
        assert "counts the wrong scores" not in officer.get(page("panel-award", round_.code)).text

    def test_where_a_conflict_leaves_too_few_one_more_is_asked_from_the_page(self, round_, officer):
        round_.released()
        entry = round_.entries[0]
        readers = [one for one in round_.sitting if entry in [task.application for task in round_.tasks(one)]]
        assert "Where a judge is missing" not in officer.get(page("panel-award", round_.code)).text
        actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=readers[0].pk,
            application_id=entry.pk, kind="kin", words="第一完成人的表兄",
        )  # fmt: skip

        shown = officer.get(page("panel-award", round_.code)).text
        (short,) = missing_reviews(round_.officer, round_.code)
        seat, name = short.judges[0]
        until = clock.now() + timedelta(days=2)
        told = {"application": entry.code, "seat": seat, "closes_at": "soon"}
        wrong = officer.post(page("panel-award-ask", round_.code), told)
        right = {**told, "closes_at": f"{until:%Y-%m-%dT%H:%M}"}
        answer = officer.post(page("panel-award-ask", round_.code), right, follow=True)

        assert "Where a judge is missing" in shown
        assert "1 judge is missing" in shown
        assert (short.application, short.lacking, len(short.judges)) == (entry.code, 1, 2)
        assert name in shown
        assert not {one.person.name for one in readers} & {one for _, one in short.judges}
        assert wrong.text.count("Enter a valid date/time") == 1
        assert "Asked." in answer.text
        assert Assignment.objects.get(closes_at__isnull=False).seat.code == seat
