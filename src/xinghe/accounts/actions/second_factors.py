"""Set up and remove second factors. allauth keeps and checks them; that they change is told here."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import NotOnOneself, claim_oneself, claim_person
from xinghe.accounts.models import Person
from xinghe.foundation.errors import Missing, Refusal, gettext_noop

_RECOVERY = Authenticator.Type.RECOVERY_CODES


class NoSecondFactor(Refusal):
    """Recovery codes stand in for a factor; without one there is nothing to recover."""

    code = "no_second_factor"
    message = gettext_noop(
        "Recovery codes stand in for a second factor, and you have none yet. Set up an authenticator app or a passkey first."
    )


class TotpPresent(Refusal):
    """One authenticator app a person."""

    code = "totp_present"
    message = gettext_noop("You have an authenticator app already. Remove it before you set up another.")


class NotForDemonstration(Refusal):
    """A demonstration's shortcut was asked for on a real person."""

    code = "not_for_demonstration"
    message = gettext_noop(
        "%(name)s is a real person, not an invented one of the demonstration. Nothing was changed."
    )


@command
def add_totp(work: Work, *, secret: str) -> Authenticator:
    """Set up an authenticator app for the actor, with recovery codes if they have none yet.

    The edge has checked a code of it. Refuses: Missing, TotpPresent.
    """
    person = claim_oneself(work)
    if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        raise TotpPresent
    added = TOTP.activate(person, secret).instance
    return _added(work, person, added)


@command
def add_passkey(work: Work, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """Set up a passkey for the actor, with recovery codes if they have none yet; the edge has checked it."""
    person = claim_oneself(work)
    added = WebAuthn.add(person, name, credential).instance
    return _added(work, person, added)


@command
def rename_passkey(work: Work, *, authenticator_id: int, name: str) -> Authenticator:
    """Give one of the actor's passkeys another name. Refuses: Missing."""
    found = _own(work, authenticator_id, type=Authenticator.Type.WEBAUTHN)
    before, found.data["name"] = found.data["name"], name
    found.save(update_fields=["data"])
    work.record("second_factor.rename", found, name=(before, name))
    return found


@command
def remove_second_factor(work: Work, *, authenticator_id: int) -> int:
    """Remove one of the actor's factors; with the last one its recovery codes go. How many are left.

    Whoever holds an office is led to set up another with the next page. Refuses: Missing.
    """
    found = _own(work, authenticator_id)
    work.record("second_factor.remove", found, type=(found.type, None))
    found.delete()
    left: int = Authenticator.objects.filter(user_id=work.actor.person_id).exclude(type=_RECOVERY).count()
    if not left:
        Authenticator.objects.filter(user_id=work.actor.person_id).delete()
    return left


@command
def replace_recovery_codes(work: Work) -> Authenticator:
    """New recovery codes for the actor; the old ones no longer work. Refuses: Missing, NoSecondFactor."""
    person = claim_oneself(work)
    if not Authenticator.objects.filter(user=person).exclude(type=_RECOVERY).exists():
        raise NoSecondFactor
    Authenticator.objects.filter(user=person, type=_RECOVERY).delete()
    codes = RecoveryCodes.activate(person).instance
    work.record("second_factor.codes", codes)
    return codes


@command
def reset_second_factors(work: Work, *, person_id: int, reason: str) -> int:
    """Take all factors from a person who lost them, and end their sessions; how many there were.

    Refuses: Missing, NotOnOneself.
    """
    if person_id == work.actor.person_id:
        raise NotOnOneself
    person = claim_person(work, Power.PERSON_ENROL, person_id)
    removed: int = Authenticator.objects.filter(user=person).delete()[0]
    person.session_round += 1
    person.save(update_fields=["session_round"])
    work.record("second_factor.reset", person, reason=reason, factors=(removed, 0))
    return removed


def equip_for_demonstration(work: Work, *, person: Person) -> Authenticator:
    """An authenticator app for an invented person inside somebody's transaction, so that sign-in is the real one.

    Refuses: NotForDemonstration, whatever the installation.
    """
    if not person.is_demonstration:
        raise NotForDemonstration(name=person.name)
    return _added(work, person, TOTP.activate(person, generate_totp_secret()).instance)


def _added(work: Work, person: Person, added: Authenticator) -> Authenticator:
    """Record a new factor, and make recovery codes with the first one."""
    work.record("second_factor.add", added, type=(None, added.type), person=(None, person.pk))
    if not Authenticator.objects.filter(user=person, type=_RECOVERY).exists():
        RecoveryCodes.activate(person)
    return added


def _own(work: Work, authenticator_id: int, **narrowed: str) -> Authenticator:
    """One of the actor's own factors, locked. Refuses: Missing."""
    person = claim_oneself(work)
    rows = Authenticator.objects.select_for_update(of=("self",)).filter(user=person, **narrowed)
    found = rows.exclude(type=_RECOVERY).filter(pk=authenticator_id).first()
    if found is None:
        raise Missing
    return found
