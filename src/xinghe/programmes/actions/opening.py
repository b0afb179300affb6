"""A call is approved by a second person; when it opens, its terms are frozen."""

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.actions.making import DRAFTED, take_call
from xinghe.programmes.actions.telling import tell_approvers
from xinghe.programmes.models import Call
from xinghe.programmes.rules.terms import digest_of
from xinghe.programmes.rules.words import reason_read
from xinghe.programmes.vocab import CallState


class DatesMissing(Refusal):
    """A call cannot be approved without its dates."""

    code = "dates_missing"
    message = gettext_noop(
        "“%(call)s” has no day on which it opens, or none on which it closes. Set both first."
    )
    status = 422


class CallOverBeforeOpening(Refusal):
    """It would be closed the moment it opens."""

    code = "call_over_before_opening"
    message = gettext_noop(
        "“%(call)s” would close at %(closes_at)s, which is past. Have it sent back and dated anew."
    )


class OwnCall(Refusal):
    """A second person approves."""

    code = "own_call"
    message = gettext_noop(
        "You made “%(call)s” yourself. Have a colleague or a leader of your union approve it."
    )
    status = 403


@command
def send_for_approval(work: Work, *, call_id: int) -> Call:
    """Ask a second person to approve a draft. Refuses: Missing, Forbidden, CallNotSo, DatesMissing."""
    call = take_call(work, call_id, Power.CALL_MAKE, DRAFTED)
    if call.opens_at is None or call.closes_at is None:
        raise DatesMissing(call=call.title)
    tell_approvers(work, call)
    return _state(work, call, CallState.IN_APPROVAL, "call.send_for_approval")


@command
def send_back_call(work: Work, *, call_id: int, reason: str) -> Call:
    """Give a draft back to be changed, with a reason; also one that was approved and is not open.

    Refuses: Missing, Forbidden, CallNotSo, ReasonNeeded, OwnCall.
    """
    call = _second(work, call_id, frozenset({CallState.IN_APPROVAL, CallState.APPROVED}))
    said = reason_read(reason)
    call.approved_by = call.approved_at = None
    return _state(work, call, CallState.DRAFT, "call.send_back", reason=said)


@command
def approve_call(work: Work, *, call_id: int) -> Call:
    """Approve what somebody else made. Refuses: Missing, Forbidden, CallNotSo, OwnCall."""
    call = _second(work, call_id, frozenset({CallState.IN_APPROVAL}))
    call.approved_by_id, call.approved_at = work.actor.person_id, work.now
    return _state(work, call, CallState.APPROVED, "call.approve")


@command
def open_call(work: Work, *, call_id: int) -> Call:
    """Publish an approved call. Its terms are frozen from here on; it takes applications from ``opens_at``.

    Refuses: Missing, Forbidden, CallNotSo, CallOverBeforeOpening.
    """
    call = take_call(work, call_id, Power.CALL_MAKE, frozenset({CallState.APPROVED}))
    assert call.closes_at is not None  # an approved call is dated, by constraint
    if call.closes_at <= work.now:
        raise CallOverBeforeOpening(call=call.title, closes_at=call.closes_at)
    call.opened_at, call.terms_digest = work.now, digest_of(call.terms)
    return _state(work, call, CallState.OPEN, "call.open")


def _second(work: Work, call_id: int, states: frozenset[CallState]) -> Call:
    call = work.claim(Call, call_id)
    if call.made_by_id == work.actor.person_id:
        raise OwnCall(call=call.title)
    return take_call(work, call_id, Power.CALL_APPROVE, states)


def _state(work: Work, call: Call, state: CallState, verb: str, *, reason: str = "") -> Call:
    before, call.state = call.state, state
    call.version += 1
    call.save()
    work.record(
        verb, call, reason=reason, state=(before, state), terms_digest=(None, call.terms_digest or None)
    )
    return call
