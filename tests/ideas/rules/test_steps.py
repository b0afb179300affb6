"""Every step at every stage: the whole table, said once more by hand."""

import pytest

from xinghe.ideas.rules.steps import STEPS, StepClosed, is_open, stage_after
from xinghe.ideas.vocab import IdeaStage, Step

EXPECTED = {
    "draft": "hand_in>handed_in take_back>withdrawn",
    "handed_in": "accept>accepted refuse>refused ask_correction>correction merge>merged take_back>withdrawn take_over>handed_in",
    "correction": "hand_in>handed_in take_back>withdrawn",
    "accepted": "implement>implemented merge>merged reopen>handed_in reward>accepted",
    "refused": "reopen>handed_in",
    "merged": "reopen>handed_in reward>merged",
    "implemented": "verify>verified reward>implemented",
    "verified": "reward>verified",
    "withdrawn": "",
}


@pytest.mark.parametrize("stage", IdeaStage)
@pytest.mark.parametrize("step", Step)
def test_a_step_is_open_exactly_where_it_was_decided(stage, step):
    leads = dict(part.split(">") for part in EXPECTED[stage].split())

    assert is_open(stage, step) == (step in leads)
    if step in leads:
        assert stage_after(stage, step) == leads[step]
    else:
        with pytest.raises(StepClosed) as refused:
            stage_after(stage, step)
        assert refused.value.params == {"stage": stage, "step": step}


def test_no_idea_is_silent():
    """From where somebody waits for an answer, an answer can always be given; and every stage can be reached."""
    reached, edge = {IdeaStage.DRAFT}, [IdeaStage.DRAFT]
    while edge:
        for stage in STEPS[edge.pop()].values():
            if stage not in reached:
                reached.add(stage)
                edge.append(stage)

    assert reached == set(IdeaStage)
    assert {Step.ACCEPT, Step.REFUSE} <= set(STEPS[IdeaStage.HANDED_IN])
