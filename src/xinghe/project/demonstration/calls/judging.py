"""How the applications of a call are judged: the pool, a panel drawn in the open, scores by judges with habits, a release."""

from collections.abc import Collection
from datetime import timedelta
from random import Random
from typing import Final

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts.models import Person
from xinghe.programmes.models import Application, Call
from xinghe.programmes.rules.judging import Settling
from xinghe.programmes.rules.rubric import Rubric
from xinghe.programmes.vocab import Phase
from xinghe.project.demonstration.calls.people import (
    Habit,
    Staff,
    actor_named,
    actor_of,
    employer_of,
    habit_of,
    number_of,
    speciality_of,
    worth_of,
)
from xinghe.project.demonstration.calls.story import Story
from xinghe.reviews import actions
from xinghe.reviews.models import Assignment, Judge, Panel, Seat
from xinghe.reviews.models.standing import standing_in
from xinghe.reviews.queries import ranking_for
from xinghe.reviews.vocab import CHECKLIST, Choice, ConflictKind, SeatState

MACHINE: Final = Actor.for_job("demonstration")
WINDOW: Final = timedelta(days=12)
# So many sit beside those whom an entry needs: whoever is recused is replaced.
_SPARE: Final = 2
_VISITORS: Final = 3
_FOND_OF: Final = 9
_WORDS: Final = (
    "思路清楚，做法简便，前后数据能对得上，现场照片看得出已经在用，建议补充半年以上的运行记录。",
    "解决的是班组天天碰到的问题，投入不大，别的车间也能照着做，建议把操作步骤写成一页纸。",
    "创新点有自己的东西，但与同类做法的比较偏少，效益的口径还要再说明，推广条件写得比较实在。",
    "结构设计合理，安全上考虑得周到，验证的时间稍短，建议继续跟踪易损件的寿命和维护费用。",
)
_FOUND: Final = "现场查看了实物、台账和运行记录，与申报内容一致，操作人员能够说明做法，未发现安全隐患。"


def enrol_pool(
    union_id: int, keeper: Actor, judges: Collection[Person], *, categories: tuple[str, ...]
) -> None:
    """Take people into the pool of a union. The first half know every field, each other one a single field."""
    for number, person in enumerate(judges, start=1):
        knows_all = 2 * number <= len(judges) + 2
        actions.enrol_judge(
            keeper,
            union_id=union_id,
            person_id=person.pk,
            fields=categories if knows_all else categories[:1],
            employer=employer_of(number),
            speciality=speciality_of(number),
        )


