"""Everything that changes ideas, by whose turn it is: who writes, who confirms, who answers, the clock."""

from xinghe.ideas.actions.answering import accept, ask_correction, merge, refuse, reopen
from xinghe.ideas.actions.comparing import keep_texts, note_compared
from xinghe.ideas.actions.confirming import confirm_share, dispute_share
from xinghe.ideas.actions.drafting import CreatorEntry, begin_draft, name_creators, save_draft
from xinghe.ideas.actions.following import implement, reward, verify
from xinghe.ideas.actions.handing_in import hand_in, submit_idea, take_back
from xinghe.ideas.actions.keeping import chase_late, remind_desks, take_over, tally_answers

__all__ = [
    "CreatorEntry",
    "accept",
    "ask_correction",
    "begin_draft",
    "chase_late",
    "confirm_share",
    "dispute_share",
    "hand_in",
    "implement",
    "keep_texts",
    "merge",
    "name_creators",
    "note_compared",
    "refuse",
    "remind_desks",
    "reopen",
    "reward",
    "save_draft",
    "submit_idea",
    "take_back",
    "take_over",
    "tally_answers",
    "verify",
]
