"""Everything that changes calls and applications, by who acts."""

from xinghe.programmes.actions.applying import (
    begin_application,
    hand_in,
    hand_in_again,
    save_answers,
    throw_away,
    withdraw,
)
from xinghe.programmes.actions.desks import (
    decline,
    forward,
    rank_pile,
    return_application,
    seal,
    undo_forward,
)
from xinghe.programmes.actions.examining import (
    admit,
    ask_for_more,
    conclude,
    propose,
    remove,
    shortlist,
    take_back,
    visit,
)
from xinghe.programmes.actions.lapsing import lapse
from xinghe.programmes.actions.making import (
    ask_extension,
    begin_call,
    cancel_call,
    change_call,
    copy_call,
    give_places,
    grant_extension,
)
from xinghe.programmes.actions.opening import approve_call, open_call, send_back_call, send_for_approval
from xinghe.programmes.actions.releasing import release_decisions
from xinghe.programmes.actions.reminding import remind_of_drafts

__all__ = [
    "admit",
    "approve_call",
    "ask_extension",
    "ask_for_more",
    "begin_application",
    "begin_call",
    "cancel_call",
    "change_call",
    "conclude",
    "copy_call",
    "decline",
    "forward",
    "give_places",
    "grant_extension",
    "hand_in",
    "hand_in_again",
    "lapse",
    "open_call",
    "propose",
    "rank_pile",
    "release_decisions",
    "remind_of_drafts",
    "remove",
    "return_application",
    "save_answers",
    "seal",
    "send_back_call",
    "send_for_approval",
    "shortlist",
    "take_back",
    "throw_away",
    "undo_forward",
    "visit",
    "withdraw",
]
