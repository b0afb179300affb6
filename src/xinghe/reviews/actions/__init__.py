"""Everything that changes judging, by who acts."""

from xinghe.reviews.actions.arranging import (
    begin_panel,
    close_panel,
    name_chair,
    open_panel,
    release_together,
)
from xinghe.reviews.actions.assigning import add_review, assign
from xinghe.reviews.actions.conflicts import (
    ask_lift,
    declare_conflict,
    find_conflicts,
    grant_lift,
    pin_conflict,
)
from xinghe.reviews.actions.drawing import (
    accept_seat,
    commit_draw,
    commit_order,
    decline_seat,
    draw_order,
    draw_panel,
    invite,
    vacate_seat,
)
from xinghe.reviews.actions.meeting import vote
from xinghe.reviews.actions.pool import change_judge, enrol_judge, say_availability
from xinghe.reviews.actions.ranking import ask_rerank, grant_rerank, rank_panel
from xinghe.reviews.actions.reminding import remind_judges
from xinghe.reviews.actions.scoring import (
    abstain,
    ask_correction,
    grant_correction,
    save_draft,
    submit_score,
)
from xinghe.reviews.actions.sheets import take_score_sheet
from xinghe.reviews.actions.sitting import call_up, make_break, start_part
from xinghe.reviews.actions.visiting import begin_visit, save_visit, sign_visit

__all__ = [
    "abstain",
    "accept_seat",
    "add_review",
    "ask_correction",
    "ask_lift",
    "ask_rerank",
    "assign",
    "begin_panel",
    "begin_visit",
    "call_up",
    "change_judge",
    "close_panel",
    "commit_draw",
    "commit_order",
    "declare_conflict",
    "decline_seat",
    "draw_order",
    "draw_panel",
    "enrol_judge",
    "find_conflicts",
    "grant_correction",
    "grant_lift",
    "grant_rerank",
    "invite",
    "make_break",
    "name_chair",
    "open_panel",
    "pin_conflict",
    "rank_panel",
    "release_together",
    "remind_judges",
    "save_draft",
    "save_visit",
    "say_availability",
    "sign_visit",
    "start_part",
    "submit_score",
    "take_score_sheet",
    "vacate_seat",
    "vote",
]
