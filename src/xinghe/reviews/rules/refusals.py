"""Refusals that several commands of judging share, and those that pass on what a kernel says."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from xinghe.foundation.errors import Refusal, gettext_noop

if TYPE_CHECKING:
    from xinghe.kernels.drawing import DrawRefused
    from xinghe.kernels.judging import JudgingRefused
    from xinghe.kernels.matching import NoAssignment


class PanelNotSo(Refusal):
    """The panel is too far for this, or not far enough."""

    code = "panel_not_so"
    message = gettext_noop("The panel is “%(state)s”, so this cannot be done now. Reload the page.")


class PartyToPanel(Refusal):
    """Who applies in a contest arranges nothing of its judging."""

    code = "party_to_panel"
    message = gettext_noop(
        "You are one of the people of an application in this contest. Leave the panel to another officer."
    )
    status = 403


class NotTaken(Refusal):
    """Before the panel opens, or at its end and after."""

    code = "score_not_taken"
    message = gettext_noop(
        "This panel takes scores from %(opens_at)s until %(closes_at)s, that instant not included. What you wrote is kept "
        "as a draft; ask the chair whether a correction is possible."
    )


class NotTheirs(Refusal):
    """Between the page and the score a conflict came to be known, or the entry was given to somebody else."""

    code = "score_not_theirs"
    message = gettext_noop(
        "Entry %(number)s is no longer with this judge: a conflict was noted meanwhile, or another judge has it. The score was not "
        "taken. Reload the list and go on with the other entries."
    )


class NotDrawn(Refusal):
    """The draw is not one that can be held; why, the kernel says."""

    code = "panel_not_drawn"
    message = gettext_noop("The panel cannot be drawn as it is. Mend the pool or the terms and begin again.")
    status = 422

    def __init__(self, why: "DrawRefused") -> None:
        super().__init__()
        self.why = why

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The kernel's own sentence, in the reader's language."""
        return translate(self.why.message) % self.why.params


class NotRanked(Refusal):
    """The scores cannot be ranked; why, the kernel says."""

    code = "panel_not_ranked"
    message = gettext_noop(
        "The scores cannot be ranked as they are. Add the scores that are missing, then rank."
    )
    status = 422

    def __init__(self, why: "JudgingRefused") -> None:
        super().__init__()
        self.why = why

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The kernel's own sentence, in the reader's language."""
        return translate(self.why.message) % self.why.params


class NotAssigned(Refusal):
    """No assignment gives every entry its judges; ``reasons`` say why, each with what to change."""

    code = "panel_not_assigned"
    message = gettext_noop(
        "The entries cannot be assigned to these judges. Invite more judges, then assign again."
    )
    status = 422

    def __init__(self, why: "NoAssignment") -> None:
        super().__init__()
        self.reasons = why.reasons

    def said(self, translate: Callable[[str], str] = str) -> str:
        """Every reason as a sentence, in the reader's language."""
        return " ".join(one.said(translate) for one in self.reasons)
