"""Whatever breaks on the way, nothing is shown and nothing is changed: each helper and each statement in turn."""

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access import actor as actor_module
from xinghe.access import checks, fence, work
from xinghe.access.checks import within
from xinghe.access.powers import Power, Role
from xinghe.audit.models import AuditEntry
from xinghe.results.actions import clear_result
from xinghe.results.models import Result
from xinghe.results.vocab import Stage
from xinghe.unions import queries
from xinghe.web.kit import doors


class Broken(Exception):
    """What a helper raises in these tests."""


def broken(*_args, **_kwargs):
    raise Broken


# Everything a request passes on its way to a change, and to a page.
HELPERS_OF_A_CHANGE = [
    (work, "fenced"),
    (fence, "open_fence"),
    (fence, "path_range"),
    (work.clock, "now"),
    (work.Work, "claim"),
    (work.Work, "require"),
    (work.Work, "record"),
    (checks, "claim"),
    (checks, "within"),
    (checks, "covered"),
    (checks, "path_range"),
    (checks, "may"),
    (checks, "require"),
    (actor_module.Actor, "paths_for"),
    (actor_module.Actor, "paths"),
    (AuditEntry.objects, "bulk_create"),
    (doors, "actor_of"),
    (doors, "actor_for"),
    (queries, "Office"),
]
HELPERS_OF_A_PAGE = [
    (doors, "actor_of"),
    (doors, "actor_for"),
    (doors, "fenced"),
    (queries, "Office"),
    (fence, "open_fence"),
    (fence, "path_range"),
    (checks, "covered"),
    (checks, "path_range"),
    (actor_module.Actor, "paths_for"),
    (actor_module.Actor, "paths"),
]


@doors.changing
def change(request, result_id):
    """A page that changes: one command."""
    clear_result(doors.actor_of(request), result_id=result_id)
    return HttpResponse("cleared")


@doors.reading
def show(request):
    """A page that reads: one question."""
    rows = within(doors.actor_of(request), Power.RESULT_READ, Result.objects.all())
    return HttpResponse(" ".join(sorted(rows.values_list("title", flat=True))))


@pytest.fixture
def scene(tree):
    """An officer's request, and a result that they may clear."""
    holder = unions_of.person()
    unions_of.appoint(holder, Role.OFFICER, tree.county)
    request = RequestFactory().post("/")
    request.user = holder
    return request, results_of.result(tree.workshop)


def state(thing):
    return Result.objects.values_list("stage", "cleared_by_id").get(pk=thing.pk), AuditEntry.objects.count()


UNTOUCHED = ((Stage.RECORDED, None), 0)


def name_of(helper) -> str:
    return f"{getattr(helper[0], '__name__', type(helper[0]).__name__)}.{helper[1]}"


def test_the_change_and_the_page_work_when_nothing_breaks(scene):
    request, thing = scene

    page = show(request)
    answer = change(request, thing.pk)

    assert (page.status_code, page.content.decode()) == (200, thing.title)
    assert (answer.status_code, state(thing)) == (200, ((Stage.CLEARED, request.user.pk), 1))


@pytest.mark.parametrize("helper", HELPERS_OF_A_CHANGE, ids=name_of)
def test_a_broken_helper_changes_nothing(scene, monkeypatch, helper):
    request, thing = scene
    with monkeypatch.context() as patched:
        patched.setattr(*helper, property(broken) if helper[1] == "paths" else broken)

        with pytest.raises(Broken):
            change(request, thing.pk)

    assert state(thing) == UNTOUCHED


@pytest.mark.parametrize("helper", HELPERS_OF_A_PAGE, ids=name_of)
def test_a_broken_helper_shows_nothing(scene, monkeypatch, helper):
    request, _thing = scene
    with monkeypatch.context() as patched:
        patched.setattr(*helper, property(broken) if helper[1] == "paths" else broken)

        with pytest.raises(Broken):
            show(request)


class FailingAt:
    """Lets so many statements pass and fails the next one; counts all."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.number:
            raise DatabaseError("the line is cut")
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_fails_changes_nothing_whichever_it_is():
    tree = unions_of.small_province()
    actor = unions_of.officer(Role.OFFICER, tree.county)
    outcomes = []
    for number in range(1, 40):
        thing = results_of.result(tree.workshop)
        before = AuditEntry.objects.count()
        failing = FailingAt(number)
        with connection.execute_wrapper(failing):
            try:
                clear_result(actor, result_id=thing.pk)
                done = True
            except DatabaseError:
                done = False
        thing.refresh_from_db()
        written = AuditEntry.objects.count() - before
        outcomes.append((done, str(thing.stage), written))
        if failing.count < number:
            break

    *failed, last = outcomes
    # What fails after the commit (programs are woken early) changes nothing any more: it is whole, and says so.
    undone = [outcome for outcome in failed if not outcome[0]]
    assert set(undone) == {(False, "recorded", 0)}
    assert set(failed) - set(undone) <= {(True, "cleared", 1)}
    assert failed == sorted(failed, key=lambda outcome: outcome[0])
    assert last == (True, "cleared", 1)
    assert len(undone) >= 4
