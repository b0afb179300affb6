"""Checks beside one that says nearly the same: told through another's eyes, or where a route was frozen before the tree moved."""

from collections.abc import Callable

from django.db import connection

from tests.factories.unions import officer, worker
from tests.matrix.asked import of_county, open_call, refuses, tells
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.attachments.models import Upload
from xinghe.attachments.queries import upload_for
from xinghe.decisions.actions import begin_revocation, issue_revocation
from xinghe.decisions.models import Award
from xinghe.deposits.models import Deposit
from xinghe.deposits.queries import deposit_of
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.jobs.models import Run
from xinghe.jobs.queries import rows_of_run
from xinghe.notices.queries import own_lines
from xinghe.programmes.models import Application
from xinghe.programmes.queries import own_applications, results_to_enter
from xinghe.reviews.actions import grant_correction
from xinghe.reviews.models import Correction, Judge, Score
from xinghe.reviews.queries import own_outcomes, own_pools
from xinghe.unions.queries import actor_for
from xinghe.web.desk.arranging import arranging_acts

# -- one's own, while one looks through the eyes of somebody whose it is not --------------------------------------


def _is_shown(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Missing:
        return False
    return True


def _kept_from_a_look(person_id: int, is_shown: Callable[[Actor], bool]) -> bool:
    """Whether a person is shown what is theirs, and is not while they look through the eyes of a stranger."""
    actor = actor_for(person_id, via="web", now=clock.now())
    return is_shown(actor) and not is_shown(actor.looking_through(worker()))


@tells(
    "within",
    "notices/queries/own.py",
    'numbers = list(within(actor, Power.APPLICATION_READ, mine).values_list("pk", flat=True))',
)
def whose_application_is_on_notice_does_not_see_it_through_others(world: World) -> bool:
    author = world.people["county"]["author"].pk
    return _kept_from_a_look(author, lambda actor: bool(own_lines(actor)))


@tells(
    "within",
    "programmes/queries/prefill.py",
    "rows = within(actor, Power.RESULT_READ, Result.objects.filter(people__contains=[actor.person_id]))",
)
def whose_results_are_to_enter_does_not_see_them_through_others(world: World) -> bool:
    maker, call = world.people["county"]["creator"].pk, open_call(world)
    return _kept_from_a_look(maker, lambda actor: results_to_enter(actor, call_id=call.pk).exists())


@tells("within", "programmes/queries/applications.py", "rows = within(actor, Power.APPLICATION_READ, rows)")
def who_applied_does_not_see_it_through_others(world: World) -> bool:
    author = world.people["county"]["author"].pk
    return _kept_from_a_look(author, lambda actor: own_applications(actor).exists())


@tells(
    "within",
    "reviews/queries/outcomes.py",
    "application = within(actor, Power.APPLICATION_READ, mine).first()",
)
def who_was_judged_does_not_learn_it_through_others(world: World) -> bool:
    thing = of_county(world, "application", "decision")
    author = world.people["county"]["author"].pk
    return _kept_from_a_look(author, lambda actor: _is_shown(lambda: own_outcomes(actor, thing.key)))


@tells(
    "within",
    "reviews/queries/own.py",
    'rows = within(actor, Power.JUDGE_READ, mine).select_related("union").order_by("union__name", "pk")',
)
def who_is_in_a_pool_does_not_see_it_through_others(world: World) -> bool:
    judge = Judge.objects.get(pk=world.things.of("availability")[0].pk)
    return _kept_from_a_look(judge.person_id, lambda actor: bool(own_pools(actor)))


@tells("within", "attachments/queries.py", "found = within(actor, Power.ATTACHMENT_READ, mine).first()")
def who_uploads_does_not_go_on_through_others(world: World) -> bool:
    one = Upload.objects.get(pk=world.things.of("upload")[0].pk)
    return _kept_from_a_look(
        one.person_id, lambda actor: _is_shown(lambda: upload_for(actor, one.token, now=clock.now()))
    )


@tells(
    "within",
    "deposits/queries.py",
    "return within(actor, Power.TOKEN_HOLD, Deposit.objects.filter(person_id=actor.person_id))",
)
def whose_deposit_it_is_does_not_see_it_through_others(world: World) -> bool:
    one = Deposit.objects.get(pk=world.things.of("deposit")[0].pk)
    return _kept_from_a_look(one.person_id, lambda actor: _is_shown(lambda: deposit_of(actor, one.key)))


@tells(
    "within",
    "jobs/queries.py",
    "return within(actor, Power.RUN_READ, RunRow.objects.filter(person_id=actor.person_id))",
)
def who_asked_for_a_run_does_not_read_its_rows_through_others(world: World) -> bool:
    run = Run.objects.get(pk=of_county(world, "run").pk)
    assert run.person_id is not None
    return _kept_from_a_look(run.person_id, lambda actor: rows_of_run(actor, run.pk).exists())


# -- routes that were frozen before the county went below another city --------------------------------------------


@tells(
    "claim",
    "decisions/actions/issuing.py",
    "application = work.claim(Application, Award.objects.get(pk=decision.award_id).application_id)",
)
def a_naming_of_an_application_out_of_sight_is_not_revoked(world: World) -> bool:
    award = Award.objects.get(pk=of_county(world, "award").pk)
    draft = begin_revocation(
        officer(Role.OFFICER, world.tree.county), award_id=award.pk, reason="经核查，成果权属存在争议",
        article="《办法》第十八条",
    )  # fmt: skip
    Application.objects.filter(pk=award.application_id).update(
        territory_path=world.tree.far_county.territory_path
    )
    second, series = officer(Role.OFFICER, world.tree.county), of_county(world, "series").pk
    return refuses(
        Missing,
        lambda: issue_revocation(second, decision_id=draft.pk, series_id=series, on=clock.today()),
    )


@tells("claim", "reviews/actions/scoring.py", "change = work.claim(Correction, correction_id)")
def a_correction_out_of_sight_is_granted_by_nobody(world: World) -> bool:
    score = Score.objects.select_related("assignment").filter(panel=of_county(world, "ranked", "closed").pk)[
        0
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xinghe.person', %s, true)", [str(score.person_id)])
    asked = Correction.objects.create(
        assignment=score.assignment, panel_id=score.panel_id, points=score.points, total=score.total,
        reason="两栏填反了", asked_by_id=score.person_id, asked_at=clock.now(),
        territory_path=world.tree.far_county.territory_path,
    )  # fmt: skip
    second = officer(Role.OFFICER, world.tree.county)
    return refuses(Missing, lambda: grant_correction(second, panel_id=score.panel_id, correction_id=asked.pk))


# -- a button that its command would refuse -----------------------------------------------------------------------


@tells(
    "may",
    "web/desk/arranging.py",
    "if not actor.carries(Power.UNION_ARRANGE) or not may(actor, Power.UNION_ARRANGE, union):",
)
def who_arranges_one_city_is_offered_nothing_in_another(world: World) -> bool:
    actor = officer(Role.PROVINCIAL_OFFICER, world.tree.city)
    here, there = (
        arranging_acts(actor, union, name="x") for union in (world.tree.county, world.tree.far_county)
    )
    return bool(here) and not there
