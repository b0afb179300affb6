"""A small kind of programme with everything in it, calls of it that are open, and applications on their way."""

from datetime import datetime, timedelta
from itertools import count

from tests.factories import attachments
from tests.factories import unions as unions_of
from tests.factories.recommendations import Offices
from tests.factories.unions import officer
from xinghe.access.actor import Actor
from xinghe.access.powers import Power, Role
from xinghe.attachments.vocab import Slot, State
from xinghe.foundation import clock
from xinghe.programmes import actions
from xinghe.programmes.gates import (
    answers_whole,
    before_deadline,
    category_kept,
    conditions_met,
    correction_overdue,
    evidence_whole,
    one_chance,
    places_left,
    seal_valid,
)
from xinghe.programmes.kind import Kind, Move
from xinghe.programmes.models import Application, Call, CallQuota, Extension, Passage, Place, Version
from xinghe.programmes.rules.conditions import Condition, Facts
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Field, FieldType, Form, Prefill, Section
from xinghe.programmes.rules.judging import Judging
from xinghe.programmes.rules.rubric import Criterion, Grade, Rubric
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import Evidence, MoveName, Phase
from xinghe.unions.models import Union
from xinghe.unions.vocab import Line

_numbers = count(1)
ANSWERS = {
    "title": "阀门快开扳手",
    "category": "tools",
    "name": "王秀英",
    "need": "省力",
    "asked": "3",
    "has_rights": False,
}


def too_much(facts: Facts) -> dict[str, object] | None:
    """More than five was asked for."""
    asked = facts.answers.get("asked", "0")
    return {"asked": asked} if asked.isdigit() and int(asked) > 5 else None


