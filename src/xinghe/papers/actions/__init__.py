"""Everything that changes the register of papers and the keys."""

from xinghe.papers.actions.issuing import DateAhead, issue_paper, void_paper, write_paper
from xinghe.papers.actions.series import close_series, open_series
from xinghe.papers.actions.signing import change_signing_key, sign_credential, sign_revocation_list
from xinghe.papers.rules.typesetting import PaperFiles, typeset

__all__ = [
    "DateAhead",
    "PaperFiles",
    "change_signing_key",
    "close_series",
    "issue_paper",
    "open_series",
    "sign_credential",
    "sign_revocation_list",
    "typeset",
    "void_paper",
    "write_paper",
]