class Rounds:
    """Holds the panels of one call."""

    def __init__(self, call: Call, staff: Staff, story: Story) -> None:
        self._call, self._staff, self._story = call, staff, story

    def whole(self, phase: Phase) -> list[Application]:
        """A panel from its draw to the release; the applications from first to last as it ranked them."""
        panel = self._drawn(phase, seats=self._call.said_terms.judging.per_entry + _SPARE)
        self._accept(panel, declining=phase is Phase.FIRST_REVIEW)
        panel = self._open(panel)
        if phase is Phase.FIRST_REVIEW:
            self._recuse_one(panel)
        self._score(panel, days=1)
        with self._story.after(days=1):
            actions.close_panel(self._officer, panel_id=panel.pk)
        with self._story.after(days=0, minutes=50):
            actions.rank_panel(self._officer, panel_id=panel.pk)
            view = ranking_for(self._officer, panel.code)
        ranks = {row.application: row.rank for row in view.rows}
        with fenced(MACHINE):
            found = Application.objects.filter(call=self._call, code__in=ranks).select_related("unit")
            ranked = sorted(found, key=lambda one: (ranks[one.code], one.pk))
        if panel.settling != Settling.SCORE:
            with self._story.after(days=0, minutes=40):
                self._vote(panel, last=ranked[-1], near=ranked[-2])
        with self._story.after(days=1):
            actions.release_together(self._officer, panel_ids=[panel.pk])
        return ranked

    def visits(self) -> None:
        """A panel that looks on site: three see each application, one writes the report, two sign it."""
        panel = self._drawn(Phase.SITE_VISIT, seats=_VISITORS + _SPARE, per_entry=_VISITORS)
        self._accept(panel, declining=False)
        self._open(panel)
        with fenced(MACHINE):
            tasks = list(Assignment.objects.filter(panel=panel).order_by("application_id", "seat_id"))
        by_entry: dict[int, list[Assignment]] = {}
        for task in tasks:
            by_entry.setdefault(task.application_id, []).append(task)
        for first, second, *_ in by_entry.values():
            with self._story.after(days=0, minutes=45):
                self._visit(panel, first, second)
        # Nothing is scored on site: the panel is closed when its time is over.
        with self._story.after(days=WINDOW.days + 1):
            actions.close_panel(self._officer, panel_id=panel.pk)

    def half(self, *, category: str, judges: Collection[str]) -> None:
        """A panel that has begun, of one category or of all: about half of the scores are given."""
        panel = self._drawn(Phase.FIRST_REVIEW, seats=len(judges), category=category)
        self._accept(panel, declining=False, days=0)
        self._open(panel)
        with self._story.after(days=1):
            for at, judge in enumerate(self._sitting(panel)):
                tasks = self._tasks(panel, judge)
                self._give(panel, judge, tasks[: (len(tasks) + at % 2) // 2])

    def inviting(self, *, category: str, judges: Collection[str], waiting: str) -> None:
        """A panel whose judges have answered but one."""
        panel = self._drawn(Phase.FIRST_REVIEW, seats=len(judges), category=category, days=0)
        self._accept(panel, declining=False, days=0, waiting=waiting)

    @property
    def _officer(self) -> Actor:
        return actor_named(self._staff.maker)

    def _drawn(
        self, phase: Phase, *, seats: int, per_entry: int | None = None, category: str = "", days: int = 1
    ) -> Panel:
        with self._story.after(days=days, minutes=10):
            panel = actions.begin_panel(
                self._officer,
                call_id=self._call.pk,
                phase=phase,
                category=category,
                opens_at=self._story.now,
                closes_at=self._story.now + WINDOW,
                seats=seats,
                per_entry=per_entry,
            )
            actions.find_conflicts(self._officer, panel_id=panel.pk)
            actions.commit_draw(
                self._officer,
                panel_id=panel.pk,
                supervisor=self._staff.supervisor,
                by_field={category: seats} if category else None,
                most_of_employer=None if category else 1,
            )
        with self._story.after(days=0, minutes=30):
            actions.draw_panel(self._officer, panel_id=panel.pk)
            actions.invite(self._officer, panel_id=panel.pk)
        return panel

    def _accept(self, panel: Panel, *, declining: bool, days: int = 1, waiting: str = "") -> None:
        """Everybody who is asked answers; ``declining``: the first of them that they cannot come, and a stand-by is asked."""
        with self._story.after(days=days, minutes=45):
            asked = self._seats(panel, SeatState.INVITED)
            if declining and self._seats(panel, SeatState.STANDBY):
                words = "当周已安排出差，无法参加评审，请另行安排。"
                actions.decline_seat(actor_of(asked[0].person_id), panel_code=panel.code, words=words)
            for seat in self._seats(panel, SeatState.INVITED):
                if seat.person.staff_number != waiting:
                    actions.accept_seat(actor_of(seat.person_id), panel_code=panel.code)
            chair = self._seats(panel, SeatState.ACCEPTED)[0]
            actions.name_chair(self._officer, panel_id=panel.pk, seat_code=chair.code)

    def _open(self, panel: Panel) -> Panel:
        with self._story.after(days=0, minutes=60):
            actions.assign(self._officer, panel_id=panel.pk)
            return actions.open_panel(self._officer, panel_id=panel.pk)

    def _recuse_one(self, panel: Panel) -> None:
        """A judge says of an entry that they may not judge it, and somebody else is asked."""
        judge = self._sitting(panel)[0]
        with self._story.after(days=0, minutes=25):
            number = self._tasks(panel, judge)[0].number
            actions.declare_conflict(
                actor_of(judge.person_id),
                panel_code=panel.code,
                number=number,
                kind=ConflictKind.OTHER,
                words="曾受该单位委托做过技术咨询，申请回避。",
            )
            actions.assign(self._officer, panel_id=panel.pk)

    def _score(self, panel: Panel, *, days: int) -> None:
        for at, judge in enumerate(self._sitting(panel)):
            with self._story.after(days=days if at % 3 == 0 else 0, minutes=20):
                self._give(panel, judge, self._tasks(panel, judge))

    def _give(self, panel: Panel, judge: Judge, tasks: Collection[Assignment]) -> None:
        rubric, actor = panel.said_rubric, actor_of(judge.person_id)
        favourite = next(iter(dict(self._call.said_terms.categories)), "")
        habit = habit_of(number_of(judge), favourite=favourite)
        for task in tasks:
            chance = Random(f"{judge.person.staff_number} {task.application.title} {panel.phase}")  # noqa: S311 -- repeatable
            actions.submit_score(
                actor,
                panel_code=panel.code,
                number=task.number,
                points=points_of(task.application, habit, rubric, chance=chance),
                comment=chance.choice(_WORDS),
            )

    def _vote(self, panel: Panel, *, last: Application, near: Application) -> None:
        """For all but the last, which the first judge alone is for; the second is against what came near it."""
        for at, judge in enumerate(self._sitting(panel)):
            against = {0: [], 1: [last.pk, near.pk]}.get(at, [last.pk])
            for task in self._tasks(panel, judge):
                choice = Choice.NO if task.application_id in against else Choice.YES
                actions.vote(
                    actor_of(judge.person_id), panel_code=panel.code, number=task.number, choice=choice
                )

    def _visit(self, panel: Panel, first: Assignment, second: Assignment) -> None:
        writer, other = actor_of(first.person_id), actor_of(second.person_id)
        visit = actions.begin_visit(
            writer,
            panel_code=panel.code,
            number=first.number,
            visited_date=self._story.now.date(),
        )
        findings = {item: {"holds": True, "note": "已现场核对。"} for item, _ in CHECKLIST}
        visit = actions.save_visit(
            writer, code=visit.code, findings=findings, conclusion=_FOUND, version=visit.version
        )
        for actor in (writer, other):
            visit = actions.sign_visit(actor, code=visit.code, version=visit.version)

    def _seats(self, panel: Panel, state: SeatState) -> list[Seat]:
        with fenced(MACHINE):
            rows = Seat.objects.filter(panel=panel, state=state).select_related("person")
            return list(rows.order_by("position"))

    def _sitting(self, panel: Panel) -> list[Judge]:
        with fenced(MACHINE):
            rows = Judge.objects.filter(
                pk__in=Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED).values("judge")
            )
            return list(rows.select_related("person").order_by("pk"))

    def _tasks(self, panel: Panel, judge: Judge) -> list[Assignment]:
        """What a judge still has before them, without what a conflict took away."""
        with fenced(MACHINE):
            return list(
                standing_in(panel).filter(judge=judge).select_related("application").order_by("number")
            )


def points_of(application: Application, habit: Habit, rubric: Rubric, *, chance: Random) -> dict[str, object]:
    """What a judge of this habit gives an entry, in tenths of points by criterion."""
    fond = _FOND_OF if habit.favourite and application.category == habit.favourite else 0
    level = worth_of(application) + habit.shift + fond + chance.gauss(0, habit.noise)
    return {
        one.code: f"{one.points * min(max(level + chance.gauss(0, 3), 20), 99) / 100:.1f}"
        for one in rubric.criteria
    }
