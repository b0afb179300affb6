"""A panel's whole way: begun, drawn, invited, opened, scored, closed, ranked, released."""

from tests.factories import reviews as judged
from xinghe.kernels.judging import replay
from xinghe.reviews import queries
from xinghe.reviews.models import Ranking
from xinghe.reviews.vocab import PanelState


def test_a_panel_goes_the_whole_way(people):
    round_ = judged.opened(judged.panel_of(people))
    assert round_.fresh().state == PanelState.OPEN
    assert len(round_.sitting) == 5
    assert {len(round_.tasks(one)) for one in round_.sitting} == {2}

    round_.released()

    assert round_.fresh().state == PanelState.RELEASED
    (frozen,) = Ranking.objects.filter(panel=round_.panel)
    assert replay(frozen.record) == ()
    view = queries.ranking_for(round_.officer, round_.code)
    assert [row.rank for row in view.rows] in ([1, 2], [1, 1])
    assert {row.scores for row in view.rows} == {5}
