"""Everything that changes notices and objections, by who acts."""

from xinghe.notices.actions.deciding import decide_objection, reply_to_objector
from xinghe.notices.actions.examining import admit_objection, refuse_objection, see_seal
from xinghe.notices.actions.investigating import assign_investigator, give_more_time, write_finding
from xinghe.notices.actions.making import change_notice, make_notice, start_corrected, throw_away_notice
from xinghe.notices.actions.objecting import object_to_notice, record_objection
from xinghe.notices.actions.publishing import confirm_notice, end_notice, publish_notice
from xinghe.notices.actions.revealing import reveal_objector
from xinghe.notices.vocab import BOX

__all__ = [
    "BOX",
    "admit_objection",
    "assign_investigator",
    "change_notice",
    "confirm_notice",
    "decide_objection",
    "end_notice",
    "give_more_time",
    "make_notice",
    "object_to_notice",
    "publish_notice",
    "record_objection",
    "refuse_objection",
    "reply_to_objector",
    "reveal_objector",
    "see_seal",
    "start_corrected",
    "throw_away_notice",
    "write_finding",
]
