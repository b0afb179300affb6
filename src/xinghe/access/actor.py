"""Who is asking. Resolved once at the edge, then passed down by hand."""

from dataclasses import dataclass
from typing import Literal, Self

from xinghe.access.powers import CARRIED_BY, JOB_POWERS, Power, Role

Via = Literal["web", "api", "job", "command"]


def path_range(path: str) -> tuple[str, str]:
    """The half-open range of text that holds ``path`` and all below it: "1.4." → ("1.4.", "1.4/").

    A path ends in a dot, and "/" follows "." in every C collation, so 1.4 does not cover 1.40.
    """
    return path, path[:-1] + "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A role held at one union, which may stand on two lines to the top."""

    role: Role
    union_id: int
    union_name: str
    paths: tuple[str, ...]


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

    def paths_for(self, power: Power) -> tuple[str, ...]:
        """Where this actor carries ``power``."""
        return tuple(
            path for office in self.offices if power in CARRIED_BY[office.role] for path in office.paths
        )

    def desks_for(self, power: Power) -> tuple[int, ...]:
        """The unions at which this actor holds an office that carries ``power``."""
        return tuple(office.union_id for office in self.offices if power in CARRIED_BY[office.role])

    def carries(self, power: Power) -> bool:
        """Whether any office, anywhere, carries ``power``: for menus, never for a decision about a row."""
        if self.system:
            return power in JOB_POWERS[self.system]
        return any(power in CARRIED_BY[office.role] for office in self.offices)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every place where some office is held, each once: what the fence in PostgreSQL opens."""
        return tuple(dict.fromkeys(path for office in self.offices for path in office.paths))
