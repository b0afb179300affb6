"""Puts the invented firms and people into the tree, and says how those sign in who may."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import connection

from xinghe.access.powers import ROLE_LABELS
from xinghe.access.work import Work, command
from xinghe.accounts.actions import enrol, equip_for_demonstration
from xinghe.accounts.models import Person
from xinghe.foundation.errors import gettext_noop
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.people import Seat
from xinghe.project.secrets import load_or_create
from xinghe.unions.actions import give_office, place_union
from xinghe.unions.actions.planting import KNOWN_FROM
from xinghe.unions.models import Union

# The first working day of the period that the demonstration tells of.
BEGINNING: Final = datetime(2021, 1, 4, 1, tzinfo=UTC)

_WORKER: Final = gettext_noop("worker")
_JUDGE: Final = gettext_noop("judge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How somebody signs in to try a role: what an installation shows to those who run it."""

    role: str
    union: str
    name: str
    staff_number: str
    email: str
    password: str
    needs_code: bool


def hurry() -> None:
    """Stop waiting for the disk after each of thousands of short transactions, on this connection.

    A power cut may then cost the last of them; the next building adds what is missing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def union_of(key: str) -> Union:
    """The union of a division's or zone's code, of a credit code, or of this name."""
    return Union.objects.get(
        **{"division_code": key} if key[0].isdigit() or key[:2] == "X-" else {"uscc": key} if key[:2] == "Y1" else {"name": key}
    )  # fmt: skip


def missing_firms(firms: Sequence[Firm]) -> list[Firm]:
    """Those that are not in the tree yet, in their order. 1 query."""
    standing = set(Union.objects.exclude(uscc="").values_list("uscc", flat=True))
    return [firm for firm in firms if firm.uscc not in standing]


def missing_seats(seats: Sequence[Seat]) -> list[Seat]:
    """Those whose people are not enrolled yet. 1 query."""
    there = set(Person.objects.values_list("staff_number", flat=True))
    return [seat for seat in seats if seat.staff_number not in there]


@command
def found_firms(work: Work, *, firms: Sequence[Firm]) -> None:
    """Put firms into the tree; large enterprises come before what stands below them."""
    for firm in firms:
        place_union(
            work,
            name=firm.name,
            kind=firm.kind,
            parent=union_of(firm.place_code),
            from_date=KNOWN_FROM,
            uscc=firm.uscc,
            industry_parent=union_of(firm.above) if firm.above else None,
            is_demonstration=True,
        )


@command
def seat_people(work: Work, *, seats: Sequence[Seat]) -> None:
    """Enrol invented people, give them their offices, and equip those who sign in.

    Who may sign in has a password and, for an office, an authenticator app; the others have neither.
    """
    for seat in seats:
        union = union_of(seat.union)
        person = enrol(
            work,
            staff_number=seat.staff_number,
            name=seat.name,
            territory_path=union.territory_path,
            industry_path=union.industry_path,
            email=seat.email,
            encoded_password=make_password(password_of(seat)) if seat.signs_in else "",
            is_demonstration=True,
        )
        if seat.role is None:
            continue
        give_office(
            work,
            person_id=person.pk,
            person_name=person.name,
            union=union,
            role=seat.role,
            from_at=BEGINNING,
        )
        if seat.signs_in:
            equip_for_demonstration(work, person=person)


def password_of(seat: Seat) -> str:
    """The password of an invented person: another in every installation, and the same there whenever it is asked."""
    key = load_or_create("demonstration", 32)
    drawn = hmac.digest(key, seat.staff_number.encode(), "sha256").hex()
    return "-".join((drawn[:4], drawn[4:8], drawn[8:12]))


def real_people() -> int:
    """How many people who are not invented are enrolled here. 1 query."""
    return Person.objects.filter(is_demonstration=False).count()


def accounts(seats: Iterable[Seat]) -> tuple[Account, ...]:
    """How to sign in, a line for each who may, as far as they are enrolled. 1 query and 1 for each line."""
    there = set(
        Person.objects.filter(is_demonstration=True, is_active=True).values_list("staff_number", flat=True)
    )
    return tuple(
        Account(
            role=ROLE_LABELS[seat.role] if seat.role else _JUDGE if seat.is_judge else _WORKER,
            union=union_of(seat.union).name,
            name=seat.name,
            staff_number=seat.staff_number,
            email=seat.email,
            password=password_of(seat),
            needs_code=seat.role is not None,
        )
        for seat in seats
        if seat.signs_in and seat.staff_number in there
    )
