"""What happens between the look at an entry and the write: PostgreSQL refuses it, and the judge reads why."""

import pytest

from tests.factories import reviews as judged
from xinghe.foundation.errors import Missing
from xinghe.reviews import actions
from xinghe.reviews.actions import conflicts, scoring
from xinghe.reviews.models import Assignment, Conflict, Correction, Panel, Score
from xinghe.reviews.models.standing import as_clerk, hold
from xinghe.reviews.rules.refusals import NotTaken, NotTheirs, PanelNotSo

POINTS = {"new": 35, "useful": 35}
WHY = "第一完成人是我的表弟"


@pytest.fixture
def round_(people):
    return judged.opened(judged.panel_of(people))


def meanwhile(monkeypatch, module, deed):
    """Let another's deed be committed after the look and before the write."""

    def held(panel_id, *, alone):
        hold(panel_id, alone=alone)
        with as_clerk():
            deed()

    monkeypatch.setattr(module, "hold", held)


def conflict_of(judge, application):
    return Conflict(
        judge=judge, application=application, person_id=judge.person_id, kind="kin", source="declared", fact=WHY,
        found_at=judge.enrolled_at, found_by_id=judge.person_id, territory_path=judge.territory_path,
        industry_path=judge.industry_path,
    )  # fmt: skip


@pytest.mark.parametrize("deed", ["conflict", "dropped"])
def test_an_entry_that_is_taken_from_its_judge_meanwhile(round_, monkeypatch, deed):
    judge, actor, mine, application = judged.first(round_)
    task = Assignment.objects.get(judge=judge, application=application)
    deeds = {
        "conflict": conflict_of(judge, application).save,
        "dropped": lambda: Assignment.objects.filter(pk=task.pk).update(dropped_at=task.made_at),
    }
    meanwhile(monkeypatch, scoring, deeds[deed])

    with pytest.raises(NotTheirs, match=f"Entry {task.number} is no longer"):
        actions.submit_score(actor, **mine, points=POINTS)
    assert not Score.objects.exists()


def test_a_panel_that_closes_meanwhile(round_, monkeypatch):
    _, actor, mine, _ = judged.first(round_)
    meanwhile(monkeypatch, scoring, lambda: Panel.objects.update(state="closed"))

    with pytest.raises(NotTaken):
        actions.abstain(actor, **mine, reason="没有时间看")


def test_a_release_before_a_correction_is_written(round_, monkeypatch):
    _, actor, mine, _ = judged.first(round_)
    round_.closed()
    judged.ended(round_)
    wish = actions.ask_correction(actor, **mine, points=POINTS, comment=judged.WORDS, reason="写错了一格")
    meanwhile(
        monkeypatch, scoring, lambda: Panel.objects.update(state="released", released_at=round_.panel.made_at)
    )

    with pytest.raises(PanelNotSo, match="results released"):
        actions.grant_correction(round_.officer, panel_id=round_.panel.pk, correction_id=wish.pk)
    assert Correction.objects.get().granted_at is None


def test_a_declaration_pressed_twice(round_, monkeypatch):
    judge, actor, mine, application = judged.first(round_)
    meanwhile(monkeypatch, conflicts, conflict_of(judge, application).save)

    with pytest.raises(Missing):
        actions.declare_conflict(actor, **mine, kind="kin", words=WHY)
