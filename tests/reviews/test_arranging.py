"""The pool, how a panel begins, and how it is drawn."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.unions import NOW, appoint, person
from xinghe.access.powers import Role
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.kernels.drawing import verify
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews import actions, queries
from xinghe.reviews.actions.arranging import (
    PanelWrong,
    PhaseNotJudged,
)
from xinghe.reviews.actions.drawing import DrawnAlready, SupervisorNeeded
from xinghe.reviews.actions.pool import AvailabilityWrong, InPoolAlready
from xinghe.reviews.models import DrawRecord, Judge, Seat
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.rules.refusals import NotDrawn, PanelNotSo, PartyToPanel
from xinghe.reviews.rules.words import ReviewReasonNeeded
from xinghe.reviews.vocab import SeatState


class TestPool:
    """Who keeps it, and what judges say of themselves."""

    def test_a_person_is_enrolled_once(self, people):
        province = people.tree.province
        worker = made.worker_at(people.tree.workshop)
        found = actions.enrol_judge(
            people.province, union_id=province.pk, person_id=worker.person_id, fields=["tools", "tools", ""],
            employer=" 三环  锻造有限公司 ", employer_code="91420000ｘ", honours=[{"name": "荆楚工匠", "year": 2024}],
        )  # fmt: skip

        assert (found.employer, found.employer_code, found.fields) == (
            "三环 锻造有限公司",
            "91420000X",
            ["tools"],
        )
        assert list(queries.pool_for(people.province)) == [found]
        with pytest.raises(InPoolAlready):
            actions.enrol_judge(people.province, union_id=province.pk, person_id=worker.person_id)

    def test_only_who_keeps_the_pool_enrols_and_changes(self, people):
        held = judged.judge(people)
        with pytest.raises(Missing):
            actions.enrol_judge(people.county, union_id=people.tree.province.pk, person_id=held.person_id)
        with pytest.raises(Missing):
            actions.change_judge(people.county, judge_id=held.pk, employer="x")
        with pytest.raises(Missing):
            actions.change_judge(judged.acting(held.person_id), judge_id=held.pk, employer="x")
        with pytest.raises(Missing):
            actions.enrol_judge(people.province, union_id=people.tree.province.pk, person_id=0)

        changed = actions.change_judge(
            people.province, judge_id=held.pk, employer="第九研究院", is_active=False
        )

        assert (changed.employer, changed.is_active, changed.fields) == (
            "第九研究院",
            False,
            ["tools", "methods"],
        )

    def test_judges_say_when_they_have_time(self, people):
        held = judged.judge(people)
        mine = judged.acting(held.person_id)
        actions.say_availability(mine, judge_id=held.pk, available_from=date(2026, 3, 1), load_wish=4)
        actions.say_availability(people.province, judge_id=held.pk, available_from=date(2026, 3, 2))

        assert Judge.objects.get(pk=held.pk).available_from == date(2026, 3, 2)
        with pytest.raises(AvailabilityWrong):
            actions.say_availability(mine, judge_id=held.pk, load_wish=0)
        with pytest.raises(Missing):
            actions.say_availability(judged.acting(person().pk), judge_id=held.pk)

    def test_a_judge_writes_nothing_of_their_own_row_by_any_other_way(self, people):
        from xinghe.access.fence import fenced

        held = judged.judge(people)
        with fenced(judged.acting(held.person_id)):
            assert Judge.objects.filter(pk=held.pk).exists()
            assert Judge.objects.filter(pk=held.pk).update(employer="") == 0


class TestBeginning:
    """Panels belong to the call's union, and judge a phase that the kind has."""

    @pytest.mark.parametrize(
        "wrong", [{"seats": 2}, {"per_entry": 9}, {"closes_at": NOW - timedelta(days=900)}, {"seats": 200}]
    )
    def test_what_is_no_panel_is_refused(self, people, wrong):
        with pytest.raises(PanelWrong):
            judged.panel_of(people, **wrong)

    @pytest.mark.parametrize("wrong", [{"phase": Phase.DEFENCE}, {"phase": "draft"}, {"category": "poems"}])
    def test_a_phase_that_nobody_judges_is_refused(self, people, wrong):
        with pytest.raises(PhaseNotJudged):
            judged.panel_of(people, entries=[], **wrong)

    def test_others_begin_none(self, people):
        call = made.call_of(people)
        when = {
            "phase": "first_review",
            "opens_at": NOW,
            "closes_at": database_now() + timedelta(days=1),
            "seats": 5,
        }
        with pytest.raises(Missing):
            actions.begin_panel(people.county, call_id=call.pk, **when)
        with pytest.raises(Forbidden):
            actions.begin_panel(judged.supervisor(people), call_id=call.pk, **when)

    def test_who_applies_arranges_nothing(self, people):
        round_ = judged.panel_of(people)
        Application.objects.filter(pk=round_.entries[0].pk).update(people=[round_.officer.person_id])
        with pytest.raises(PartyToPanel):
            actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="周敏")
        with pytest.raises(PartyToPanel):
            actions.begin_panel(
                round_.officer, call_id=round_.call.pk, phase="first_review", opens_at=NOW,
                closes_at=database_now() + timedelta(days=1), seats=5,
            )  # fmt: skip
        for query in (
            queries.seats_of,
            queries.conflicts_of,
            queries.entries_with_judges,
            queries.ranking_for,
        ):
            with pytest.raises(Missing):
                query(round_.officer, round_.code)
        assert not queries.may_arrange(round_.officer, round_.panel)
        assert queries.may_arrange(people.at(people.tree.province), round_.panel)


