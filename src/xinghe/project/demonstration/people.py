"""The invented people of the demonstration province: one for every role who can sign in, and those who only act."""

from dataclasses import dataclass
from random import Random
from typing import Final

from xinghe.access.powers import Role
from xinghe.project.demonstration.firms import Firm

# Surnames that hardly anybody bears, so that nobody is meant.
_SURNAMES: Final = "仉亓佴厍笪缑禤逄乜亢麴郗昝钭苌鄢揭缪"
_GIVEN: Final = "澍昶栩珩筠烨霁峤洵彧楷棠璟沚蔚铠骏菡岚颀"

PROVINCE: Final = "420000"
CITY: Final = "420500"
PROVINCIAL_JUDGES, CITY_JUDGES = 14, 8
# Nobody signs in as these: who arranges a contest, who publishes, and who looks into objections are three.
_MORE_OFFICERS: Final = (
    ("demo-provincial-3", PROVINCE, Role.PROVINCIAL_OFFICER, False),
    ("demo-city-2", CITY, Role.OFFICER, False),
    ("demo-city-3", CITY, Role.OFFICER, False),
)
# Workers of a busy firm who hand in ideas.
HANDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person, the union they belong to, and the office they hold there. ``union`` is its code or its name."""

    staff_number: str
    name: str
    union: str
    role: Role | None
    signs_in: bool = False
    is_judge: bool = False

    @property
    def email(self) -> str:
        """An address at a domain that never delivers (RFC 2606)."""
        return f"{self.staff_number.lower()}@xinghe.example"


def seats(chance: Random, *, firms: tuple[Firm, ...], groups: tuple[Firm, ...]) -> tuple[Seat, ...]:
    """Everybody, those who can sign in first: every role, two more officers on other desks, and a worker."""
    works = works_of(firms)
    wanted: list[tuple[str, str, Role | None, bool]] = [
        ("demo-provincial", PROVINCE, Role.PROVINCIAL_OFFICER, True),
        ("demo-city", "420500", Role.OFFICER, True),
        ("demo-county", "420583", Role.OFFICER, True),
        ("demo-industry", "湖北省机械冶金建材工会", Role.OFFICER, True),
        ("demo-enterprise", works.above, Role.OFFICER, True),
        ("demo-unit", works.uscc, Role.UNIT_OFFICER, True),
        ("demo-finance", works.uscc, Role.FINANCE_CONFIRMER, True),
        ("demo-leader", PROVINCE, Role.LEADER, True),
        ("demo-supervisor", PROVINCE, Role.SUPERVISOR, True),
        ("demo-auditor", PROVINCE, Role.UNION_AUDITOR, True),
        ("demo-system", PROVINCE, Role.SYSTEM_ADMINISTRATOR, True),
        ("demo-security", PROVINCE, Role.SECURITY_ADMINISTRATOR, True),
        ("demo-audit", PROVINCE, Role.AUDIT_ADMINISTRATOR, True),
        ("demo-worker", works.uscc, None, True),
        # Nobody signs in as these: they are the second persons of the history.
        ("demo-provincial-2", PROVINCE, Role.PROVINCIAL_OFFICER, False),
        *(
            (f"demo-{code.lower()}", code, Role.OFFICER, False)
            for code in ("420100", "420200", "420600", "420900", "421000", "422800", "429004", "420111", "X-420100-01")
        ),
        ("demo-enterprise-2", groups[0].uscc, Role.OFFICER, False),
        *((f"demo-worker-{number}", firm.uscc, None, False) for number, firm in enumerate(firms[::6], start=2)),
        # Appended, so that those above keep their names: the daily work of units, and two more who can sign in.
        ("demo-mate", works.uscc, None, True),
        ("demo-assistant", works.uscc, Role.ASSISTANT, True),
        *(
            seat
            for number, firm in enumerate(busy_firms(firms), start=1)
            for seat in (
                (f"demo-unit-{number}", firm.uscc, Role.UNIT_OFFICER, False),
                *((f"demo-hand-{number}-{at}", firm.uscc, None, False) for at in range(1, HANDS + 1)),
            )
        ),
    ]  # fmt: skip
    seated = {union for _, union, _, _ in wanted}
    wanted += [
        (f"demo-{code.lower()}", code, Role.OFFICER, False)
        for code in _desks_above(busy_firms(firms))
        if code not in seated
    ]
    judges = _judges(firms)
    wanted += [*_MORE_OFFICERS, *judges]
    names = iter(people_names(chance, len(wanted)))
    return tuple(
        Seat(
            staff_number=number,
            name=next(names),
            union=union,
            role=role,
            signs_in=signs_in,
            is_judge=(number, union, role, signs_in) in judges,
        )
        for number, union, role, signs_in in wanted
    )


def _judges(firms: tuple[Firm, ...]) -> list[tuple[str, str, Role | None, bool]]:
    """The pool of the province, two of it from firms whose workers apply, and that of a city."""
    busy = busy_firms(firms)
    return [
        ("demo-judge", PROVINCE, None, True),
        *((f"demo-judge-{number}", PROVINCE, None, False) for number in range(2, PROVINCIAL_JUDGES - 1)),
        (f"demo-judge-{PROVINCIAL_JUDGES - 1}", busy[0].uscc, None, False),
        (f"demo-judge-{PROVINCIAL_JUDGES}", busy[1].uscc, None, False),
        *((f"demo-city-judge-{number}", CITY, None, False) for number in range(1, CITY_JUDGES + 1)),
    ]


def busy_firms(firms: tuple[Firm, ...]) -> tuple[Firm, ...]:
    """Every fourth firm, and the one whose people can sign in: where workers hand in ideas."""
    works = works_of(firms)
    return (works, *(firm for firm in firms[::4] if firm != works))


def _desks_above(firms: tuple[Firm, ...]) -> tuple[str, ...]:
    """The counties and cities over these firms: their recommendations come by there. Cities like 仙桃 have none above."""
    codes = [firm.place_code for firm in firms]
    cities = [code.removeprefix("X-")[:4] + "00" for code in codes if not code.startswith("4290")]
    return tuple(dict.fromkeys(codes + cities))


def works_of(firms: tuple[Firm, ...]) -> Firm:
    """The firm whose people can sign in: in a county, and below a large enterprise as well."""
    return next(firm for firm in firms if firm.place_code == "420583" and firm.above.startswith("Y1"))


def people_names(chance: Random, count: int) -> list[str]:
    """So many different names of nobody."""
    names: dict[str, None] = {}
    while len(names) < count:
        given = chance.choice(_GIVEN) + (chance.choice(_GIVEN) if chance.random() < 0.7 else "")
        names[chance.choice(_SURNAMES) + given] = None
    return list(names)
