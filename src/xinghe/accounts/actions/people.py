"""Enrol people, and end their access. Nobody enrols themselves: there is no sign-up page."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.models import Person
from xinghe.accounts.rules.identifiers import checked_staff_number
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.foundation.pinyin import pinyin_initials, pinyin_key
from xinghe.foundation.text import tidy


class StaffNumberTaken(Refusal):
    """Somebody has this staff number already, in whatever case."""

    code = "staff_number_taken"
    message = gettext_noop(
        "The staff number “%(staff_number)s” belongs to somebody else. Give this person another one."
    )


class EmailTaken(Refusal):
    """Somebody signs in by this e-mail address already."""

    code = "email_taken"
    message = gettext_noop(
        "The e-mail address “%(email)s” belongs to somebody else. Leave it empty or enter another one."
    )


class NameMissing(Refusal):
    """A person without a name."""

    code = "name_missing"
    message = gettext_noop("A name of 1 to %(limit)s characters is needed. Enter it as on the ID card.")


class NotOnOneself(Refusal):
    """An act on an account that its bearer may not do to their own."""

    code = "not_on_oneself"
    message = gettext_noop("You may not do this to your own account. Ask another security administrator.")
    status = 403


class AlreadyInactive(Refusal):
    """The account was closed before."""

    code = "already_inactive"
    message = gettext_noop("%(name)s can no longer sign in; that was so already. Nothing was changed.")


def person_within(work: Work, power: Power, rows: QuerySet[Person]) -> Person:
    """The one person in ``rows``, if the actor may use ``power`` on them; whom you may not touch is Missing."""
    found = within(work.actor, power, rows).first()
    if found is None:
        raise Missing
    return found


def claim_person(work: Work, power: Power, person_id: int) -> Person:
    """The person, locked, if the actor may use ``power`` on them. Refuses: Missing."""
    return person_within(work, power, Person.objects.select_for_update(of=("self",)).filter(pk=person_id))


def claim_oneself(work: Work) -> Person:
    """The person who is asking, locked. Refuses: Missing, to machines and the public."""
    own = work.actor.person_id or 0
    found = Person.objects.select_for_update(of=("self",)).filter(pk=own).first()
    if found is None:
        raise Missing
    return found


@command
def report_people_read(work: Work, *, number: int) -> Person:
    """Write down that somebody was about to be shown more people within an hour than an office needs (SEC-21).

    Refuses: Missing, to machines and the public.
    """
    person = claim_oneself(work)
    work.record("person.read_many", person, number=(None, number))
    return person


def enrol(
    work: Work,
    *,
    staff_number: str,
    name: str,
    territory_path: str = "",
    industry_path: str = "",
    email: str = "",
    language: str = "",
    encoded_password: str = "",
    is_demonstration: bool = False,
) -> Person:
    """Make an account inside somebody's transaction; without a password nobody can sign in to it yet.

    Refuses: StaffNumberWrong, StaffNumberTaken, EmailTaken, NameMissing.
    """
    staff_number, name, email = checked_staff_number(staff_number), tidy(name), email.strip().lower()
    limit = 60
    if not 1 <= len(name) <= limit:
        raise NameMissing(limit=limit)
    if Person.objects.alias(folded=Lower("staff_number")).filter(folded=staff_number.lower()).exists():
        raise StaffNumberTaken(staff_number=staff_number)
    if email and Person.objects.alias(folded=Lower("email")).filter(folded=email).exists():
        raise EmailTaken(email=email)
    person = Person(
        staff_number=staff_number,
        name=name,
        name_pinyin=pinyin_key(name, person=True)[:200],
        name_initials=pinyin_initials(name, person=True)[:60],
        email=email,
        language=language,
        territory_path=territory_path,
        industry_path=industry_path,
        password=encoded_password or make_password(None),
        is_demonstration=is_demonstration,
        joined_at=work.now,
    )
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as taken:  # somebody else enrolled them in the same moment
        if "person_email_once" in str(taken):
            raise EmailTaken(email=email) from None
        raise StaffNumberTaken(staff_number=staff_number) from None
    work.record(
        "person.enrol", person, staff_number=(None, staff_number), territory_path=(None, territory_path)
    )
    return person


@command
def enrol_person(
    work: Work,
    *,
    staff_number: str,
    name: str,
    territory_path: str = "",
    industry_path: str = "",
    email: str = "",
    language: str = "",
) -> Person:
    """Make an account for a person who belongs below the actor's own union.

    Refuses: Forbidden, and what ``enrol`` refuses. A first password is given by ``issue_password``.
    """
    person = enrol(
        work,
        staff_number=staff_number,
        name=name,
        territory_path=territory_path,
        industry_path=industry_path,
        email=email,
        language=language,
    )
    if not within(work.actor, Power.PERSON_ENROL, Person.objects.filter(pk=person.pk)).exists():
        raise Forbidden(power=Power.PERSON_ENROL)
    return person


@command
def deactivate_person(work: Work, *, person_id: int, reason: str) -> Person:
    """End a person's access with their next request; what they did stays under their name.

    Refuses: Missing, NotOnOneself, AlreadyInactive.
    """
    if person_id == work.actor.person_id:
        raise NotOnOneself
    person = claim_person(work, Power.PERSON_ENROL, person_id)
    if not person.is_active:
        raise AlreadyInactive(name=person.name)
    person.is_active = False
    person.session_round += 1
    person.save(update_fields=["is_active", "session_round"])
    work.record("person.deactivate", person, reason=reason, is_active=(True, False))
    return person


@command
def choose_language(work: Work, *, language: str) -> Person:
    """Keep the language in which the actor wants to read. The edge offers the known ones."""
    person = claim_oneself(work)
    before, person.language = person.language, language
    person.save(update_fields=["language"])
    work.record("person.language", person, language=(before, language))
    return person
