"""Judges in a pool, panels drawn from it, and entries that lie before them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from tests.factories import programmes as made
from tests.factories.recommendations import Offices
from tests.factories.unions import NOW, officer, person
from xinghe.access.actor import Actor
from xinghe.access.powers import Power, Role
from xinghe.foundation import clock
from xinghe.programmes import actions as programmes
from xinghe.programmes.kind import Kind, Move
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.reviews import actions
from xinghe.reviews.gates import ranking_frozen, results_released, scores_in, visit_signed
from xinghe.reviews.models import (
    Assignment,
    CallUp,
    Conflict,
    Correction,
    DraftScore,
    DrawRecord,
    Judge,
    Panel,
    Ranking,
    Rerank,
    Score,
    Seat,
    Visit,
    Vote,
)
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.vocab import PanelState, SeatState
from xinghe.unions.models import Union

_numbers = count(1)
WORDS = "思路新，做得扎实，数据也说得清楚，用到别的车间还要再看一看，建议补充一年的运行记录。"


def defended_kind(**fields: Any) -> Kind:
    """The small kind with a defence and a look on site behind the first review."""
    decide = Power.APPLICATION_DECIDE
    gates = (scores_in, ranking_frozen, results_released)
    plain = made.small_kind()
    more = (
        Move(
            name=MoveName.SHORTLIST,
            source=Phase.FIRST_REVIEW,
            target=Phase.DEFENCE,
            power=decide,
            gates=gates,
        ),
        Move(name=MoveName.VISIT, source=Phase.DEFENCE, target=Phase.SITE_VISIT, power=decide, gates=gates),
        Move(name=MoveName.CONCLUDE, source=Phase.DEFENCE, target=Phase.DECISION, power=decide, gates=gates),
        Move(
            name=MoveName.CONCLUDE,
            source=Phase.SITE_VISIT,
            target=Phase.DECISION,
            power=decide,
            gates=(visit_signed,),
        ),
    )
    return made.small_kind(moves=(*plain.moves, *more), **fields)


def acting(number: int) -> Actor:
    """A person without an office."""
    return Actor(person_id=number, via="web", name="评委")


def judge(people: Offices, union: Union | None = None, *, name: str = "", **fields: object) -> Judge:
    """Somebody in the pool of the province, or of another union, from an employer of their own."""
    number = next(_numbers)
    organiser = union or people.tree.province
    who = person(name or f"评委{number:03d}")
    return Judge.objects.create(
        **{
            "person": who,
            "union": organiser,
            "territory_path": organiser.territory_path,
            "industry_path": organiser.industry_path,
            "fields": ["tools", "methods"],
            "employer": f"第{number:03d}研究院",
            "enrolled_by_id": who.pk,
            "enrolled_at": NOW,
            **fields,
        }
    )


def entry(people: Offices, call: Call, *, unit: Union | None = None, **answers: object) -> Application:
    """An application that was admitted to review."""
    worker = made.worker_at(unit or people.tree.workshop)
    held = made.examined(people, made.handed_in(worker, call, **answers))
    return programmes.admit(people.at(call.union), application_id=held.pk)


def entry_past(
    people: Offices,
    call: Call,
    *,
    phase: str = Phase.FIRST_REVIEW,
    unit: Union | None = None,
    **fields: object,
) -> Application:
    """The same, past the commands: as many as a test wants, quickly."""
    at, who = unit or people.tree.workshop, person("王秀英")
    now = clock.now()
    return Application.objects.create(
        **{
            "call": call,
            "kind_code": call.kind_code,
            "applicant": who,
            "people": [who.pk],
            "unit": at,
            "title": f"扳手{next(_numbers)}",
            "category": "tools",
            "answers": {**made.ANSWERS, "name": who.name},
            "phase": phase,
            "line": "territory",
            "territory_path": at.territory_path,
            "desk": call.union,
            "recommended_by": people.tree.city,
            "begun_at": now,
            "saved_at": now,
            "handed_in_at": now,
            "lies_since": now,
            "digest": "0" * 64,
            **fields,
        }
    )


@dataclass(kw_only=True)
class Round:
    """A panel with those who arrange it, sit on it and apply."""

    people: Offices
    call: Call
    panel: Panel
    officer: Actor
    entries: list[Application]
    judges: list[Judge]
    chair: Judge | None = None
    seats: dict[int, Seat] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The panel's code."""
        return self.panel.code

    def fresh(self) -> Panel:
        """The panel as it stands."""
        return Panel.objects.get(pk=self.panel.pk)

    def actor(self, judge: Judge) -> Actor:
        """A judge as they sign in."""
        return acting(judge.person_id)

    @property
    def sitting(self) -> list[Judge]:
        """Who accepted, in the order of their lots."""
        rows = Seat.objects.filter(panel=self.panel, state=SeatState.ACCEPTED).order_by("position")
        return [seat.judge for seat in rows.select_related("judge__person")]

    def tasks(self, judge: Judge) -> list[Assignment]:
        """What a judge was assigned."""
        rows = Assignment.objects.filter(panel=self.panel, judge=judge, dropped_at__isnull=True)
        return list(rows.order_by("number"))

    def number(self, judge: Judge, application: Application) -> int:
        """The number by which a judge knows an application."""
        return Assignment.objects.get(panel=self.panel, judge=judge, application=application).number

    def give(self, judge: Judge, application: Application, new: object = 50, useful: object = 30) -> Score:
        """A score with words."""
        return actions.submit_score(
            self.actor(judge),
            panel_code=self.code,
            number=self.number(judge, application),
            points={"new": new, "useful": useful},
            comment=WORDS,
        )

    def give_all(self) -> None:
        """Every assignment scored, each differently."""
        for at, one in enumerate(self.sitting):
            for task in self.tasks(one):
                if not Score.objects.filter(assignment=task).exists():
                    self.give(one, task.application, 40 + (at + task.application_id) % 17, 20 + at)

    def closed(self) -> "Round":
        """Scored and closed."""
        self.give_all()
        actions.close_panel(self.officer, panel_id=self.panel.pk)
        return self

    def released(self) -> "Round":
        """Ranked and released."""
        if self.fresh().state != PanelState.CLOSED:
            self.closed()
        actions.rank_panel(self.officer, panel_id=self.panel.pk)
        actions.release_together(self.officer, panel_ids=[self.panel.pk])
        return self


