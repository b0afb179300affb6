"""The demonstration province: complete, true to every invariant, the same for the same seed, and built once."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Q, Sum
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import code_of
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import ROLE_LABELS, Role
from xinghe.accounts.models import Person
from xinghe.accounts.sign_in.codes import code_to_show
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.ideas.models import AnswerTally, Idea, IdeaCreator
from xinghe.ideas.vocab import IdeaStage
from xinghe.jobs.models import Run
from xinghe.messaging.models import Message
from xinghe.project.commands.demo import command
from xinghe.project.demonstration.multitude import add_multitude
from xinghe.project.demonstration.province import SEED, Built, build, inhabitants, sent_by
from xinghe.project.demonstration.sendings import Sending
from xinghe.project.demonstration.settling import accounts
from xinghe.recommendations.models import Recommendation
from xinghe.results.actions import return_result
from xinghe.results.models import Creator, Result, Workbook, WorkbookError
from xinghe.results.rules.rows import MESSAGES
from xinghe.results.vocab import Stage
from xinghe.texts.models import RecordedText, Similarity
from xinghe.texts.vocab import Ruling
from xinghe.unions.models import Appointment, Union, UnionName
from xinghe.unions.queries import actor_for
from xinghe.unions.rules import PlaceBook
from xinghe.unions.rules.register import divisions, zones
from xinghe.unions.vocab import UnionKind

# What a test adds is taken back; the province itself was committed before and stays for the module.
pytestmark = pytest.mark.django_db

MACHINE = Actor.for_job("demonstration")
SIGNING_IN = [seat.staff_number for seat in inhabitants().seats if seat.signs_in]


@pytest.fixture(scope="module")
def province(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """Built once for all tests here, which only look at it."""
    place = replace(settings.XINGHE, var=tmp_path_factory.mktemp("var"), demonstration=True)
    with django_db_blocker.unblock(), override_settings(XINGHE=place):
        try:
            yield build()
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def seen(province: Built, db: None) -> Iterator[None]:
    """What the machine sees: everything."""
    with fenced(MACHINE):
        yield


@pytest.fixture(scope="module")
def sent() -> tuple[Sending, ...]:
    """The workbooks that were planned."""
    rows = [(place.code, place.name, place.parent, place.rank) for place in divisions()]
    book = PlaceBook.of(rows + [(zone.code, zone.usual_name, zone.parent, "zone") for zone in zones()])
    return sent_by(inhabitants(), book=book)


def test_the_tree_has_the_whole_register_and_both_lines(seen):
    kinds = Counter(Union.objects.values_list("kind", flat=True))
    people = inhabitants()

    assert kinds[UnionKind.CITY] == 17
    assert kinds[UnionKind.COUNTY] == 99
    assert kinds[UnionKind.LARGE_ENTERPRISE] == len(people.groups)
    both = Union.objects.filter(kind=UnionKind.UNIT).exclude(territory_path="").exclude(industry_path="")
    assert both.count() == sum(bool(firm.above) for firm in people.firms) > 10


def test_every_line_became_what_was_planned(seen, sent):
    planned = Counter(line.stage for sending in sent for line in sending.lines if not line.wrong)

    sent_in = Result.objects.filter(workbook__isnull=False)
    assert Counter(sent_in.values_list("stage", flat=True)) == planned
    assert Workbook.objects.count() == len(sent)
    assert Workbook.objects.filter(finished_at__isnull=True).count() == 0


def test_titles_units_and_texts_are_those_of_the_plan(seen, sent):
    lines = [line.cells for sending in sent for line in sending.lines if not line.wrong]

    sent_in = Result.objects.filter(workbook__isnull=False)
    built = sent_in.values_list("title", "unit__uscc", "problem", "solution", "innovation", "effect")

    wanted = ("title", "uscc", "problem", "solution", "innovation", "effect")
    assert sorted(built) == sorted(tuple(cells[name] for name in wanted) for cells in lines)


def test_the_refused_lines_are_in_one_workbook_with_every_reason(seen):
    errors = WorkbookError.objects.values_list("workbook__file_name", "code")

    assert {name for name, _ in errors} == {"2025年宜昌市五小成果汇总表.xlsx"}
    assert {code for _, code in errors} == set(MESSAGES) - {"outside_reach"}


def test_shares_total_a_hundred_everywhere(seen):
    totals = Creator.objects.values("result").annotate(total=Sum("share"))

    assert [row for row in totals if row["total"] != 100] == []
    assert totals.count() == Result.objects.count()


def test_what_is_cleared_was_cleared_by_a_second_person_in_the_order_of_time(seen):
    cleared = Result.objects.filter(stage__in=[Stage.CLEARED, Stage.PUBLISHED])

    assert cleared.filter(Q(recorded_by__isnull=True) | Q(cleared_by__isnull=True)).count() == 0
    assert cleared.filter(cleared_by=F("recorded_by")).count() == 0
    assert cleared.filter(cleared_at__lte=F("recorded_at")).count() == 0
    assert cleared.filter(published_at__lte=F("cleared_at")).count() == 0


def test_exactly_what_is_published_is_open_to_the_public(seen):
    published = set(Result.objects.filter(stage=Stage.PUBLISHED).values_list("pk", flat=True))

    assert set(RecordedText.objects.filter(is_public=True).values_list("subject_id", flat=True)) == published
    assert set(Creator.objects.filter(is_public=True).values_list("result", flat=True)) == published


def test_the_fence_shows_a_county_its_own_and_what_is_public(province):
    person = Person.objects.get(staff_number="demo-county")
    county = Union.objects.get(division_code="420583").territory_path
    with fenced(actor_for(person.pk, via="web", now=clock.now())):
        visible = list(Result.objects.values_list("territory_path", "stage"))
    with fenced(MACHINE):
        hidden = Result.objects.exclude(stage=Stage.PUBLISHED).exclude(territory_path__startswith=county)
        assert hidden.count() > 10

    assert [row for row in visible if not row[0].startswith(county) and row[1] != Stage.PUBLISHED] == []
    assert [row for row in visible if row[0].startswith(county)] != []


def test_every_copy_that_was_planted_is_found(seen, sent):
    planted = [line for sending in sent for line in sending.lines if line.copy]
    found = Result.objects.filter(similar_coverage__isnull=False, workbook__isnull=False)

    titles = set(found.values_list("title", "unit__uscc"))

    assert len(planted) == 14
    assert [
        line.cells["title"] for line in planted if (line.cells["title"], line.cells["uscc"]) not in titles
    ] == []
    # Two independent texts of one trade may come near each other; that is what officers are for.
    assert found.count() - len(planted) <= 8


def test_old_similarities_are_ruled_on_and_new_ones_wait(seen):
    rulings = Counter(Similarity.objects.values_list("ruling", flat=True))

    assert rulings[Ruling.COPIED] == 3
    assert rulings[Ruling.SAME_WORK] == rulings[Ruling.IMPROVED] == 1
    assert rulings[Ruling.INDEPENDENT] >= 1
    assert rulings[Ruling.OPEN] >= 8
    assert Similarity.objects.filter(ruling=Ruling.OPEN, found_at__year__lt=2025).count() == 0


def test_every_step_of_a_published_result_is_in_the_record(seen):
    result = Result.objects.filter(stage=Stage.PUBLISHED, recorded_at__year=2022).order_by("pk").first()
    entries = AuditEntry.objects.filter(subject_kind="results.result", subject_id=result.pk).order_by("at")

    trail = [(entry.verb, entry.person_id, entry.at) for entry in entries]

    assert trail[-2:] == [
        ("result.clear", result.cleared_by_id, result.cleared_at),
        ("result.publish", result.published_by_id, result.published_at),
    ]


def test_a_firm_changed_its_name_and_another_its_place(seen):
    old, new = UnionName.objects.filter(union__kind=UnionKind.UNIT, union__names__until_date__isnull=False).order_by("from_date")  # fmt: skip
    zone = Union.objects.get(division_code="X-420600-01")

    assert (old.until_date, new.from_date) == (date(2023, 4, 3), date(2023, 4, 3))
    assert new.name == old.name.replace("有限公司", "股份有限公司")
    arrived = Union.objects.get(parents__parent=zone, parents__from_date=date(2024, 7, 1))
    assert arrived.territory_path.startswith(zone.territory_path)
    own = Result.objects.filter(unit=arrived)
    assert own.count() == own.filter(territory_path=arrived.territory_path).count() > 0


def test_there_is_an_account_for_every_role_and_a_worker(province):
    shown = accounts(inhabitants().seats)

    assert {account.role for account in shown} == {*ROLE_LABELS.values(), "worker", "judge"}
    held = Appointment.objects.filter(person__staff_number__in=[account.staff_number for account in shown])
    assert set(held.values_list("role", flat=True)) == set(Role)
    for account in shown:
        person = Person.objects.get(staff_number=account.staff_number)
        assert person.check_password(account.password), account.staff_number
        assert person.is_demonstration
        assert account.needs_code == (code_to_show(person) is not None)


def test_the_code_shown_is_the_code_of_the_authenticator(province):
    person = Person.objects.get(staff_number="demo-city")

    assert code_to_show(person) in {code_of(person, step=step) for step in (-1, 0, 1)}


def test_those_who_only_act_cannot_sign_in(province):
    others = Person.objects.exclude(
        staff_number__in=[account.staff_number for account in accounts(inhabitants().seats)]
    )

    assert others.count() > 10
    assert [person.staff_number for person in others if person.has_usable_password()] == []


# The daily work.


def test_ideas_stand_at_every_stage(seen):
    stages = Counter(Idea.objects.values_list("stage", flat=True))

    assert set(stages) == {str(stage) for stage in IdeaStage}
    assert Idea.objects.filter(stage=IdeaStage.DRAFT, author__staff_number="demo-worker").count() == 1
    assert stages[IdeaStage.VERIFIED] == Result.objects.filter(workbook__isnull=True).count() >= 10
    assert Idea.objects.filter(begun_at__gt=clock.now()).count() == 0


def test_what_is_late_went_up_and_what_waits_for_a_correction_stands_still(seen):
    waiting = Idea.objects.filter(stage=IdeaStage.HANDED_IN)
    late = waiting.filter(due_at__lt=clock.now() - timedelta(days=4))

    assert waiting.filter(due_at__gt=clock.now()).count() > 5
    assert late.count() == late.filter(escalations__gte=1, escalated_to__isnull=False).count() > 3
    corrections = Idea.objects.filter(stage=IdeaStage.CORRECTION)
    assert corrections.count() == corrections.filter(stopped_at__isnull=False, days_left__gte=0).count() > 2
    assert corrections.filter(escalations__gt=0).count() == 0


def test_answers_came_in_time_and_late_and_are_counted(seen):
    answered = Idea.objects.filter(answered_at__isnull=False)
    tallies = AnswerTally.objects.aggregate(
        handed_in=Sum("handed_in"), in_time=Sum("answered_in_time"), late=Sum("answered_late")
    )

    assert answered.filter(answered_at__gt=F("due_at")).count() == tallies["late"] > 3
    assert tallies["in_time"] > tallies["late"]
    told = Idea.objects.filter(handed_in_at__isnull=False).exclude(stage=IdeaStage.WITHDRAWN)
    assert tallies["handed_in"] == told.count()


def test_one_is_typed_by_the_assistant_and_some_shares_are_open_or_disputed(seen):
    (typed,) = Idea.objects.filter(typed_by__isnull=False).select_related("author", "typed_by")
    creators = IdeaCreator.objects.exclude(idea__stage=IdeaStage.DRAFT)

    assert typed.typed_by.staff_number == "demo-assistant"
    assert typed.author.staff_number != "demo-assistant"
    assert creators.filter(confirmed_at__isnull=True, disputed_at__isnull=True).count() > 5
    assert creators.filter(disputed_at__isnull=False).exclude(dispute_words="").count() > 0


def test_some_ideas_resemble_earlier_texts(seen):
    alike = Idea.objects.filter(similar_coverage__isnull=False)

    assert 2 <= alike.count() <= Idea.objects.count() // 5
    assert Idea.objects.filter(compared_at__isnull=True, handed_in_at__isnull=False).count() == 0


def test_recommendations_lie_at_desks_of_several_kinds_on_both_lines(seen):
    kinds = set(Recommendation.objects.values_list("desk__kind", flat=True))

    assert len(kinds) >= 3
    assert set(Recommendation.objects.values_list("line", flat=True)) == {"territory", "industry"}
    assert set(Recommendation.objects.values_list("state", flat=True)) == {"under_way", "returned", "arrived"}


@pytest.mark.parametrize("number", ["demo-worker", "demo-mate", "demo-unit"])
def test_who_signs_in_has_read_the_old_messages_and_finds_new_ones(seen, number):
    messages = Message.objects.filter(person__staff_number=number)

    assert 0 < messages.filter(read_at__isnull=True).count() < 100
    assert messages.filter(read_at__isnull=True, said_at__lt=clock.now() - timedelta(days=15)).count() == 0


# What each account opens first.


@pytest.fixture
def browser(province: Built, db: None) -> Callable[[str], Client]:
    """The browser of an account that came in as people do."""

    def come_in(number: str) -> Client:
        account = next(one for one in accounts(inhabitants().seats) if one.staff_number == number)
        client = Client(REMOTE_ADDR=f"203.0.113.{SIGNING_IN.index(number) + 1}")
        answer = client.post("/account/sign-in/", {"login": number, "password": account.password})
        if account.needs_code:
            person = Person.objects.get(staff_number=number)
            answer = client.post(answer["Location"], {"code": code_to_show(person)})
        assert answer["Location"] == "/desk/"
        return client

    return come_in


@pytest.mark.parametrize("number", SIGNING_IN)
def test_the_first_pages_of_each_account_open_at_little_cost(browser, number):
    client = browser(number)
    home = client.get("/desk/", follow=True)
    rail = [place.url for group in home.context.get("rail", ()) for place in group.places]
    lists = ["/my/", "/my/ideas/new/", "/my/messages/", "/account/", "/", "/results/", "/answers/", *rail]
    costs: dict[str, tuple[int, int]] = {}

    for address in lists:
        page = _opened(client, address, costs)
        if found := re.search(rf'href="({address}[^"/?#]+/|/my/ideas/[A-Z0-9]+/)"', page):
            _opened(client, found[1], costs)

    assert {address: cost for address, cost in costs.items() if cost[0] != 200 or cost[1] >= 45} == {}
    assert len(costs) > len(lists)


def _opened(client: Client, address: str, costs: dict[str, tuple[int, int]]) -> str:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    costs[address] = (page.status_code, len(asked))
    return page.content.decode()


# Building again.


def test_the_second_building_adds_nothing(province):
    assert province.is_new
    before = _counts()

    again = build()

    assert again == Built(unions=0, people=0, workbooks=0, steps=0)
    assert _counts() == before


def test_a_building_that_was_cut_off_is_carried_on(province):
    with fenced(MACHINE):
        Run.objects.all().delete()
        missing = Result.objects.filter(stage=Stage.PUBLISHED).order_by("pk").last()
    publisher = Person.objects.get(pk=missing.published_by_id)
    return_result(
        actor_for(publisher.pk, via="command", now=clock.now()), result_id=missing.pk, reason="再看一次"
    )
    before = _counts()

    again = build()

    assert (again.unions, again.people, again.workbooks, again.steps) == (0, 0, 0, 2)
    # What is done a second time is recorded, and told, a second time.
    assert _counts() | {"record": 0, "messages": 0} == before | {"record": 0, "messages": 0}
    with fenced(MACHINE):
        assert Result.objects.get(pk=missing.pk).stage == Stage.PUBLISHED


def test_the_command_says_that_it_is_there_and_prints_the_accounts(province):
    again = CliRunner().invoke(command, [])
    table = CliRunner().invoke(command, ["--accounts"])

    assert (again.exit_code, table.exit_code) == (0, 0)
    assert "The demonstration province is already there; nothing was added." in again.output
    lines = [line.split() for line in table.output.splitlines() if "@xinghe.example" in line]
    assert [line[-3] for line in lines] == [account.staff_number for account in accounts(inhabitants().seats)]


def test_real_people_are_not_joined_by_invented_ones_unasked(province):
    real = Person.objects.create(staff_number="R1", name="某人", password="!", joined_at=clock.now())
    try:
        refused = CliRunner().invoke(command, [])
    finally:
        real.delete()

    assert refused.exception.code == "real_people_here"


def test_a_multitude_obeys_the_same_rules_and_is_added_once(province):
    before = _counts()["results"]

    added = add_multitude(seed=SEED, number=170)
    again = add_multitude(seed=SEED, number=170)

    with fenced(MACHINE):
        many = Result.objects.filter(workbook__file_name__endswith=".csv")
        stages = Counter(many.values_list("stage", flat=True))
        assert (added, again, many.count()) == (170, 0, 170)
        assert _counts()["results"] == before + 170
        assert stages[Stage.RECORDED] == stages[Stage.CLEARED] == 85
        assert many.filter(cleared_by=F("recorded_by")).count() == 0
        assert WorkbookError.objects.filter(workbook__file_name__endswith=".csv").count() == 0


def _counts() -> dict[str, int]:
    with fenced(MACHINE):
        return {
            "unions": Union.objects.count(),
            "people": Person.objects.count(),
            "workbooks": Workbook.objects.count(),
            "results": Result.objects.count(),
            "texts": RecordedText.objects.count(),
            "similarities": Similarity.objects.count(),
            "ideas": Idea.objects.count(),
            "recommendations": Recommendation.objects.count(),
            "messages": Message.objects.count(),
            "record": AuditEntry.objects.count(),
        }
