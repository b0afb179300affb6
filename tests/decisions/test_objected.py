"""An objection that came in time and was entered late: nothing is named over it, and what was named is taken back."""

import pytest

from tests.factories import decisions as made
from tests.factories.notices import DAY, OBJECTOR, OVER, PUBLISHED, WHY, WORDS, Desk, noticed_kind
from tests.factories.recommendations import offices
from xinghe.decisions.actions import begin_naming, begin_revocation, issue_naming, issue_revocation
from xinghe.decisions.actions.drafting import ArticleNeeded
from xinghe.decisions.models import Award, Decision
from xinghe.decisions.queries import undecided
from xinghe.foundation.clock import held_at
from xinghe.foundation.errors import Forbidden
from xinghe.notices import actions
from xinghe.notices.actions.deciding import GradeConferred
from xinghe.notices.gates import ObjectionOpen
from xinghe.notices.vocab import Channel, ObjectionState, Outcome
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase

ARTICLE = "《职工技术创新成果交流活动办法》第十八条"
REASON = "经核查，该成果的权属存在争议，取消入选资格"
LATER = OVER + DAY


@pytest.fixture
def desk(db):
    before = registry.every_kind()
    registry.install(*before, noticed_kind())
    yield Desk(offices())
    registry.install(*before)


@pytest.fixture
def notice(desk):
    desk.held = desk.proposed()
    found = desk.published()
    with held_at(OVER):
        actions.confirm_notice(desk.maker, notice_id=found.pk)
    return found


@pytest.fixture
def draft(desk, notice):
    desk.series = made.series_of(desk.call.union)
    with held_at(LATER):
        return begin_naming(desk.maker, call_id=desk.call.pk)


def letter(desk, notice):
    """Received while the notice ran, entered now."""
    with held_at(LATER):
        return actions.record_objection(
            desk.publisher,
            notice_id=notice.pk,
            application_code=desk.held.code,
            identity=OBJECTOR,
            text=WORDS,
            channel=Channel.LETTER,
            received_at=PUBLISHED + DAY,
        )


def named(desk, draft):
    with held_at(LATER):
        issue_naming(desk.publisher, decision_id=draft.pk, series_id=desk.series.pk, on=LATER.date())
    return Award.objects.get(application=desk.held)


def decide(desk, objection, **told):
    with held_at(LATER + DAY):
        return actions.decide_objection(
            desk.publisher, objection_id=objection.pk, **({"words": REASON} | told)
        )


def phase(desk) -> str:
    return Application.objects.get(pk=desk.held.pk).phase


def test_nothing_is_named_while_an_objection_is_open(desk, notice, draft):
    objection = letter(desk, notice)

    with pytest.raises(ObjectionOpen):
        named(desk, draft)
    assert (phase(desk), Award.objects.count()) == (Phase.CONFIRMED, 0)
    assert isinstance(undecided(draft), ObjectionOpen)

    decide(desk, desk.found(objection, at=LATER), outcome=Outcome.UPHOLD, words=WHY)
    assert undecided(draft) is None
    named(desk, draft)
    assert phase(desk) == Phase.NAMED


class TestNamed:
    """What was named before the objection was entered."""

    @pytest.fixture
    def award(self, desk, notice, draft):
        return named(desk, draft)

    @pytest.fixture
    def objection(self, desk, notice, award):
        return desk.found(letter(desk, notice), at=LATER)

    def test_off_the_list_begins_the_revocation(self, desk, award, objection):
        decided = decide(desk, objection, outcome=Outcome.CANCEL, article=ARTICLE)

        begun = Decision.objects.get(award=award)
        assert (decided.state, begun.state, phase(desk)) == (ObjectionState.DECIDED, "draft", Phase.NAMED)
        assert (begun.reason, begun.article, begun.made_by_id) == (
            REASON,
            ARTICLE,
            desk.publisher.person_id,
        )
        told = {"decision_id": begun.pk, "series_id": desk.series.pk, "on": LATER.date()}
        with held_at(LATER + 2 * DAY):
            with pytest.raises(Forbidden):
                issue_revocation(desk.publisher, **told)
            issue_revocation(desk.maker, **told)
        assert phase(desk) == Phase.REVOKED

    def test_a_revocation_that_was_begun_before_will_do(self, desk, award, objection):
        begun = begin_revocation(desk.maker, award_id=award.pk, reason=REASON, article=ARTICLE)

        decide(desk, objection, outcome=Outcome.CANCEL)

        assert Decision.objects.get(award=award) == begun

    def test_without_an_article_nothing_is_decided(self, desk, award, objection):
        with pytest.raises(ArticleNeeded):
            decide(desk, objection, outcome=Outcome.CANCEL)

        objection.refresh_from_db()
        assert objection.state == ObjectionState.FACT_FINDING

    def test_the_grade_of_a_decision_is_not_changed(self, desk, award, objection):
        with pytest.raises(GradeConferred):
            decide(desk, objection, outcome=Outcome.CHANGE_GRADE, grade="first")
