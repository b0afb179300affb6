"""Keep personal numbers, read one for a stated purpose, and seal them anew when the key changes."""

from django.db import IntegrityError, transaction

from xinghe.access.actor import Actor
from xinghe.access.powers import JOB_POWERS, Power
from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import claim_oneself, claim_person, person_within
from xinghe.accounts.models import Person, VaultNumber
from xinghe.accounts.queries import numbers_sealed_before, reveals_on_day_of
from xinghe.accounts.rules.numbers import checked_number, masked
from xinghe.accounts.vault import number_place, vault
from xinghe.accounts.vocab import NumberKind
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop

# SEC-14: unmasking is for single cases; whoever needs more asks for a list under two pairs of eyes.
MOST_REVEALS_A_DAY = 20
SHORTEST_PURPOSE = 4


class NumberTaken(Refusal):
    """The phone or ID number is kept for another person."""

    code = "number_taken"
    message = gettext_noop(
        "This number is kept for another account already. Check it; if it is yours, ask your union's security administrator."
    )


class PurposeMissing(Refusal):
    """A number was to be read without saying what for."""

    code = "purpose_missing"
    message = gettext_noop(
        "Say in at least %(least)s characters what the number is needed for; it is kept in the record."
    )


class RevealsUsed(Refusal):
    """The day's readings are used up."""

    code = "reveals_used"
    message = gettext_noop(
        "%(limit)s numbers may be read a day, and you have read them. Try again tomorrow, or ask your leader."
    )
    status = 429


@command
def store_number(work: Work, *, person_id: int, kind: NumberKind, number: str) -> VaultNumber:
    """Keep a person's number, in place of an earlier one of its kind. The record holds it masked.

    Refuses: Missing, IdNumberWrong, PhoneWrong, BankCardWrong, NumberTaken.
    """
    if person_id == work.actor.person_id:
        person = claim_oneself(work)
    else:
        person = claim_person(work, Power.PERSON_ENROL, person_id)
    plain = checked_number(kind, number)
    if kind != NumberKind.BANK_CARD:
        # During a change of suite the same number may stand under either digest, which the
        # constraint cannot see.
        others = VaultNumber.objects.filter(kind=kind, blind_index__in=vault().indexes(plain, kind=kind))
        if others.exclude(person=person).exists():
            raise NumberTaken
    before = VaultNumber.objects.filter(person=person, kind=kind).first()
    place = number_place(person_id=person.pk, kind=kind)
    values = {
        "ciphertext": vault().seal(plain, place=place),
        "blind_index": vault().index(plain, kind=kind),
        "masked": masked(kind, plain),
        "stored_at": work.now,
    }
    try:
        with transaction.atomic():
            stored, _ = VaultNumber.objects.update_or_create(person=person, kind=kind, defaults=values)
    except IntegrityError:  # somebody else entered it in the same moment
        raise NumberTaken from None
    work.record(
        "number.store",
        stored,
        kind=(before and kind, kind),
        masked=(before and before.masked, stored.masked),
        person=(None, person.pk),
    )
    return stored


@command
def reveal_number(work: Work, *, person_id: int, kind: NumberKind, purpose: str) -> str:
    """One number in full, for a stated purpose, recorded; at most 20 a day. One's own is always allowed.

    Refuses: Missing, PurposeMissing, RevealsUsed, SealBroken.
    """
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise PurposeMissing(least=SHORTEST_PURPOSE)
    # Two readings at once count one after the other; whose number is read is not locked, or two
    # people reading each other's would wait for ever.
    reader = claim_oneself(work) if work.actor.person_id is not None else None
    if reader is not None and reader.pk == person_id:
        person = reader
    else:
        person = person_within(work, Power.NUMBER_REVEAL, Person.objects.filter(pk=person_id))
    if reveals_on_day_of(work.actor, now=work.now) >= MOST_REVEALS_A_DAY:
        raise RevealsUsed(limit=MOST_REVEALS_A_DAY)
    stored = VaultNumber.objects.filter(person=person, kind=kind).first()
    if stored is None:
        raise Missing
    plain = vault().open(bytes(stored.ciphertext), place=number_place(person_id=person.pk, kind=kind))
    work.record("number.reveal", stored, reason=purpose.strip(), person=(None, person.pk), kind=(None, kind))
    return plain


def rotate_numbers(actor: Actor, *, batch: int = 1000) -> int:
    """Seal every number anew that is not under the key and suite in force; how many were.

    Each batch is a transaction of its own; reading goes on meanwhile, because every key that is
    still configured opens. May be stopped and run again. For named machines only. Refuses: Forbidden.
    """
    changed, last = 0, 0
    while True:
        stale, reached = numbers_sealed_before(after=last, limit=batch)
        if stale:
            changed += _seal_anew(actor, numbers=stale)
        if reached is None:
            return changed
        last = reached


@command
def _seal_anew(work: Work, *, numbers: list[int]) -> int:
    """One batch of ``rotate_numbers``, recorded as a whole."""
    if Power.PERSON_READ not in JOB_POWERS.get(work.actor.system, frozenset()):
        raise Forbidden(power=Power.PERSON_READ)
    rows = list(VaultNumber.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    for row in rows:
        place = number_place(person_id=row.person_id, kind=row.kind)
        plain = vault().open(bytes(row.ciphertext), place=place)
        row.ciphertext = vault().seal(plain, place=place)
        row.blind_index = vault().index(plain, kind=row.kind)
    VaultNumber.objects.bulk_update(rows, ["ciphertext", "blind_index"])
    if rows:
        work.record("number.seal_anew", rows[-1], numbers=(None, len(rows)), first=(None, rows[0].pk))
    return len(rows)
