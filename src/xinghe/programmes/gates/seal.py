"""Whether the unit has sealed what lies here, word for word."""

from xinghe.access.work import Work
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.models import Application


class SealMissing(Refusal):
    """No seal, or the seal of an earlier version."""

    code = "seal_missing"
    message = gettext_noop(
        "The unit has not sealed this version. Print it, seal it, upload the sealed page and enter the check word "
        "that stands on it."
    )


def seal_valid(_work: Work, application: Application) -> None:
    """The seal belongs to what was handed in last: a change voids it. Refuses: SealMissing."""
    if not application.sealed_digest or application.sealed_digest != application.digest:
        raise SealMissing
