"""Tells the calls: each as a whole, in one transaction, or not at all; what was told before is not told again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts.models import Person
from xinghe.foundation.clock import CHINA
from xinghe.messaging.actions import read_all
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.notices.vocab import Outcome
from xinghe.programmes import actions
from xinghe.programmes.models import Application, Call
from xinghe.programmes.registry import kind_of
from xinghe.programmes.vocab import Phase
from xinghe.project.demonstration.calls.deciding import Deciding
from xinghe.project.demonstration.calls.files import Files
from xinghe.project.demonstration.calls.judging import Rounds, enrol_pool
from xinghe.project.demonstration.calls.people import actor_named, actor_of, workers
from xinghe.project.demonstration.calls.plans import CallPlan, call_plans
from xinghe.project.demonstration.calls.story import Story
from xinghe.project.demonstration.calls.way import Entry, Way
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.people import CITY, busy_firms
from xinghe.project.demonstration.settling import union_of
from xinghe.project.demonstration.told import telling, told_at
from xinghe.results.models import Result
from xinghe.results.vocab import Stage
from xinghe.reviews.models import Judge

MACHINE: Final = Actor.for_job("demonstration")
_OLD: Final = timedelta(days=14)
# What the months of ideas and recommendations have told is read, or not, in their own time.
_DAILY: Final = ("idea", "correction", "share", "reward", "recommendation", "similar")
_TOLD: Final = tuple(event for event in Event if not event.startswith(_DAILY))


class CallsHistory:
    """A finished and a running call of each kind that is told."""

    def __init__(self, firms: tuple[Firm, ...], *, now: datetime) -> None:
        self.steps = 0
        self._firms, self.now = firms, now
        self._files = Files()
        self._taken = frozenset(Person.objects.filter(is_demonstration=True).values_list("name", flat=True))

    def unfold(self) -> None:
        """Tell every call that was not told yet."""
        for is_finished in (True, False):
            for plan in call_plans(self.now):
                if plan.is_finished is is_finished and not self._is_told(plan):
                    with telling():
                        self._tell(plan)
            if is_finished:
                self._read()

    def _is_told(self, plan: CallPlan) -> bool:
        with fenced(MACHINE):
            return Call.objects.filter(title=plan.title, union=union_of(plan.union)).exists()

    def _tell(self, plan: CallPlan) -> None:
        story = Story(plan.begins_at, ends_at=self.now)
        call = self._opened(plan, story)
        way = Way(call, plan.staff, story, self._files, taken=self._taken, is_finished=plan.is_finished)
        entries = list(self._entries(plan, call, story.now))
        way.enter(entries, from_at=story.now, span=timedelta(days=7 if plan.is_finished else 2))
        story.unfold()
        if plan.is_finished:
            self._finish(plan, call, story, way)
        else:
            self._judge_half(plan, call, story, way)
        self.steps += story.steps

    def _opened(self, plan: CallPlan, story: Story) -> Call:
        """Begun by one officer, approved by another, published; its judges enrolled."""
        maker, second = plan.staff.maker, plan.staff.second
        with story.after(days=0, minutes=5):
            call = actions.begin_call(
                actor_named(maker),
                kind_code=plan.kind,
                union_id=union_of(plan.union).pk,
                title=plan.title,
                year=self._year(plan),
            )
            actions.change_call(
                actor_named(maker),
                call_id=call.pk,
                announcement=plan.announcement,
                opens_at=story.now + timedelta(hours=2),
                closes_at=(story.now + timedelta(days=plan.open_days)).replace(hour=16, minute=0),
            )
            actions.send_for_approval(actor_named(maker), call_id=call.pk)
        with story.after(days=0, minutes=60):
            actions.approve_call(actor_named(second), call_id=call.pk)
            opened = actions.open_call(actor_named(maker), call_id=call.pk)
            self._enrol(plan)
        story.now += timedelta(hours=2)
        return opened

    def _enrol(self, plan: CallPlan) -> None:
        """The pool of the union that calls, unless it stands."""
        union = union_of(plan.union)
        with fenced(MACHINE):
            if Judge.objects.filter(union=union).exists():
                return
        head = "demo-city-judge" if plan.union == CITY else "demo-judge"
        people = Person.objects.filter(staff_number__startswith=head).order_by("pk")
        every = [kind_of(one.kind).categories for one in call_plans(self.now) if one.union == plan.union]
        categories = tuple(dict.fromkeys(code for one in every for code, _ in one))
        enrol_pool(union.pk, actor_named(plan.staff.maker), list(people), categories=categories)

    def _year(self, plan: CallPlan) -> int:
        """The year of a contest: that of most of the results that may enter it, else the present one."""
        years = (
            [one.finished_date.year for one in self._results(plan.begins_at)]
            if kind_of(plan.kind).needs_result
            else []
        )
        return max(set(years), key=years.count) if years else plan.begins_at.year

    def _results(self, until: datetime) -> list[Result]:
        """Results of people who can apply, recorded by then and entered nowhere, those of the works first."""
        works = union_of(busy_firms(self._firms)[0].uscc)
        with fenced(MACHINE):
            entered = Application.objects.filter(result__isnull=False).values("result")
            rows = Result.objects.filter(recorded_at__lt=until).exclude(people=[]).exclude(pk__in=entered)
            found = list(rows.exclude(stage=Stage.WITHDRAWN).select_related("unit").order_by("pk"))
        return sorted(found, key=lambda one: one.unit_id != works.pk)

    def _entries(self, plan: CallPlan, call: Call, at: datetime) -> Iterator[Entry]:
        firm_of = {firm.uscc: firm for firm in busy_firms(self._firms)}
        if call.kind.needs_result:
            results = [one for one in self._results(at) if one.finished_date.year == call.year]
            number_of = dict(Person.objects.filter(is_demonstration=True).values_list("pk", "staff_number"))
            # Half of what the works made is left for the running call.
            own = [one for one in results if number_of[one.people[0]] in ("demo-worker", "demo-mate")]
            kept = own[2:] if plan.is_finished else []
            for result, fate in zip([one for one in results if one not in kept], plan.fates, strict=False):
                firm = firm_of[result.unit.uscc]
                yield Entry(
                    staff_number=number_of[result.people[0]], firm=firm, fate=fate, result_id=result.pk
                )
            return
        people = list(workers(self._firms, within=plan.within))
        if plan.is_finished:
            # The last of each firm, and of the works nobody who applies in the running call.
            works = busy_firms(self._firms)[0]
            others = [one for one in people if one[1] is not works][::-1]
            people = ([one for one in people if one[0] == "demo-mate"] if plan.by_the_works else []) + others
        for (number, firm), fate in zip(people, plan.fates, strict=False):
            yield Entry(staff_number=number, firm=firm, fate=fate)

    def _finish(self, plan: CallPlan, call: Call, story: Story, way: Way) -> None:
        assert call.closes_at is not None  # it is published
        story.now = max(story.now, call.closes_at.astimezone(CHINA).replace(hour=9))
        with story.after(days=1):
            way.examine()
        with story.after(days=3):
            way.complete()
        with story.after(days=1):
            way.examine()
        deciding = Deciding(call, plan.staff, story)
        ranked = deciding.take_further(plan.path, Rounds(call, plan.staff, story))
        deciding.propose(ranked)
        deciding.notice(outcome=Outcome.CANCEL if plan.is_revoked else Outcome.UPHOLD)
        deciding.name()
        if plan.is_revoked:
            deciding.revoke_last()

    def _judge_half(self, plan: CallPlan, call: Call, story: Story, way: Way) -> None:
        """One panel at work, with half of the scores given; another one waits for an answer."""
        with story.after(days=1):
            way.examine()
        knowing, narrow = self._judges(plan)
        found = [one.category for one in way.lying_in(Phase.FIRST_REVIEW)]
        here = sorted(set(found) - narrow, key=lambda one: (-found.count(one), one))
        rounds = Rounds(call, plan.staff, story)
        rounds.half(category=here[0] if here else "", judges=knowing)
        for category in here[1:2]:
            rounds.inviting(category=category, judges=knowing, waiting=knowing[0])

    def _judges(self, plan: CallPlan) -> tuple[list[str], set[str]]:
        """Who is asked for any category, and the categories that the others know."""
        with fenced(MACHINE):
            rows = Judge.objects.filter(union=union_of(plan.union)).select_related("person").order_by("pk")
            judges = list(rows)
        knowing = [one.person.staff_number for one in judges if len(one.fields) > 1]
        return knowing, {field for one in judges if len(one.fields) == 1 for field in one.fields}

    def _read(self) -> None:
        """Let who can sign in read what the finished calls told them."""
        with fenced(MACHINE):
            if Message.objects.filter(event=Event.APPLICATION_ARRIVED, read_at__isnull=False).exists():
                return
        with telling(), told_at(self.now - _OLD):
            for person in Person.objects.filter(is_demonstration=True).order_by("pk"):
                if person.has_usable_password():
                    for event in _TOLD:
                        read_all(actor_of(person.pk), event=event)
