"""People, with or without an office, who can sign in."""

from datetime import timedelta
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import make_password

from xinghe.access.actor import Actor, Office
from xinghe.access.powers import Role
from xinghe.accounts.models import Person, VaultNumber
from xinghe.accounts.rules.numbers import masked
from xinghe.accounts.vault import number_place, vault
from xinghe.accounts.vocab import NumberKind
from xinghe.foundation import clock
from xinghe.unions.models import Appointment, Union
from xinghe.unions.vocab import UnionKind

PASSWORD = "江汉朝宗 2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def person(
    *, password: str | None = PASSWORD, phone: str = "", totp: bool = False, **fields: object
) -> Person:
    """An active person with a password, and a phone and an authenticator app if asked for."""
    number = next(_numbers)
    made = Person.objects.create(
        **{
            "staff_number": f"WG{number:06d}",
            "name": "李建国",
            "password": make_password(password),
            "joined_at": clock.now(),
            **fields,
        }
    )
    if phone:
        keep_number(made, NumberKind.PHONE, phone)
    if totp:
        TOTP.activate(made, SECRET)
    return made


def keep_number(owner: Person, kind: NumberKind, number: str) -> VaultNumber:
    """A number in the vault, past the commands."""
    return VaultNumber.objects.create(
        person=owner,
        kind=kind,
        ciphertext=vault().seal(number, place=number_place(person_id=owner.pk, kind=kind)),
        blind_index=vault().index(number, kind=kind),
        masked=masked(kind, number),
        stored_at=clock.now(),
    )


def union(path: str = "") -> Union:
    """A union at its own place on the line of territories."""
    made = Union.objects.create(name=f"工会 {next(_numbers)}", kind=UnionKind.COUNTY)
    made.territory_path = path or f"{made.pk}."
    made.save()
    return made


def appoint(
    holder: Person, role: Role = Role.OFFICER, *, at: Union | None = None, **period: object
) -> Appointment:
    """An office that is held now."""
    period.setdefault("from_at", clock.now() - timedelta(days=1))
    return Appointment.objects.create(person=holder, union=at or union(), role=role, **period)


def acting(holder: Person, role: Role | None = None, *paths: str) -> Actor:
    """The person as commands know them, with one office reaching over ``paths``."""
    offices = (Office(role=role, union_id=1, union_name="工会", paths=paths),) if role else ()
    return Actor(person_id=holder.pk, via="web", name=holder.name, offices=offices)


def code_of(holder: Person, *, step: int = 0) -> str:
    """The code their authenticator app shows now, or ``step`` half-minutes later."""
    app = Authenticator.objects.get(user=holder, type=Authenticator.Type.TOTP)
    return code_for(decrypt(app.data["secret"]), step=step)


def code_for(secret: str, *, step: int = 0) -> str:
    """The code that this secret shows now, or ``step`` half-minutes later."""
    present = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, present + step))
