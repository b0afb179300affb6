"""Two worlds that differ in one secret look the same to whoever must not know it, until the results are released (SEC-02).

Every query is asked with everything the observer could ask it with, in its order and in random traces with the commands
that the observer may try. What an observer learns at the release, and what never, stands in a table; both are tried.
"""

import os
import random
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.unions import officer
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.access.work import rehearsal
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.foundation.sheets import read_rows
from xinghe.programmes.models import Application
from xinghe.reviews import actions, queries
from xinghe.reviews.models import Assignment, Judge
from xinghe.reviews.models.standing import database_now
from xinghe.unions.queries import actor_for

# 504 pairs of traces; the 2,016 of SEC-02: XINGHE_TRACES=24 pytest tests/reviews/test_two_worlds.py
TRACES, STEPS = int(os.environ.get("XINGHE_TRACES", "6")), 20
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FIRST, SECOND = 0, 1


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A blind panel of seven with three entries, all scored but for what a secret is about."""

    round_: judged.Round
    target: Application
    rival: Application
    third: Application
    hidden: Judge
    spare: Judge
    observers: dict[str, Actor]


@pytest.fixture
def scene(people):
    call = made.call_of(people)
    target, rival, third = (judged.entry_past(people, call) for _ in range(3))
    round_ = judged.panel_of(people, call, entries=[target, rival, third], judges=8, seats=7, per_entry=3)
    judged.opened(round_)
    admin = people.at(people.tree.province)
    Application.objects.filter(pk=third.pk).update(people=[*third.people, admin.person_id])
    readers = [task.judge for task in Assignment.objects.filter(panel=round_.panel, application=target)]
    hidden = next(one for one in readers if one != round_.chair)
    others = [one for one in round_.sitting if one != hidden]
    other = next(one for one in others if one in readers and one != round_.chair)
    spare = next(one for one in others if one not in readers)
    for at, one in enumerate(round_.sitting):
        for task in round_.tasks(one):
            if (one, task.application) != (hidden, target):
                round_.give(one, task.application, 42 + at % 2, 30)
    return Scene(
        round_=round_,
        target=target,
        rival=rival,
        third=third,
        hidden=hidden,
        spare=spare,
        observers={
            "rival author": judged.acting(rival.applicant_id),
            "own author": judged.acting(target.applicant_id),
            "other judge": round_.actor(other),
            "officer on the way": officer(Role.OFFICER, people.tree.city),
            "admin with a conflict": actor_for(admin.person_id, via="web", now=NOW),
            "public": Actor.public(),
            "officer without a conflict": people.at(people.tree.province),
        },
    )


# -- the secrets: each is one of two, and all else is the same -------------------------------------------------


def author(scene, which):
    name = ("王秀英", "张桂兰")[which]
    Person.objects.filter(pk=scene.target.applicant_id).update(name=name)
    Application.objects.filter(pk=scene.target.pk).update(answers={**scene.target.answers, "name": name})
    scored(scene, FIRST)


def judge(scene, which):
    """Two people of the pool, of whom one sits on the panel: that one, or the other."""
    standby = Judge.objects.exclude(pk__in=[one.pk for one in scene.round_.sitting]).get()
    for one, name in zip(
        (scene.hidden, standby), ("评委甲", "评委乙")[:: 1 if which == FIRST else -1], strict=True
    ):
        Person.objects.filter(pk=one.person_id).update(name=name)
        Judge.objects.filter(pk=one.pk).update(employer=f"{name}的单位")
    scored(scene, FIRST)


def assignment(scene, which):
    """The entry goes to the hidden judge, or to one who had it not."""
    if which == FIRST:
        scored(scene, FIRST)
        return
    Assignment.objects.filter(judge=scene.hidden, application=scene.target).update(dropped_at=NOW)
    seat = scene.round_.panel.places.get(judge=scene.spare)
    old = Assignment.objects.get(judge=scene.hidden, application=scene.target)
    Assignment.objects.create(
        panel=scene.round_.panel, seat=seat, judge=scene.spare, application=scene.target,
        person_id=scene.spare.person_id, number=50, made_at=NOW, territory_path=old.territory_path,
    )  # fmt: skip
    scene.round_.give(scene.spare, scene.target, 60, 40)


def scored(scene, which, comment=judged.WORDS):
    """Few points or many: the entry is last, or first."""
    new, useful = ((1, 20), (60, 40))[which]
    actions.submit_score(
        scene.round_.actor(scene.hidden),
        panel_code=scene.round_.code,
        number=scene.round_.number(scene.hidden, scene.target),
        points={"new": new, "useful": useful},
        comment=comment,
    )


def comment(scene, which):
    scored(scene, FIRST, comment=judged.WORDS + ("第一", "第二")[which])


def rank(scene, which):
    scored(scene, which)


def declaration(scene, which):
    scored(scene, FIRST)
    if which == SECOND:
        actions.declare_conflict(
            scene.round_.actor(scene.hidden),
            panel_code=scene.round_.code,
            number=scene.round_.number(scene.hidden, scene.target),
            kind="kin",
            words="第一完成人是我的表弟",
        )


SECRETS = {one.__name__: one for one in (author, judge, assignment, scored, comment, rank, declaration)}
SIX = ("rival author", "own author", "other judge", "officer on the way", "admin with a conflict", "public")
# Who learns what at the release. Everybody else never does, from these queries.
LEARNS = {
    "author": (),
    "judge": SIX,
    "assignment": ("rival author", "own author", "other judge", "admin with a conflict"),
    "scored": ("rival author", "own author", "other judge", "admin with a conflict"),
    "comment": ("own author",),
    "rank": ("rival author", "own author", "other judge", "admin with a conflict"),
    "declaration": ("own author", "other judge"),
}
# The officer who arranges it and is no party: the control that the secret is there to be seen.
SEES_WHILE_OPEN = {"judge", "assignment", "declaration"}
SEES_WHEN_FROZEN = {"judge", "assignment", "scored", "rank", "declaration"}


# -- what an observer can ask and try ---------------------------------------------------------------------------


def questions(scene, actor):
    """Every query with all that could be asked of it, by name."""
    code = scene.round_.code
    numbers = range(1, 5)
    asked = {
        "pool": lambda: [(one.person.name, one.employer) for one in queries.pool_for(actor)],
        "panels": lambda: [(one.code, one.state, one.version) for one in queries.panels_for(actor)],
        "panel": lambda: queries.panel_for(actor, code).state,
        "seats": lambda: queries.seats_of(actor, code),
        "loads": lambda: queries.loads_of(actor, code),
        "conflicts": lambda: [
            (one.judge, one.kind, one.ended_at) for one in queries.conflicts_of(actor, code)
        ],
        "assignments": lambda: queries.entries_with_judges(actor, code),
        "draws": lambda: queries.draws_of(code),
        "invitations": lambda: queries.invitations(actor),
        "entries": lambda: queries.entries_for(actor, code),
        "receipts": lambda: queries.own_receipts(actor, code),
        "order": lambda: queries.running_order(actor, code),
        "sitting": lambda: queries.sitting_for(actor, code),
        "ballots": lambda: queries.ballots_for(actor, code),
        "live": lambda: queries.live_for_chair(actor, code),
        "off": lambda: queries.off_the_middle_for(actor, code),
        "ranking": lambda: [repr(row) for row in queries.ranking_for(actor, code).rows],
        "turns": lambda: queries.turns_of(actor, code, above=1),
        "further": lambda: queries.further_reviews(actor, code, above=1, budget=2),
        "outcomes": lambda: queries.outcomes_for_judge(actor, code),
        "members": lambda: queries.members_of(code),
        "sheet": lambda: sheet(actor, code),
    }
    for number in numbers:
        asked[f"entry {number}"] = partial(queries.entry_for, actor, code, number)
        for name in ("EV08-1.jpg", "EV05-1.pdf"):
            asked[f"file {number} {name}"] = partial(queries.entry_file, actor, code, number, name)
    for at, one in enumerate((scene.target, scene.rival, scene.third)):
        asked[f"own {at}"] = partial(queries.own_outcomes, actor, one.code)
        # One's own name is no secret from oneself; the texts of others are not shown.
        if actor.person_id != one.applicant_id and not actor.offices:
            asked[f"flags {at}"] = partial(queries.identity_flags, actor, one.code)
    return asked


def sheet(actor, code):
    """What stands in the score sheet; the file itself bears the time at which it was made."""
    target = BytesIO()
    queries.write_score_sheet(actor, code, target)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        path.write_bytes(target.getvalue())
        return list(read_rows(path))


def attempts(scene, actor):
    """Every command the observer may try, by name: what it answers; what it leaves is undone."""
    code, panel_id = scene.round_.code, scene.round_.panel.pk
    tried = {
        "close": lambda: actions.close_panel(actor, panel_id=panel_id),
        "rank": lambda: actions.rank_panel(actor, panel_id=panel_id),
        "release": lambda: actions.release_together(actor, panel_ids=[panel_id]),
        "find": lambda: actions.find_conflicts(actor, panel_id=panel_id),
        "assign": lambda: actions.assign(actor, panel_id=panel_id),
    }
    for number in range(1, 4):
        mine = {"panel_code": code, "number": number}
        points = {"new": 30, "useful": 30}
        tried[f"draft {number}"] = partial(actions.save_draft, actor, **mine, points=points)
        tried[f"score {number}"] = partial(actions.submit_score, actor, **mine, points=points)
        tried[f"abstain {number}"] = partial(actions.abstain, actor, **mine, reason="没有时间")
        tried[f"vote {number}"] = partial(actions.vote, actor, **mine, choice="yes")
        tried[f"correct {number}"] = partial(
            actions.ask_correction, actor, **mine, points=points, comment="", reason="写错了"
        )
    return tried


def answer(actor, question):
    """What comes back, whatever it is."""
    try:
        with fenced(actor):
            return repr(question())
    except Refusal as refusal:
        return f"{refusal.code}: {refusal}"


def outcome(attempt):
    """Whether it went through, and if not why."""
    try:
        with rehearsal():
            attempt()
    except Refusal as refusal:
        return f"{refusal.code}: {refusal}"
    return "done"


def seen(scene, name, *, seed=None):
    """Everything an observer sees: all questions in order, or a random trace of questions and attempts."""
    actor = scene.observers[name]
    asked, tried = questions(scene, actor), attempts(scene, actor)
    if seed is None:
        return {what: answer(actor, question) for what, question in asked.items()}
    dice = random.Random(f"{name} {seed}")
    steps = dice.choices([*asked, *tried], k=STEPS)
    return [answer(actor, asked[what]) if what in asked else outcome(tried[what]) for what in steps]


@contextmanager
def undone():
    """A world that is gone afterwards."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def everybody(scene, *, traces=TRACES):
    """What each observer sees now: everything once, and in random traces."""
    return {
        name: [
            seen(scene, name),
            *(seen(scene, name, seed=seed) for seed in range(traces if name in SIX else 0)),
        ]
        for name in scene.observers
    }


