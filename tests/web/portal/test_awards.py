"""What one's application was named, with its papers; and how it was judged, since the release and for its people alone."""

import pytest
from django.urls import reverse

from tests.factories import accounts
from tests.factories import decisions as named_of
from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from xinghe.accounts.models import Person
from xinghe.decisions.actions import begin_naming, begin_revocation, issue_naming, issue_revocation
from xinghe.decisions.models import Award
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.reviews import actions as judging
from xinghe.reviews.rules.feedback import criterion_means


@pytest.fixture
def people(db):
    """The officers, where the small kind is installed as it stands."""
    before = registry.every_kind()
    registry.install(*before, small_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def english(browser_of):
    """A browser of whoever applied, in English."""

    def go(number: int):
        person = Person.objects.get(pk=number)
        person.set_password(accounts.PASSWORD)
        person.staff_number = f"W{number}"
        person.save(update_fields=["password", "staff_number"])
        found = browser_of(person)
        found.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return found

    return go


def page(browser, code: str) -> str:
    return browser.get(reverse("portal:application", args=[code])).content.decode()


def test_the_winner_finds_certificate_and_credential(people, call, english):
    won = named_of.confirmed(people, call)
    series, maker, second = named_of.series_of(call.union), people.at(call.union), people.at(call.union)
    today = clock.now().astimezone(clock.CHINA).date()
    browser = english(won.applicant_id)
    assert "certificate.pdf" not in page(browser, won.code)
    draft = begin_naming(maker, call_id=call.pk)
    assert "certificate.pdf" not in page(browser, won.code)
    issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=today)
    award = Award.objects.get()
    certificate = reverse("public:award-certificate", args=[award.code])

    for shown in (page(browser, won.code), browser.get(reverse("portal:applications")).content.decode()):
        assert certificate in shown
        assert reverse("public:award-credential", args=[award.code]) in shown
    assert browser.get(certificate).content.startswith(b"%PDF")

    taken = begin_revocation(
        maker, award_id=award.pk, reason="经核查，成果权属存在争议", article="《办法》第十八条"
    )
    issue_revocation(second, decision_id=taken.pk, series_id=series.pk, on=today)
    after = page(browser, won.code)
    assert certificate not in after
    assert "Certificate and credential are void" in after


def test_everybody_learns_how_it_was_judged_after_the_release_and_nothing_before(people, english):
    round_ = judged.opened(judged.panel_of(people)).closed()
    judging.rank_panel(round_.officer, panel_id=round_.panel.pk)
    one = round_.entries[0]
    browser = english(one.applicant_id)
    before = page(browser, one.code)
    assert "How it was judged" not in before
    assert judged.WORDS not in before

    judging.release_together(round_.officer, panel_ids=[round_.panel.pk])

    after = page(browser, one.code)
    assert "How it was judged" in after
    assert judged.WORDS in after
    assert "most to gain" in after
    assert f"of {len(round_.entries)}" in after
    for judge in round_.sitting:
        assert f"{judge.person.name}<" not in after.split('id="feedback"')[1].split("</section>")[0]
    other = round_.entries[1]
    assert english(other.applicant_id).get(reverse("portal:application", args=[one.code])).status_code == 404


def test_means_are_those_of_its_own_scores():
    record = {
        "scores": [
            ["A", "s1", "new", "40"], ["A", "s2", "new", "35.5"], ["A", "s1", "useful", "10"], ["B", "s1", "new", "1"],
        ]
    }  # fmt: skip

    assert [(code, f"{mean}") for code, mean in criterion_means(record, "A")] == [
        ("new", "37.75"),
        ("useful", "10.00"),
    ]
    assert criterion_means(record, "C") == ()
