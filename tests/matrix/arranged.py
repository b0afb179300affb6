"""Pools and panels of the small province as officers arrange them: one of each state at every union."""

from datetime import timedelta
from typing import Any

from tests.factories.programmes import small_kind
from tests.matrix.things import mark
from xinghe.foundation.codes import new_code
from xinghe.kernels.drawing import commit, draw, new_seed
from xinghe.programmes.models import Call
from xinghe.reviews.models import Conflict, DrawRecord, Judge, Panel, Seat
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.rules.draw import Drawable, judges_terms
from xinghe.unions.models import Union

# What only an open panel has.
_OPENED = {"method": "mean", "settling": "score", "comment_least": 30}
STATES = ("draft", "drawn", "open")


def add_arranged(builder: Any, at: str, union: Union) -> None:
    """A judge in the pool of a union, and a panel of its own call in each state that officers act on."""
    call = Call.objects.get(union=union, state="open", code__startswith="C")
    now, place = database_now(), builder._places(union)
    marks = {name: mark() for name in ("employer", "speciality", "group")}
    judge = Judge.objects.create(
        union=union, person=builder._person("", None), employer=f"研究院 {marks['employer']}",
        speciality=f"焊接 {marks['speciality']}", employer_group=marks["group"], fields=["tools"],
        enrolled_by=builder.clerk, enrolled_at=builder.now, **place,
    )  # fmt: skip
    builder._thing("judge", at, judge, key=judge.code, people=frozenset({judge.person_id}), marks=marks)
    for state in STATES:
        opened = {**_OPENED, "rubric": small_kind().rubric.to_json(), "opened_at": builder.now}
        panel = Panel.objects.create(
            call=call, union=union, phase="first_review", seats=1, per_entry=1, is_blind=True, state=state,
            opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=5), made_by=builder.clerk,
            made_at=builder.now, **(opened if state == "open" else {}), **place,
        )  # fmt: skip
        builder._thing("panel", at, panel, key=panel.code, state=state)
        if state != "draft":
            _drawn(builder, panel, judge, "seated" if state == "drawn" else "accepted")


def _drawn(builder: Any, panel: Panel, judge: Judge, state: str) -> None:
    seed, at, code = new_seed(), builder.now.isoformat(), new_code()
    one = Drawable(id=code, judge=judge.pk, fields=frozenset(), employer="一", group="", excluded=())
    terms = judges_terms(call=panel.code, pool=[one], seats=1)
    record = draw(commit(terms, seed=seed, at=at), seed=seed, at=at, beacon="")
    DrawRecord.objects.create(
        panel=panel, purpose="judges", record=record, ids={code: judge.pk},
        commitment=record["links"][0]["commitment"], head=record["links"][-1]["hash"], sealed_seed=b"",
        supervisor="周敏", committed_at=builder.now, drawn_at=builder.now, made_by=builder.clerk,
        **builder._places(panel.union),
    )  # fmt: skip
    Seat.objects.create(
        panel=panel, judge=judge, person_id=judge.person_id, code=code, state=state, position=1,
        **builder._places(panel.union),
    )  # fmt: skip


def add_conflict(builder: Any, at: str, union: Union) -> None:
    """A conflict of the judge of a union with an entry that came up to the province."""
    judge = Judge.objects.get(union=union, speciality__startswith="焊接")
    entry = next(one for one in builder.things.of("application", state="first_review"))
    fact = mark()
    made = Conflict.objects.create(
        judge=judge, application_id=entry.pk, person_id=judge.person_id, kind="kin", source="pinned",
        fact=f"表兄 {fact}", found_at=builder.now, found_by=builder.clerk, **builder._places(union),
    )  # fmt: skip
    builder._thing("conflict", at, made, marks={"fact": fact})
