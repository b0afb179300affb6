"""What was named is verified by anybody, holds or does not, and says nothing more than was printed."""

import json

import pytest
from django.urls import reverse

from tests.factories import decisions as made
from tests.factories import programmes as programmes_of
from tests.factories.recommendations import offices
from xinghe.decisions.actions import begin_naming, begin_revocation, issue_naming, issue_revocation
from xinghe.decisions.models import Award
from xinghe.foundation import clock
from xinghe.papers.rules.credential import read_keys, verify
from xinghe.programmes import registry


@pytest.fixture
def people(db):
    before = registry.every_kind()
    registry.install(*before, programmes_of.small_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def named(people):
    call = programmes_of.call_of(people)
    made.confirmed(people, call)
    series, maker, second = made.series_of(call.union), people.at(call.union), people.at(call.union)
    today = clock.now().astimezone(clock.CHINA).date()
    draft = begin_naming(maker, call_id=call.pk)
    issue_naming(second, decision_id=draft.pk, series_id=series.pk, on=today)
    award = Award.objects.get()

    def revoke():
        draft = begin_revocation(
            maker, award_id=award.pk, reason="经核查，成果权属存在争议", article="《办法》第十八条"
        )
        issue_revocation(second, decision_id=draft.pk, series_id=series.pk, on=today)

    return award, revoke


def test_a_naming_holds_and_then_does_not(named, client):
    award, revoke = named
    address = reverse("public:award", args=[award.code])
    certificate = reverse("public:award-certificate", args=[award.code])

    before = client.get(address).content.decode()
    assert award.title in before
    assert award.document in before
    assert client.get(certificate).content.startswith(b"%PDF")
    revoke()
    award.refresh_from_db()
    after = client.get(address).content.decode()

    assert award.revoked_document in after
    assert award.revoked_document not in before
    assert client.get(certificate).status_code == 302


def test_the_files_verify_without_us(named, client):
    award, revoke = named
    keys = read_keys(client.get(reverse("public:credential-keys")).content)
    signed = json.loads(client.get(reverse("public:award-credential", args=[award.code])).content)
    assert client.get(reverse("public:credential-revocations")).status_code == 404
    revoke()
    listed = json.loads(client.get(reverse("public:credential-revocations")).content)

    assert verify(signed, keys=keys).revoked is None
    found = verify(signed, keys=keys, revocations=listed)
    assert found.revoked is not None
    assert found.revoked.serial == award.code


def test_what_was_never_named_is_missing(client, db):
    for name in ("award", "award-qr", "award-certificate", "award-credential"):
        assert client.get(reverse(f"public:{name}", args=["0000000000"])).status_code == 404


def test_its_qr_leads_to_its_page(named, client):
    award, _ = named

    assert client.get(reverse("public:award-qr", args=[award.code])).content.startswith(b"<svg")