def small_kind(**changes: object) -> Kind:
    """The shortest way from a draft to a naming, with every gate of the engine on it."""
    write, forward, examine, decide = (
        Power.APPLICATION_WRITE,
        Power.APPLICATION_FORWARD,
        Power.APPLICATION_EXAMINE,
        Power.APPLICATION_DECIDE,
    )
    whole = (answers_whole, evidence_whole, conditions_met)
    parts: dict[str, object] = {
        "code": "tool_prize",
        "title": "Tool prize",
        "moves": (
            Move(
                name=MoveName.HAND_IN,
                source=Phase.DRAFT,
                target=Phase.RECOMMENDING,
                power=write,
                gates=(before_deadline, *whole),
            ),
            Move(
                name=MoveName.FORWARD,
                source=Phase.RECOMMENDING,
                target=Phase.FORMAL_CHECK,
                power=forward,
                gates=(seal_valid, places_left),
                climbs=True,
            ),
            Move(name=MoveName.RETURN, source=Phase.RECOMMENDING, target=Phase.RETURNED, power=forward),
            Move(name=MoveName.DECLINE, source=Phase.RECOMMENDING, target=Phase.DECLINED, power=forward),
            Move(
                name=MoveName.HAND_IN_AGAIN,
                source=Phase.RETURNED,
                target=Phase.RECOMMENDING,
                power=write,
                gates=whole,
            ),
            *(
                Move(
                    name=MoveName.LAPSE,
                    source=source,
                    target=Phase.DECLINED,
                    power=decide,
                    gates=(correction_overdue,),
                    by_hand=False,
                )
                for source in (Phase.RETURNED, Phase.CORRECTION)
            ),
            *(
                Move(name=MoveName.WITHDRAW, source=source, target=Phase.WITHDRAWN, power=write)
                for source in (Phase.RECOMMENDING, Phase.RETURNED, Phase.FORMAL_CHECK)
            ),
            Move(
                name=MoveName.ADMIT,
                source=Phase.FORMAL_CHECK,
                target=Phase.FIRST_REVIEW,
                power=examine,
                gates=(seal_valid,),
            ),
            Move(
                name=MoveName.ASK_FOR_MORE,
                source=Phase.FORMAL_CHECK,
                target=Phase.CORRECTION,
                power=examine,
                gates=(one_chance,),
            ),
            Move(
                name=MoveName.COMPLETE,
                source=Phase.CORRECTION,
                target=Phase.FORMAL_CHECK,
                power=write,
                gates=(*whole, category_kept),
            ),
            Move(name=MoveName.DECLINE, source=Phase.FORMAL_CHECK, target=Phase.DECLINED, power=examine),
            Move(name=MoveName.CONCLUDE, source=Phase.FIRST_REVIEW, target=Phase.DECISION, power=decide),
            Move(name=MoveName.PROPOSE, source=Phase.DECISION, target=Phase.PROPOSED, power=decide),
            Move(name=MoveName.DECLINE, source=Phase.DECISION, target=Phase.DECLINED, power=decide),
            Move(name=MoveName.REMOVE, source=Phase.PROPOSED, target=Phase.DECLINED, power=decide),
            Move(
                name=MoveName.ANNOUNCE,
                source=Phase.PROPOSED,
                target=Phase.PUBLIC_NOTICE,
                power=decide,
                by_hand=False,
            ),
            Move(
                name=MoveName.CONFIRM,
                source=Phase.PUBLIC_NOTICE,
                target=Phase.CONFIRMED,
                power=decide,
                by_hand=False,
            ),
            Move(name=MoveName.NAME, source=Phase.CONFIRMED, target=Phase.NAMED, power=decide, by_hand=False),
            Move(name=MoveName.REVOKE, source=Phase.NAMED, target=Phase.REVOKED, power=decide, by_hand=False),
        ),
        "form": Form(
            sections=(
                Section(
                    title="What it is",
                    fields=(
                        Field(name="title", label="Title", limit=30, prefill=Prefill.TITLE),
                        Field(
                            name="category",
                            label="Category",
                            type=FieldType.CHOICE,
                            options=(("tools", "tools"), ("methods", "methods")),
                            prefill=Prefill.CATEGORY,
                        ),
                        Field(
                            name="name", label="Name", limit=20, identifies=True, prefill=Prefill.APPLICANT
                        ),
                        Field(name="need", label="What it is for", type=FieldType.LONG_TEXT, limit=100),
                        Field(name="asked", label="Asked for", type=FieldType.NUMBER, least=1),
                        Field(name="has_rights", label="Rights", type=FieldType.TICK, is_required=False),
                    ),
                ),
            )
        ),
        "evidence": (EvidenceNeed(code=Evidence.EV05),),
        "rubric": Rubric(
            criteria=(
                Criterion(code="new", label="new", points=60),
                Criterion(code="useful", label="useful", points=40),
            )
        ),
        "judging": Judging(),
        "grades": (
            Grade(code="first", label="first grade", most=1),
            Grade(code="second", label="second grade"),
        ),
        "notice_days": 5,
        "categories": (("tools", "tools"), ("methods", "methods")),
        "conditions": (
            Condition(
                code="too_much",
                sentence="%(asked)s is asked for; at most 5 may be.",
                article="article 3",
                unmet=too_much,
            ),
        ),
    }
    return Kind(**(parts | changes))  # type: ignore[arg-type]  # a factory passes on what it is given


def call_of(
    people: Offices,
    organiser: Union | None = None,
    *,
    closes_at: datetime | None = None,
    kind_code: str = "tool_prize",
) -> Call:
    """An open call at the province, or another union, made by one officer and approved by another."""
    union = organiser or people.tree.province
    maker, second = people.at(union), people.at(union)
    now = clock.now()
    call = actions.begin_call(
        maker, kind_code=kind_code, union_id=union.pk, title=f"工具评选{next(_numbers)}", year=2026
    )
    actions.change_call(
        maker,
        call_id=call.pk,
        opens_at=now - timedelta(days=1),
        closes_at=closes_at or now + timedelta(days=30),
    )
    actions.send_for_approval(maker, call_id=call.pk)
    actions.approve_call(second, call_id=call.pk)
    return actions.open_call(maker, call_id=call.pk)


def worker_at(unit: Union) -> Actor:
    """Somebody without an office who belongs to a unit."""
    found = officer(Role.ASSISTANT, unit)
    from xinghe.accounts.models import Person
    from xinghe.unions.models import Appointment

    Appointment.objects.filter(person_id=found.person_id).delete()
    Person.objects.filter(pk=found.person_id).update(
        territory_path=unit.territory_path, industry_path=unit.industry_path
    )
    return Actor(person_id=found.person_id, via="web", name=found.name)


