"""A bulk act: each row its own transaction, once however often it is started, stopped halfway, and taken back."""

import pytest
from django.db import OperationalError

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access.actor import Actor
from xinghe.access.powers import Power, Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation.errors import Forbidden, Missing, Phrase
from xinghe.jobs import actions, batch, jobs, registry
from xinghe.jobs.actions import NothingChosen, TooManyChosen, TooManyUnderWay, ask_bulk, ask_for, cancel_run
from xinghe.jobs.jobs import Verdict, carry_out, rehearse
from xinghe.jobs.models import Run, RunRow
from xinghe.jobs.queries import refusal_of_row, row_counts, rows_of_run, subjects_of_run
from xinghe.jobs.registry import bulk_act, bulk_acts_on, find_bulk_act
from xinghe.jobs.vocab import MOST_UNDER_WAY, RowOutcome, RunState
from xinghe.results.actions import clear_result, return_result
from xinghe.results.models import Result
from xinghe.results.queries import titles_of
from xinghe.results.vocab import Stage

pytestmark = pytest.mark.django_db
SUBJECT = "results.result"


@pytest.fixture
def seen():
    """What the acts of a test saw: the number, the door and the batch."""
    return []


@pytest.fixture
def acts(monkeypatch, seen):
    """Acts of this test alone on results."""
    monkeypatch.setattr(registry, "_ACTS", {})

    @bulk_act(
        "test.clear",
        title="Clear",
        subject_kind=SUBJECT,
        power=Power.RESULT_CLEAR,
        labels=titles_of,
        undo="test.return",
    )
    def clear(actor, subject_id):
        clear_result(actor, result_id=subject_id)
        seen.append((subject_id, actor.via, batch.current()))

    @bulk_act(
        "test.return", title="Return", subject_kind=SUBJECT, power=Power.RESULT_PUBLISH, labels=titles_of
    )
    def take_back(actor, subject_id, *, reason):
        return_result(actor, result_id=subject_id, reason=reason)

    @bulk_act("test.break", title="Break", subject_kind=SUBJECT, power=Power.RESULT_CLEAR, labels=titles_of)
    def break_down(actor, subject_id):
        clear_result(actor, result_id=subject_id)
        raise ZeroDivisionError


@pytest.fixture
def scene(acts):
    """An officer, three results that they may clear, and one that they recorded themselves."""
    tree = unions_of.small_province()
    actor = unions_of.officer(Role.OFFICER, tree.county)
    free = [results_of.result(tree.workshop) for _ in range(3)]
    own = results_of.result(tree.workshop, recorded_by_id=actor.person_id)
    foreign = results_of.result(tree.far_workshop)
    return actor, free, own, foreign


def ask(actor, things, act="test.clear", **more):
    return ask_bulk(actor, act=act, subject_ids=[one.pk for one in things], params={}, **more)


def outcomes(run):
    return list(
        RunRow.objects.filter(run=run).order_by("position").values_list("subject_id", "outcome", "code")
    )


def cleared():
    return Result.objects.filter(stage=Stage.CLEARED).count()


def test_each_row_has_its_outcome_and_what_is_refused_stops_no_other(scene):
    actor, (first, *others), own, foreign = scene

    run = ask(actor, [first, own, foreign, *others, first])
    carry_out(run.pk)

    run.refresh_from_db()
    assert outcomes(run) == [
        (first.pk, "done", ""),
        (own.pk, "refused", "second_person_needed"),
        *((one.pk, "done", "") for one in others),
    ]
    assert (run.state, run.done, run.total) == (RunState.DONE, 4, 4)
    assert run.outcome == {"done": 3, "refused": 1}
    assert cleared() == 3


