"""Awards: what an officer looks through, what anybody verifies, and the list of those that no longer hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.decisions.models import Award, Decision, RevocationList
from xinghe.decisions.rules import wording
from xinghe.decisions.vocab import DecisionState
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import (
    Count,
    KeysetPage,
    Sort,
    capped_count,
    keyset_page,
    numbers_in_order,
)
from xinghe.foundation.search import code_meant
from xinghe.papers.rules.credential import Revocation
from xinghe.papers.rules.layout import Certificate, Plaque
from xinghe.programmes.models import Call

AWARD_SORTS: dict[str, str] = {
    "named": "id",
    "place": "position",
    "title": "title",
    "unit": "unit_name",
    "day": "named_on",
}
PAGE = 25
# The address of a list says which of those that hold, or no longer hold, it shows.
HOLDS, REVOKED = "holds", "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFilter:
    """What the list is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    decision: str = ""
    call: str = ""
    year: int | None = None
    standing: str = ""

    def keep(self, rows: QuerySet[Award]) -> QuerySet[Award]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.decision + self.call + self.standing:
            return rows.none()
        exact = {"decision__code": self.decision, "call__code": self.call, "named_on__year": self.year}
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if words := self.q.strip():
            found = Q(title__icontains=words) | Q(recipient__icontains=words) | Q(document__icontains=words)
            if code := code_meant(words, length=CODE_LENGTH):
                found |= Q(code=code)
            rows = rows.filter(found)
        if self.standing in (HOLDS, REVOKED):
            rows = rows.filter(revoked_on__isnull=self.standing == HOLDS)
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardList:
    """One page of the list."""

    page: KeysetPage[Award]
    count: Count


def _awards_for(actor: Actor) -> QuerySet[Award]:
    rows = within(actor, Power.DECISION_READ, Award.objects.all())
    return rows.select_related("call").defer("credential", "call__terms", "call__announcement")


def _sort(text: str) -> Sort:
    column = AWARD_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def award_list(
    actor: Actor, wanted: AwardFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> AwardList:
    """One page of what the actor may read, with a count that stops at a cap. 2 queries. Refuses: CursorBroken."""
    found = wanted.keep(_awards_for(actor))
    page = keyset_page(found, _sort(sort), cursor=cursor, size=size)
    return AwardList(page=page, count=capped_count(found))


def award_numbers(actor: Actor, wanted: AwardFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    return numbers_in_order(wanted.keep(_awards_for(actor)), _sort(sort), limit=limit)


def awards_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Award, ...]:
    """The awards of these numbers in their order, as far as the actor may read them. 1 query."""
    found = _awards_for(actor).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def calls_of_awards(actor: Actor) -> list[tuple[str, str]]:
    """(code, title) of the calls of which the actor may read an award, the newest first. 1 query."""
    calls = _awards_for(actor).order_by().values("call")
    return list(Call.objects.filter(pk__in=calls).order_by("-pk").values_list("code", "title"))


def award_for(actor: Actor, code: str) -> Award:
    """One award, for an officer whose unions it lies in. 1 query. Refuses: Missing."""
    rows = within(actor, Power.DECISION_READ, Award.objects.filter(code=code))
    found = rows.select_related("call__union", "application").first()
    if found is None:
        raise Missing
    return found


def decisions_about(actor: Actor, award: Award) -> dict[str, Decision]:
    """By kind, the decision that named it and the one that revokes it or would, as far as the actor may read them. 1 query.

    Whoever reads an award need not read what its organiser drafts.
    """
    about = Q(pk=award.decision_id) | Q(award=award, state__in=(DecisionState.DRAFT, DecisionState.ISSUED))
    return {one.kind: one for one in within(actor, Power.DECISION_READ, Decision.objects.filter(about))}


def awards_of(decision: Decision) -> tuple[Award, ...]:
    """The list that a decision issued, in order. 1 query."""
    return tuple(Award.objects.filter(decision=decision).select_related("call").order_by("position"))


def public_award(code: str) -> Award:
    """What anybody may verify by its code, revoked or not. 1 query. Refuses: Missing."""
    found = Award.objects.filter(code=code).select_related("call").first()
    if found is None:
        raise Missing
    return found


def awards_of_applications(numbers: Collection[int]) -> dict[int, Award]:
    """What applications were named, by their number: public like every award. 1 query."""
    rows = Award.objects.filter(application__in=numbers)
    return {one.application_id: one for one in rows.defer("credential")}


def address_of(code: str) -> str:
    """Where anybody verifies it, as it is printed."""
    return f"{settings.XINGHE.origin}/v/{code}/"


def certificate_of(award: Award) -> Certificate:
    """Its certificate, to be typeset. 0 queries. Refuses: ReservedWording."""
    return wording.certificate(
        recipient=award.recipient,
        text=award.certificate_text,
        grade=award.grade_said,
        issuers=award.issuers,
        day=award.named_on,
        code=award.code,
        address=address_of(award.code),
    )


def plaque_of(award: Award) -> Plaque:
    """Its plate, to be typeset. 0 queries. Refuses: ReservedWording."""
    return wording.plaque(
        unit=award.unit_name,
        title=award.title,
        call=award.call.title,
        grade=award.grade_said,
        issuers=award.issuers,
        day=award.named_on,
        code=award.code,
        address=address_of(award.code),
    )


def revocations() -> tuple[Revocation, ...]:
    """Every award that no longer holds, the oldest first: what a signed list names. 1 query."""
    rows = Award.objects.filter(revoked_on__isnull=False).order_by("revoked_on", "pk")
    return tuple(
        Revocation(serial=one.code, on=one.revoked_on, reason=one.revoked_document)
        for one in rows
        if one.revoked_on is not None
    )


def revocation_list() -> dict[str, Any]:
    """The signed list that the last revocation made, for whoever verifies offline. 1 query. Refuses: Missing before the first."""
    newest = RevocationList.objects.order_by("-pk").values_list("signed", flat=True).first()
    if newest is None:
        raise Missing
    found: dict[str, Any] = newest
    return found
