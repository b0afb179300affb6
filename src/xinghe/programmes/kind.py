"""What a programme kind may say about itself. Data, checked when it is built: a wrong kind cannot be built and says why."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from xinghe.access.powers import REACH, Power, Reach
from xinghe.programmes.rules.conditions import Condition
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Form, twice
from xinghe.programmes.rules.judging import Judging
from xinghe.programmes.rules.rubric import Grade, Rubric
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import ENDED, JUDGED, RESTING, MoveName, Phase
from xinghe.unions.vocab import Line

# Raises a Refusal or returns nothing; gets the work and the application. Named functions, imported, greppable.
Gate = Callable[[Any, Any], None]
# The command that a naming ends with: what the kind's applications become.
Outcome = Callable[..., Any]


class KindWrong(ValueError):
    """A kind that contradicts itself; the message lists everything that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One way from a phase to another. ``climbs``: repeated desk by desk; reaches ``target`` at the top.

    A move that is not made ``by_hand`` is made by another package: by the list, the notice, the decision.
    """

    name: MoveName
    source: Phase
    target: Phase
    power: Power
    gates: tuple[Gate, ...] = ()
    climbs: bool = False
    by_hand: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of programme: one file in ``kinds/``."""

    code: str
    title: str
    moves: tuple[Move, ...]
    form: Form
    evidence: tuple[EvidenceNeed, ...]
    rubric: Rubric
    judging: Judging
    grades: tuple[Grade, ...]
    notice_days: int
    lines: frozenset[Line] = frozenset(Line)
    categories: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Condition, ...] = ()
    needs_result: bool = False
    per_applicant: int | None = None
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        """Refuse to exist when anything contradicts anything else."""
        if faults := list(self._faults()):
            raise KindWrong(f"the kind “{self.code}” cannot be: " + "; ".join(faults))

    def terms(self) -> Terms:
        """What a new call starts from."""
        return Terms(
            form=self.form,
            evidence=self.evidence,
            rubric=self.rubric,
            judging=self.judging,
            grades=self.grades,
            notice_days=self.notice_days,
            categories=self.categories,
        )

    @property
    def reachable(self) -> frozenset[Phase]:
        """Every phase an application of this kind may come into."""
        seen, todo = {Phase.DRAFT}, [Phase.DRAFT]
        while todo:
            here = todo.pop()
            for move in self.exits(here):
                if move.target not in seen:
                    seen.add(move.target)
                    todo.append(move.target)
        return frozenset(seen)

    def move(self, source: Phase, name: MoveName) -> Move | None:
        """The move of this name out of a phase, if the kind has it."""
        return next((one for one in self.moves if one.source is source and one.name is name), None)

    def exits(self, source: Phase) -> tuple[Move, ...]:
        """Every move out of a phase, in the order of the file."""
        return tuple(one for one in self.moves if one.source is source)

    def _faults(self) -> Iterator[str]:
        yield from self._faults_of_moves()
        yield from self.form.faults()
        yield from self.rubric.faults()
        yield from self.judging.faults()
        if not self.lines:
            yield "it has no line to be recommended on"
        if not self.grades:
            yield "nothing can come of it: it has no grade"
        for what, codes in (
            ("conditions", [one.code for one in self.conditions]),
            ("grades", [one.code for one in self.grades]),
            ("categories", [code for code, _ in self.categories]),
            ("demands for evidence", [str(one.code) for one in self.evidence]),
        ):
            yield from (f"two {what} are called “{code}”" for code in twice(codes))

    def _faults_of_moves(self) -> Iterator[str]:
        for (source, name), number in Counter((one.source, one.name) for one in self.moves).items():
            if number > 1:
                yield f"“{source}” has {number} moves called “{name}”"
        for move in self.moves:
            if move.source in ENDED:
                yield f"“{move.name}” leaves “{move.source}”, which is an end"
            if move.climbs and move.source is not Phase.RECOMMENDING:
                yield f"“{move.name}” climbs out of “{move.source}”; only what is being recommended climbs"
            if move.by_hand and REACH[move.power] is not Reach.HERE:
                yield f"“{move.name}” needs “{move.power}”, which reaches over a lower desk's head"
        reached = self.reachable
        for phase in sorted({one.source for one in self.moves} - reached):
            yield f"nothing leads into “{phase}”"
        for phase in sorted(reached - ENDED - RESTING - {one.source for one in self.moves}):
            yield f"nothing leads out of “{phase}”"
        for phase in sorted(reached - ENDED - RESTING):
            if not self._ends_from(phase):
                yield f"from “{phase}” there is no way to an end"
        if (Phase.PUBLIC_NOTICE in reached) != (self.notice_days > 0):
            yield f"public notice is {'' if Phase.PUBLIC_NOTICE in reached else 'no '}phase of it and lasts {self.notice_days} days"
        if Phase.NAMED in reached and Phase.REVOKED not in reached:
            yield "what it names can never be revoked"
        if not reached & JUDGED:
            yield "nobody judges it"

    def _ends_from(self, start: Phase) -> bool:
        seen, todo = {start}, [start]
        while todo:
            for move in self.exits(todo.pop()):
                if move.target in ENDED | RESTING:
                    return True
                if move.target not in seen:
                    seen.add(move.target)
                    todo.append(move.target)
        return False
