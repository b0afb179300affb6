"""Everything that changes decisions and awards."""

from xinghe.decisions.actions.drafting import begin_naming, begin_revocation, change_decision, drop_decision
from xinghe.decisions.actions.issuing import issue_naming, issue_revocation

__all__ = [
    "begin_naming",
    "begin_revocation",
    "change_decision",
    "drop_decision",
    "issue_naming",
    "issue_revocation",
]
