"""Panels of the small province that have closed: not ranked, ranked, released; each with two entries that bear marks."""

from datetime import timedelta
from typing import Any

from django.db import connection

from tests.factories.programmes import ANSWERS, small_kind
from tests.matrix.applied import DIGEST, KIND
from tests.matrix.things import mark
from xinghe.programmes.models import Application, Call
from xinghe.programmes.rules.judging import Method
from xinghe.reviews.models import Assignment, Judge, Panel, Ranking, Score, Seat
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.rules.ranking import ranked, reviews_of
from xinghe.reviews.rules.receipts import root_of
from xinghe.unions.models import Union

STATES = ("closed", "ranked", "released")


def add_awards(builder: Any, at: str, union: Union) -> None:
    """A panel in each state at a union that may hold calls, with a call of its own, judged and entered by people without an office."""
    open_ = Call.objects.filter(union=union, state="open", code__startswith="C").first()
    if open_ is None:
        return
    judge_of, applicant = builder._person("", None), builder._person("", None)
    judge = Judge.objects.create(
        union=union,
        person=judge_of,
        enrolled_by=builder.clerk,
        enrolled_at=builder.now,
        **builder._places(union),
    )
    for number, state in enumerate(STATES):
        call = Call.objects.create(
            code=f"W{number}{union.pk}"[:10], kind_code=KIND, title="评审", year=2026, union=union, state="archived",
            opens_at=open_.opens_at, closes_at=open_.closes_at, terms=small_kind().terms().to_json(),
            terms_digest="0" * 64, opened_at=builder.now, made_by=builder.clerk, made_at=builder.now,
            approved_by=builder.recorder, **builder._places(union),
        )  # fmt: skip
        _panel(builder, at, call, judge, applicant.pk, state)


def _panel(builder: Any, at: str, call: Call, judge: Judge, applicant: int, state: str) -> None:
    now, place = database_now(), builder._places(call.union)
    panel = Panel.objects.create(
        call=call, union=call.union, phase="first_review", seats=1, per_entry=1, is_blind=True,
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=5), state="open", method="mean",
        settling="score", rubric=small_kind().rubric.to_json(), opened_at=builder.now, made_by=builder.clerk,
        made_at=builder.now, **place,
    )  # fmt: skip
    seat = Seat.objects.create(
        panel=panel, judge=judge, person_id=judge.person_id, state="accepted", position=1, **place
    )
    marks = {"title": mark(), "second": mark()}
    given = []
    for number, title in enumerate(marks.values(), 1):
        entry = Application.objects.create(
            code=f"V{panel.pk}{number}"[:10], call=call, kind_code=KIND, applicant_id=applicant, people=[applicant],
            unit=call.union, title=f"作品 {title}", category="tools", answers={**ANSWERS, "title": title},
            phase="first_review", begun_at=builder.now, saved_at=builder.now, handed_in_at=builder.now, digest=DIGEST,
        )  # fmt: skip
        task = Assignment.objects.create(
            panel=panel, seat=seat, judge=judge, application=entry, person_id=seat.person_id, number=number,
            made_at=builder.now, **place,
        )  # fmt: skip
        points = {"new": 300 + 100 * number, "useful": 300}
        _score(panel, task, points)
        given.append((entry.code, seat.code, points))
    Panel.objects.filter(pk=panel.pk).update(state="closed", closed_at=builder.now)
    if state != "closed":
        record = ranked(reviews_of(given), Method.MEAN, cut=None)
        receipts = sorted(Score.objects.filter(panel=panel).values_list("digest", flat=True))
        Ranking.objects.create(
            panel=panel, number=1, record=record, input_hash=record["input_hash"], result_hash=record["result_hash"],
            receipts=receipts, root=root_of(receipts), frozen_by=builder.clerk, frozen_at=builder.now, **place,
        )  # fmt: skip
    if state == "released":
        Panel.objects.filter(pk=panel.pk).update(state="released", released_at=builder.now)
    builder._thing(
        "ranked", at, panel, key=panel.code, state=state, marks=marks,
        people=frozenset({applicant}), barred=frozenset({applicant}),
    )  # fmt: skip


def _score(panel: Panel, task: Assignment, points: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xinghe.person', %s, true)", [str(task.person_id)])
    Score.objects.create(
        assignment=task, panel=panel, person_id=task.person_id, points=points, total=sum(points.values()),
        at=database_now(), digest=f"{task.pk:064x}", territory_path=task.territory_path,
        industry_path=task.industry_path,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xinghe.person', '', true)")
