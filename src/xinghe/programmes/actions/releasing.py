"""What was decided about a call becomes known to all at once; nobody learns theirs before others."""

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.actions.telling import tell_together
from xinghe.programmes.models import Call


class NothingUntold(Refusal):
    """Everybody knows already."""

    code = "nothing_untold"
    message = gettext_noop(
        "Everybody whose application to “%(call)s” was declined knows it: 0 are left. Reload the page."
    )


@command
def release_decisions(work: Work, *, call_id: int) -> int:
    """Tell everybody of a call who was declined since its judging, at one instant; of how many applications.

    A public notice does the same when it is published. Refuses: Missing, Forbidden, NothingUntold.
    """
    call = work.claim(Call, call_id)
    work.require(Power.APPLICATION_DECIDE, call)
    told = tell_together(work, call.pk)
    if not told:
        raise NothingUntold(call=call.title)
    work.record("call.release_decisions", call, number=(None, told))
    return told
