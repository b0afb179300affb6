"""Two revocations at once, from different rows of numbers: each list names all that were revoked before it."""

import time
from datetime import datetime

import pytest

from tests.factories import decisions as made
from tests.factories import numbered_papers
from tests.factories import programmes as programmes_of
from tests.factories.recommendations import offices
from tests.recommendations.test_races import race
from xinghe.access.work import Work
from xinghe.decisions.actions import begin_naming, begin_revocation, issue_naming, issue_revocation
from xinghe.decisions.queries import awards_of, revocation_list, revocations
from xinghe.foundation import clock
from xinghe.papers.queries import public_keys
from xinghe.papers.rules.credential import verify
from xinghe.programmes import registry

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLE = "《职工技术创新成果交流活动办法》第十八条"
WHY = "经核查，成果权属存在争议，完成人已书面确认"


@pytest.fixture
def drafts():
    """Two awards of one decision with the drafts that revoke them, and who issues them from which numbers."""
    before = registry.every_kind()
    registry.install(*before, programmes_of.small_kind())
    people = offices()
    call = programmes_of.call_of(people)
    for _ in range(2):
        made.confirmed(people, call)
    on = datetime.now(clock.CHINA).date()
    maker, issuer = (people.at(call.union) for _ in range(2))
    rows = [numbered_papers.series(call.union, code=code) for code in ("星工发", "星工函")]
    naming = begin_naming(maker, call_id=call.pk)
    issued = issue_naming(issuer, decision_id=naming.pk, series_id=rows[0].pk, on=on)
    begun = [
        begin_revocation(maker, award_id=award.pk, reason=WHY, article=ARTICLE) for award in awards_of(issued)
    ]
    yield (
        [
            lambda draft=draft, row=row: issue_revocation(
                issuer, decision_id=draft.pk, series_id=row.pk, on=on
            )
            for draft, row in zip(begun, rows, strict=True)
        ],
        issued,
    )
    registry.install(*before)


def revoked_in_the_list(issued):
    published = revocation_list()
    found = [
        verify(award.credential, keys=public_keys(), revocations=published) for award in awards_of(issued)
    ]
    return [one.revoked is not None for one in found]


def test_the_published_list_names_both(drafts, monkeypatch):
    deeds, issued = drafts
    record = Work.record

    def slowly(self, *args, **kwargs):
        time.sleep(0.1)
        record(self, *args, **kwargs)

    monkeypatch.setattr(Work, "record", slowly)

    assert race(*deeds) == ["done", "done"]
    assert len(revocations()) == 2
    assert revoked_in_the_list(issued) == [True, True]


def test_what_was_drafted_first_and_issued_last_is_in_it(drafts):
    deeds, issued = drafts
    for deed in reversed(deeds):
        deed()

    assert revoked_in_the_list(issued) == [True, True]
