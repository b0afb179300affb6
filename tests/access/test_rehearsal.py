"""A rehearsal refuses what would be refused and leaves nothing; what goes together is committed together."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access.powers import Role
from xinghe.access.work import rehearsal, together
from xinghe.audit.models import AuditEntry
from xinghe.results.actions import clear_result, publish_result
from xinghe.results.actions.stages import StageNotReached
from xinghe.results.models import Creator, Result
from xinghe.results.vocab import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    tree = unions_of.small_province()
    return unions_of.officer(Role.OFFICER, tree.county), results_of.result(tree.workshop)


def state(thing):
    return Result.objects.values_list("stage", flat=True).get(pk=thing.pk), AuditEntry.objects.count()


def test_a_rehearsed_command_leaves_nothing(scene):
    actor, thing = scene
    told = []

    with rehearsal():
        cleared = clear_result(actor, result_id=thing.pk)
        transaction.on_commit(lambda: told.append("told"))

    assert cleared.stage == Stage.CLEARED
    assert (state(thing), told) == ((Stage.RECORDED, 0), [])
    assert not connection.in_atomic_block


def test_the_same_command_in_earnest_leaves_its_change(scene):
    actor, thing = scene

    clear_result(actor, result_id=thing.pk)

    assert state(thing) == (Stage.CLEARED, 1)


def test_a_rehearsal_refuses_what_would_be_refused(scene):
    actor, thing = scene

    with pytest.raises(StageNotReached), rehearsal():
        publish_result(actor, result_id=thing.pk)

    assert state(thing) == (Stage.RECORDED, 0)


def test_a_rehearsal_asks_the_constraints_that_wait_for_the_commit(scene):
    _, thing = scene

    with pytest.raises(IntegrityError), rehearsal():
        Creator.objects.create(result=thing, position=1, name="王秀英", share=40)


def test_what_goes_together_is_undone_together(scene):
    actor, thing = scene

    with pytest.raises(ZeroDivisionError), together():
        clear_result(actor, result_id=thing.pk)
        raise ZeroDivisionError

    assert state(thing) == (Stage.RECORDED, 0)


def test_what_goes_together_is_kept_together(scene):
    actor, thing = scene

    with together():
        clear_result(actor, result_id=thing.pk)
        with pytest.raises(StageNotReached):
            clear_result(actor, result_id=thing.pk)
        publish_result(actor, result_id=thing.pk)

    assert state(thing) == (Stage.PUBLISHED, 2)


def test_afterwards_a_command_has_its_own_transaction_again(scene):
    actor, thing = scene
    with rehearsal():
        pass

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        clear_result(actor, result_id=thing.pk)
