"""The months of ideas of the demonstration: told on any day, cut off anywhere and carried on, it is the same story."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.ideas.models import AnswerTally, Idea, IdeaCreator
from xinghe.ideas.vocab import IdeaStage
from xinghe.messaging.models import Message
from xinghe.project.demonstration import ideas as telling
from xinghe.project.demonstration.ideas import IdeasHistory
from xinghe.project.demonstration.people import works_of
from xinghe.project.demonstration.province import inhabitants, settle
from xinghe.recommendations.models import Recommendation, Step

pytestmark = pytest.mark.django_db

MACHINE = Actor.for_job("demonstration")
PEOPLE = inhabitants()
# One firm has people of every fate; where the others lie is no matter here.
WORKS = (works_of(PEOPLE.firms),)
THURSDAY = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture
def settled(db: None, tmp_path) -> Iterator[None]:
    """Tree, firms and people, before anybody has an idea."""
    with override_settings(XINGHE=replace(settings.XINGHE, var=tmp_path, demonstration=True)):
        settle(PEOPLE)
        yield


class CutOff(Exception):
    """The power went."""


@pytest.fixture
def fuse(monkeypatch) -> SimpleNamespace:
    """Lets ``left`` commands of the story through, and cuts off the next one."""
    state = SimpleNamespace(left=0, let_through=0)

    class Guarded:
        def __init__(self, room) -> None:
            self._room = room

        def __getattr__(self, name: str):
            def run(*args, **kwargs):
                if state.left == 0:
                    raise CutOff
                state.left -= 1
                state.let_through += 1
                return getattr(self._room, name)(*args, **kwargs)

            return run

    monkeypatch.setattr(telling, "actions", Guarded(telling.actions))
    monkeypatch.setattr(telling, "recommending", Guarded(telling.recommending))
    return state


def tell(seed: int = 1) -> int:
    """Tell the story of one firm; how many steps were taken."""
    story = IdeasHistory(WORKS, seed=seed)
    story.unfold()
    return story.steps


def told() -> dict[str, Counter]:
    """All that stands there afterwards, but for numbers and codes that are drawn anew."""
    with fenced(MACHINE):
        mine = AuditEntry.objects.filter(subject_kind__in=["ideas.idea", "recommendations.recommendation"])
        return {
            "ideas": Counter(
                Idea.objects.values_list(
                    "author", "begun_at", "title", "stage", "due_at", "reward_yuan", "similar_coverage", "escalations"
                )
            ),
            "creators": Counter(IdeaCreator.objects.values_list("person", "share", "confirmed_at", "disputed_at", "post")),
            "recommendations": Counter(Recommendation.objects.values_list("state", "desk", "line", "put_forward_at")),
            "steps": Counter(Step.objects.values_list("act", "person", "at", "words")),
            "messages": Counter(Message.objects.values_list("person", "event", "number", "said_at", "read_at")),
            "tallies": Counter(AnswerTally.objects.values_list("month_date", "handed_in", "answered_in_time")),
            "record": Counter(mine.values_list("verb", "at", "person_id")),
        }  # fmt: skip


def test_a_story_cut_off_again_and_again_is_the_one_told_in_one_go(settled, fuse):
    begin = transaction.savepoint()
    fuse.left = 1_000
    with clock.held_at(THURSDAY):
        steps = tell()
    whole, needed = told(), fuse.let_through
    transaction.savepoint_rollback(begin)
    before = told()

    cuts = taken = 0
    is_told = False
    while not is_told:
        fuse.left = 13
        # Each time it is carried on a day later, and nevertheless reckoned from the first time.
        with clock.held_at(THURSDAY + cuts * timedelta(days=1)):
            story = IdeasHistory(WORKS, seed=1)
            try:
                story.unfold()
                is_told = True
            except CutOff:
                cuts += 1
        taken += story.steps

    assert sum(before["ideas"].values()) == 0
    assert (taken, cuts >= needed // 13 >= 5) == (steps, True)
    assert told() == whole


def test_the_second_telling_changes_nothing(settled):
    with clock.held_at(THURSDAY):
        assert tell() > 40
    first = told()

    with clock.held_at(THURSDAY.replace(day=21)):
        again = tell()

    assert again == 0
    assert told() == first


@pytest.mark.parametrize(
    "day",
    [datetime(2026, 11, 22, 15, 59, tzinfo=UTC), datetime(2026, 10, 5, 0, 1, tzinfo=UTC), datetime(2027, 2, 28, 4, tzinfo=UTC)],
    ids=["a Sunday night", "within a long holiday", "after the Spring Festival"],
)  # fmt: skip
@pytest.mark.parametrize("seed", [2, 3])
def test_the_story_can_be_told_on_any_day(settled, day, seed):
    with clock.held_at(day):
        steps = tell(seed)

    with fenced(MACHINE):
        assert Idea.objects.count() == 16
        assert Idea.objects.filter(begun_at__gt=day).count() == 0
        assert set(Idea.objects.values_list("stage", flat=True)) == {str(stage) for stage in IdeaStage}
        assert set(Recommendation.objects.values_list("state", flat=True)) == {
            "under_way",
            "returned",
            "arrived",
        }
    assert steps > 40
