"""Who is asking. Resolved once at the edge, then passed down by hand."""

from dataclasses import dataclass, replace
from typing import Literal, Self

from xinghe.access.powers import CARRIED_BY, JOB_POWERS, NEVER_THROUGH_OTHERS, REACH, Power, Reach, Role

Via = Literal["web", "api", "job", "command"]


def path_range(path: str) -> tuple[str, str]:
    """The half-open range of text that holds ``path`` and all below it: "1.4." → ("1.4.", "1.4/").

    A path ends in a dot, and "/" follows "." in every C collation, so 1.4 does not cover 1.40.
    """
    return path, path[:-1] + "/"


def common_paths(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The places that lie in both: of two paths one holds the other, or they have nothing in common."""
    found = (
        max(one, other, key=len)
        for one in some
        for other in others
        if one.startswith(other) or other.startswith(one)
    )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A role held at one union, which may stand on two lines to the top.

    ``former`` are paths at which it stood earlier: what is frozen stays there, and remains the union's.
    """

    role: Role
    union_id: int
    union_name: str
    paths: tuple[str, ...]
    former: tuple[str, ...] = ()

    def carries(self, power: Power) -> bool:
        """Whether this office carries ``power``; one over what has no place is carried at the top alone."""
        is_top = any(path.count(".") == 1 for path in self.paths)
        return power in CARRIED_BY[self.role] and (is_top or REACH[power] is not Reach.WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with the offices they hold now, a named machine, or the public.

    Plain data: whoever resolves it (``unions.queries.actor_for``) stands above this floor.
    """

    person_id: int | None
    via: Via
    name: str = ""
    offices: tuple[Office, ...] = ()
    system: str = ""
    # Through whose eyes this person looks: then only what both may see is seen, and nothing is changed.
    lens: "Actor | None" = None

    def __post_init__(self) -> None:
        """Only a person at a screen looks, and only through the eyes of one other person."""
        if self.lens is not None and (
            self.via != "web"
            or not (self.person_id and self.lens.person_id)
            or self.lens.person_id == self.person_id
            or self.lens.lens is not None
        ):
            raise ValueError("a lens is one other person's, held by a person on the web")

    @classmethod
    def for_job(cls, system: str, *, via: Via = "job") -> Self:
        """A machine with a name and listed powers. There is no anonymous, all-powerful None."""
        if system not in JOB_POWERS:
            raise LookupError(f"{system} is not in JOB_POWERS")
        return cls(person_id=None, via=via, name=system, system=system)

    @classmethod
    def public(cls) -> Self:
        """Somebody who has not signed in: reads what is published, changes nothing."""
        return cls(person_id=None, via="web")

    def looking_through(self, other: "Actor") -> "Actor":
        """This actor with ``other`` as lens."""
        return replace(self, lens=other)

    @property
    def alone(self) -> "Actor":
        """This actor without a lens: for what is said about the looking itself."""
        return replace(self, lens=None) if self.lens else self

    def paths_for(self, power: Power) -> tuple[str, ...]:
        """Where this actor carries ``power``; with a lens, where both do."""
        own = tuple(
            path
            for office in self.offices
            if office.carries(power)
            for path in (*office.paths, *office.former)
        )
        return common_paths(own, self.lens.paths_for(power)) if self.lens else own

    def desks_for(self, power: Power) -> tuple[int, ...]:
        """The unions at which this actor holds an office that carries ``power``; with a lens, at which both do."""
        own = tuple(office.union_id for office in self.offices if office.carries(power))
        if self.lens is None:
            return own
        theirs = self.lens.desks_for(power)
        return tuple(union for union in own if union in theirs)

    def carries(self, power: Power) -> bool:
        """Whether any office, anywhere, carries ``power``: for menus, never for a decision about a row."""
        if self.lens is not None:
            return (
                power not in NEVER_THROUGH_OTHERS and self.alone.carries(power) and self.lens.carries(power)
            )
        if self.system:
            return power in JOB_POWERS[self.system]
        return any(office.carries(power) for office in self.offices)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every place where some office is held, each once: what the fence in PostgreSQL opens."""
        return tuple(
            dict.fromkeys(path for office in self.offices for path in (*office.paths, *office.former))
        )
