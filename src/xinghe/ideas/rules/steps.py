"""Which step is open at which stage, and where it leads. A table, because officers argue about it."""

from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.ideas.vocab import IdeaStage, Step


class StepClosed(Refusal):
    """The step belongs to another stage."""

    code = "step_closed"
    message = gettext_noop(
        "This idea stands at “%(stage)s”, where nobody can %(step)s. Reload the page: somebody was faster."
    )


# stage → step → the stage it leads to
STEPS: Final[dict[IdeaStage, dict[Step, IdeaStage]]] = {
    IdeaStage.DRAFT: {Step.HAND_IN: IdeaStage.HANDED_IN, Step.TAKE_BACK: IdeaStage.WITHDRAWN},
    IdeaStage.HANDED_IN: {
        Step.ACCEPT: IdeaStage.ACCEPTED,
        Step.REFUSE: IdeaStage.REFUSED,
        Step.ASK_CORRECTION: IdeaStage.CORRECTION,
        Step.MERGE: IdeaStage.MERGED,
        Step.TAKE_BACK: IdeaStage.WITHDRAWN,
        Step.TAKE_OVER: IdeaStage.HANDED_IN,
    },
    IdeaStage.CORRECTION: {Step.HAND_IN: IdeaStage.HANDED_IN, Step.TAKE_BACK: IdeaStage.WITHDRAWN},
    IdeaStage.ACCEPTED: {
        Step.IMPLEMENT: IdeaStage.IMPLEMENTED,
        Step.MERGE: IdeaStage.MERGED,
        Step.REOPEN: IdeaStage.HANDED_IN,
        Step.REWARD: IdeaStage.ACCEPTED,
    },
    IdeaStage.REFUSED: {Step.REOPEN: IdeaStage.HANDED_IN},
    IdeaStage.MERGED: {Step.REOPEN: IdeaStage.HANDED_IN, Step.REWARD: IdeaStage.MERGED},
    IdeaStage.IMPLEMENTED: {Step.VERIFY: IdeaStage.VERIFIED, Step.REWARD: IdeaStage.IMPLEMENTED},
    IdeaStage.VERIFIED: {Step.REWARD: IdeaStage.VERIFIED},
    IdeaStage.WITHDRAWN: {},
}

# Steps of whoever made it; all others are the officers'.
AUTHORS_STEPS: Final = frozenset({Step.HAND_IN, Step.TAKE_BACK})


def is_open(stage: IdeaStage, step: Step) -> bool:
    """Whether the step can be taken from this stage."""
    return step in STEPS[stage]


def stage_after(stage: IdeaStage, step: Step) -> IdeaStage:
    """Where the step leads. Refuses: StepClosed."""
    try:
        return STEPS[stage][step]
    except KeyError:
        raise StepClosed(stage=stage, step=step) from None
