"""An objection that came in time and was entered late stops the naming, as it would have stopped the confirmation."""

import pytest

from tests.factories import decisions as made
from tests.factories.notices import DAY, OVER, Desk, noticed_kind
from xinghe.decisions.actions import begin_naming, issue_naming
from xinghe.foundation.clock import held_at
from xinghe.notices import actions
from xinghe.notices.gates import ObjectionOpen
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(people):
    before = registry.every_kind()
    registry.install(*before, noticed_kind())
    yield Desk(people)
    registry.install(*before)


@pytest.mark.parametrize("is_objected", [True, False])
def test_nothing_is_named_over_what_came_in_time(desk, is_objected):
    held = desk.proposed()
    notice = desk.published()
    with held_at(OVER):
        actions.confirm_notice(desk.maker, notice_id=notice.pk)
        if is_objected:
            desk.recorded(notice, held.code)
    series = made.series_of(desk.call.union)
    with held_at(OVER + DAY):
        draft = begin_naming(desk.maker, call_id=desk.call.pk)
        told = {"decision_id": draft.pk, "series_id": series.pk, "on": OVER.date()}
        if is_objected:
            with pytest.raises(ObjectionOpen):
                issue_naming(desk.publisher, **told)
        else:
            issue_naming(desk.publisher, **told)

    assert (Application.objects.get(pk=held.pk).phase == Phase.NAMED) != is_objected
