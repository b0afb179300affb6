"""Questions about people, their numbers and their second factors."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.accounts.models import Person, SavedView, VaultNumber
from xinghe.accounts.rules.identifiers import Identifier
from xinghe.accounts.vault import vault
from xinghe.accounts.vocab import IdentifierKind, NumberKind
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Missing

__all__ = [
    "MaskedNumber",
    "Person",
    "SavedView",
    "SecondFactors",
    "first_addresses",
    "has_second_factor",
    "is_linked",
    "names_of",
    "numbers_sealed_before",
    "own_numbers",
    "people_for",
    "people_found",
    "people_of_numbers",
    "person_by",
    "person_for",
    "reveals_on_day_of",
    "second_factors_of",
    "views_for",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedNumber:
    """A personal number as it may be shown."""

    kind: NumberKind
    masked: str
    stored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactors:
    """What a person has set up besides the password."""

    totp_id: int | None
    passkeys: tuple[tuple[int, str, datetime], ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a factor that sign-in asks for; recovery codes alone are none."""
        return self.totp_id is not None or bool(self.passkeys)


def people_for(actor: Actor) -> QuerySet[Person]:
    """The people this actor may look at, in the order of their names. 1 query."""
    return within(actor, Power.PERSON_READ, Person.objects.all()).order_by("name_pinyin", "pk")


def people_found(actor: Actor, *, words: str = "") -> QuerySet[Person]:
    """People the actor looks after whose name, pinyin initials or staff number begin with the words."""
    rows = within(actor, Power.PERSON_READ, Person.objects.all())
    if words := words.strip():
        rows = rows.filter(
            Q(name__startswith=words)
            | Q(name_initials__startswith=words.lower())
            | Q(staff_number__istartswith=words)
        )
    return rows


def people_of_numbers(actor: Actor, numbers: Sequence[int]) -> list[Person]:
    """These people in this order, as far as the actor looks after them. 1 query."""
    found = people_for(actor).in_bulk(list(numbers))
    return [found[number] for number in numbers if number in found]


def person_for(actor: Actor, person_id: int) -> Person:
    """One person the actor looks after. 1 query. Refuses: Missing."""
    found = within(actor, Power.PERSON_READ, Person.objects.all()).filter(pk=person_id).first()
    if found is None:
        raise Missing
    return found


def person_by(identifier: Identifier) -> Person | None:
    """Who signs in by this, active or not. 1 query, whether anybody does or not."""
    rows: QuerySet[Person]
    match identifier.kind:
        case IdentifierKind.EMAIL:
            rows = Person.objects.alias(folded=Lower("email")).filter(folded=identifier.value)
        case IdentifierKind.PHONE:
            digests = vault().indexes(identifier.value, kind=NumberKind.PHONE)
            owners = VaultNumber.objects.filter(kind=NumberKind.PHONE, blind_index__in=digests)
            rows = Person.objects.filter(pk__in=owners.values("person_id"))
        case IdentifierKind.STAFF_NUMBER:
            rows = Person.objects.alias(folded=Lower("staff_number")).filter(folded=identifier.value)
    return rows.first()


def own_numbers(person_id: int) -> tuple[MaskedNumber, ...]:
    """A person's own numbers, masked, each kind at most once. 1 query."""
    rows = VaultNumber.objects.filter(person_id=person_id).values_list("kind", "masked", "stored_at")
    found = {kind: (masked, stored_at) for kind, masked, stored_at in rows}
    return tuple(
        MaskedNumber(kind=kind, masked=found[kind][0], stored_at=found[kind][1])
        for kind in NumberKind
        if kind in found
    )


def second_factors_of(person_id: int) -> SecondFactors:
    """The second factors of one person. 1 query."""
    totp_id, passkeys, codes_left = None, [], 0
    for one in Authenticator.objects.filter(user_id=person_id).order_by("created_at", "pk"):
        match one.type:
            case Authenticator.Type.TOTP:
                totp_id = one.pk
            case Authenticator.Type.WEBAUTHN:
                passkeys.append((one.pk, one.data["name"], one.created_at))
            case Authenticator.Type.RECOVERY_CODES:
                codes_left = len(one.wrap().get_unused_codes())
    return SecondFactors(totp_id=totp_id, passkeys=tuple(passkeys), codes_left=codes_left)


def has_second_factor(person_id: int) -> bool:
    """Whether sign-in asks this person for a second factor. 1 query."""
    asked_for = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=person_id, type__in=asked_for).exists())


def reveals_on_day_of(actor: Actor, *, now: datetime) -> int:
    """How many numbers this actor has read on the date in China. 1 query."""
    midnight = datetime.combine(now.astimezone(CHINA).date(), time.min, tzinfo=CHINA)
    return AuditEntry.objects.filter(
        verb="number.reveal", person_id=actor.person_id, system=actor.system, at__gte=midnight
    ).count()


def numbers_sealed_before(*, after: int, limit: int) -> tuple[list[int], int | None]:
    """Of the next ``limit`` numbers by row, those not sealed with the key in force; and the last row looked at."""
    rows = list(
        VaultNumber.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "ciphertext")[:limit]
    )
    stale = [pk for pk, sealed in rows if not vault().is_current(bytes(sealed))]
    return stale, rows[-1][0] if rows else None


def is_linked(person_id: int) -> bool:
    """Whether the provider of sign-in is known to mean this person. 1 query."""
    return bool(SocialAccount.objects.filter(user_id=person_id).exists())


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    """Names by number, for a record that keeps numbers only. 1 query, none for nobody."""
    if not person_ids:
        return {}
    return dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "name"))


def views_for(actor: Actor, *, list_name: str = "") -> QuerySet[SavedView]:
    """The views this person keeps, of one list or of all, by name. 1 query."""
    rows = within(actor, Power.VIEW_KEEP, SavedView.objects.all())
    return (rows.filter(list_name=list_name) if list_name else rows).order_by("list_name", "name", "pk")


def first_addresses(actor: Actor) -> dict[str, str]:
    """What the ways to this person's lists lead to first: list → what stands behind the question mark. 1 query."""
    if actor.person_id is None:
        return {}
    return dict(views_for(actor).filter(is_default=True).values_list("list_name", "address"))