def test_the_record_says_who_asked_and_each_change_by_whom_and_how(scene):
    actor, free, _, _ = scene

    run = ask(actor, free)
    carry_out(run.pk)

    entries = AuditEntry.objects.order_by("pk").values_list("verb", "subject_id", "person_id", "via")
    assert list(entries) == [
        ("run.ask", run.pk, actor.person_id, "web"),
        ("run.bulk", run.pk, actor.person_id, "web"),
        *(("result.clear", one.pk, actor.person_id, "job") for one in free),
    ]


def test_what_one_bulk_act_tells_belongs_to_one_batch(scene, seen):
    actor, free, _, _ = scene

    run = ask(actor, free)
    carry_out(run.pk)

    assert seen == [(one.pk, "job", f"run:{run.pk}") for one in free]
    assert batch.current() == ""


def test_a_run_that_is_started_again_goes_on_where_it_stopped(scene, seen, monkeypatch):
    actor, free, _, _ = scene
    run = ask(actor, free)
    settle, calls = actions.settle_row, []

    def cut(*args, **kwargs):
        calls.append(args)
        if len(calls) >= 2:  # from the note of the second row on, which stands in its own transaction
            raise OperationalError("the line is cut")
        settle(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "settle_row", cut)
        with pytest.raises(OperationalError):
            carry_out(run.pk)
    after_the_cut = (cleared(), outcomes(run))

    carry_out(run.pk)

    first, second, third = free
    assert after_the_cut == (
        1,
        [(first.pk, "done", ""), (second.pk, "waiting", ""), (third.pk, "waiting", "")],
    )
    assert outcomes(run) == [(one.pk, "done", "") for one in free]
    assert AuditEntry.objects.filter(verb="result.clear").count() == 3


def test_what_breaks_changes_nothing_and_gives_a_reference(scene):
    actor, (first, *_), _, _ = scene

    run = ask(actor, [first], act="test.break")
    carry_out(run.pk)

    row = RunRow.objects.get(run=run)
    assert (row.outcome, row.code, cleared()) == (RowOutcome.FAILED, "unexpected", 0)
    assert len(row.params["reference"]) == 8


def test_a_stopped_run_leaves_the_rest_undone(scene, monkeypatch):
    actor, free, _, _ = scene
    monkeypatch.setattr(jobs, "LOOKS_UP_EVERY", 1)
    run = ask(actor, free)
    note = actions.beat_run

    def stop_after_the_first(run_id, *, done, total):
        if done == 1:
            cancel_run(actor, run_id=run_id)
        return note(run_id, done=done, total=total)

    monkeypatch.setattr(actions, "beat_run", stop_after_the_first)
    carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert [outcome for _, outcome, _ in outcomes(run)] == ["done", "waiting", "waiting"]
    assert cleared() == 1


def test_a_rehearsal_says_what_would_become_of_each_and_changes_nothing(scene):
    actor, free, own, _ = scene

    run = ask(actor, [own, *free], is_rehearsal=True)
    carry_out(run.pk)
    at_once = rehearse(actor, find_bulk_act("test.clear"), [own.pk, free[0].pk], params={})

    assert [outcome for _, outcome, _ in outcomes(run)] == ["refused", "fit", "fit", "fit"]
    assert [(one.outcome, one.code) for one in at_once] == [("refused", "second_person_needed"), ("fit", "")]
    assert cleared() == 0
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"run.ask"}


def test_a_rehearsal_that_breaks_says_so(scene):
    actor, (first, *_), _, _ = scene

    (verdict,) = rehearse(actor, find_bulk_act("test.break"), [first.pk], params={})

    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.code, cleared()) == (RowOutcome.FAILED, "unexpected", 0)


def test_what_was_done_is_taken_back_and_the_first_run_says_so(scene):
    actor, free, own, _ = scene
    run = ask(actor, [*free, own])
    carry_out(run.pk)
    done = subjects_of_run(actor, run.pk, RowOutcome.DONE)

    undoing = ask_bulk(
        actor, act="test.return", subject_ids=done, params={"reason": "误点批量办理"}, undoes=run.pk
    )
    carry_out(undoing.pk)

    assert [outcome for _, outcome, _ in outcomes(run)] == ["undone", "undone", "undone", "refused"]
    assert [outcome for _, outcome, _ in outcomes(undoing)] == ["done"] * 3
    assert cleared() == 0


