"""What follows the judging: proposed, put before everybody, objected to, confirmed, named by a decision; one taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.decisions import actions as deciding
from xinghe.decisions.models import Award
from xinghe.foundation import clock
from xinghe.notices import actions as notices
from xinghe.notices.models import Notice, Objection
from xinghe.notices.rules.clock import midnight_after
from xinghe.notices.rules.words import Contact, Identity
from xinghe.notices.vocab import Channel, Ground, Objecting, Outcome
from xinghe.papers.actions import open_series
from xinghe.papers.models import Series
from xinghe.programmes import actions
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.project.demonstration.calls.judging import Rounds
from xinghe.project.demonstration.calls.people import Staff, actor_named
from xinghe.project.demonstration.calls.story import Story
from xinghe.recommendations.vocab import Reason

MACHINE: Final = Actor.for_job("demonstration")
_CHANNELS: Final = (
    Contact(label="电话", value="027-00000000（示例）"),
    Contact(label="电子邮箱", value="gongshi@xinghe.example"),
)
# Nobody bears this name or lives there.
_OBJECTOR: Final = Identity(
    objecting=Objecting.PERSON, name="笪昶澍", address="示例市示例区示范路9号", phone="00000000001"
)
_OBJECTED: Final = "公示的应用时间与车间实际启用的时间不一致，请核实运行台账。"
_ANONYMOUS: Final = "听说这一项不是他们自己做的，请查一查。"
_FOUND: Final = "查阅了运行台账、领料单和班组记录，向三名当班职工了解了情况，现将事实整理如下：启用时间以台账为准，申报所写与台账相差两个月。"
_STANDS: Final = "台账与申报内容的出入属笔误，不影响评审结论，维持公示名单。"
_FALLS: Final = "启用时间不符合本次申报要求，取消本次入选资格，可在下一届重新申报。"
_REPLY: Final = "您反映的问题已经核查，处理结果已告知申报单位，感谢监督。"
_REVOKED: Final = "获评后核查发现，同一成果此前已获其他渠道奖励，不符合不得重复表彰的规定"
_ARTICLE: Final = "申报通知“不得重复表彰”一条"


class Deciding:
    """Brings what was judged to the document that names it."""

    def __init__(self, call: Call, staff: Staff, story: Story) -> None:
        self._call, self._staff, self._story = call, staff, story

    def take_further(self, path: Sequence[MoveName], rounds: Rounds) -> list[Application]:
        """From the first review to the decision by the moves of a path; those who came there, from first to last."""
        phase, ranked = Phase.FIRST_REVIEW, rounds.whole(Phase.FIRST_REVIEW)
        for name in path:
            further, left = ranked[:-1], ranked[-1:]
            with self._story.after(days=0, minutes=30):
                for held in further:
                    _MOVES[name](self._maker, application_id=held.pk)
                for held in left:
                    words = "本次名额有限，综合评审结果未能进入下一环节，感谢参与。"
                    actions.decline(
                        self._maker, application_id=held.pk, reasons=[Reason.OVER_QUOTA], words=words
                    )
            move = self._call.kind.move(phase, name)
            assert move is not None, "a path is one of its kind"
            phase, ranked = move.target, further
            if phase is Phase.DEFENCE:
                ranked = rounds.whole(phase)
            elif phase is Phase.SITE_VISIT:
                rounds.visits()
        return ranked

    def propose(self, ranked: Sequence[Application]) -> None:
        """Propose each for a grade by its place, as far as grades have room."""
        with self._story.after(days=1):
            for place, held in enumerate(ranked, start=1):
                actions.propose(self._maker, application_id=held.pk, grade=self._grade(held, place))

    def notice(self, *, outcome: Outcome) -> Notice:
        """Put it before everybody, take objections, decide the one that is admitted, and confirm what stands."""
        with self._story.after(days=1):
            drafted = notices.make_notice(
                self._maker,
                call_id=self._call.pk,
                title=f"关于{self._call.title}拟入选名单的公示",
                channels=_CHANNELS,
                introduction="按照申报、推荐、形式审查和评审的结果，现将拟入选名单予以公示（演示用，内容均为虚构）。",
            )
        with self._story.after(days=0, minutes=90):
            notice = notices.publish_notice(self._second, notice_id=drafted.pk)
        self._object(notice, outcome)
        assert notice.closes_on is not None  # it is published
        over = midnight_after(notice.closes_on) + timedelta(hours=9)
        self._story.now = max(self._story.now, over)
        with self._story.after(days=0, minutes=10):
            notices.end_notice(self._maker, notice_id=notice.pk)
        with self._story.after(days=0, minutes=20):
            return notices.confirm_notice(self._maker, notice_id=notice.pk)

    def name(self) -> None:
        """Name what is confirmed by a decision under the union's next number."""
        with self._story.after(days=1):
            draft = deciding.begin_naming(self._maker, call_id=self._call.pk)
        with self._story.after(days=1):
            deciding.issue_naming(
                self._second, decision_id=draft.pk, series_id=self._series().pk, on=clock.today()
            )

    def revoke_last(self) -> None:
        """Take the last naming of the list back by another decision."""
        with fenced(MACHINE):
            award = Award.objects.filter(call_id=self._call.pk).order_by("position").last()
        assert award is not None, "something was named"
        with self._story.after(days=4):
            draft = deciding.begin_revocation(
                self._maker, award_id=award.pk, reason=_REVOKED, article=_ARTICLE
            )
        with self._story.after(days=1):
            deciding.issue_revocation(
                self._second, decision_id=draft.pk, series_id=self._series().pk, on=clock.today()
            )

    @property
    def _maker(self) -> Actor:
        return actor_named(self._staff.maker)

    @property
    def _second(self) -> Actor:
        return actor_named(self._staff.second)

    def _grade(self, held: Application, place: int) -> str:
        grades = [grade.code for grade in self._call.said_terms.grades]
        asked = f"tier_{held.answers.get('tier', '')}"
        if asked in grades:
            return asked
        # One of the first, two of the next, and the others below.
        return grades[min(len(grades) - 1, (0, 1, 1, 2, 2, 2)[min(place, 6) - 1])]

    def _object(self, notice: Notice, outcome: Outcome) -> None:
        """Two objections: one by real name, looked into by a third person; one by nobody, refused by its rule."""
        line = notice.lines[-1]
        with self._story.after(days=1):
            code = notices.object_to_notice(
                notices.BOX,
                notice_code=notice.code,
                application_code=line.code,
                identity=_OBJECTOR,
                text=_OBJECTED,
                key=f"demonstration {notice.code}",
                address=None,
            )
            self._refuse_anonymous(notice, received_at=self._story.now)
        with fenced(MACHINE):
            number = Objection.objects.values_list("pk", flat=True).get(code=code)
        third = actor_named(self._staff.third)
        assert third.person_id is not None  # an officer is a person
        with self._story.after(days=1):
            notices.admit_objection(self._second, objection_id=number)
            notices.assign_investigator(self._second, objection_id=number, person_id=third.person_id)
        with self._story.after(days=1):
            notices.write_finding(third, objection_id=number, words=_FOUND)
        words = _STANDS if outcome is Outcome.UPHOLD else _FALLS
        with self._story.after(days=1):
            notices.decide_objection(self._second, objection_id=number, outcome=outcome, words=words)
            notices.reply_to_objector(self._second, objection_id=number, words=_REPLY)

    def _refuse_anonymous(self, notice: Notice, *, received_at: datetime) -> None:
        held = notices.record_objection(
            self._second,
            notice_id=notice.pk,
            application_code=notice.lines[0].code,
            identity=Identity(objecting=Objecting.NOBODY),
            text=_ANONYMOUS,
            channel=Channel.PHONE,
            received_at=received_at,
        )
        words = "来电未留姓名和联系方式，无法核实，按规定不予受理。"
        notices.refuse_objection(self._second, objection_id=held.pk, ground=Ground.ANONYMOUS, words=words)

    def _series(self) -> Series:
        """The row of numbers of the union, opened where there is none."""
        with fenced(MACHINE):
            found = Series.objects.filter(union=self._call.union, is_open=True).first()
        if found is not None:
            return found
        code = "鄂示例工发" if self._call.union.division_code.endswith("0000") else "示例市工发"
        return open_series(self._maker, union_id=self._call.union_id, code=code)


_MOVES: Final = {
    MoveName.SHORTLIST: actions.shortlist,
    MoveName.VISIT: actions.visit,
    MoveName.CONCLUDE: actions.conclude,
}
