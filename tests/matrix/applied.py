"""Calls and applications of the small province, each field with a mark of its own."""

from datetime import timedelta
from typing import Any

from tests.factories.programmes import ANSWERS, small_kind
from tests.matrix.things import Thing, mark
from xinghe.accounts.models import Person
from xinghe.attachments.models import Attachment
from xinghe.attachments.queries import clean_store
from xinghe.attachments.vocab import Slot
from xinghe.attachments.vocab import State as FileState
from xinghe.foundation import clock
from xinghe.programmes.models import Application, Call, CallQuota, Extension, Passage, Version
from xinghe.unions.models import Union
from xinghe.unions.vocab import Line

KIND = "tool_prize"
DIGEST = "d" * 64
# Where an application lies in each state, and in which phase: at its unit, at the desk above, at the organiser's.
STATES = {
    "unit": ("unit", "recommending"), "recommending": ("above", "recommending"),
    "formal_check": ("organiser", "formal_check"), "first_review": ("organiser", "first_review"),
    "decision": ("organiser", "decision"), "proposed": ("organiser", "proposed"), "returned": ("", "returned"),
}  # fmt: skip


def add_calls(builder: Any, at: str, union: Union) -> None:
    """A call of a union in each state that somebody acts on, made by one who holds no office."""
    now = builder.now
    for state in ("draft", "in_approval", "approved", "open"):
        is_open = state == "open"
        marks = {"title": mark(), "announcement": mark()}
        made = Call.objects.create(
            code=f"C{union.pk}{state[:2]}{at}"[:10].upper(), kind_code=KIND, title=f"评选 {marks['title']}",
            announcement=marks["announcement"], year=2026, union=union, state=state,
            opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30), terms=small_kind().terms().to_json(),
            terms_digest="0" * 64 if is_open else "", opened_at=now if is_open else None, made_by=builder.clerk,
            made_at=now, approved_by=builder.recorder if state in ("approved", "open") else None,
            **builder._places(union),
        )  # fmt: skip
        people = frozenset({builder.clerk.pk})
        thing = builder._thing(
            "call", at, made, key=made.code, state=state, marks=marks, people=people, is_public=is_open
        )
        builder._entry("call.send_back", thing, "programmes.call", "reason")
        CallQuota.objects.create(call=made, union=union, most=3, **builder._places(union))
        if is_open:
            reason = mark()
            asked = Extension.objects.create(
                call=made, union=union, until=now + timedelta(days=60), reason=reason, asked_by=builder.clerk,
                asked_at=now, **builder._places(union),
            )  # fmt: skip
            builder._thing("extension", at, asked, parent=f"call {made.pk}", marks={"reason": reason})


def add_applications(builder: Any, at: str, union: Union) -> None:
    """One of each state on each line of a unit that has two desks above it, and a draft that stands nowhere."""
    province = builder.tree.province
    call = Call.objects.get(union=province, state="open")
    Call.objects.filter(pk=call.pk).update(gives_places=False)
    owner = builder.people[at]["author"]
    for line, path in ((Line.TERRITORY, union.territory_path), (Line.INDUSTRY, union.industry_path)):
        numbers = [int(part) for part in path.split(".") if part]
        if len(numbers) < 3 or numbers[0] != province.pk:
            continue
        desks = {"unit": union.pk, "above": numbers[-2], "organiser": province.pk, "": None}
        for state, (where, phase) in STATES.items():
            _application(
                builder, at, union, call, owner, line=line, state=state, desk=desks[where], phase=phase
            )
    title = mark()
    draft = Application.objects.create(
        code=f"D{union.pk}{at}"[:10].upper(), call=call, kind_code=KIND, applicant=owner, people=[owner.pk],
        unit=union, title=title, answers={**ANSWERS, "title": title}, begun_at=builder.now, saved_at=builder.now,
    )  # fmt: skip
    builder._thing(
        "application", "", draft, key=draft.code, state="draft", marks={"title": title},
        people=frozenset({owner.pk}), writers=frozenset({owner.pk}), barred=frozenset({owner.pk}),
    )  # fmt: skip


def _application(
    builder: Any,
    at: str,
    union: Union,
    call: Call,
    owner: Person,
    *,
    line: Line,
    state: str,
    desk: int | None,
    phase: str,
) -> None:
    now, marks = builder.now, {name: mark() for name in ("title", "answers", "words")}
    path = {f"{line}_path": getattr(union, f"{line}_path")}
    answers = {**ANSWERS, "title": marks["title"], "need": marks["answers"]}
    made = Application.objects.create(
        code=f"A{len(builder.things.all)}", call=call, kind_code=KIND, applicant=owner, people=[owner.pk],
        unit=union, title=f"申报 {marks['title']}", category="tools", answers=answers, phase=phase, line=line,
        desk_id=desk, returned_from=call.union if desk is None else None, begun_at=now, saved_at=now,
        handed_in_at=now, lies_since=now, due_at=now - timedelta(days=1) if desk is None else None,
        digest=DIGEST, sealed_digest="" if state == "unit" else DIGEST,
        grade="second" if phase == "proposed" else "", **path,
    )  # fmt: skip
    Version.objects.create(
        application=made, number=1, answers=answers, digest=DIGEST, handed_in_at=now, handed_in_by=owner,
        people=made.people, **path,
    )  # fmt: skip
    Passage.objects.create(
        application=made, move="return" if desk is None else "hand_in", source="draft", target=phase, desk=union,
        person=owner, at=now, words=marks["words"], people=made.people, **path,
    )  # fmt: skip
    own = frozenset({owner.pk})
    thing = builder._thing(
        "application", at, made, key=made.code, state=state, desk=desk, line=line.value, marks=marks,
        people=own, writers=own, barred=own,
    )  # fmt: skip
    builder._entry("application.forward", thing, "programmes.application", "reason")
    _sealed_page(builder, at, thing, made, owner)


def _sealed_page(builder: Any, at: str, of: Thing, application: Application, owner: Person) -> None:
    marks = {name: mark() for name in ("file_name", "caption", "content", "preview")}
    kept = [clean_store().put(iter([marks[name].encode()]), limit=100) for name in ("content", "preview")]
    made = Attachment.objects.create(
        key=f"s{of.pk}", subject_kind="application", subject_id=application.pk, slot=Slot.EV01, position=1,
        file_name=f"{marks['file_name']}.pdf", caption=marks["caption"], media_type="application/pdf", size=9,
        original_digest="0" * 64, clean_digest=kept[0], preview_digest=kept[1], state=FileState.CLEAN,
        person=owner, people=application.people, begun_at=clock.now(), received_at=clock.now(),
        territory_path=application.territory_path, industry_path=application.industry_path,
    )  # fmt: skip
    builder._thing(
        "attachment", at, made, key=made.key, marks=marks, people=of.people, writers=of.writers, state=of.state,
        desk=of.desk, barred=of.people, line=of.line,
    )  # fmt: skip
