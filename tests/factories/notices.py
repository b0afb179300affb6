"""Applications that are proposed, notices of them, and objections at every step of their way."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.factories import programmes as programmes_of
from tests.factories import unions as unions_of
from tests.factories.recommendations import Offices
from tests.factories.unions import NOW
from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation.clock import CHINA, held_at
from xinghe.notices import actions
from xinghe.notices.gates import no_open_objection, notice_over, objection_upheld
from xinghe.notices.models import Notice, NoticeLine, NoticePaper, Objection, ObjectionStep, Objector
from xinghe.notices.rules.words import Contact, Identity
from xinghe.notices.vocab import Channel, Objecting
from xinghe.programmes import actions as programmes
from xinghe.programmes.kind import Gate, Kind, Move
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.unions.models import Union

_keys = count(1)
# 荆楚工匠 2021 was published before the 14th and ran to Saturday the 18th, a make-up workday.
PUBLISHED = datetime(2021, 9, 13, 10, 0, tzinfo=CHINA)
LAST_INSTANT = datetime(2021, 9, 18, 23, 59, 59, 999999, tzinfo=CHINA)
OVER = datetime(2021, 9, 19, 0, 0, tzinfo=CHINA)
DAY = timedelta(days=1)
CONTACTS = (
    Contact(label="电话", value="027-88738113"),
    Contact(label="地址", value="武汉市武昌区中北路259号"),
)
TITLE = "关于工具评选拟入选名单的公示"
WORDS = "该成果早在2019年已由他人在江汉厂完成并使用。"
WHY = "经核查，公示内容属实"
# Canaries: nothing of these may be read anywhere but where an objector's identity is revealed.
OBJECTOR = Identity(
    objecting=Objecting.PERSON, name="欧阳举报", address="宜昌市伍家岗区隐秘路77号", phone="13977665544"
)


def noticed_kind() -> Kind:
    """The small kind with the notice's gates where it is confirmed and named, and the ways off the list before and after."""
    small, decide = programmes_of.small_kind(), Power.APPLICATION_DECIDE
    gates: dict[MoveName, tuple[Gate, ...]] = {
        MoveName.CONFIRM: (notice_over, no_open_objection),
        MoveName.NAME: (no_open_objection,),
    }
    gated = tuple(replace(move, gates=gates.get(move.name, move.gates)) for move in small.moves)
    off = Move(name=MoveName.REMOVE, source=Phase.PUBLIC_NOTICE, target=Phase.DECLINED, power=decide)
    upheld = Move(
        name=MoveName.REMOVE,
        source=Phase.CONFIRMED,
        target=Phase.DECLINED,
        power=decide,
        gates=(objection_upheld,),
    )
    back = Move(name=MoveName.TAKE_BACK, source=Phase.CONFIRMED, target=Phase.PROPOSED, power=decide)
    return programmes_of.small_kind(moves=(*gated, off, upheld, back))


@dataclass
class Desk:
    """Three officers of the province who share the work, a call, and its applicants."""

    people: Offices
    maker: Actor = field(init=False)
    publisher: Actor = field(init=False)
    investigator: Actor = field(init=False)
    call: Call = field(init=False)
    # Where a test goes through pages: whose browser is whose.
    browsers: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        province = self.people.tree.province
        self.maker, self.publisher, self.investigator = (self.people.at(province) for _ in range(3))
        self.call = programmes_of.call_of(self.people)

    def proposed(
        self, *, unit: Union | None = None, grade: str = "second", by: Actor | None = None
    ) -> Application:
        """An application that the maker admitted, concluded and proposed."""
        worker = by or programmes_of.worker_at(unit or self.people.tree.workshop)
        held = programmes_of.examined(self.people, programmes_of.handed_in(worker, self.call))
        programmes.admit(self.maker, application_id=held.pk)
        programmes.conclude(self.maker, application_id=held.pk)
        return programmes.propose(self.maker, application_id=held.pk, grade=grade)

    def drafted(self, **changes: object) -> Notice:
        """A notice of all that is proposed."""
        values: dict[str, object] = {"call_id": self.call.pk, "title": TITLE, "channels": CONTACTS}
        return actions.make_notice(self.maker, **(values | changes))  # type: ignore[arg-type]

    def published(self, at: datetime = PUBLISHED, **changes: object) -> Notice:
        """A notice of all that is proposed, published at an instant."""
        with held_at(at):
            drafted = self.drafted(**changes)
            return actions.publish_notice(self.publisher, notice_id=drafted.pk)

    def received(
        self, notice: Notice, application: Application, *, at: datetime = PUBLISHED + DAY, **changes: object
    ) -> Objection:
        """An objection by the form."""
        with held_at(at):
            return Objection.objects.get(code=object_to(notice, application.code, **changes))

    def recorded(
        self, notice: Notice, application_code: str, *, at: datetime = PUBLISHED + DAY, **changes: object
    ) -> Objection:
        """An objection by letter."""
        values: dict[str, object] = {
            "notice_id": notice.pk,
            "application_code": application_code,
            "identity": OBJECTOR,
            "text": WORDS,
            "channel": Channel.LETTER,
            "received_at": at,
        }
        with held_at(at):
            return actions.record_objection(self.publisher, **(values | changes))  # type: ignore[arg-type]

    def found(self, objection: Objection, *, at: datetime = PUBLISHED + 2 * DAY) -> Objection:
        """One that was admitted and looked into."""
        with held_at(at):
            actions.admit_objection(self.publisher, objection_id=objection.pk)
            actions.assign_investigator(
                self.publisher, objection_id=objection.pk, person_id=self.investigator.person_id
            )
            return actions.write_finding(self.investigator, objection_id=objection.pk, words=WHY)


