"""Questions about calls and applications."""

from xinghe.programmes.queries.applications import (
    ApplicationFilter,
    application_for,
    applications_for,
    moves_open_to,
    own_applications,
    passages_of,
    versions_of,
)
from xinghe.programmes.queries.calls import (
    call_for,
    calls_for,
    calls_open,
    extension_asked,
    published_call,
    quotas_of,
)
from xinghe.programmes.queries.prefill import first_answers, results_to_enter

__all__ = [
    "ApplicationFilter",
    "application_for",
    "applications_for",
    "call_for",
    "calls_for",
    "calls_open",
    "extension_asked",
    "first_answers",
    "moves_open_to",
    "own_applications",
    "passages_of",
    "published_call",
    "quotas_of",
    "results_to_enter",
    "versions_of",
]