def histories(scene, secret):
    """For both worlds what everybody sees: while open, when frozen, and after the release."""
    found = []
    for which in (FIRST, SECOND):
        with clock.held_at(NOW), undone():
            SECRETS[secret](scene, which)
            stages = [everybody(scene)]
            judged.ended(scene.round_, at=scene.round_.panel.opens_at + timedelta(minutes=1))
            panel_id = scene.round_.panel.pk
            actions.close_panel(scene.round_.officer, panel_id=panel_id)
            if secret == "declaration" and which == SECOND:
                asked_another(scene)
            actions.rank_panel(scene.round_.officer, panel_id=panel_id)
            stages.append(everybody(scene))
            actions.release_together(scene.round_.officer, panel_ids=[panel_id])
            stages.append(everybody(scene, traces=0))
            found.append(stages)
    return found


def asked_another(scene):
    """In place of who may not judge it, one more judge is asked after the end."""
    seat = scene.round_.panel.places.get(judge=scene.spare)
    actions.add_review(
        scene.round_.officer,
        panel_id=scene.round_.panel.pk,
        application_id=scene.target.pk,
        seat_code=seat.code,
        closes_at=database_now() + timedelta(hours=1),
    )
    scene.round_.give(scene.spare, scene.target, 30, 20)


@pytest.mark.parametrize("secret", SECRETS)
def test_nobody_learns_a_secret_before_its_time_and_each_learns_it_then_or_never(scene, secret):
    one, other = histories(scene, secret)
    early = [(stage, name) for stage in (0, 1) for name in SIX if one[stage][name] != other[stage][name]]
    learnt = {name for name in SIX if one[2][name] != other[2][name]}

    assert early == []
    assert learnt == set(LEARNS[secret])
    control = "officer without a conflict"
    assert (one[0][control] != other[0][control]) == (secret in SEES_WHILE_OPEN)
    assert (one[1][control] != other[1][control]) == (secret in SEES_WHEN_FROZEN)


def test_the_control_where_the_panel_is_not_blind_judges_know_whose_it_is(people):
    call = made.call_of(people)
    entries = [judged.entry_past(people, call) for _ in range(2)]
    round_ = judged.opened(judged.panel_of(people, call, entries=entries, per_entry=3, is_blind=False))
    judge = next(
        one for one in round_.sitting if entries[0] in [task.application for task in round_.tasks(one)]
    )
    seen_names = []
    for name in ("王秀英", "张桂兰"):
        Person.objects.filter(pk=entries[0].applicant_id).update(name=name)
        number = round_.number(judge, entries[0])
        seen_names.append(queries.entry_for(round_.actor(judge), round_.code, number).applicant)

    assert seen_names == ["王秀英", "张桂兰"]


def test_what_is_asked_really_answers(scene):
    """Not every answer is a refusal: the questions reach something."""
    judge = seen(scene, "other judge")
    officer_ = seen(scene, "officer without a conflict")

    assert sum("BlindEntry" in one for one in judge.values()) >= 1
    assert "EntryRow" in judge["entries"]
    assert {"seats", "loads", "conflicts", "assignments"} <= {
        what for what, one in officer_.items() if not one.startswith("missing")
    }
    assert len(judge) >= 30
