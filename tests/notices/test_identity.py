"""Who objects is known to those who handle objections where the notice was published, and to nobody else.

Every question and every table is asked by every sort of reader; what an objector gave are canaries.
"""

from dataclasses import asdict, is_dataclass

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Model, QuerySet

from tests.factories import attachments
from tests.factories.notices import DAY, OBJECTOR, OVER, PUBLISHED, WHY, WORDS
from tests.factories.unions import officer, worker
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import CARRIED_BY, Power, Role
from xinghe.accounts.models import Person
from xinghe.attachments.queries import attachments_of, placed
from xinghe.attachments.vocab import Slot, State
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import held_at
from xinghe.foundation.errors import Forbidden, Missing, Refusal
from xinghe.messaging.models import Message
from xinghe.notices import actions, queries
from xinghe.notices.models import Objection, ObjectionStep, Objector
from xinghe.notices.queries import NoticeFilter, ObjectionFilter
from xinghe.notices.vocab import Outcome

GIVEN = (OBJECTOR.name, OBJECTOR.address, OBJECTOR.phone)
# What only handlers read: the objection's own words, its findings, the purpose of a reading.
INNER = (WORDS, "现场勘查发现图纸日期有误", "电话核实情况")
REPLY = "经核查，维持公示结果。"


def told(value: object) -> str:
    """Everything that a query's answer holds, as text: rows with all their columns, data, lists."""
    if isinstance(value, QuerySet):
        return " ".join(map(told, value))
    if isinstance(value, Model):
        return " ".join(str(getattr(value, one.attname)) for one in value._meta.concrete_fields)
    if is_dataclass(value) and not isinstance(value, type):
        return " ".join(told(getattr(value, name)) for name in value.__slots__)
    if isinstance(value, tuple | list):
        return " ".join(map(told, value))
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", errors="replace")
    return str(value)


@pytest.fixture
def objection(desk):
    """One that went its whole way, with a finding, a reading and an answer."""
    desk.held = desk.proposed()
    desk.notice = desk.published()
    found = desk.received(desk.notice, desk.held, address="203.0.113.7")
    with held_at(PUBLISHED + 2 * DAY):
        actions.admit_objection(desk.publisher, objection_id=found.pk)
        actions.assign_investigator(
            desk.publisher, objection_id=found.pk, person_id=desk.investigator.person_id
        )
        actions.reveal_objector(desk.investigator, objection_id=found.pk, purpose=INNER[2])
        actions.write_finding(desk.investigator, objection_id=found.pk, words=INNER[1])
        actions.decide_objection(desk.publisher, objection_id=found.pk, outcome=Outcome.UPHOLD, words=WHY)
        actions.reply_to_objector(desk.maker, objection_id=found.pk, words=REPLY)
    return found


def readers(desk) -> dict[str, Actor]:
    """Everybody else: the public, the people of the application, each office at each union of its way, rivals."""
    tree = desk.people.tree
    found = {
        "the public": Actor.public(),
        "the applicant": Actor(person_id=desk.held.applicant_id, via="web"),
        "a rival": worker(),
    }
    for role in Role:
        for place in ("workshop", "county", "city", "far_county"):
            found[f"{role} at the {place}"] = officer(role, getattr(tree, place))
        if Power.OBJECTION_READ not in CARRIED_BY[role]:
            found[f"{role} at the top"] = officer(role, tree.province)
    # An officer at the top whose own application it is.
    insider = desk.people.at(tree.province)
    Objection.objects.update(people=[desk.held.applicant_id, insider.person_id])
    Objector.objects.update(people=[desk.held.applicant_id, insider.person_id])
    found["an officer at the top, about their own"] = insider
    return found


