"""Change one's password, issue a first one, and end all sessions of a person."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import NotOnOneself, claim_oneself, claim_person
from xinghe.accounts.models import Person
from xinghe.foundation.errors import Refusal, gettext_noop

# Without letters and figures that look alike when read out over the telephone: 12 × 5 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class PasswordWrong(Refusal):
    """The present password was not the one given."""

    code = "password_wrong"
    message = gettext_noop("This is not your present password. Nothing was changed; enter it again.")


class PasswordWeak(Refusal):
    """The new password is one that a guesser tries early."""

    code = "password_weak"
    message = gettext_noop("The new password was not taken: %(reasons)s Choose another.")


@command
def change_password(work: Work, *, present: str, new: str) -> Person:
    """Change the actor's own password; every other session of theirs ends.

    Refuses: Missing, PasswordWrong, PasswordWeak.
    """
    person = claim_oneself(work)
    if not person.check_password(present):
        raise PasswordWrong
    try:
        validate_password(new, person)
    except ValidationError as weak:
        raise PasswordWeak(reasons=" ".join(weak.messages)) from None
    person.set_password(new)
    person.password_is_issued = False
    person.session_round += 1
    person.save(update_fields=["password", "password_is_issued", "session_round"])
    work.record("password.change", person)
    return person


@command
def issue_password(work: Work, *, person_id: int) -> str:
    """A new random password to be handed over once; its bearer must choose their own at the next sign-in.

    All sessions of the person end. Refuses: Missing, NotOnOneself.
    """
    if person_id == work.actor.person_id:
        raise NotOnOneself
    person = claim_person(work, Power.PERSON_ENROL, person_id)
    issued = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    person.set_password(issued)
    person.password_is_issued = True
    person.session_round += 1
    person.save(update_fields=["password", "password_is_issued", "session_round"])
    work.record("password.issue", person)
    return issued


@command
def sign_out_everywhere(work: Work) -> Person:
    """End every session of the actor, on all devices, this one included unless the edge seals it anew."""
    person = claim_oneself(work)
    person.session_round += 1
    person.save(update_fields=["session_round"])
    work.record("session.end_all", person)
    return person
