"""Who may look into an objection: somebody who has nothing to do with what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.notices.vocab import Conflict
from xinghe.programmes.vocab import MoveName


class InvestigatorConflicted(Refusal):
    """Whoever looks into it must have nothing to do with it."""

    code = "investigator_conflicted"
    message = gettext_noop(
        "%(name)s cannot look into this objection: %(conflict)s. Choose somebody who has nothing to do with it."
    )


class DeciderConflicted(Refusal):
    """Whoever decides on it, or does not admit it, must not be concerned."""

    code = "decider_conflicted"
    message = gettext_noop(
        "You cannot decide on this objection: %(conflict)s. Have a colleague do it who has nothing to do with it."
    )
    status = 403


# To publish a list is no opinion about one of its lines.
DECIDING = frozenset(
    {
        MoveName.FORWARD,
        MoveName.RETURN,
        MoveName.DECLINE,
        MoveName.ADMIT,
        MoveName.ASK_FOR_MORE,
        MoveName.SHORTLIST,
        MoveName.VISIT,
        MoveName.CONCLUDE,
        MoveName.PROPOSE,
        MoveName.REMOVE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What an objection is about, by numbers: whose it is, from where it came, who had a say.

    ``desks`` are the unions on its way below the organiser, the unit among them; ``kin`` every union of the employer.
    ``judges`` sat in judgement on it.
    """

    people: frozenset[int]
    kin: frozenset[int]
    desks: frozenset[int]
    deciders: frozenset[int]
    judges: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who might investigate: where they work, and at which unions they hold offices."""

    person_id: int
    unit_id: int | None
    offices: frozenset[int]


def conflicts_of(candidate: Candidate, matter: Matter) -> tuple[Conflict, ...]:
    """Everything that keeps somebody from looking into it; nothing when they may."""
    found = []
    if candidate.person_id in matter.people:
        found.append(Conflict.OWN)
    if candidate.unit_id in matter.kin or candidate.offices & matter.kin:
        found.append(Conflict.SAME_UNIT)
    if candidate.offices & (matter.desks - matter.kin):
        found.append(Conflict.RECOMMENDED)
    if candidate.person_id in matter.deciders:
        found.append(Conflict.DECIDED)
    if candidate.person_id in matter.judges:
        found.append(Conflict.JUDGED)
    return tuple(found)


def require_free(name: str, conflicts: Iterable[Conflict]) -> None:
    """Refuses: InvestigatorConflicted."""
    for conflict in conflicts:
        raise InvestigatorConflicted(name=name, conflict=conflict)


def concerns(conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """Those of them that keep somebody from deciding too. To have decided before does not: small unions have three officers."""
    return tuple(one for one in conflicts if one is not Conflict.DECIDED)


def require_unconcerned(conflicts: Iterable[Conflict]) -> None:
    """Refuses: DeciderConflicted."""
    for conflict in concerns(conflicts):
        raise DeciderConflicted(conflict=conflict)
