"""Keep an idea's text where texts are compared, as it now stands; and write down that it was compared."""

from collections.abc import Mapping, Sequence

from xinghe.access.work import Work, command
from xinghe.ideas.actions.telling import tell_makers
from xinghe.ideas.models import Idea
from xinghe.messaging.vocab import Event
from xinghe.results.actions.workbooks import body_of
from xinghe.texts.actions import TextDraft, drop_text, record_texts


def keep_text(work: Work, idea: Idea) -> None:
    """Record the text of an idea as it now stands, unless it stands so already. Needs an actor whose place it is."""
    body = body_of(idea)
    if not drop_text(work, subject_kind="idea", subject_id=idea.pk, unless_body=body):
        return
    draft = TextDraft(
        subject_kind="idea",
        subject_id=idea.pk,
        title=idea.title,
        body=body,
        territory_path=idea.territory_path,
        industry_path=idea.industry_path,
    )
    record_texts(work, [draft])


@command
def keep_texts(work: Work, *, idea_ids: Sequence[int]) -> int:
    """Record the texts of these ideas as they now stand, in the order of handing in; how many. For a machine."""
    rows = Idea.objects.select_for_update(of=("self",)).filter(pk__in=idea_ids, result__isnull=True)
    ideas = list(rows.defer("search").order_by("handed_in_at", "pk"))
    for idea in ideas:
        keep_text(work, idea)
    work.leave_unrecorded("a copy, for comparing, of what handing in recorded")
    return len(ideas)


@command
def note_compared(work: Work, *, idea_ids: Sequence[int], strongest: Mapping[int, float]) -> int:
    """Write down that these were compared, and how strongly some resemble an earlier text. For a machine."""
    ideas = list(Idea.objects.filter(pk__in=idea_ids).only("pk", "code", "title", "similar_coverage"))
    for idea in ideas:
        idea.compared_at, idea.similar_coverage = work.now, strongest.get(idea.pk)
        if idea.pk in strongest:
            work.record("idea.resembles", idea, similar_coverage=(None, f"{strongest[idea.pk]:.3f}"))
            tell_makers(work, idea, Event.SIMILAR_FOUND)
    Idea.objects.bulk_update(ideas, ["compared_at", "similar_coverage"])
    if not work.entries:
        work.leave_unrecorded("nothing resembles anything: the comparison itself changes no idea")
    return len(ideas)
