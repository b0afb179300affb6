"""Everything that changes tokens, endpoints and the list of what happened."""

from xinghe.integrations.actions.endpoints import (
    NewSecret,
    change_endpoint,
    make_endpoint,
    pause_endpoint,
    remove_endpoint,
    renew_secret,
    resend_from,
    resume_endpoint,
    try_endpoint,
)
from xinghe.integrations.actions.happenings import announce
from xinghe.integrations.actions.rates import count_people, count_request
from xinghe.integrations.actions.tokens import issue_token, note_use, revoke_token

__all__ = [
    "NewSecret",
    "announce",
    "change_endpoint",
    "count_people",
    "count_request",
    "issue_token",
    "make_endpoint",
    "note_use",
    "pause_endpoint",
    "remove_endpoint",
    "renew_secret",
    "resend_from",
    "resume_endpoint",
    "revoke_token",
    "try_endpoint",
]
