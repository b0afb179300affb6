"""How often an examination may ask for what is missing."""

from xinghe.access.work import Work
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import MOST_CORRECTIONS


class ChanceUsed(Refusal):
    """What was missing has been asked for before."""

    code = "chance_used"
    message = gettext_noop(
        "It was sent back to be completed %(count)s time before, which is as often as may be. Admit it or decline it."
    )


def one_chance(_work: Work, application: Application) -> None:
    """Examination asks once (dossier §3.1). Refuses: ChanceUsed."""
    if application.corrections >= MOST_CORRECTIONS:
        raise ChanceUsed(count=application.corrections)
