"""Where a recommendation lies, in the words that its desk and its people read."""

from django.utils.translation import gettext as _

from xinghe.recommendations.vocab import State


def where_it_lies(state: str, desk: str) -> str:
    """One line: who has it, or how it ended."""
    words = {
        State.UNDER_WAY: _("It lies at %(desk)s."),
        State.RETURNED: _("It came back to %(desk)s for correction."),
        State.ARRIVED: _("It has arrived at %(desk)s."),
        State.DECLINED: _("It was declined by %(desk)s."),
        State.WITHDRAWN: _("Its unit took it back; it lay at %(desk)s."),
    }
    return words[State(state)] % {"desk": desk}
