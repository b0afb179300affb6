"""The key that signs lies sealed; changing it leaves what was signed as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.factories.unions import NOW, officer
from tests.papers.rules.test_credential import REVOKED, SAID
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.access.work import command
from xinghe.accounts.vault import SealBroken
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import held_at
from xinghe.foundation.errors import Forbidden
from xinghe.papers import actions
from xinghe.papers.actions import DateAhead
from xinghe.papers.models import SigningKey
from xinghe.papers.queries import public_keys
from xinghe.papers.rules.credential import CredentialBroken, verify

pytestmark = pytest.mark.django_db
MACHINE = Actor.for_job("command-line", via="command")


@command
def recognise(work, *, said=SAID):
    """As a command of a package above would."""
    work.leave_unrecorded("a trial")
    return actions.sign_credential(work, said)


@command
def take_back(work, *, revoked):
    """As a command of a package above would."""
    work.leave_unrecorded("a trial")
    return actions.sign_revocation_list(work, revoked, by="星河省总工会")


@pytest.fixture(autouse=True)
def present():
    """The day that the credential bears."""
    with held_at(NOW):
        yield


def test_the_first_signature_makes_a_key_and_it_holds(city):
    signed, again = recognise(city), recognise(city)

    assert verify(signed, keys=public_keys()).credential == SAID
    assert signed == again
    assert SigningKey.objects.count() == 1
    assert AuditEntry.objects.filter(verb="key.make").count() == 1


def test_the_private_half_is_sealed_for_its_place_alone(city):
    signed = recognise(city)
    key = SigningKey.objects.get()
    other = SigningKey.objects.create(
        number="0" * 16, public=key.public, private_sealed=key.private_sealed, made_at=NOW, until_date=NOW
    )

    assert len(bytes(key.public)) == 32
    assert bytes(key.public) not in bytes(key.private_sealed)
    assert signed["key"] == key.number
    SigningKey.objects.filter(pk=key.pk).delete()
    SigningKey.objects.filter(pk=other.pk).update(until_date=None)
    with pytest.raises(SealBroken):
        recognise(city)


def test_after_a_change_the_old_key_still_checks_and_signs_no_more(city):
    before = recognise(city)

    made = actions.change_signing_key(MACHINE)

    assert verify(before, keys=public_keys()).key != made.number
    assert verify(recognise(city), keys=public_keys()).key == made.number
    with held_at(NOW + timedelta(days=1)):
        later = recognise(city, said=replace(SAID, date=SAID.date + timedelta(days=1)))
    assert verify(later, keys=public_keys()).key == made.number
    assert [key.until for key in public_keys()] == [NOW.date(), None]
    ended = AuditEntry.objects.get(verb="key.end")
    assert ended.before == {"name": before["key"]}


def test_a_list_of_revocations_is_signed_by_the_same_hand(city):
    signed, listed = recognise(city), take_back(city, revoked=[REVOKED])

    found = verify(signed, keys=public_keys(), revocations=listed)

    assert (found.revoked, found.listed_on) == (REVOKED, NOW.date())
    with pytest.raises(CredentialBroken):
        verify(listed, keys=public_keys())


def test_no_person_and_no_other_machine_changes_the_key(tree, city):
    for actor in (city, officer(Role.PROVINCIAL_OFFICER, tree.province), Actor.for_job("queue")):
        with pytest.raises(Forbidden):
            actions.change_signing_key(actor)

    assert SigningKey.objects.count() == 0


def test_nothing_is_signed_for_a_day_to_come(city):
    with pytest.raises(DateAhead):
        recognise(city, said=replace(SAID, date=SAID.date + timedelta(days=1)))


def test_two_keys_are_never_in_use():
    actions.change_signing_key(MACHINE)

    with pytest.raises(IntegrityError):
        SigningKey.objects.create(number="1" * 16, public=b"x", private_sealed=b"x", made_at=NOW)
