"""Public notices of the small province and objections to them, each field with a mark of its own."""

from datetime import timedelta
from typing import Any

from tests.factories.programmes import ANSWERS
from tests.matrix.applied import DIGEST, KIND
from tests.matrix.things import Thing, mark
from xinghe.accounts.vault import vault
from xinghe.foundation import clock
from xinghe.notices.models import Notice, NoticeLine, NoticePaper, Objection, ObjectionStep, Objector
from xinghe.notices.queries.listing import lines_of
from xinghe.notices.rules.listing import digest_of, frozen
from xinghe.programmes.models import Application, Call
from xinghe.unions.models import Union
from xinghe.unions.vocab import Line

# How each stands: whether it was published, the days to its last one, and the phase of what stands on it.
NOTICES = {
    "draft": (False, 5, "proposed"),
    "published": (True, 5, "public_notice"),
    "over": (True, -1, "public_notice"),
}
# Objections to the published one: by whom, in which state, whether somebody looks into it.
OBJECTIONS = {
    "received": ("person", "received", False), "unit": ("unit", "received", False),
    "admissible": ("person", "admissible", False), "fact_finding": ("person", "fact_finding", True),
    "decided": ("person", "decided", True),
}  # fmt: skip


def add_notices(builder: Any, at: str, union: Union) -> None:
    """A notice of a union in each state, of an application of its own unit, and objections at each step."""
    call = Call.objects.get(union=union, state="open", code__startswith="C")
    for state in NOTICES:
        notice, thing = _notice(builder, at, union, call, state)
        if state == "published":
            for step in OBJECTIONS:
                _objection(builder, at, union, notice, thing, step)


def _notice(builder: Any, at: str, union: Union, call: Call, state: str) -> tuple[Notice, Thing]:
    is_public, left, phase = NOTICES[state]
    now, owner, marks = (
        builder.now,
        builder.people[at]["author"],
        {name: mark() for name in ("title", "words", "line")},
    )
    line = Line.TERRITORY if union.territory_path else Line.INDUSTRY
    application = Application.objects.create(
        code=f"L{state[0]}{union.pk}{at}XX"[:10].upper(), call=call, kind_code=KIND, applicant=owner, people=[owner.pk],
        unit=union, title=f"公示 {marks['line']}", category="tools", answers=ANSWERS, phase=phase, line=line, desk=union,
        begun_at=now, saved_at=now, handed_in_at=now, lies_since=now, digest=DIGEST, sealed_digest=DIGEST,
        grade="second", **{f"{line}_path": getattr(union, f"{line}_path")},
    )  # fmt: skip
    text, today = frozen(lines_of([application], call.said_terms)), clock.today()
    told = {
        "published_at": now - timedelta(days=9), "published_by": builder.recorder, "state": "published",
        "opens_on": today - timedelta(days=8), "closes_on": today + timedelta(days=left),
    } if is_public else {}  # fmt: skip
    notice = Notice.objects.create(
        code=f"G{state[0]}{union.pk}{at}XX"[:10].upper(), call=call, title=f"公示 {marks['title']}",
        introduction=f"文 {marks['words']}", channels=[{"label": "电话", "value": "027-88738113"}], list_text=text,
        digest=digest_of(text), notice_days=5, accept_days=3, investigate_days=15, reply_days=5, union=union,
        made_by=builder.clerk, made_at=now, **builder._places(union), **told,
    )  # fmt: skip
    NoticeLine.objects.create(
        notice=notice, application=application, position=1, is_public=is_public, **builder._places(union)
    )
    if is_public:
        NoticePaper.objects.create(
            notice=notice, pdf=marks["words"].encode(), digest="0" * 64, made_at=now, **builder._places(union)
        )
    thing = builder._thing(
        "notice", at, notice, key=notice.code, state=state, marks=marks, is_public=is_public,
        people=frozenset({builder.clerk.pk, owner.pk}), parent=f"line {application.code}",
    )  # fmt: skip
    builder._entry("notice.make", thing, "notices.notice", "reason")
    return notice, thing


def _objection(builder: Any, at: str, union: Union, notice: Notice, of: Thing, state: str) -> None:
    who, stands, is_assigned = OBJECTIONS[state]
    names = ("text", "words", "name", "address", "phone")
    now, owner, marks = builder.now, builder.people[at]["author"], {name: mark() for name in names}
    is_decided = stands == "decided"
    place = {"people": [owner.pk], "union": union, **builder._places(union)}
    made = Objection.objects.create(
        code=f"J{state[:2]}{union.pk}{at}XX"[:10].upper(), notice=notice,
        application=Application.objects.get(code=of.parent.partition(" ")[2]), objecting=who, has_contact=True,
        channel="letter", text=f"事实不符 {marks['text']}", received_at=now - timedelta(days=1), since_at=now,
        state=stands, due_on=clock.today() + timedelta(days=9), investigator=builder.clerk if is_assigned else None,
        outcome="uphold" if is_decided else "", outcome_words=f"文 {marks['words']}" if is_decided else "",
        decided_at=now if is_decided else None, **place,
    )  # fmt: skip
    Objector.objects.create(
        objection=made, name_masked="王*", address_masked="武汉…", phone_masked="*13",
        **{
            f"{part}_sealed": vault().seal(marks[part], place=f"notices_objector|{part}_sealed|{made.pk}")
            for part in ("name", "address", "phone")
        },
        **place,
    )  # fmt: skip
    ObjectionStep.objects.create(
        objection=made, act="receive", state=stands, at=now, words=f"文 {marks['words']}", **place
    )
    builder._thing(
        "objection", at, made, key=made.code, state=state, marks=marks, people=frozenset({owner.pk}),
        barred=frozenset({owner.pk}),
    )  # fmt: skip
