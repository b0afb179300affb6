"""The calls of the demonstration: a finished and a running one of each of four kinds, told by the commands that pages use."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from tests.factories.reading import Reader, english
from tests.factories.walking import browser_in, walk
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts.models import Person
from xinghe.attachments.models import Attachment
from xinghe.audit.models import AuditEntry
from xinghe.decisions.models import Award, Decision
from xinghe.foundation import clock
from xinghe.kernels.judging import replay
from xinghe.messaging.models import Message
from xinghe.notices.models import Notice, Objection
from xinghe.papers.queries import public_keys
from xinghe.papers.rules.credential import verify
from xinghe.programmes.models import Application, Call, Passage
from xinghe.project.demonstration.calls.history import CallsHistory
from xinghe.project.demonstration.calls.people import actor_named
from xinghe.project.demonstration.ideas import IdeasHistory
from xinghe.project.demonstration.people import works_of
from xinghe.project.demonstration.province import SEED, inhabitants, settle
from xinghe.reviews.models import Conflict, DrawRecord, Panel, Ranking, Score, Seat, Visit

pytestmark = pytest.mark.django_db

MACHINE = Actor.for_job("demonstration")
PEOPLE = inhabitants()
# The busy firms among the first, which number the same people as among all; three of them lie in the city that calls.
FIRMS = tuple(dict.fromkeys((*PEOPLE.firms[:25], works_of(PEOPLE.firms))))
KINDS = ["five_small_contest", "achievements_event", "studio_recognition_city", "special_grant"]


@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CallsHistory]:
    """Told once for all tests here, which only look at it."""
    place = replace(settings.XINGHE, var=tmp_path_factory.mktemp("var"), demonstration=True)
    with django_db_blocker.unblock(), override_settings(XINGHE=place):
        try:
            settle(PEOPLE)
            daily = IdeasHistory(FIRMS, seed=SEED)
            daily.unfold()
            calls = CallsHistory(FIRMS, now=daily.now)
            calls.unfold()
            yield calls
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def seen(told: CallsHistory, db: None) -> Iterator[CallsHistory]:
    """What the machine sees: everything."""
    with fenced(MACHINE):
        yield told


def call_of(kind: str, *, is_finished: bool) -> Call:
    """The finished or the running call of a kind."""
    return Call.objects.filter(kind_code=kind).order_by("opened_at")[0 if is_finished else 1]


@pytest.mark.parametrize("kind", KINDS)
class TestFinished:
    """One call of each kind went the whole way."""

    def test_everything_came_to_an_end(self, seen, kind):
        call = call_of(kind, is_finished=True)

        phases = Counter(Application.objects.filter(call=call).values_list("phase", flat=True))

        assert set(phases) <= {"named", "declined", "revoked"}
        assert phases["named"] >= 3
        assert phases["revoked"] == (kind == "five_small_contest")
        moves = Counter(Passage.objects.filter(application__call=call).values_list("move", flat=True))
        assert moves["return"] == moves["hand_in_again"] == moves["ask_for_more"] == moves["complete"] == 1
        assert moves["forward"] >= 2 * phases["named"]

    def test_it_was_judged_and_can_be_ranked_again(self, seen, kind):
        panels = Panel.objects.filter(call=call_of(kind, is_finished=True))

        for panel in panels.exclude(phase="site_visit"):
            (frozen,) = Ranking.objects.filter(panel=panel)
            assert replay(frozen.record) == ()
            assert panel.closed_at < panel.closes_at
            given = Score.objects.filter(panel=panel)
            assert (
                given.filter(at__lt=panel.opens_at).count()
                == given.filter(at__gt=panel.closed_at).count()
                == 0
            )
        first = panels.get(phase="first_review")
        assert DrawRecord.objects.filter(panel=first, drawn_at__isnull=False).count() == 1
        assert Seat.objects.filter(panel=first, state="declined").count() == 1
        conflicts = Conflict.objects.filter(application__call=first.call)
        assert conflicts.filter(source="declared").count() == 1
        assert Visit.objects.filter(panel__in=panels, second_signed_by__isnull=True).count() == 0

    def test_its_notice_ran_out_and_one_objection_was_decided_by_others(self, seen, kind):
        notice = Notice.objects.get(call=call_of(kind, is_finished=True))

        decided, refused = Objection.objects.filter(notice=notice).order_by("state")
        if decided.state != "replied":
            decided, refused = refused, decided

        assert notice.confirmed_at.date() >= notice.closes_on
        assert (decided.state, refused.state, refused.ground) == ("replied", "refused", "anonymous")
        assert decided.investigator.staff_number.endswith("-3")

    def test_its_decision_bears_a_number_and_every_award_holds(self, seen, kind):
        call = call_of(kind, is_finished=True)

        naming = Decision.objects.get(call=call, kind="naming")
        awards = Award.objects.filter(call_id=call.pk)

        assert "示例" in naming.paper.printed_number
        assert awards.count() >= 3
        assert all(award.title for award in awards)
        for award in awards:
            assert verify(award.credential, keys=public_keys()).credential.serial == award.code
        assert awards.filter(revoked_on__isnull=False).count() == (kind == "five_small_contest")


@pytest.mark.parametrize("kind", KINDS)
def test_a_running_call_has_something_for_everybody(seen, kind):
    call = call_of(kind, is_finished=False)
    held = Application.objects.filter(call=call)

    phases = Counter(held.values_list("phase", flat=True))
    desks = set(held.filter(phase="recommending").values_list("desk__kind", flat=True))

    assert {"draft", "recommending", "returned", "formal_check", "correction", "first_review"} <= set(phases)
    assert {"unit", "county"} <= desks
    panel = Panel.objects.filter(call=call, state="open").get()
    given, tasks = Score.objects.filter(panel=panel).count(), panel.assignments.count()
    assert 0 < given < tasks
    assert abs(2 * given - tasks) <= panel.seats


def test_somebody_was_found_to_have_a_conflict_by_the_records(seen):
    assert Conflict.objects.filter(source="derived", kind="same_employer").count() >= 1


def test_the_judge_who_signs_in_has_entries_to_score_and_an_invitation(seen):
    seats = Seat.objects.filter(
        person__staff_number="demo-judge", panel__call__kind_code="five_small_contest"
    )

    assert seats.filter(panel__state="open", state="accepted").count() == 1
    assert seats.filter(panel__state="invited", state="invited").count() == 1


@pytest.mark.parametrize(
    ("number", "phase"),
    [("demo-unit", "recommending"), ("demo-county", "recommending"), ("demo-provincial", "formal_check")],
)
def test_officers_who_sign_in_find_applications_at_their_desks(seen, number, phase):

    desks = {office.union_id for office in actor_named(number).offices}

    assert Application.objects.filter(desk__in=desks, phase=phase).count() >= 2


def test_nothing_lies_ahead_and_every_file_was_examined(seen):
    latest = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()

    assert latest <= clock.now()
    assert set(Attachment.objects.values_list("state", flat=True)) == {"clean"}
    assert Attachment.objects.values("clean_digest").distinct().count() < 20 < Attachment.objects.count()


def test_what_finished_calls_told_has_been_read(seen):
    old = Message.objects.filter(read_at__isnull=True, said_at__lt=clock.now() - timedelta(days=15))

    assert old.filter(person__staff_number__in=["demo-worker", "demo-mate", "demo-unit"]).count() == 0


def test_told_again_nothing_is_added(told):
    with fenced(MACHINE):
        before = Application.objects.count(), AuditEntry.objects.count()

    again = CallsHistory(FIRMS, now=told.now)
    again.unfold()

    with fenced(MACHINE):
        assert (Application.objects.count(), AuditEntry.objects.count()) == before
    assert again.steps == 0


@pytest.mark.parametrize(
    "who",
    ["demo-provincial", "demo-city", "demo-unit", "demo-auditor", "demo-judge", "an applicant", "anybody"],
)
def test_whoever_follows_every_link_meets_no_dead_end_and_no_english(told, db, who):
    """All that hangs together here: calls, applications, panels, rankings, notices, decisions, the record."""
    with fenced(MACHINE):
        named = Application.objects.filter(phase="named").order_by("pk").first()
        number = named.applicant.staff_number if who == "an applicant" else who
        somebody = Person.objects.filter(staff_number=number).first()
    browser = browser_in(somebody, language="zh-hans") if somebody else Client()
    browser.cookies["django_language"] = "zh-hans"
    starts = ("/", "/desk/", "/my/", "/jury/") if somebody else ("/",)

    met = [(path, status, english(Reader(page).said)) for path, status, page in walk(browser, *starts)]

    assert [(path, status) for path, status, _ in met if status != 200] == []
    assert {word: path for path, _, words in met for word in words} == {}
    assert len(met) > 15