def everything(desk, actor: Actor, code: str) -> str:
    """What every question of the package answers to one reader; a refusal answers its sentence."""
    now, wanted = OVER, ObjectionFilter(settled_too=True)
    number = Objection.objects.values_list("pk", flat=True).get(code=code)
    asked = [
        lambda: queries.public_notices(now),
        lambda: queries.public_notice(desk.notice.code, now),
        lambda: queries.notice_list(desk.notice.code),
        lambda: queries.notice_paper(desk.notice.code),
        lambda: queries.notices_for(actor),
        lambda: queries.notice_for(actor, desk.notice.code),
        lambda: queries.objections_for(actor, wanted, now),
        lambda: queries.objection_for(actor, code, now),
        lambda: queries.objection_to_act_on(actor, code),
        lambda: queries.own_lines(actor),
        lambda: queries.receipt_of(code),
        lambda: list(queries.objections_to_handle(actor)),
        lambda: queries.objections_of_numbers(actor, [number], now),
        lambda: list(queries.objection_state_counts(actor).items()),
        lambda: list(queries.open_counts(actor, [desk.notice.pk]).items()),
        lambda: queries.undecided_count(desk.notice),
        lambda: queries.notice_page(actor, NoticeFilter()).page.rows,
        lambda: queries.notices_of_numbers(
            actor, queries.notice_numbers(actor, NoticeFilter(waits_for_me=True), limit=9)
        ),
        lambda: list(queries.notice_state_counts(actor).items()),
        lambda: queries.notices_to_publish(actor),
        lambda: queries.calls_of_notices(actor),
        lambda: [one for one, _ in queries.calls_to_notice(actor)],
        lambda: queries.call_to_notice(actor, desk.call.code),
        lambda: queries.proposed_in(actor, desk.call),
        lambda: list(queries.standing_on(desk.notice).values()),
        lambda: queries.awaits_decision(desk.notice),
        lambda: queries.listed_numbers(desk.notice),
        lambda: list(queries.line_counts([desk.notice.pk]).items()),
        lambda: queries.usual_contacts(actor, desk.call.union_id),
        lambda: queries.correction_of(desk.notice),
    ]
    answers = []
    with fenced(actor):
        for ask in asked:
            try:
                answers.append(told(ask()))
            except Refusal as refusal:
                answers.append(refusal.said())
    return " ".join(answers)


def test_every_question_of_the_package_is_asked(desk):
    asked = set(everything.__code__.co_names) | {
        name for code in everything.__code__.co_consts if hasattr(code, "co_names") for name in code.co_names
    }
    # Who may investigate is asked of an objection that the reader was shown before.
    questions = {name for name in queries.__all__ if name[0].islower()} - {"investigators"}

    assert questions <= asked


def test_nobody_else_reads_who_objected_or_what_they_wrote(desk, objection):
    leaks = [
        (name, canary)
        for name, actor in readers(desk).items()
        for text in [everything(desk, actor, objection.code)]
        for canary in (*GIVEN, *INNER, OBJECTOR.name[:1] + "*")
        if canary in text
    ]

    assert leaks == []


def test_those_who_handle_it_read_it_and_the_little_that_is_shown(desk, objection):
    """The control: the same questions do find what is there to be found."""
    for actor in (desk.maker, desk.publisher, desk.investigator):
        text = everything(desk, actor, objection.code)
        steps = told(queries.objection_for(actor, objection.code, OVER).steps)
        assert all(canary in text + steps for canary in INNER)
        assert not any(canary in text + steps for canary in GIVEN)
        assert "欧***" in text


def test_nobody_else_acts_on_it_or_reveals(desk, objection):
    for name, actor in readers(desk).items():
        with pytest.raises((Missing, Forbidden)):
            actions.reveal_objector(actor, objection_id=objection.pk, purpose=f"想知道是谁 {name}")
        with pytest.raises((Missing, Forbidden)):
            actions.reply_to_objector(actor, objection_id=objection.pk, words=REPLY)
    revealed = actions.reveal_objector(desk.maker, objection_id=objection.pk, purpose="邮寄答复")
    assert (revealed.name, revealed.address, revealed.phone) == GIVEN


def test_behind_the_fence_there_is_not_even_a_row_for_them(desk, objection):
    """With Python's scoping off: who has no office at the organiser or above sees no row at all."""
    for name, actor in readers(desk).items():
        if "at the top" in name:
            continue
        with fenced(actor):
            seen = [model.objects.count() for model in (Objection, Objector, ObjectionStep)]
        assert seen == [0, 0, 0], name


def test_an_office_above_the_union_that_published_reads_nothing(desk):
    """Who objects is known where it was published, and nowhere above."""
    from tests.factories import programmes as programmes_of

    desk.call = programmes_of.call_of(desk.people, desk.people.tree.county)
    county = [desk.people.at(desk.people.tree.county) for _ in range(3)]
    desk.maker, desk.publisher, desk.investigator = county
    desk.held = desk.proposed()
    desk.notice = desk.published()
    objection = desk.received(desk.notice, desk.held)

    for above in (desk.people.city, desk.people.province):
        text = everything(desk, above, objection.code)
        assert not any(canary in text for canary in (*GIVEN, WORDS))
        with pytest.raises(Missing):
            actions.reveal_objector(above, objection_id=objection.pk, purpose="想知道是谁")
    assert WORDS in everything(desk, desk.maker, objection.code)


