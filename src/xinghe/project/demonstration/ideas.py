"""Eight months of ideas: written, answered in time or late, followed by results and recommendations.

Told backwards from the day of building, so that something waits today, something is due tomorrow and something is late.
Each act is done by the person it belongs to, with the clock held at its time. Told again after it was cut off, the same
happens, and what the record has already is not done twice.
"""

import heapq
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Final

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts.models import Person
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.ideas import actions
from xinghe.ideas.actions import CreatorEntry
from xinghe.ideas.jobs.clock import keep_clock, tally
from xinghe.ideas.jobs.comparing import compare_ideas
from xinghe.ideas.models import Idea
from xinghe.ideas.rules.clocks import date_of
from xinghe.ideas.vocab import CorrectionReason, IdeaStage, RefusalReason
from xinghe.messaging.actions import read_all
from xinghe.messaging.models import Message
from xinghe.project.demonstration.actions import TELLING_IDEAS, begin_telling_ideas
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.people import PROVINCE, busy_firms
from xinghe.project.demonstration.plans import MONTHS, Plan, plans
from xinghe.project.demonstration.sendings import working_moment
from xinghe.project.demonstration.settling import union_of
from xinghe.recommendations import actions as recommending
from xinghe.recommendations.models import Recommendation
from xinghe.recommendations.vocab import Act, Reason, State
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for

_NO: Final = {
    RefusalReason.DONE_BEFORE: "去年班组已经这样改过，效果相同，感谢关注。",
    RefusalReason.NOT_FEASIBLE: "现有设备接口不支持，需等大修时一并考虑，请继续关注。",
    RefusalReason.COSTS_TOO_MUCH: "测算下来投入高于两年收益，暂不实施，欢迎提出更省的办法。",
    RefusalReason.OUT_OF_SCOPE: "涉及上级单位统一采购的系统，本单位不能改动，已代为反映。",
    RefusalReason.UNSAFE: "方案会挡住应急通道，存在安全隐患，不能采用。",
}
_BACK: Final = {
    CorrectionReason.FIGURES_MISSING: "请补上改进前后的用时或用量，便于核实。",
    CorrectionReason.UNCLEAR: "主要做法写得太简，请把步骤写清楚，别的班组能照着做。",
    CorrectionReason.MATERIAL_MISSING: "请附一两张现场照片。",
}
_YES: Final = (
    "下周安排试做。",
    "已列入本月改善计划。",
    "请设备科配合，两周内完成。",
    "很实用，先在一条线上试。",
    "",
)
# What was told longer ago has been read.
_UNREAD: Final = timedelta(days=14)
_POSTS: Final = (
    "钳工",
    "电工",
    "焊工",
    "操作工",
    "叉车司机",
    "检验员",
    "维修工",
    "仓管员",
    "班组长",
    "值班员",
)


