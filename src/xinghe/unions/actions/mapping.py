"""Offices that follow from what a provider of sign-in says of a person: which, and keeping them in line."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from xinghe.access.checks import may
from xinghe.access.powers import JOB_POWERS, MOST_OFFICES, Power, Role
from xinghe.access.work import Work, command
from xinghe.accounts.models import Person
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.unions.models import Appointment, RoleMapping, Union
from xinghe.unions.queries import appointments_at
from xinghe.unions.vocab import BY_HAND_ONLY


class OnlyByHand(Refusal):
    """An administrator's office was to follow from a claim."""

    code = "only_by_hand"
    message = gettext_noop(
        "This office keeps or watches over the system. It is given by hand, to one person at a time, on that person's page."
    )
    status = 403


class MappingPresent(Refusal):
    """The same rule is there already."""

    code = "mapping_present"
    message = gettext_noop("“%(claim)s” gives this office at “%(union)s” already. Nothing was changed.")


class ClaimMissing(Refusal):
    """A rule without a value to look for."""

    code = "claim_missing"
    message = gettext_noop(
        "The group is empty or has more than %(limit)s characters. Write it as the provider names it."
    )


LONGEST_CLAIM = 200


@command
def map_role(work: Work, *, provider: str, claim: str, union_id: int, role: Role) -> RoleMapping:
    """From the next sign-in on, whoever the provider says is in group ``claim`` holds ``role`` at the union.

    Not whoever made the rule: nobody appoints themselves. Refuses: Missing, Forbidden, OnlyByHand, ClaimMissing,
    MappingPresent.
    """
    union = work.claim(Union, union_id)
    work.require(Power.UNION_APPOINT, union)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.UNION_APPOINT)
    if role in BY_HAND_ONLY:
        raise OnlyByHand
    claim = claim.strip()
    if not 1 <= len(claim) <= LONGEST_CLAIM:
        raise ClaimMissing(limit=LONGEST_CLAIM)
    mapping = RoleMapping(
        provider=provider,
        claim=claim,
        union=union,
        role=role,
        made_by_id=work.actor.person_id,
        made_at=work.now,
    )
    try:
        with transaction.atomic():
            mapping.save(force_insert=True)
    except IntegrityError:
        raise MappingPresent(claim=claim, union=union.name) from None
    work.record("mapping.make", mapping, claim=(None, claim), role=(None, role), union=(None, union.pk))
    return mapping


@command
def unmap_role(work: Work, *, mapping_id: int) -> int:
    """Remove a rule, and end at once the offices that followed from it; how many.

    Where another group gives the same office, the next sign-in decides. Refuses: Missing, also where the actor may
    not give offices: rules are shown to nobody else.
    """
    mapping = RoleMapping.objects.select_for_update(of=("self",)).filter(pk=mapping_id).first()
    if mapping is None:
        raise Missing
    union = work.claim(Union, mapping.union_id)
    if not may(work.actor, Power.UNION_APPOINT, union):
        raise Missing
    same = {"provider": mapping.provider, "union": union, "role": mapping.role}
    work.record(
        "mapping.end", mapping, claim=(mapping.claim, None), role=(mapping.role, None), union=(union.pk, None)
    )
    mapping.delete()
    if RoleMapping.objects.filter(**same).exists():
        return 0
    given = _given(mapping.provider, at=work.now).filter(union=union, role=mapping.role)
    return _end(work, given)


@command
def align_offices(work: Work, *, person_id: int, provider: str, claims: Collection[str]) -> int:
    """Bring the offices that came from this provider in line with the groups it names now; how many changed.

    Offices given by hand are never touched, and one that is held by hand is not given again. What would exceed
    ``MOST_OFFICES`` is not given, and that is recorded. Refuses: Forbidden, to everybody but the machine that signs in.
    """
    if Power.UNION_APPOINT not in JOB_POWERS.get(work.actor.system, frozenset()):
        raise Forbidden(power=Power.UNION_APPOINT)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    rules = (
        RoleMapping.objects.filter(provider=provider, claim__in=claims)
        .exclude(made_by_id=person_id)
        .exclude(role__in=BY_HAND_ONLY)
        .order_by("pk")
    )
    wanted = {(rule.union_id, rule.role): rule for rule in rules}
    changed = 0
    gone = [
        one.pk
        for one in _given(provider, at=work.now).filter(person=person)
        if (one.union_id, one.role) not in wanted
    ]
    changed += _end(work, Appointment.objects.filter(pk__in=gone))
    held = set(appointments_at(work.now).filter(person=person).values_list("union_id", "role")) | set(
        Appointment.objects.filter(person=person, until_at__isnull=True).values_list("union_id", "role")
    )
    for office, rule in wanted.items():
        if office in held:
            continue
        if len(held) >= MOST_OFFICES:
            work.record("mapping.leave", rule, person=(None, person_id), role=(None, rule.role))
            continue
        given = Appointment.objects.create(
            person=person, union_id=rule.union_id, role=rule.role, from_at=work.now, source=provider
        )
        held.add(office)
        changed += 1
        work.record(
            "union.appoint",
            given,
            role=(None, rule.role),
            union=(None, rule.union_id),
            person=(None, person_id),
            source=(None, provider),
        )
    if not work.entries:
        work.leave_unrecorded("the offices were in line already")
    return changed


def _given(provider: str, *, at: datetime) -> QuerySet[Appointment]:
    """Appointments in force that came from this provider, locked."""
    return appointments_at(at).filter(source=provider).select_for_update(of=("self",))


def _end(work: Work, given: QuerySet[Appointment]) -> int:
    """End each of them now; one that began in this very instant ends in the next, for no period is empty."""
    ended = 0
    for one in given:
        before, one.until_at = one.until_at, max(work.now, one.from_at + timedelta(microseconds=1))
        one.save(update_fields=["until_at"])
        work.record(
            "union.dismiss",
            one,
            until_at=(before, one.until_at),
            person=(None, one.person_id),
            source=(one.source, None),
        )
        ended += 1
    return ended