def test_nobody_takes_back_somebody_elses_run(scene):
    actor, free, _, _ = scene
    run = ask(actor, free)
    carry_out(run.pk)
    colleague = unions_of.officer(Role.PROVINCIAL_OFFICER, unions_of.union())

    with pytest.raises((Missing, NothingChosen)):
        ask_bulk(
            colleague,
            act="test.return",
            subject_ids=[one.pk for one in free],
            params={"reason": "误点批量办理"},
            undoes=run.pk,
        )


def test_the_powers_are_those_held_when_it_runs(scene):
    actor, free, _, _ = scene
    run = ask(actor, free)
    from xinghe.unions.models import Appointment

    Appointment.objects.filter(person_id=actor.person_id).update(until_at=unions_of.NOW)
    carry_out(run.pk)

    assert {code for _, _, code in outcomes(run)} == {"missing"}
    assert cleared() == 0


def test_rows_and_counts_are_the_askers_alone(scene):
    actor, free, _, _ = scene
    run = ask(actor, free)
    chief = unions_of.officer(Role.SYSTEM_ADMINISTRATOR, unions_of.union())

    assert row_counts(actor, run.pk) == {"waiting": 3}
    assert list(rows_of_run(chief, run.pk)) == []


def test_what_fills_a_refusal_is_kept_and_its_labels_are_translated_later(scene):
    actor, (first, *_), _, _ = scene
    clear_result(actor, result_id=first.pk)

    run = ask(actor, [first])
    carry_out(run.pk)

    sentence, params = refusal_of_row(RunRow.objects.get(run=run))
    assert sentence % params == sentence % {"stage": "cleared", "needed": "recorded"}
    assert all(isinstance(value, str | Phrase) for value in params.values())


def test_who_may_not_ask(scene):
    actor, free, _, foreign = scene

    with pytest.raises(NothingChosen):
        ask(actor, [foreign])
    with pytest.raises(NothingChosen):
        ask(actor, [])
    with pytest.raises(TooManyChosen):
        ask_bulk(actor, act="test.clear", subject_ids=range(1, 5_002), params={})
    with pytest.raises(Forbidden):
        ask(unions_of.worker(), free)
    with pytest.raises(Missing):
        ask(Actor.for_job("command-line"), free)
    assert Run.objects.count() == 0


def test_nobody_keeps_everybody_waiting(scene):
    actor, free, _, _ = scene
    runs = [ask(actor, free) for _ in range(MOST_UNDER_WAY)]

    with pytest.raises(TooManyUnderWay):
        ask(actor, free)
    with pytest.raises(TooManyUnderWay):
        ask_for(actor, code="jobs.bulk", arguments={})

    cancel_run(actor, run_id=runs[0].pk)
    assert ask(actor, free).state == RunState.WAITING


def test_only_what_is_open_is_asked_for_by_anybody(scene):
    actor, *_ = scene

    with pytest.raises(Missing):
        ask_for(actor, code="jobs.bulk", arguments={})


def test_acts_are_offered_to_those_who_carry_the_power(scene):
    actor, *_ = scene

    assert [act.code for act in bulk_acts_on(SUBJECT, actor)] == ["test.clear", "test.return", "test.break"]
    assert bulk_acts_on(SUBJECT, unions_of.worker()) == ()
    assert bulk_acts_on("ideas.idea", actor) == ()


def test_a_code_is_used_once(scene):
    with pytest.raises(ValueError, match=r"test\.clear"):

        @bulk_act("test.clear", title="", subject_kind="x", power=Power.RESULT_CLEAR, labels=titles_of)
        def another(actor, subject_id):
            pass

    with pytest.raises(LookupError):
        find_bulk_act("test.nothing")
