"""Facts of an idea that others ask for: who may attach files to it now."""

from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.attachments.registry import Placed, subject_kind
from xinghe.foundation.errors import Missing
from xinghe.ideas.models import Idea
from xinghe.ideas.rules.steps import StepClosed
from xinghe.ideas.rules.writers import OnlyItsPeople
from xinghe.ideas.vocab import IdeaStage, Step


def may_attach(actor: Actor, subject_id: int, *, begun_at: datetime) -> Placed:
    """Its writer, while it is a draft or to be corrected; the desk that answers, once it is accepted: what it did.

    Refuses: Missing, OnlyItsPeople, StepClosed.
    """
    idea = within(actor, Power.IDEA_READ, Idea.objects.filter(pk=subject_id)).select_related("author").first()
    if idea is None:
        raise Missing
    placed = Placed(
        territory_path=idea.territory_path, industry_path=idea.industry_path, people=tuple(idea.people)
    )
    followed = idea.stage in (IdeaStage.ACCEPTED, IdeaStage.IMPLEMENTED)
    if followed and within(actor, Power.IDEA_ANSWER, Idea.objects.filter(pk=idea.pk)).exists():
        return placed
    if actor.person_id not in (idea.author_id, idea.typed_by_id):
        raise OnlyItsPeople(name=idea.author.name)
    if idea.stage not in (IdeaStage.DRAFT, IdeaStage.CORRECTION):
        raise StepClosed(stage=IdeaStage(idea.stage), step=Step.HAND_IN)
    return placed


subject_kind("idea", may_attach=may_attach)