def panel_of(
    people: Offices,
    call: Call | None = None,
    *,
    entries: Sequence[Application] | None = None,
    judges: int = 6,
    seats: int = 5,
    per_entry: int = 5,
    phase: str = Phase.FIRST_REVIEW,
    **fields: object,
) -> Round:
    """A panel that was begun, with its pool and entries."""
    at = call or made.call_of(people)
    held = list(entries) if entries is not None else [entry_past(people, at, phase=phase) for _ in range(2)]
    pool = [judge(people, at.union) for _ in range(judges)]
    officer = people.at(at.union)
    now = database_now()
    panel = actions.begin_panel(
        officer,
        **{
            "call_id": at.pk,
            "phase": phase,
            "opens_at": now - timedelta(hours=1),
            "closes_at": now + timedelta(hours=1),
            "seats": seats,
            "per_entry": per_entry,
            **fields,
        },
    )
    return Round(people=people, call=at, panel=panel, officer=officer, entries=held, judges=pool)


def drawn(round_: Round) -> Round:
    """Promised and drawn."""
    actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="监督组 周敏")
    actions.draw_panel(round_.officer, panel_id=round_.panel.pk)
    return round_


def invited(round_: Round, *, accept: bool = True) -> Round:
    """Everybody was asked, and took the seat."""
    drawn(round_)
    actions.invite(round_.officer, panel_id=round_.panel.pk)
    for seat in Seat.objects.filter(panel=round_.panel, state=SeatState.INVITED) if accept else ():
        actions.accept_seat(acting(seat.person_id), panel_code=round_.code)
    return round_