class TestDraw:
    """Promised, then drawn; who leaves is replaced; anybody draws it again."""

    def test_the_record_is_verified_from_nothing_but_itself(self, people, tmp_path):
        round_ = judged.panel_of(people, judges=9)
        promised = actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="监督组 周敏")
        (before,) = queries.draws_of(round_.code)
        assert (before.record, before.commitment) == (None, promised.commitment)
        assert promised.record["links"][0]["commitment"] == promised.commitment
        assert "seed" not in json.dumps(promised.record)

        actions.draw_panel(round_.officer, panel_id=round_.panel.pk)

        (after,) = queries.draws_of(round_.code)
        assert verify(after.record, commitment=promised.commitment, head=after.head).holds
        file = tmp_path / "record.json"
        file.write_text(json.dumps(after.record), encoding="utf-8")
        from xinghe.project.commands.draw import command

        told = CliRunner().invoke(command, ["verify", str(file), "--commitment", promised.commitment])
        assert told.exit_code == 0
        states = [seat.state for seat in queries.seats_of(round_.officer, round_.code)]
        assert states == [SeatState.SEATED] * 5 + [SeatState.STANDBY] * 4
        for judge in round_.judges:
            assert judge.employer not in file.read_text(encoding="utf-8")

    def test_it_is_held_once_under_somebodys_eyes(self, people):
        round_ = judged.panel_of(people)
        with pytest.raises(SupervisorNeeded):
            actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor=" ")
        with pytest.raises(Missing):
            actions.draw_panel(round_.officer, panel_id=round_.panel.pk)
        with pytest.raises(Missing):
            queries.draws_of(round_.code)
        actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="周敏")
        with pytest.raises(DrawnAlready):
            actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="周敏")
        actions.draw_panel(round_.officer, panel_id=round_.panel.pk)
        with pytest.raises(PanelNotSo):
            actions.draw_panel(round_.officer, panel_id=round_.panel.pk)

    def test_no_record_is_ever_drawn_anew(self, people):
        round_ = judged.drawn(judged.panel_of(people))
        drawn = DrawRecord.objects.get(panel=round_.panel)
        for change in (
            {"record": {**drawn.record, "links": drawn.record["links"][:1]}},
            {"ids": {}},
            {"supervisor": "x"},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                DrawRecord.objects.filter(pk=drawn.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            drawn.delete()

    def test_too_small_a_pool_is_refused_with_numbers(self, people):
        round_ = judged.panel_of(people, judges=4)
        with pytest.raises(NotDrawn, match="5 seats"):
            actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="周敏")

    def test_who_has_no_time_or_a_conflict_is_left_out_and_the_record_says_so(self, people):
        round_ = judged.panel_of(people, judges=8)
        busy, near = round_.judges[:2]
        Judge.objects.filter(pk=busy.pk).update(available_until=date(2026, 1, 1))
        Judge.objects.filter(pk=near.pk).update(employer=people.tree.workshop.name)

        promised = actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="周敏")

        reasons = {promised.ids[one["id"]]: one["excluded"] for one in promised.record["input"]["pool"]}
        assert {judge: why for judge, why in reasons.items() if why} == {
            busy.pk: ["unavailable"],
            near.pk: ["conflict"],
        }

    def test_who_declines_is_replaced_by_the_next_stand_by(self, people):
        round_ = judged.invited(judged.panel_of(people, judges=7), accept=False)
        seats = list(Seat.objects.filter(panel=round_.panel).order_by("position"))
        mine = judged.acting(seats[0].person_id)
        assert [one.state for one in queries.invitations(mine)] == [SeatState.INVITED]
        assert queries.invitations(judged.acting(seats[6].person_id)) == ()

        actions.decline_seat(mine, panel_code=round_.code, words="出差")

        now = {seat.pk: seat.state for seat in Seat.objects.filter(panel=round_.panel)}
        assert (now[seats[0].pk], now[seats[5].pk], now[seats[6].pk]) == ("declined", "invited", "standby")
        drawn = DrawRecord.objects.get(panel=round_.panel)
        assert verify(drawn.record, commitment=drawn.commitment, head=drawn.head).holds
        with pytest.raises(Missing):
            actions.accept_seat(mine, panel_code=round_.code)

    def test_who_leaves_takes_nothing_along_and_counts_no_more(self, people):
        round_ = judged.opened(judged.panel_of(people, judges=7, per_entry=3))
        leaving = next(one for one in round_.sitting if one != round_.chair and round_.tasks(one))
        round_.give(leaving, round_.tasks(leaving)[0].application)
        seat = Seat.objects.get(panel=round_.panel, judge=leaving)
        with pytest.raises(ReviewReasonNeeded):
            actions.vacate_seat(round_.officer, panel_id=round_.panel.pk, seat_code=seat.code, reason="病")

        actions.vacate_seat(round_.officer, panel_id=round_.panel.pk, seat_code=seat.code, reason="生病住院")

        assert round_.tasks(leaving) == []
        with pytest.raises(Missing):
            queries.entries_for(round_.actor(leaving), round_.code)
        assert Seat.objects.filter(panel=round_.panel, state=SeatState.INVITED).count() == 1
        with pytest.raises(Missing):
            actions.vacate_seat(
                round_.officer, panel_id=round_.panel.pk, seat_code=seat.code, reason="生病住院"
            )

    def test_the_order_of_presentation_is_drawn_the_same_way(self, people):
        round_ = judged.opened(judged.panel_of(people))
        judge = round_.sitting[0]
        assert queries.running_order(round_.actor(judge), round_.code) == ()
        actions.commit_order(round_.officer, panel_id=round_.panel.pk, supervisor="周敏")
        drawn = actions.draw_order(round_.officer, panel_id=round_.panel.pk)

        assert verify(drawn.record, commitment=drawn.commitment).holds
        order = queries.running_order(round_.actor(judge), round_.code)
        assert sorted(order) == [task.number for task in round_.tasks(judge)]
        with pytest.raises(DrawnAlready):
            actions.draw_order(round_.officer, panel_id=round_.panel.pk)


def test_an_officer_who_moved_on_loses_the_panel(people):
    round_ = judged.opened(judged.panel_of(people))
    elsewhere = people.at(people.tree.other_city)
    with pytest.raises(Missing):
        queries.panel_for(elsewhere, round_.code)
    with pytest.raises(Missing):
        actions.close_panel(elsewhere, panel_id=round_.panel.pk)


def test_offices_are_conflicts_too(people):
    round_ = judged.panel_of(people, judges=7)
    from xinghe.accounts.models import Person

    appoint(Person.objects.get(pk=round_.judges[0].person_id), Role.OFFICER, people.tree.county)

    assert actions.find_conflicts(round_.officer, panel_id=round_.panel.pk) == (2, 0)
    (one, _) = queries.conflicts_of(round_.officer, round_.code)
    assert one.kind == "office_on_way"