def draft(by: Actor, call: Call, **answers: object) -> Application:
    """A draft that is whole: every question answered, the evidence there."""
    begun = actions.begin_application(by, call_id=call.pk)
    actions.save_answers(by, application_id=begun.pk, answers={**ANSWERS, **answers})
    evidence(begun, Slot.EV05)
    return Application.objects.get(pk=begun.pk)


def evidence(application: Application, slot: Slot, **fields: object) -> None:
    """A file of one code that was found clean."""
    attachments.attachment(
        person_id=application.applicant_id,
        people=tuple(application.people),
        subject_kind="application",
        subject_id=application.pk,
        slot=slot,
        state=State.CLEAN,
        clean_digest="1" * 64,
        territory_path=application.territory_path,
        industry_path=application.industry_path,
        **fields,
    )


def handed_in(by: Actor, call: Call, *, line: Line | None = None, **answers: object) -> Application:
    """An application that lies at its unit."""
    return actions.hand_in(by, application_id=draft(by, call, **answers).pk, line=line)


def sealed(people: Offices, application: Application) -> Application:
    """One that its unit has sealed and not yet sent on."""
    evidence(application, Slot.EV01)
    return actions.seal(
        people.at(application.unit), application_id=application.pk, word=check_word(application.digest)
    )


def examined(people: Offices, application: Application) -> Application:
    """One that climbed desk by desk and lies before formal examination."""
    sealed(people, application)
    held = Application.objects.get(pk=application.pk)
    while held.phase == Phase.RECOMMENDING:
        assert held.desk is not None
        actions.forward(people.at(held.desk), application_id=held.pk)
        held = Application.objects.select_related("desk").get(pk=held.pk)
    return held


def rows_of(unions: list[Union], *, somebody: int) -> dict[str, list[tuple[object, int, int | None, bool]]]:
    """Past the commands, a row of every table at every union on one line: table → (row, union, owner, public).

    Every third belongs to ``somebody``; every second call is published.
    """
    stranger = unions_of.person().pk
    found: dict[str, list[tuple[object, int, int | None, bool]]] = {
        f"programmes_{name}": []
        for name in ("call", "callquota", "extension", "application", "version", "passage", "place")
    }
    for number, unit in enumerate(unions):
        if unit.territory_path and unit.industry_path:
            continue
        whose = somebody if number % 3 == 0 else stranger
        place = {"territory_path": unit.territory_path, "industry_path": unit.industry_path}
        mine = {"people": [whose], **place}
        now = clock.now()
        is_public = number % 2 == 0
        opened = {
            "state": "open",
            "opened_at": now,
            "terms_digest": "0" * 64,
            "approved_by_id": stranger if whose != stranger else somebody,
            "opens_at": now,
            "closes_at": now + timedelta(days=1),
        }
        call = Call.objects.create(
            kind_code="tool_prize",
            title="甲",
            year=2026,
            union=unit,
            made_by_id=whose,
            made_at=now,
            **place,
            **(opened if is_public else {}),
        )
        quota = CallQuota.objects.create(call=call, union=unit, **place)
        longer = Extension.objects.create(
            call=call, union=unit, until=now, reason="x", asked_by_id=whose, asked_at=now, **place
        )
        made = Application.objects.create(
            call=call,
            kind_code="tool_prize",
            applicant_id=whose,
            unit=unit,
            desk=unit,
            phase=Phase.RECOMMENDING,
            digest="0" * 64,
            begun_at=now,
            saved_at=now,
            handed_in_at=now,
            **mine,
        )
        version = Version.objects.create(
            application=made,
            number=1,
            answers={},
            digest="0",
            handed_in_at=now,
            handed_in_by_id=whose,
            **mine,
        )
        passage = Passage.objects.create(
            application=made, move="hand_in", source="draft", target="recommending", at=now, **mine
        )
        order = Place.objects.create(application=made, call=call, desk=unit, position=1, **place)
        found["programmes_call"].append((call, unit.pk, None, is_public))
        found["programmes_callquota"].append((quota, unit.pk, None, False))
        found["programmes_extension"].append((longer, unit.pk, None, False))
        found["programmes_application"].append((made, unit.pk, whose, False))
        found["programmes_version"].append((version, unit.pk, whose, False))
        found["programmes_passage"].append((passage, unit.pk, whose, False))
        found["programmes_place"].append((order, unit.pk, None, False))
    return found
