"""Panels of the small province: somebody sits on one in each state, with one entry before them, each field with a mark."""

from datetime import timedelta
from typing import Any

from django.db import connection

from tests.factories.programmes import ANSWERS, small_kind
from tests.matrix.applied import DIGEST, KIND
from tests.matrix.things import Thing, mark
from xinghe.accounts.models import Person
from xinghe.attachments.models import Attachment
from xinghe.attachments.queries import clean_store
from xinghe.attachments.vocab import Slot
from xinghe.attachments.vocab import State as FileState
from xinghe.foundation.codes import new_code
from xinghe.kernels.drawing import commit, draw, new_seed
from xinghe.programmes.models import Application, Call
from xinghe.reviews.models import Assignment, DrawRecord, Judge, Panel, Ranking, Score, Seat
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.rules.draw import Drawable, judges_terms

# Who judges at each of these unions has a panel of their own in each state; the entries are of authors elsewhere.
PLACES = {"workshop": "far_workshop", "far_workshop": "workshop"}
STATES = ("invited", "open", "closed", "released")
POINTS = {"new": 400, "useful": 300}


def add_panels(builder: Any) -> None:
    """A panel in each state for the co-creator of each of two unions, all organised by the province."""
    call = Call.objects.get(union=builder.tree.province, state="open", code__startswith="C")
    for at, other in PLACES.items():
        person, applicant = builder.people[at]["creator"], builder.people[other]["author"]
        judge = _judge(builder, call, person)
        builder._thing("availability", at, judge, people=frozenset({person.pk}))
        second = _judge(builder, call, builder._person("", None))
        for state in STATES:
            _panel(builder, at, call, judge, second, applicant, state)


def _judge(builder: Any, call: Call, person: Person) -> Judge:
    return Judge.objects.create(
        union=call.union, person=person, enrolled_by=builder.clerk, enrolled_at=builder.now,
        **builder._places(call.union),
    )  # fmt: skip


def _panel(
    builder: Any, at: str, call: Call, judge: Judge, second: Judge, applicant: Person, state: str
) -> None:
    now, place = database_now(), builder._places(call.union)
    is_invited = state == "invited"
    terms = {} if is_invited else {
        "method": "mean", "settling": "score", "rubric": small_kind().rubric.to_json(), "comment_least": 30,
        "opened_at": builder.now,
    }  # fmt: skip
    panel = Panel.objects.create(
        call=call, union=call.union, phase="first_review", category="methods" if is_invited else "", seats=2, per_entry=2, is_blind=True,
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=5), state="invited" if is_invited else "open",
        made_by=builder.clerk, made_at=builder.now, **terms, **place,
    )  # fmt: skip
    seats = _seats(builder, panel, (judge, second), "invited" if is_invited else "accepted")
    own = frozenset({judge.person_id})
    builder._thing("seat", at, seats[0], key=panel.code, state=state, people=own)
    if is_invited:
        return
    entry, marks = _entry(builder, call, applicant)
    tasks = [
        Assignment.objects.create(
            panel=panel, seat=seat, judge=seat.judge, application=entry, person_id=seat.person_id, number=1,
            made_at=builder.now, **place,
        )
        for seat in seats
    ]  # fmt: skip
    marks["comment"] = mark()
    _score(panel, tasks[1], f"评语 {marks['comment']}")
    if state != "open":
        _score(panel, tasks[0], "")
        Panel.objects.filter(pk=panel.pk).update(state="closed", closed_at=builder.now)
    if state == "released":
        line = {"entry": entry.code, "rank": 1, "score": 70.0, "low": None, "high": None, "p_above_cut": None}
        Ranking.objects.create(
            panel=panel, number=1, record={"result": {"entries": [line]}, "scores": [], "method": "mean"}, receipts=[],
            frozen_by=builder.clerk, frozen_at=builder.now, **place,
        )  # fmt: skip
        Panel.objects.filter(pk=panel.pk).update(state="released", released_at=builder.now)
    builder.things.add(
        Thing(
            kind="judged", at="", pk=tasks[0].pk, key=panel.code, state=state, people=own,
            writers=frozenset({applicant.pk}), marks=marks,
        )
    )  # fmt: skip


def _seats(builder: Any, panel: Panel, judges: tuple[Judge, ...], state: str) -> list[Seat]:
    """Seats as a draw gave them, so that one who declines is replaced by its record."""
    seed, at = new_seed(), builder.now.isoformat()
    pool = [
        Drawable(id=new_code(), judge=one.pk, fields=frozenset(), employer=str(one.pk), group="", excluded=())
        for one in judges
    ]
    terms = judges_terms(call=panel.code, pool=pool, seats=len(pool))
    record = draw(commit(terms, seed=seed, at=at), seed=seed, at=at, beacon="")
    DrawRecord.objects.create(
        panel=panel, purpose="judges", record=record, ids={one.id: one.judge for one in pool},
        commitment=record["links"][0]["commitment"], head=record["links"][-1]["hash"], sealed_seed=b"",
        supervisor="周敏", committed_at=builder.now, drawn_at=builder.now, made_by=builder.clerk,
        territory_path=panel.territory_path, industry_path=panel.industry_path,
    )  # fmt: skip
    return [
        Seat.objects.create(
            panel=panel, judge=judge, person_id=judge.person_id, code=one.id, state=state, position=position,
            territory_path=panel.territory_path, industry_path=panel.industry_path,
        )
        for position, (one, judge) in enumerate(zip(pool, judges, strict=True), 1)
    ]  # fmt: skip


def _entry(builder: Any, call: Call, applicant: Person) -> tuple[Application, dict[str, str]]:
    """An application that lies on no line, so that no office reads it: whoever sees its marks judges it, or made it."""
    marks = {name: mark() for name in ("title", "need", "name", "file_name", "preview")}
    answers = {**ANSWERS, "title": marks["title"], "need": marks["need"], "name": marks["name"]}
    made = Application.objects.create(
        code=f"J{len(builder.things.all)}", call=call, kind_code=KIND, applicant=applicant, people=[applicant.pk],
        unit=call.union, title=f"作品 {marks['title']}", category="tools", answers=answers, phase="first_review",
        begun_at=builder.now, saved_at=builder.now, handed_in_at=builder.now, digest=DIGEST,
    )  # fmt: skip
    kept = [clean_store().put(iter([text.encode()]), limit=100) for text in (mark(), marks["preview"])]
    Attachment.objects.create(
        key=f"e{made.pk}", subject_kind="application", subject_id=made.pk, slot=Slot.EV08, position=1,
        file_name=f"{marks['file_name']}.jpg", media_type="image/jpeg", size=9, original_digest="0" * 64,
        clean_digest=kept[0], preview_digest=kept[1], state=FileState.CLEAN, person=applicant, people=made.people,
        begun_at=builder.now, received_at=builder.now,
    )  # fmt: skip
    return made, marks


def _score(panel: Panel, task: Assignment, comment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xinghe.person', %s, true)", [str(task.person_id)])
    Score.objects.create(
        assignment=task, panel=panel, person_id=task.person_id, points=POINTS, total=sum(POINTS.values()),
        comment=comment, at=database_now(), digest=f"{task.pk:064d}", territory_path=task.territory_path,
        industry_path=task.industry_path,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xinghe.person', '', true)")