def opened(round_: Round) -> Round:
    """Assigned and open, with a chair."""
    invited(round_)
    seat = Seat.objects.filter(panel=round_.panel, state=SeatState.ACCEPTED).order_by("position").first()
    assert seat is not None
    actions.name_chair(round_.officer, panel_id=round_.panel.pk, seat_code=seat.code)
    actions.assign(round_.officer, panel_id=round_.panel.pk)
    actions.open_panel(round_.officer, panel_id=round_.panel.pk)
    round_.chair = seat.judge
    return round_


def sat_down(people: Offices, *, barred: int | None = 1, with_order: bool = True) -> Round:
    """A defence that is open, three entries before five judges; the one of them at ``barred`` is not in on the first."""
    call = made.call_of(people)
    entries = [entry_past(people, call, phase=Phase.DEFENCE) for _ in range(3)]
    round_ = invited(panel_of(people, call, entries=entries, judges=6, phase=Phase.DEFENCE))
    first_seat = (
        Seat.objects.filter(panel=round_.panel, state=SeatState.ACCEPTED).order_by("position").first()
    )
    assert first_seat is not None
    panel_id = round_.panel.pk
    if barred is not None:
        actions.pin_conflict(
            round_.officer,
            panel_id=panel_id,
            judge_id=round_.sitting[barred].pk,
            application_id=entries[0].pk,
            kind="kin",
            words="第一完成人的表兄",
        )
    actions.name_chair(round_.officer, panel_id=panel_id, seat_code=first_seat.code)
    actions.assign(round_.officer, panel_id=panel_id)
    if with_order:
        actions.commit_order(round_.officer, panel_id=panel_id, supervisor="监督组 周敏")
        actions.draw_order(round_.officer, panel_id=panel_id)
    actions.open_panel(round_.officer, panel_id=panel_id)
    round_.chair = first_seat.judge
    return round_


def on_site(people: Offices) -> Round:
    """A panel that looks at one entry on site, open."""
    call = made.call_of(people)
    entries = [entry_past(people, call, phase=Phase.SITE_VISIT)]
    return opened(
        panel_of(people, call, entries=entries, judges=4, seats=3, per_entry=3, phase=Phase.SITE_VISIT)
    )


