"""Questions about notices and objections, by who asks."""

from xinghe.notices.queries.conflicts import Investigator, investigators
from xinghe.notices.queries.desk import (
    ObjectionFilter,
    ObjectionPage,
    ObjectionRow,
    notice_for,
    notices_for,
    objection_for,
    objection_to_act_on,
    objections_for,
    waiting_count,
)
from xinghe.notices.queries.own import Decided, OwnLine, own_lines
from xinghe.notices.queries.public import (
    NoticeRow,
    PublicNotice,
    Receipt,
    notice_list,
    notice_paper,
    public_notice,
    public_notices,
    receipt_of,
)

__all__ = [
    "Decided",
    "Investigator",
    "NoticeRow",
    "ObjectionFilter",
    "ObjectionPage",
    "ObjectionRow",
    "OwnLine",
    "PublicNotice",
    "Receipt",
    "investigators",
    "notice_for",
    "notice_list",
    "notice_paper",
    "notices_for",
    "objection_for",
    "objection_to_act_on",
    "objections_for",
    "own_lines",
    "public_notice",
    "public_notices",
    "receipt_of",
    "waiting_count",
]
