"""Whom the provider of sign-in means: found by a link made earlier, else by staff number, once."""

from allauth.socialaccount.models import SocialAccount
from django.db.models.functions import Lower

from xinghe.access.powers import JOB_POWERS, Power
from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import NotOnOneself, claim_person
from xinghe.accounts.models import Person
from xinghe.accounts.rules.providers import NotEnrolled
from xinghe.foundation.errors import Forbidden, Missing


@command
def admit(work: Work, *, provider: str, provider_name: str, uid: str, staff_number: str) -> Person:
    """The person behind the provider's number ``uid``; linked to it when they come for the first time.

    A link and a staff number that mean two people admit neither, and a person who is linked already is not found by
    staff number again: an employer may give a number to somebody else. Refuses: NotEnrolled, whatever the cause.
    """
    if Power.UNION_APPOINT not in JOB_POWERS.get(work.actor.system, frozenset()):
        raise Forbidden(power=Power.UNION_APPOINT)
    people = Person.objects.select_for_update(of=("self",))
    links = SocialAccount.objects.filter(provider=provider)
    linked = people.filter(pk__in=links.filter(uid=uid).values("user_id")).first()
    named = (
        people.alias(folded=Lower("staff_number")).filter(folded=staff_number.lower()).first()
        if staff_number
        else None
    )
    person = linked or named
    if person is None or not person.is_active or (linked and named and linked != named):
        raise NotEnrolled(provider=provider_name)
    if linked:
        work.leave_unrecorded("the sign-in is recorded when the session opens")
        return person
    if links.filter(user_id=person.pk).exists():
        raise NotEnrolled(provider=provider_name)
    SocialAccount.objects.create(user=person, provider=provider, uid=uid)
    work.record("sign_in.link", person, provider=(None, provider))
    return person


@command
def unlink_provider(work: Work, *, person_id: int, reason: str) -> int:
    """Forget who this person is at the provider's, and end their sessions: the next one found by staff number is linked.

    How many links there were. Refuses: Missing, NotOnOneself.
    """
    if person_id == work.actor.person_id:
        raise NotOnOneself
    person = claim_person(work, Power.PERSON_ENROL, person_id)
    removed: int = SocialAccount.objects.filter(user_id=person.pk).delete()[0]
    if not removed:
        raise Missing
    person.session_round += 1
    person.save(update_fields=["session_round"])
    work.record("sign_in.unlink", person, reason=reason)
    return removed
