"""Give people offices and end them."""

from datetime import datetime

from xinghe.access.powers import MOST_OFFICES, Power, Role
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.unions.actions.arranging import PeriodBackwards
from xinghe.unions.models import Appointment, Union
from xinghe.unions.queries import appointments_at


class TooManyOffices(Refusal):
    """The fence in PostgreSQL has room for a fixed number of places."""

    code = "too_many_offices"
    message = gettext_noop(
        "%(name)s already holds %(limit)s offices, the most one person may. End one first."
    )


class OfficeHeld(Refusal):
    """The same office is already held by the same person."""

    code = "office_held"
    message = gettext_noop("%(name)s already holds this office at “%(union)s”. Nothing was changed.")


def give_office(
    work: Work, *, person_id: int, person_name: str, union: Union, role: Role, from_at: datetime
) -> Appointment:
    """Appoint inside somebody's transaction. Refuses: TooManyOffices, OfficeHeld."""
    held = list(appointments_at(max(from_at, work.now)).filter(person_id=person_id))
    if any(one.union_id == union.pk and one.role == role for one in held):
        raise OfficeHeld(name=person_name, union=union.name)
    if len(held) >= MOST_OFFICES:
        raise TooManyOffices(name=person_name, limit=MOST_OFFICES)
    appointment = Appointment.objects.create(person_id=person_id, union=union, role=role, from_at=from_at)
    work.record(
        "union.appoint", appointment, role=(None, role), union=(None, union.pk), person=(None, person_id)
    )
    return appointment


@command
def appoint(
    work: Work, *, person_id: int, person_name: str, union_id: int, role: Role, from_at: datetime
) -> Appointment:
    """Give a person an office at a union. Nobody appoints themselves. Refuses: Missing, Forbidden, TooManyOffices."""
    union = work.claim(Union, union_id)
    work.require(Power.UNION_APPOINT, union)
    if person_id == work.actor.person_id:
        raise Forbidden(power=Power.UNION_APPOINT)
    return give_office(
        work, person_id=person_id, person_name=person_name, union=union, role=role, from_at=from_at
    )


@command
def end_appointment(work: Work, *, appointment_id: int, union_id: int, until_at: datetime) -> Appointment:
    """End an office; access ends with the first request at or after ``until_at``.

    Refuses: Missing, also where the office is none of this union's, Forbidden, PeriodBackwards.
    """
    union = work.claim(Union, union_id)
    work.require(Power.UNION_APPOINT, union)
    appointment = Appointment.objects.select_for_update().filter(pk=appointment_id, union=union).first()
    if appointment is None:
        raise Missing
    if until_at <= appointment.from_at:
        raise PeriodBackwards(date=until_at, since=appointment.from_at)
    before, appointment.until_at = appointment.until_at, until_at
    appointment.save(update_fields=["until_at"])
    work.record("union.dismiss", appointment, until_at=(before, until_at))
    return appointment