class IdeasHistory:
    """What is still to happen lies on a heap by its time.

    An idea's own chance is asked in the same order whether an act is done or was done before: every telling is the same.
    """

    def __init__(self, firms: tuple[Firm, ...], *, seed: int) -> None:
        self.steps = 0
        self._order = count()
        self._pending: list[tuple[datetime, int, Callable[[], None]]] = []
        self._machine = Actor.for_job("demonstration")
        self.now, self._happened = self._recall()
        self._plans = tuple(plans(busy_firms(firms), seed=seed, now=self.now))

    def unfold(self) -> None:
        """Let what has not happened of the eight months happen, then compare what was written and count who answered."""
        for plan in self._plans:
            self._later(plan.begun_at, partial(self._begin, plan))
        self._later(self.now - _UNREAD, self._read)
        day = self.now - MONTHS
        while day < self.now:
            self._later(day, keep_clock)
            day += timedelta(days=3)
        while self._pending:
            instant, _, act = heapq.heappop(self._pending)
            with clock.held_at(instant):
                act()
        with clock.held_at(self.now):
            compare_ideas()
            tally()

    def _recall(self) -> tuple[datetime, set[tuple[int, str, datetime]]]:
        """From when it is told, which the first telling wrote down, and what has happened since it began. 2 queries."""
        with fenced(self._machine):
            begun = AuditEntry.objects.filter(verb=TELLING_IDEAS).values_list("at", flat=True).first()
            entries = AuditEntry.objects.filter(
                subject_kind__in=["ideas.idea", "recommendations.recommendation"]
            )
            happened = set(entries.values_list("subject_id", "verb", "at"))
        return begun or begin_telling_ideas(self._machine), happened

    def _is_done(self, number: int, *verbs: str) -> bool:
        """Whether one of these was done to the idea or recommendation at this time of the story."""
        return any((number, verb, clock.now()) in self._happened for verb in verbs)

    def _later(self, instant: datetime, act: Callable[[], None]) -> None:
        if instant <= self.now:
            heapq.heappush(self._pending, (instant, next(self._order), act))

    def _person(self, staff_number: str) -> Person:
        return Person.objects.get(staff_number=staff_number)

    def _as(self, staff_number: str) -> Actor:
        person = self._person(staff_number)
        return replace(actor_for(person.pk, via="command", now=clock.now()), name=person.name)

    def _begin(self, plan: Plan) -> None:
        writer, fate, chance = self._as(plan.typist or plan.author), plan.fate.name, plan.chance
        people = [self._person(number) for number in (plan.author, *plan.mates)]
        author, share = people[0], Decimal(100 // (len(people) + 1))
        entries = [
            CreatorEntry(
                staff_number=one.staff_number,
                name=one.name,
                share=100 - share * (len(people) - 1) if one is author else share,
                post=chance.choice(_POSTS),
                is_frontline=True,
            )
            for one in people
        ]
        with fenced(self._machine):
            idea = Idea.objects.filter(author=author, begun_at=clock.now()).first()
        idea = idea or actions.begin_draft(writer, for_person_id=author.pk)
        if not self._is_done(idea.pk, "idea.hand_in"):
            actions.save_draft(writer, idea_id=idea.pk, paper=plan.paper)
            if fate == "draft":
                return
            actions.name_creators(writer, idea_id=idea.pk, creators=entries)
            actions.hand_in(writer, idea_id=idea.pk, pledged=True)
            self.steps += 1
        now = clock.now()
        if fate not in ("waiting", "late"):
            for at, one in enumerate(people[0 if plan.typist else 1 :]):
                act = partial(self._confirm, plan, idea.pk, one.staff_number)
                self._later(now + timedelta(hours=3 + 5 * at), act)
        soon = working_moment(now, days=chance.randrange(1, 4), minutes=chance.randrange(300))
        match fate:
            case "withdrawn":
                self._later(now + timedelta(hours=16), partial(self._take_back, plan, idea.pk))
            case "correction":
                self._later(soon, partial(self._correction, plan, idea.pk))
            case "answered_late":
                late = working_moment(now, days=chance.randrange(9, 16), minutes=30)
                self._later(late, partial(self._answer, plan, idea.pk))
            case "waiting" | "late":
                pass
            case _:
                self._later(soon, partial(self._answer, plan, idea.pk))

    def _read(self) -> None:
        """Let who can sign in read what they were told so far, unless the story has gone on from here before."""
        with fenced(self._machine):
            if Message.objects.filter(said_at__gt=clock.now()).exists():
                return
        for person in Person.objects.filter(is_demonstration=True).order_by("pk"):
            if person.has_usable_password():
                read_all(self._as(person.staff_number))

    def _confirm(self, plan: Plan, idea_id: int, staff_number: str) -> None:
        if self._is_done(idea_id, "idea.confirm_share", "idea.dispute_share"):
            return
        if plan.fate.is_disputed:
            words = "我主要负责调试，比例应再商量。"
            actions.dispute_share(self._as(staff_number), idea_id=idea_id, words=words)
        else:
            actions.confirm_share(self._as(staff_number), idea_id=idea_id)

    def _take_back(self, plan: Plan, idea_id: int) -> None:
        if not self._is_done(idea_id, "idea.take_back"):
            actions.take_back(self._as(plan.author), idea_id=idea_id, reason="还想再改一改。")

    def _correction(self, plan: Plan, idea_id: int) -> None:
        reason = plan.chance.choice(list(_BACK))
        if not self._is_done(idea_id, "idea.ask_correction"):
            actor = self._as(plan.officer)
            actions.ask_correction(actor, idea_id=idea_id, reasons=[reason], words=_BACK[reason])
            self.steps += 1

    def _answer(self, plan: Plan, idea_id: int) -> None:
        chance, fate = plan.chance, plan.fate.name
        no, yes = chance.choice(list(_NO)), chance.choice(_YES)
        days, minutes = chance.randrange(5, 20), chance.randrange(300)
        if not self._is_done(idea_id, "idea.refuse", "idea.merge", "idea.accept"):
            actor = self._as(plan.officer)
            if fate == "refused":
                actions.refuse(actor, idea_id=idea_id, reasons=[no], words=_NO[no])
            elif fate == "merged" and (into := self._neighbour(idea_id)):
                words = "与同班组的另一条相近，合并办理，两位作者都保留。"
                actions.merge(actor, idea_id=idea_id, into_code=into, words=words)
            else:
                actions.accept(actor, idea_id=idea_id, words=yes)
            self.steps += 1
        if fate in ("implemented", "verified"):
            instant = working_moment(clock.now(), days=days, minutes=minutes)
            self._later(instant, partial(self._implement, plan, idea_id))

    def _neighbour(self, idea_id: int) -> str | None:
        """The code of an accepted idea of the same unit, if there is one."""
        with fenced(self._machine):
            unit = Idea.objects.values_list("unit_id", flat=True).get(pk=idea_id)
            rows = Idea.objects.filter(unit=unit, stage=IdeaStage.ACCEPTED).exclude(pk=idea_id)
            return rows.order_by("pk").values_list("code", flat=True).first()

    def _implement(self, plan: Plan, idea_id: int) -> None:
        days = plan.chance.randrange(4, 12)
        if not self._is_done(idea_id, "idea.implement"):
            actions.implement(self._as(plan.officer), idea_id=idea_id, day=date_of(clock.now()))
            self.steps += 1
        if plan.fate.name == "verified":
            instant = working_moment(clock.now(), days=days, minutes=5)
            self._later(instant, partial(self._verify, plan, idea_id))

    def _verify(self, plan: Plan, idea_id: int) -> None:
        amount, actor = Decimal(plan.chance.randrange(2, 21) * 100), self._as(plan.officer)
        with fenced(self._machine):
            if Idea.objects.get(pk=idea_id).creators.filter(confirmed_at__isnull=True).exists():
                return
        if not self._is_done(idea_id, "idea.verify"):
            actions.verify(actor, idea_id=idea_id)
            self.steps += 1
        if not self._is_done(idea_id, "idea.reward"):
            actions.reward(actor, idea_id=idea_id, amount=amount)
            self.steps += 1
        if plan.fate.is_recommended:
            instant = working_moment(clock.now(), days=2, minutes=40)
            self._later(instant, partial(self._recommend, plan, idea_id))

    def _recommend(self, plan: Plan, idea_id: int) -> None:
        actor = self._as(plan.officer)
        with fenced(self._machine):
            result = Idea.objects.get(pk=idea_id).result_id
            assert result is not None, "what was verified is a result"
            unit = Union.objects.get(pk=actor.offices[0].union_id)
            held = Recommendation.objects.filter(result=result, put_forward_at=clock.now()).first()
        if held is None:
            held = recommending.put_forward(
                actor,
                result_id=result,
                line=plan.fate.line if unit.territory_path and unit.industry_path else None,
                opinion="已在本单位推广，同意推荐。",
            )
            self.steps += 1
        instant = working_moment(clock.now(), days=3, minutes=15)
        self._later(instant, partial(self._go_up, plan, held.pk, 0))

    def _go_up(self, plan: Plan, number: int, passed: int) -> None:
        """The desk that has it forwards it, returns it, or leaves it lying; as far as somebody sits there."""
        days = plan.chance.randrange(2, 7)
        done = {act for act in Act if self._is_done(number, f"recommendation.{act}")}
        if not done:
            with fenced(self._machine):
                held = Recommendation.objects.select_related("desk").get(pk=number)
            officer, stays = self._at_desk(held.desk), passed == plan.fate.desks
            if officer is None or held.state != State.UNDER_WAY or (stays and not plan.fate.is_returned):
                return
            if stays:
                words = "申报表缺少单位公章，请补齐后再报。"
                recommending.return_for_correction(
                    officer, recommendation_id=number, reasons=[Reason.SEAL_MISSING], words=words
                )
            elif held.desk == union_of(PROVINCE):
                recommending.accept(officer, recommendation_id=number)
            else:
                recommending.forward(officer, recommendation_id=number, opinion="情况属实，同意推荐。")
                done = {Act.FORWARD}
            self.steps += 1
        if Act.FORWARD in done:
            instant = working_moment(clock.now(), days=days, minutes=20)
            self._later(instant, partial(self._go_up, plan, number, passed + 1))

    def _at_desk(self, desk: Union) -> Actor | None:
        """The invented officer who sits at a desk, if one does."""
        keys = {"420000": "demo-provincial", "420500": "demo-city", "420583": "demo-county"}
        named = {"湖北省机械冶金建材工会": "demo-industry"}
        known = keys.get(desk.division_code) or named.get(desk.name) or f"demo-{desk.division_code.lower()}"
        if desk.uscc and not desk.division_code:
            known = "demo-enterprise"
        there = Person.objects.filter(staff_number=known).exists()
        actor = self._as(known) if there else None
        return actor if actor and desk.pk in {office.union_id for office in actor.offices} else None