def test_through_somebody_elses_eyes_nobody_reads_it(desk, objection):
    looking = desk.maker.looking_through(desk.publisher)

    with fenced(looking):
        assert queries.objections_for(looking, ObjectionFilter(settled_too=True), OVER) == ()


def test_no_message_and_no_line_of_the_record_tells(desk, objection):
    kept = " ".join(told(one) for one in [*Message.objects.all(), *AuditEntry.objects.all(), *mail.outbox])
    about = AuditEntry.objects.filter(subject_kind="notices.objection", subject_id=objection.pk)

    assert not any(canary in kept for canary in (*GIVEN, *INNER, REPLY, "203.0.113.7"))
    assert [one.verb for one in about.order_by("pk")] == [
        "objection.receive",
        "objection.admit",
        "objection.assign",
        "objection.reveal",
        "objection.find",
        "objection.decide",
        "objection.reply",
    ]
    received = about.get(verb="objection.receive")
    assert (received.person_id, received.system) == (None, "objection-box")
    assert {one.reason for one in about} == {""}


def test_the_database_alone_reads_no_identity(desk, objection):
    """No column of any table holds what was given, in no encoding."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = " ".join(row for (row,) in cursor.fetchall())
            found += [
                (table, canary)
                for canary in (*GIVEN, "203.0.113.7")
                if canary in text or canary.encode().hex() in text
            ]

    assert found == []
    # The control: what is not sealed is found this way.
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM notices_objection t")
        assert any(WORDS in row for (row,) in cursor.fetchall())


class TestFiles:
    """Files of an objection belong to its handlers, and stand nowhere in the tree."""

    @pytest.fixture
    def open_one(self, desk):
        desk.held = desk.proposed()
        desk.notice = desk.published()
        found = desk.recorded(desk.notice, desk.held.code)
        with fenced(desk.maker):
            where = placed(desk.maker, kind="objection", subject_id=found.pk, now=PUBLISHED + DAY)
        attachments.attachment(
            person_id=desk.maker.person_id,
            people=where.people,
            subject_kind="objection",
            subject_id=found.pk,
            slot=Slot.PAPER,
            state=State.CLEAN,
            clean_digest="1" * 64,
            territory_path=where.territory_path,
            industry_path=where.industry_path,
        )
        return found

    def test_handlers_open_them_and_nobody_else(self, desk, open_one):
        def count(actor: Actor) -> int:
            with fenced(actor):
                return len(attachments_of(actor, "objection", [open_one.pk]).get(open_one.pk, ()))

        assert [count(one) for one in (desk.maker, desk.publisher, desk.investigator)] == [1, 1, 1]
        assert {name: count(one) for name, one in readers(desk).items() if "their own" not in name} == {
            name: 0 for name in readers(desk) if "their own" not in name
        }

    def test_who_comes_to_the_desk_later_opens_them_after_the_next_step(self, desk, open_one):
        later = desk.people.at(desk.people.tree.province)
        with held_at(PUBLISHED + 2 * DAY):
            actions.admit_objection(desk.maker, objection_id=open_one.pk)
        with fenced(later):
            assert attachments_of(later, "objection", [open_one.pk])[open_one.pk]

    def test_others_attach_nothing(self, desk, open_one):
        for actor in (Actor.public(), desk.people.city, officer(Role.SUPERVISOR, desk.people.tree.province)):
            with fenced(actor), pytest.raises(Missing):
                placed(actor, kind="objection", subject_id=open_one.pk, now=PUBLISHED + DAY)

    def test_a_settled_one_takes_no_more(self, desk, open_one):
        actions.refuse_objection(
            desk.maker, objection_id=open_one.pk, ground="no_facts", words="没有可以核查的事实"
        )
        with fenced(desk.maker), pytest.raises(Forbidden):
            placed(desk.maker, kind="objection", subject_id=open_one.pk, now=PUBLISHED + DAY)


def test_told_reads_everything():
    person = Person(staff_number="T1", name="欧阳举报")

    assert all(one in told((person, [OBJECTOR], b"x")) for one in (*GIVEN, "x"))
    assert asdict(OBJECTOR)["name"] == OBJECTOR.name