def ended(round_: Round, *, at: datetime | None = None) -> Round:
    """The same panel with its end a moment ago, or ``at``: what only the owner of the tables can bring about."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reviews_panel DISABLE TRIGGER panel_is_kept")
        cursor.execute(
            "UPDATE reviews_panel SET closes_at = COALESCE(%s, clock_timestamp() - interval '1 millisecond') WHERE id = %s",
            [at, round_.panel.pk],
        )
        cursor.execute("ALTER TABLE reviews_panel ENABLE TRIGGER panel_is_kept")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return round_


def first(round_: Round) -> tuple[Judge, Actor, dict[str, object], Application]:
    """A judge, what they are as an actor, how they name their first entry, and what it is."""
    judge = round_.sitting[0]
    task = round_.tasks(judge)[0]
    return judge, round_.actor(judge), {"panel_code": round_.code, "number": task.number}, task.application


def lift(round_: Round, conflict: Conflict) -> None:
    """By two officers of the organiser."""
    asked = {"panel_id": round_.panel.pk, "conflict_id": conflict.pk}
    actions.ask_lift(round_.officer, **asked, reason="核实后同意参评")
    actions.grant_lift(round_.people.at(round_.people.tree.province), **asked)


def supervisor(people: Offices) -> Actor:
    """Somebody who watches over the province."""
    return officer(Role.SUPERVISOR, people.tree.province)


def rows_of(
    applications: Iterable[tuple[Application, int, int | None, bool]],
) -> dict[str, list[tuple[object, int | None, int | None, bool]]]:
    """Past the commands, a row of every table for every application, at the union it lies at, judged by whose it is."""
    found: dict[str, list[tuple[object, int | None, int | None, bool]]] = {
        f"reviews_{name}": []
        for name in (
            "judge", "conflict", "panel", "seat", "drawrecord", "assignment", "draftscore", "score", "correction",
            "ranking", "rerank", "vote", "visit", "callup",
        )
    }  # fmt: skip
    for application, union, _, _ in applications:
        whose = application.applicant_id
        place = {"territory_path": application.territory_path, "industry_path": application.industry_path}
        at = {"person_id": whose, **place}
        judge = Judge.objects.create(union_id=union, enrolled_by_id=whose, enrolled_at=NOW, **at)
        now = database_now()
        common = {
            "call": application.call, "union_id": union, "phase": "first_review", "seats": 5, "per_entry": 5,
            "is_blind": True, "opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1),
            "made_by_id": whose, "made_at": NOW, **place,
        }  # fmt: skip
        draft = Panel.objects.create(**common)
        panel = Panel.objects.create(state="open", method="mean", settling="vote", opened_at=NOW, **common)
        seat = Seat.objects.create(
            panel=panel, judge=judge, state="accepted", position=1, is_chair=True, **at
        )
        draw = DrawRecord.objects.create(
            panel=panel, purpose="judges", record={"links": []}, commitment="0", head="0", sealed_seed=b"",
            supervisor="周敏", committed_at=NOW, made_by_id=whose, **place,
        )  # fmt: skip
        task = Assignment.objects.create(
            panel=panel, seat=seat, judge=judge, application=application, number=1, made_at=NOW, **at
        )
        written = DraftScore.objects.create(assignment=task, person_id=whose, saved_at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('xinghe.person', %s, true)", [str(whose)])
        score = Score.objects.create(
            assignment=task, panel=panel, total=1, at=database_now(), digest=f"{task.pk:064d}", **at
        )
        change = Correction.objects.create(
            assignment=task,
            panel=panel,
            points={},
            total=1,
            reason="x",
            asked_by_id=whose,
            asked_at=NOW,
            **place,
        )
        rerank = Rerank.objects.create(panel=panel, reason="x", asked_by_id=whose, asked_at=NOW, **place)
        visit = Visit.objects.create(
            panel=panel,
            application=application,
            visited_date=NOW.date(),
            people=[whose],
            begun_at=NOW,
            **place,
        )
        called = CallUp.objects.create(
            panel=panel,
            application=application,
            part="called",
            presenting_minutes=10,
            asking_minutes=5,
            at=NOW,
            **at,
        )
        Panel.objects.filter(pk=panel.pk).update(state="closed")
        vote = Vote.objects.create(
            panel=panel, seat=seat, application=application, choice="yes", at=NOW, **at
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('xinghe.person', '', true)")
        ranking = Ranking.objects.create(
            panel=panel, number=1, record={}, receipts=[], frozen_by_id=whose, frozen_at=NOW, **place
        )
        conflict = Conflict.objects.create(
            judge=judge, application=application, kind="kin", source="declared", fact="x", found_at=NOW, **at
        )
        found["reviews_panel"] += [(draft, union, None, False), (panel, union, None, True)]
        found["reviews_draftscore"].append((written, None, whose, False))
        for name, row in (
            ("judge", judge), ("seat", seat), ("assignment", task), ("score", score), ("correction", change),
            ("vote", vote), ("visit", visit), ("conflict", conflict), ("callup", called),
            ("rerank", rerank),
        ):  # fmt: skip
            found[f"reviews_{name}"].append((row, union, whose, False))
        found["reviews_drawrecord"].append((draw, union, None, False))
        found["reviews_ranking"].append((ranking, union, None, False))
    return found
