"""Scores after the end (SEC-05): every way in is tried, by everybody who might; none leads to a row that was not there."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import reviews as judged
from xinghe.access.fence import fenced
from xinghe.access.work import rehearsal
from xinghe.foundation.errors import Missing, Refusal
from xinghe.reviews import actions, queries
from xinghe.reviews.models import Assignment, Correction, Panel, Score, Vote
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.rules.refusals import NotTaken

POINTS = {"new": 35, "useful": 35}


@pytest.fixture
def round_(people):
    """An open panel where one judge has scored one entry."""
    found = judged.opened(judged.panel_of(people, judges=6))
    found.give(found.sitting[0], found.tasks(found.sitting[0])[0].application)
    return found


def row_for(task, **fields):
    """A score as a program would make it."""
    return Score(
        **{
            "assignment_id": task.pk,
            "panel_id": task.panel_id,
            "person_id": task.person_id,
            "points": {"new": 600, "useful": 400},
            "total": 1000,
            "comment": "",
            "at": database_now(),
            "digest": f"{task.pk:064d}",
            "territory_path": task.territory_path,
            "industry_path": task.industry_path,
            **fields,
        }
    )


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


INSERT = (
    "INSERT INTO reviews_score (assignment_id, panel_id, person_id, points, total, comment, is_abstained, at, digest,"
    " territory_path, industry_path) VALUES (%s, %s, %s, '{}', 1000, '', false, clock_timestamp() - interval '1 hour' * %s,"
    " md5(random()::text), %s, '')"
)


def ways(round_, tmp_path):
    """Every way in, by name: who tries, and what."""
    first, second = round_.sitting[:2]
    scored, free = round_.tasks(first)[0], round_.tasks(second)[0]
    judge, officer, supervisor = (
        round_.actor(first),
        round_.officer,
        round_.people.at(round_.people.tree.province),
    )
    mine = {"panel_code": round_.code, "number": scored.number}
    sheet = tmp_path / "scores.xlsx"
    target = BytesIO()
    queries.write_score_sheet(judge, round_.code, target)
    sheet.write_bytes(target.getvalue())
    csv = tmp_path / "scores.csv"
    csv.write_text(f"Entry number,new (60),useful (40)\n{scored.number},50,40\n", encoding="utf-8")
    place = scored.territory_path
    insert = (INSERT, scored.pk, scored.panel_id, scored.person_id)

    def correct_alone():
        actions.ask_correction(judge, **mine, points=POINTS, comment="", reason="写错了一格")
        change = Correction.objects.latest("pk")
        with fenced(judge):
            sql("UPDATE reviews_correction SET granted_by_id = %s, granted_at = now() WHERE id = %s", officer.person_id, change.pk)  # fmt: skip

    def forge_correction():
        sql(
            "INSERT INTO reviews_correction (assignment_id, panel_id, points, total, comment, reason, asked_by_id, asked_at,"
            " granted_by_id, granted_at, territory_path, industry_path) VALUES (%s, %s, '{}', 1, '', 'x', %s, now(), %s, now(), %s, '')",
            scored.pk, scored.panel_id, scored.person_id, officer.person_id, place,
        )  # fmt: skip

    def truncate():
        # Other tests empty all tables behind themselves, so this one trigger sleeps among them.
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE reviews_score ENABLE TRIGGER reviews_score_never_emptied")
        sql("TRUNCATE reviews_score CASCADE")

    return {
        "the page and the API": (None, lambda: actions.submit_score(judge, **mine, points=POINTS)),
        "a first score": (
            None,
            lambda: actions.submit_score(
                round_.actor(second), panel_code=round_.code, number=free.number, points=POINTS
            ),
        ),
        "abstaining": (None, lambda: actions.abstain(judge, **mine, reason="没有时间看")),
        "the offline sheet": (None, lambda: taken(judge, round_.code, csv)),
        "the ORM, as the judge": (judge, lambda: row_for(scored).save()),
        "the ORM in bulk, as the judge": (judge, lambda: Score.objects.bulk_create([row_for(scored)])),
        "SQL insert, as the judge": (judge, lambda: sql(*insert, 0, place)),
        "SQL insert with an earlier time": (judge, lambda: sql(*insert, 2, place)),
        "SQL insert, as the officer": (officer, lambda: sql(*insert, 0, place)),
        "SQL insert, as a second officer": (supervisor, lambda: sql(*insert, 0, place)),
        "SQL update, as the judge": (judge, lambda: sql("UPDATE reviews_score SET total = 1000")),
        "SQL update, as the officer": (officer, lambda: sql("UPDATE reviews_score SET total = 1000")),
        "SQL delete, as the judge": (judge, lambda: sql("DELETE FROM reviews_score")),
        "SQL delete, as the officer": (officer, lambda: sql("DELETE FROM reviews_score")),
        "SQL truncate, as the officer": (officer, lambda: sql("TRUNCATE reviews_score CASCADE")),
        "a shell, insert": (None, lambda: row_for(scored).save()),
        "a shell, update": (None, lambda: Score.objects.update(total=1000)),
        "a shell, delete": (None, lambda: Score.objects.all()._raw_delete(connection.alias)),
        "a shell, truncate": (None, truncate),
        "an end that moves, as the officer": (
            officer,
            lambda: sql("UPDATE reviews_panel SET closes_at = now() + interval '1 day'"),
        ),
        "a panel that opens again": (officer, lambda: sql("UPDATE reviews_panel SET state = 'invited'")),
        "an end of one's own, as the judge": (
            judge,
            lambda: sql("UPDATE reviews_assignment SET closes_at = now() + interval '1 day'"),
        ),
        "an end of one's own, as the officer": (
            officer,
            lambda: sql("UPDATE reviews_assignment SET closes_at = now() + interval '1 day'"),
        ),
        "a correction that its judge grants": (None, correct_alone),
        "a correction forged by the judge": (judge, forge_correction),
        "a correction forged by the officer": (officer, forge_correction),
    }


def taken(judge, code, path):
    """A sheet whose lines are refused one by one."""
    lines = actions.take_score_sheet(judge, panel_code=code, path=path)
    assert lines
    if not any(line.is_given for line in lines):
        raise lines[0].refusal


def tried(who, way):
    """Whether it went through; everything is undone afterwards. Commands come as who they are, the rest as ``who``."""
    before, found = state(), []
    try:
        with rehearsal():
            if who is None:
                way()
            else:
                with fenced(who):
                    way()
            found.append(state() != before)
    except (Refusal, DatabaseError):
        return False
    return found[0]


def state():
    """All that scores and their ends are, as the owner sees it."""
    rows = [
        list(Score.objects.order_by("pk").values_list("pk", "points", "total", "comment", "at", "digest")),
        list(Panel.objects.order_by("pk").values_list("closes_at", "state", "method")),
        list(Assignment.objects.order_by("pk").values_list("closes_at", "dropped_at", "person_id")),
        list(Correction.objects.filter(granted_by__isnull=False).values_list("pk", flat=True)),
    ]
    return repr(rows)


def test_after_the_end_no_way_leads_in(round_, tmp_path):
    judged.ended(round_)
    tries = ways(round_, tmp_path)
    through = [name for name, (who, way) in tries.items() if tried(who, way)]

    assert through == []
    assert len(tries) >= 18


def test_the_control_before_the_end_the_judge_gets_in_and_nobody_else(round_, tmp_path):
    through = {name for name, (who, way) in ways(round_, tmp_path).items() if tried(who, way)}

    assert through == {
        "the page and the API",
        "a first score",
        "abstaining",
        "the offline sheet",
        "the ORM, as the judge",
        "the ORM in bulk, as the judge",
        "SQL insert, as the judge",
    }


@pytest.mark.django_db
def test_the_last_microsecond_counts_and_the_end_does_not():
    asked = "SELECT reviews_in_time(t - %s::interval, t - interval '1 hour', t) FROM (SELECT clock_timestamp() AS t) AS now"
    with connection.cursor() as cursor:
        answers = []
        for before in ("1 microsecond", "0 seconds", "-1 microsecond", "1 hour", "1 hour 1 microsecond"):
            cursor.execute(asked, [before])
            answers.append(cursor.fetchone()[0])

    assert answers == [True, False, False, True, False]


def test_too_late_is_said_with_the_time(round_):
    judge = round_.sitting[0]
    judged.ended(round_)

    with pytest.raises(NotTaken):
        round_.give(judge, round_.tasks(judge)[0].application)


def test_who_comes_too_late_between_look_and_write_is_told_the_same(round_, monkeypatch):
    judge = round_.sitting[0]
    judged.ended(round_)
    monkeypatch.setattr("xinghe.reviews.actions.scoring._refuse_late", lambda task: None)

    with pytest.raises(NotTaken):
        round_.give(judge, round_.tasks(judge)[0].application)


def test_nobody_votes_for_another_or_scores_what_is_not_theirs(round_):
    first, second = round_.sitting[:2]
    theirs = round_.tasks(second)[0]
    with pytest.raises(Missing):
        actions.submit_score(round_.actor(first), panel_code=round_.code, number=99, points=POINTS)
    with pytest.raises(DatabaseError), transaction.atomic(), fenced(round_.actor(first)):
        row_for(theirs).save()
    with pytest.raises(DatabaseError), transaction.atomic(), fenced(round_.actor(first)):
        row_for(theirs, person_id=first.person_id).save()
    with pytest.raises(DatabaseError), transaction.atomic(), fenced(round_.actor(first)):
        Vote.objects.create(
            panel=round_.panel, seat_id=theirs.seat_id, application_id=theirs.application_id,
            person_id=second.person_id, choice="yes", at=database_now(),
        )  # fmt: skip


def test_no_judge_assigns_anything_to_themselves(round_):
    judge = round_.sitting[0]
    task = round_.tasks(judge)[0]
    with pytest.raises(DatabaseError), transaction.atomic(), fenced(round_.actor(judge)):
        sql(
            "INSERT INTO reviews_assignment (panel_id, seat_id, judge_id, application_id, person_id, number, made_at, closes_at,"
            " territory_path, industry_path) VALUES (%s, %s, %s, %s, %s, 77, now(), now() + interval '1 day', '', '')",
            task.panel_id, task.seat_id, task.judge_id, task.application_id, task.person_id,
        )  # fmt: skip


def test_a_score_bears_its_own_time(round_):
    judge = round_.sitting[0]
    score = round_.give(judge, round_.tasks(judge)[1].application)

    assert abs(database_now() - score.at) < timedelta(seconds=10)
    assert queries.own_receipts(round_.actor(judge), round_.code)[-1][1:] == (score.digest, score.at)