def object_to(notice: Notice, application_code: str, **changes: object) -> str:
    """Send the form of a notice's page; the code it answers with."""
    values: dict[str, object] = {
        "notice_code": notice.code,
        "application_code": application_code,
        "identity": OBJECTOR,
        "text": WORDS,
        "key": f"key-{next(_keys)}",
        "address": None,
    }
    return actions.object_to_notice(actions.BOX, **(values | changes))  # type: ignore[arg-type]


def rows_of(
    applications: Sequence[tuple[Application, int, int | None, bool]], *, by: int
) -> dict[str, list[tuple[object, int, int | None, bool]]]:
    """Past the commands, a row of every table for every application, as the fence's test wants them.

    Every third notice is published. Who stands on it and who objected owns nothing of it.
    """
    names = ("notice", "noticeline", "noticepaper", "objection", "objector", "objectionstep")
    found: dict[str, list[tuple[object, int, int | None, bool]]] = {f"notices_{name}": [] for name in names}
    published = {
        "state": "published",
        "published_at": NOW,
        "published_by_id": unions_of.person().pk,
        "opens_on": NOW.date(),
        "closes_on": NOW.date(),
    }
    for number, (application, union_id, whose, _) in enumerate(applications):
        is_public = number % 3 == 0
        place = {
            "territory_path": application.territory_path,
            "industry_path": application.industry_path,
        }
        at = {"union_id": union_id, "people": [whose or by], **place}
        notice = Notice.objects.create(
            call_id=application.call_id,
            title=TITLE,
            list_text="",
            digest="0" * 64,
            notice_days=5,
            accept_days=3,
            investigate_days=15,
            reply_days=5,
            union_id=union_id,
            made_by_id=by,
            made_at=NOW,
            **place,
            **(published if is_public else {}),
        )
        line = NoticeLine.objects.create(
            notice=notice, application=application, position=1, is_public=is_public, **place
        )
        paper = NoticePaper.objects.create(notice=notice, pdf=b"x", digest="0" * 64, made_at=NOW, **place)
        objection = Objection.objects.create(
            notice=notice,
            application=application,
            objecting=Objecting.PERSON,
            channel=Channel.FORM,
            text=WORDS,
            received_at=NOW,
            since_at=NOW,
            **at,
        )
        objector = Objector.objects.create(
            objection=objection, name_sealed=b"", address_sealed=b"", phone_sealed=b"", **at
        )
        step = ObjectionStep.objects.create(
            objection=objection, act="receive", state="received", at=NOW, **at
        )
        found["notices_notice"].append((notice, union_id, None, is_public))
        found["notices_noticeline"].append((line, union_id, None, is_public))
        # A page is made when a notice is published, so each is for everybody.
        found["notices_noticepaper"].append((paper, union_id, None, True))
        found["notices_objection"].append((objection, union_id, None, False))
        found["notices_objector"].append((objector, union_id, None, False))
        found["notices_objectionstep"].append((step, union_id, None, False))
    return found
