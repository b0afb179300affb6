"""A unit that names at its own level: it has two officers of the kind that federations have, beside who seals."""

from datetime import timedelta

from tests.factories import programmes as made
from tests.factories.recommendations import officer
from xinghe.access.powers import Role
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.programmes import actions
from xinghe.programmes.models import Application
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import Phase


def test_a_unit_s_own_call_goes_from_its_worker_to_a_proposal_at_the_unit(people):
    unit = people.tree.workshop
    maker, second = officer(Role.OFFICER, unit), officer(Role.OFFICER, unit)
    now = clock.now()
    call = actions.begin_call(
        maker, kind_code="tool_prize", union_id=unit.pk, title="本单位工具评选", year=2026
    )
    actions.change_call(
        maker, call_id=call.pk, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=3)
    )
    actions.send_for_approval(maker, call_id=call.pk)
    actions.approve_call(second, call_id=call.pk)
    call = actions.open_call(maker, call_id=call.pk)

    held = made.handed_in(made.worker_at(unit), call)
    made.evidence(held, Slot.EV01)
    actions.seal(people.workshop, application_id=held.pk, word=check_word(held.digest))
    actions.forward(maker, application_id=held.pk)
    actions.admit(maker, application_id=held.pk)
    actions.conclude(second, application_id=held.pk)
    actions.propose(maker, application_id=held.pk, grade="first")

    assert Application.objects.get(pk=held.pk).phase == Phase.PROPOSED
