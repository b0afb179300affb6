"""The fixed words of integrations: what a token may be for, what may happen, and how long and how often."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop


class Scope(StrEnum):
    """What a token is for. It never gives more than its bearer may do; it only takes away."""

    RESULTS_READ = "results:read"
    RESULTS_WRITE = "results:write"
    IDEAS_READ = "ideas:read"
    IDEAS_WRITE = "ideas:write"
    RECOMMENDATIONS_READ = "recommendations:read"
    RECOMMENDATIONS_WRITE = "recommendations:write"
    ATTACHMENTS_READ = "attachments:read"
    ATTACHMENTS_WRITE = "attachments:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    UNIONS_READ = "unions:read"
    RUNS_READ = "runs:read"
    RUNS_WRITE = "runs:write"
    WEBHOOKS = "webhooks"

    @property
    def label(self) -> str:
        """What a refusal and the page call it."""
        return SCOPE_LABELS[self]


SCOPE_LABELS: Final[dict[Scope, str]] = {
    Scope.RESULTS_READ: gettext_noop("read results"),
    Scope.RESULTS_WRITE: gettext_noop("clear, publish, take back and withdraw results"),
    Scope.IDEAS_READ: gettext_noop("read ideas"),
    Scope.IDEAS_WRITE: gettext_noop("write, hand in and answer ideas"),
    Scope.RECOMMENDATIONS_READ: gettext_noop("read recommendations"),
    Scope.RECOMMENDATIONS_WRITE: gettext_noop("recommend, forward and return"),
    Scope.ATTACHMENTS_READ: gettext_noop("open attachments"),
    Scope.ATTACHMENTS_WRITE: gettext_noop("upload attachments"),
    Scope.MESSAGES_READ: gettext_noop("read messages"),
    Scope.MESSAGES_WRITE: gettext_noop("mark messages as read"),
    Scope.UNIONS_READ: gettext_noop("look at unions"),
    Scope.RUNS_READ: gettext_noop("look at long work"),
    Scope.RUNS_WRITE: gettext_noop("stop long work"),
    Scope.WEBHOOKS: gettext_noop("read happenings that webhooks tell"),
}

# A token ends by itself: within a year somebody looks again at what it is for.
LONGEST_DAYS: Final = 365
DAYS_OFFERED: Final = (7, 30, 90, 180, LONGEST_DAYS)
MOST_TOKENS: Final = 20
TOKEN_NAME_LIMIT: Final = 60
# What a token begins with, so that one that leaked into a file can be searched for.
TOKEN_MARK: Final = "xinghe_"  # noqa: S105 -- the beginning of every token
# When a token was last used is known to the hour: it is there to find those that nobody uses.
USE_NOTED_EVERY: Final = timedelta(hours=1)


class HappeningName(StrEnum):
    """What webhooks tell of. Names are an interface: never renamed."""

    RESULT_CLEARED = "result.cleared"
    RESULT_PUBLISHED = "result.published"
    RESULT_RETURNED = "result.returned"
    RESULT_WITHDRAWN = "result.withdrawn"
    IDEA_HANDED_IN = "idea.handed_in"
    IDEA_ANSWERED = "idea.answered"
    IDEA_WITHDRAWN = "idea.withdrawn"
    RECOMMENDATION_ARRIVED = "recommendation.arrived"
    RECOMMENDATION_RETURNED = "recommendation.returned"
    RECOMMENDATION_DECIDED = "recommendation.decided"
    # Asked for on the page of an endpoint, and told to that endpoint alone.
    ENDPOINT_TRIAL = "endpoint.trial"


HAPPENING_LABELS: Final[dict[HappeningName, str]] = {
    HappeningName.RESULT_CLEARED: gettext_noop("a result was cleared"),
    HappeningName.RESULT_PUBLISHED: gettext_noop("a result was published"),
    HappeningName.RESULT_RETURNED: gettext_noop("a result was taken back"),
    HappeningName.RESULT_WITHDRAWN: gettext_noop("a result was withdrawn"),
    HappeningName.IDEA_HANDED_IN: gettext_noop("an idea was handed in"),
    HappeningName.IDEA_ANSWERED: gettext_noop("an idea was answered"),
    HappeningName.IDEA_WITHDRAWN: gettext_noop("an idea was withdrawn"),
    HappeningName.RECOMMENDATION_ARRIVED: gettext_noop("a recommendation arrived at a desk"),
    HappeningName.RECOMMENDATION_RETURNED: gettext_noop("a recommendation was returned"),
    HappeningName.RECOMMENDATION_DECIDED: gettext_noop("a recommendation was decided"),
    HappeningName.ENDPOINT_TRIAL: gettext_noop("a trial"),
}
HAPPENINGS_KEPT: Final = timedelta(days=90)

URL_LIMIT: Final = 500
MOST_ENDPOINTS: Final = 10  # at one union
# After a secret was renewed the former one signs too for a day, so that nothing is lost between two deployments.
FORMER_SECRET_LASTS: Final = timedelta(hours=24)
# An endpoint that answers nothing good for this long is paused; then its owner says from where to go on.
GIVE_UP_AFTER: Final = timedelta(days=3)

# Requests a minute (SEC-21). A token is one program; an address without one may be a whole factory's.
TOKEN_LIMIT: Final = 600
ADDRESS_LIMIT: Final = 60
RATE_WINDOW: Final = timedelta(minutes=1)
# Other people that an officer is shown within an hour before they prove anew that it is they (SEC-21).
PEOPLE_LIMIT: Final = 500
PEOPLE_WINDOW: Final = timedelta(hours=1)
# How long such a proof opens more (SEC-15).
PROOF_LASTS: Final = timedelta(minutes=5)


class Failure(StrEnum):
    """Why a delivery did not arrive, as far as the owner of the endpoint can do something about it."""

    UNKNOWN_HOST = "unknown_host"
    FORBIDDEN_ADDRESS = "forbidden_address"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    CERTIFICATE = "certificate"
    REDIRECTED = "redirected"
    REFUSED = "refused"


FAILURE_LABELS: Final[dict[Failure, str]] = {
    Failure.UNKNOWN_HOST: gettext_noop("its name leads to no address"),
    Failure.FORBIDDEN_ADDRESS: gettext_noop("its name leads to an address inside a private network"),
    Failure.UNREACHABLE: gettext_noop("nobody answers there"),
    Failure.TOO_SLOW: gettext_noop("it did not answer within 5 seconds"),
    Failure.CERTIFICATE: gettext_noop("its certificate cannot be trusted"),
    Failure.REDIRECTED: gettext_noop("it leads elsewhere, which is not followed"),
    Failure.REFUSED: gettext_noop("it answered with a status other than 2xx"),
}
