"""What a programme kind may say about itself. Data, checked when it is built: a wrong kind cannot be built and says why."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from xinghe.access.powers import REACH, Power, Reach
from xinghe.programmes.rules.conditions import Condition
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Form, twice
from xinghe.programmes.rules.judging import Judging, Settling
from xinghe.programmes.rules.rubric import Grade, Rubric
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import ENDED, JUDGED, RESTING, SCORED, Evidence, MoveName, Phase
from xinghe.unions.vocab import Line

# Raises a Refusal or returns nothing; gets the work and the application. Named functions, imported, greppable.
Gate = Callable[[Any, Any], None]
# The command that a naming ends with: what the kind's applications become.
Outcome = Callable[..., Any]


_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_OF_A_GRADE, MOST_PER_APPLICANT, MOST_FILES = 10_000, 100, 100
# Two months of working days: whoever objects has had time.
MOST_NOTICE_DAYS = 44


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
        return self._reached(Phase.DRAFT)

    def settles_in(self, stage: Phase) -> bool:
        """Whether what is scored in a stage settles it: no further scores lie between the stage and the decision."""
        return stage in SCORED and Phase.DECISION in self._reached(stage, halting=SCORED)

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
        yield from self._faults_of_words()
        yield from self._faults_of_answers()
        if not self.lines or not all(isinstance(line, Line) for line in self.lines):
            yield "it has no line to be recommended on, or one that is none"
        if not self.grades:
            yield "nothing can come of it: it has no grade"
        for what, codes in (
            ("conditions", [one.code for one in self.conditions]),
            ("grades", [one.code for one in self.grades]),
            ("categories", [code for code, _ in self.categories]),
            ("demands for evidence", [str(one.code) for one in self.evidence]),
        ):
            yield from (f"two {what} are called “{code}”" for code in twice(codes))

    def _faults_of_words(self) -> Iterator[str]:
        """Codes, titles and numbers that nobody could mean."""
        if not _CODE.fullmatch(self.code):
            yield "its code is not one of small letters, digits and underscores"
        said = (self.title, *(one.label for one in self.grades), *(label for _, label in self.categories))
        if not all(one.strip() for one in said):
            yield "its title, a grade or a category has no name"
        codes = (*(one.code for one in self.grades), *(code for code, _ in self.categories))
        for code in (*codes, *(one.code for one in self.conditions)):
            if not _CODE.fullmatch(code):
                yield f"the code “{code}” is not one of small letters, digits and underscores"
        for grade in self.grades:
            if grade.most is not None and not 1 <= grade.most <= MOST_OF_A_GRADE:
                yield f"of the grade “{grade.code}” there are {grade.most}; 1 to {MOST_OF_A_GRADE}, or any number"
        if not 0 <= self.notice_days <= MOST_NOTICE_DAYS:
            yield f"its notice lasts {self.notice_days} days; at most {MOST_NOTICE_DAYS} working days do"
        if self.per_applicant is not None and not 1 <= self.per_applicant <= MOST_PER_APPLICANT:
            yield f"an applicant may apply {self.per_applicant} times; 1 to {MOST_PER_APPLICANT}, or any number"
        for condition in self.conditions:
            if not (condition.sentence.strip() and condition.article.strip() and callable(condition.unmet)):
                yield f"the condition “{condition.code}” lacks its sentence, its article or what looks whether it holds"
        if self.outcome is not None and not callable(self.outcome):
            yield "what becomes of a naming is no command"

    def _faults_of_answers(self) -> Iterator[str]:
        """What the evidence and the category ask of the form."""
        for need in self.evidence:
            if not isinstance(need.code, Evidence):
                yield f"“{need.code}” is not in the catalogue of evidence"
            if not 0 <= need.least <= need.most or not 1 <= need.most <= MOST_FILES:
                yield f"of “{need.code}” it asks for {need.least} to {need.most} files; at most {MOST_FILES}"
            if need.when is not None:
                yield from need.when.faults(self.form.fields, of=f"“{need.code}”")
        if not any(field.is_title for field in self.form.fields):
            yield "its form does not ask what the application is called"
        codes = {code for code, _ in self.categories}
        for field in self.form.fields:
            if field.is_category and codes and {value for value, _ in field.options} != codes:
                yield f"“{field.name}” offers other categories than the kind has"

    def _faults_of_moves(self) -> Iterator[str]:
        for (source, name), number in Counter((one.source, one.name) for one in self.moves).items():
            if number > 1:
                yield f"“{source}” has {number} moves called “{name}”"
        for move in self.moves:
            if not all(callable(gate) for gate in move.gates):
                yield f"“{move.name}” out of “{move.source}” has a gate that is no function"
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
            if self._reached(phase).isdisjoint(ENDED | RESTING):
                yield f"from “{phase}” there is no way to an end"
        if (Phase.PUBLIC_NOTICE in reached) != (self.notice_days > 0):
            yield f"public notice is {'' if Phase.PUBLIC_NOTICE in reached else 'no '}phase of it and lasts {self.notice_days} days"
        if Phase.NAMED in reached and Phase.REVOKED not in reached:
            yield "what it names can never be revoked"
        if not reached & JUDGED:
            yield "nobody judges it"
        if self.judging.settling is not Settling.SCORE and not any(map(self.settles_in, reached)):
            yield "a vote settles it, and no stage in which scores are given leads to the decision on it"

    def _reached(self, start: Phase, *, halting: Collection[Phase] = ()) -> frozenset[Phase]:
        """A phase and all that may come after it, but for what comes only by way of those that are ``halting``."""
        seen, todo = {start}, [start]
        while todo:
            for move in self.exits(todo.pop()):
                if move.target not in seen:
                    seen.add(move.target)
                    todo += [] if move.target in halting else [move.target]
        return frozenset(seen)
