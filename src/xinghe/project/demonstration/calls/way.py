"""The way of applications: written, handed in, sealed, forwarded desk by desk with opinions, sent back, examined."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.clock import CHINA
from xinghe.programmes import actions
from xinghe.programmes.models import Application, Call
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Answers
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import Evidence, Phase
from xinghe.project.demonstration.calls.answers import Entrant, answers_to
from xinghe.project.demonstration.calls.files import Files
from xinghe.project.demonstration.calls.people import Staff, actor_named, actor_of, officer_at
from xinghe.project.demonstration.calls.plans import Fate
from xinghe.project.demonstration.calls.story import Story
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.sendings import working_moment
from xinghe.recommendations.vocab import Reason
from xinghe.unions.vocab import Line

MACHINE: Final = Actor.for_job("demonstration")
_OPINIONS: Final = (
    "情况属实，同意推荐。",
    "材料齐全，已在本单位应用，同意上报。",
    "经核实，成效明显，同意推荐。",
    "符合申报条件，同意报送。",
)
_ADMITTED: Final = "形式审查通过，进入评审。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who enters a call with what, and what becomes of it. ``result_id`` where the kind is about a recorded result."""

    staff_number: str
    firm: Firm
    fate: Fate
    result_id: int | None = None


class Way:
    """Carries the applications of one call as far as their fates say."""

    def __init__(
        self,
        call: Call,
        staff: Staff,
        story: Story,
        files: Files,
        *,
        taken: frozenset[str],
        is_finished: bool,
    ) -> None:
        self._call, self._staff, self._story, self._files, self._taken = call, staff, story, files, taken
        # What is sent back in a running call still lies with its applicant.
        self._corrects = is_finished
        self._fates: dict[int, Fate] = {}
        self._corrected: set[int] = set()

    def enter(self, entries: Iterable[Entry], *, from_at: datetime, span: timedelta) -> None:
        """Let each begin in turn between two instants."""
        listed = list(entries)
        for at, entry in enumerate(listed):
            instant = working_moment(from_at + span * at / len(listed), days=0, minutes=23 * at % 240)
            self._story.later(instant, partial(self._begin, entry, Random(f"{entry.staff_number} {at}")))  # noqa: S311 -- repeatable

    def examine(self) -> None:
        """Examine what lies at the organiser's: admit, decline, or ask for what is missing."""
        for held in self.lying_in(Phase.FORMAL_CHECK):
            fate = self._fates[held.pk]
            officer = actor_named(self._staff.maker)
            if fate.is_declined:
                words = "申报内容属于日常检修，不在本次受理范围内，欢迎完善后参加下一届。"
                actions.decline(officer, application_id=held.pk, reasons=[Reason.OUT_OF_SCOPE], words=words)
            elif fate.is_asked and not held.corrections:
                words = "请补充应用前后的数据记录，并说明取数的时间。"
                actions.ask_for_more(
                    officer, application_id=held.pk, reasons=[Reason.MATERIAL_INCOMPLETE], words=words
                )
            elif fate.is_admitted:
                actions.admit(officer, application_id=held.pk, opinion=_ADMITTED)

    def complete(self) -> None:
        """Let applicants hand in what the examination missed; the unit seals what is new."""
        for held in self.lying_in(Phase.CORRECTION):
            self._correct(held)
            self._seal(self._held(held.pk))

    def lying_in(self, *phases: Phase) -> list[Application]:
        """The applications of the call in these phases, as they were begun. 1 query."""
        with fenced(MACHINE):
            rows = Application.objects.filter(call=self._call, phase__in=phases).select_related(
                "unit", "desk"
            )
            return list(rows.order_by("pk"))

    def _held(self, number: int) -> Application:
        with fenced(MACHINE):
            return Application.objects.select_related("unit", "desk").get(pk=number)

    def _begin(self, entry: Entry, chance: Random) -> None:
        applicant = actor_named(entry.staff_number)
        begun = actions.begin_application(applicant, call_id=self._call.pk, result_id=entry.result_id)
        self._fates[begun.pk] = entry.fate
        answers = self._answers(entry, applicant, begun, chance)
        if entry.fate.is_draft:
            answers = dict(list(answers.items())[: len(answers) // 2])
        written = actions.save_answers(applicant, application_id=begun.pk, answers=answers)
        if entry.fate.is_draft:
            return
        for need in self._call.said_terms.evidence:
            if count := _wanted(need, written.answers):
                self._files.attach(applicant, begun.pk, need.code, count=count)
        line = self._line(begun, entry.fate)
        actions.hand_in(applicant, application_id=begun.pk, line=line)
        self._go_on(begun.pk, days=1, passed=0)

    def _answers(self, entry: Entry, applicant: Actor, begun: Application, chance: Random) -> dict[str, Any]:
        assert self._call.closes_at is not None  # a published call is dated
        entrant = Entrant(
            name=applicant.name,
            unit=begun.unit.name,
            uscc=entry.firm.uscc,
            field=entry.firm.field,
            closes_on=self._call.closes_at.astimezone(CHINA).date(),
            taken=self._taken,
            chance=chance,
        )
        return answers_to(self._call.kind_code, entrant, prefilled=begun.answers)

    def _line(self, begun: Application, fate: Fate) -> Line | None:
        unit, open_lines = begun.unit, self._call.kind.lines
        if not (unit.territory_path and unit.industry_path) or len(open_lines) < len(Line):
            return None
        return Line.INDUSTRY if fate.by_industry and self._is_seated(unit.industry_path) else Line.TERRITORY

    def _is_seated(self, path: str) -> bool:
        """Whether every desk above the unit on a line has somebody who forwards."""
        desks = [int(part) for part in path.split(".") if part][:-1]
        return self._call.union_id in desks and all(
            officer_at(desk, Power.APPLICATION_FORWARD) for desk in desks[desks.index(self._call.union_id) :]
        )

    def _go_on(self, number: int, *, days: int, passed: int) -> None:
        instant = working_moment(self._story.now, days=days, minutes=35 + 3 * (number % 20))
        self._story.later(instant, partial(self._climb, number, passed))

    def _climb(self, number: int, passed: int) -> None:
        """The desk that has it sends it on, sends it back, or leaves it lying."""
        held, fate = self._held(number), self._fates[number]
        if passed == fate.climbs or held.phase != Phase.RECOMMENDING or held.desk is None:
            return
        at_unit = held.desk_id == held.unit_id
        officer = officer_at(held.desk.pk, Power.APPLICATION_SEAL if at_unit else Power.APPLICATION_FORWARD)
        if officer is None:
            return
        if fate.is_returned and not at_unit and number not in self._corrected:
            words = "效益数据与证明材料不一致，请核对后重新报送。"
            actions.return_application(
                officer, application_id=number, reasons=[Reason.MATERIAL_INCOMPLETE], words=words
            )
            if self._corrects:
                instant = working_moment(self._story.now, days=2, minutes=50)
                self._story.later(instant, partial(self._hand_in_again, number))
            return
        if at_unit:
            self._seal(held)
        opinion = _OPINIONS[(number + passed) % len(_OPINIONS)]
        actions.forward(officer, application_id=number, opinion=opinion)
        self._go_on(number, days=1, passed=passed + 1)

    def _hand_in_again(self, number: int) -> None:
        self._correct(self._held(number))
        self._go_on(number, days=1, passed=0)

    def _correct(self, held: Application) -> None:
        """Change the first long answer, and hand in."""
        applicant = actor_of(held.applicant_id)
        field = next(
            one for one in ("effect", "social_benefit", "deeds", "expected_benefit") if one in held.answers
        )
        corrected = f"{held.answers[field]}数据已按记录核对。"
        actions.save_answers(applicant, application_id=held.pk, answers={field: corrected})
        actions.hand_in_again(applicant, application_id=held.pk)
        self._corrected.add(held.pk)

    def _seal(self, held: Application) -> None:
        assert held.unit_id is not None  # an application goes up from a unit
        officer = officer_at(held.unit_id, Power.APPLICATION_SEAL)
        assert officer is not None, "units that apply have an officer"
        self._files.attach(officer, held.pk, Evidence.EV01)
        actions.seal(officer, application_id=held.pk, word=check_word(held.digest))


def _wanted(need: EvidenceNeed, answers: Answers) -> int:
    """How many files of a code the applicant hands in: no more than are asked for."""
    return need.least if need.when is None or need.when.holds(answers) else 0
