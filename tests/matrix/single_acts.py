"""Checks of commands that no cell of the matrix passes: jobs, files, what a form never offers. Each is asked by itself."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from django.db import connection

from tests.factories import texts as texts_of
from tests.factories.unions import officer, worker
from tests.matrix.asked import at_county, elsewhere, leader, of_county, open_call, refuses, tells
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.access.work import Work, command
from xinghe.attachments.actions.examining import settle_examination
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.ideas.actions import merge, save_draft
from xinghe.ideas.gates import may_attach as may_attach_to_idea
from xinghe.ideas.models import Idea
from xinghe.ideas.queries import stage_counts
from xinghe.ideas.queries.own import _readable
from xinghe.ideas.rules.writers import OnlyItsPeople
from xinghe.integrations.actions.deliveries import note_failure
from xinghe.integrations.vocab import Failure
from xinghe.notices.actions import make_notice, record_objection
from xinghe.notices.queries import call_to_notice
from xinghe.notices.rules.words import Identity
from xinghe.notices.vocab import Channel, Objecting
from xinghe.papers.actions import issue_paper
from xinghe.papers.vocab import PaperKind
from xinghe.programmes.actions import lapse, seal, take_back, undo_forward, withdraw
from xinghe.programmes.models import Application, Call, Passage
from xinghe.recommendations.actions import rank
from xinghe.recommendations.models import Recommendation
from xinghe.results.actions.workbooks import finish_workbook, receive_workbook
from xinghe.reviews.actions import begin_panel, enrol_judge, find_conflicts
from xinghe.reviews.models import Correction, Score
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.queries import correction_asked, own_receipts
from xinghe.texts.actions.lineage import draw_tie
from xinghe.texts.models import Lineage
from xinghe.texts.vocab import Relation, SubjectKind
from xinghe.unions.actions import add_union
from xinghe.unions.vocab import UnionKind

# -- files, jobs, programs ---------------------------------------------------------------------------------------


@tells("claim", "attachments/actions/examining.py", "attachment = work.claim(Attachment, attachment_id)")
def a_file_out_of_sight_is_settled_by_nobody(world: World) -> bool:
    number = of_county(world, "attachment").pk
    return refuses(Missing, lambda: settle_examination(elsewhere(world), attachment_id=number))


@tells("claim", "integrations/actions/deliveries.py", "endpoint = work.claim(Endpoint, endpoint_id)")
def a_failure_is_noted_by_who_delivers(world: World) -> bool:
    number = of_county(world, "endpoint").pk
    return refuses(
        Missing,
        lambda: note_failure(elsewhere(world), endpoint_id=number, failure=Failure.TOO_SLOW, status=None),
    )


@tells("claim", "results/actions/workbooks.py", "workbook = work.claim(Workbook, workbook_id)")
def a_workbook_out_of_sight_is_finished_by_nobody(world: World) -> bool:
    number = of_county(world, "workbook").pk
    none = {"rows": 0, "accepted": 0, "recorded": 0, "errors": [], "strongest": {}}
    return refuses(Missing, lambda: finish_workbook(elsewhere(world), workbook_id=number, **none))


def _workbook(actor: Actor, world: World) -> object:
    return receive_workbook(
        actor, union_id=world.tree.county.pk, file_name="x.xlsx", file_digest="0" * 64, run_now=True
    )


@tells("claim", "results/actions/workbooks.py", "union = work.claim(Union, union_id)")
def a_workbook_is_sent_for_a_union_in_sight(world: World) -> bool:
    return refuses(Missing, lambda: _workbook(elsewhere(world), world))


@tells("require", "results/actions/workbooks.py", "work.require(Power.RESULT_RECORD, union)")
def a_workbook_is_sent_by_who_records(world: World) -> bool:
    return refuses(Forbidden, lambda: _workbook(leader(world), world))


# -- ideas and texts ---------------------------------------------------------------------------------------------


def _idea(world: World, at: str, stage: str) -> Idea:
    thing = next(one for one in world.things.of("idea", state=stage) if one.at == at)
    return Idea.objects.get(pk=thing.pk)


@tells("claim", "ideas/actions/answering.py", "into = work.claim(Idea, found.pk)")
def an_idea_goes_on_in_one_that_is_in_sight(world: World) -> bool:
    actor = officer(Role.UNIT_OFFICER, world.tree.workshop)
    one, other = (_idea(world, at, "handed_in") for at in ("workshop", "far_workshop"))
    return refuses(
        Missing, lambda: merge(actor, idea_id=one.pk, into_code=other.code, words="两件是同一项改进")
    )


@tells("claim", "ideas/actions/drafting.py", "idea = work.claim(Idea, idea_id)")
def a_draft_of_others_is_as_if_it_were_not(world: World) -> bool:
    number = next(one.pk for one in world.things.of("idea", state="draft"))
    return refuses(Missing, lambda: save_draft(worker(), idea_id=number, paper=None))


@tells(
    "within",
    "ideas/gates.py",
    "if followed and within(actor, Power.IDEA_ANSWER, Idea.objects.filter(pk=idea.pk)).exists():",
)
def who_reads_an_idea_adds_no_files_to_it(world: World) -> bool:
    number = _idea(world, "county", "accepted").pk
    return refuses(OnlyItsPeople, lambda: may_attach_to_idea(leader(world), number, begun_at=clock.now()))


@tells(
    "within", "ideas/queries/lists.py", "rows = within(actor, Power.IDEA_READ, FindableIdea.objects.all())"
)
def ideas_are_counted_as_far_as_one_reads_them(world: World) -> bool:
    counts = []
    for actor in (leader(world), worker()):
        with fenced(actor):  # the view that is counted has its fence in its own text
            counts.append(stage_counts(actor))
    return bool(counts[0]) and not counts[1]


def _own_of(kind: SubjectKind, number: int) -> set[int]:
    """Whether a text that resembles what is written counts as the writer's own; it has no row to be read otherwise."""
    source = SimpleNamespace(pk=-1, subject_id=number, subject_kind=kind)
    return _readable(worker(), [SimpleNamespace(source=source)])


@tells(
    "within",
    "ideas/queries/own.py",
    'within(actor, Power.IDEA_READ, Idea.objects.filter(pk__in=numbers["idea"])).values_list(',
)
def an_idea_of_others_is_not_shown_to_who_writes(world: World) -> bool:
    return not _own_of(SubjectKind.IDEA, of_county(world, "idea", "handed_in").pk)


@tells(
    "within",
    "ideas/queries/own.py",
    'within(actor, Power.RESULT_READ, Result.objects.filter(pk__in=numbers["result"])).values_list(',
)
def a_result_of_others_is_not_shown_to_who_writes(world: World) -> bool:
    return not _own_of(SubjectKind.RESULT, of_county(world, "result", "recorded").pk)


@command
def _tied(work: Work, *, later: tuple[SubjectKind, int], earlier: tuple[SubjectKind, int]) -> Lineage:
    return draw_tie(
        work, later=later, earlier=earlier, relation=Relation.IMPROVED_FROM, reason="同一班组的改进"
    )


@tells(
    "within",
    "texts/actions/lineage.py",
    "texts, placed = _texts(rows), _texts(within(work.actor, RecordedText.READ, rows))",
)
def a_tie_is_drawn_at_the_end_that_is_in_sight(world: World) -> bool:
    here, far = texts_of.text(world.tree.workshop), texts_of.text(world.tree.far_workshop)
    later, earlier = ((SubjectKind.RESULT, text.subject_id) for text in (far, here))
    made = _tied(officer(Role.OFFICER, world.tree.county), later=later, earlier=earlier)
    return made.territory_path == here.territory_path


@tells(
    "within",
    "recommendations/actions/ranking.py",
    "found = within(work.actor, Recommendation.READ, Recommendation.objects.filter(pk=recommendation_id))",
)
def a_recommendation_out_of_sight_is_ranked_by_nobody(world: World) -> bool:
    number = Recommendation.objects.filter(desk=world.tree.county, state="under_way").first().pk
    return refuses(Missing, lambda: rank(elsewhere(world), recommendation_id=number))


# -- applications ------------------------------------------------------------------------------------------------


@tells("claim", "programmes/actions/applying.py", "application = work.claim(Application, application_id)")
def an_application_out_of_sight_is_withdrawn_by_nobody(world: World) -> bool:
    number = at_county(world).pk
    return refuses(Missing, lambda: withdraw(elsewhere(world), application_id=number))


@tells(
    "claim",
    "programmes/actions/lapsing.py",
    "return carry_out(work, work.claim(Application, application_id), MoveName.LAPSE)",
)
def an_application_out_of_sight_lapses_by_nobody(world: World) -> bool:
    number = at_county(world).pk
    return refuses(Missing, lambda: lapse(elsewhere(world), application_id=number))


@tells("require", "programmes/actions/desks.py", "work.require(Power.APPLICATION_SEAL, application)")
def an_applicant_does_not_seal_their_own(world: World) -> bool:
    actor = officer(Role.UNIT_OFFICER, world.tree.workshop)
    thing = next(one for one in world.things.of("application", state="unit") if one.at == "workshop")
    Application.objects.filter(pk=thing.pk).update(people=[actor.person_id])
    return refuses(Forbidden, lambda: seal(actor, application_id=thing.pk, word="0"))


@tells("require", "programmes/moves.py", "work.require(power, last.desk)")
def what_another_desk_forwarded_is_brought_back_there(world: World) -> bool:
    one = at_county(world)
    Passage.objects.create(
        application=one, move="forward", source="recommending", target="recommending", desk=one.unit,
        at=clock.now(), people=one.people, territory_path=one.territory_path, industry_path=one.industry_path,
    )  # fmt: skip
    return refuses(Forbidden, lambda: undo_forward(leader(world), application_id=one.pk))


@tells("require", "programmes/moves.py", "work.require(Power.APPLICATION_DECIDE, application)")
def what_the_organiser_did_last_is_taken_back_by_who_may_do_it(world: World) -> bool:
    one = at_county(world)
    Application.objects.filter(pk=one.pk).update(phase="first_review")
    Passage.objects.create(
        application=one, move="admit", source="formal_check", target="first_review", desk=one.desk,
        at=clock.now(), people=one.people, territory_path=one.territory_path, industry_path=one.industry_path,
    )  # fmt: skip
    return refuses(Forbidden, lambda: take_back(leader(world), application_id=one.pk))


@tells(
    "claim",
    "programmes/actions/examining.py",
    "return bring_back(work, work.claim(Application, application_id), version=version)",
)
def a_step_out_of_sight_is_taken_back_by_nobody(world: World) -> bool:
    number = at_county(world).pk
    return refuses(Missing, lambda: take_back(elsewhere(world), application_id=number))


# -- judging -----------------------------------------------------------------------------------------------------


def _panel(actor: Actor, call: Call) -> object:
    now = database_now()
    return begin_panel(
        actor, call_id=call.pk, phase="first_review", seats=3, opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=9),
    )  # fmt: skip


@tells("claim", "reviews/actions/arranging.py", "call = work.claim(Call, call_id)")
def a_panel_is_begun_for_a_call_in_sight(world: World) -> bool:
    return refuses(Missing, lambda: _panel(elsewhere(world), open_call(world)))


@tells("require", "reviews/actions/arranging.py", "work.require(Power.PANEL_ARRANGE, call.union)")
def a_panel_is_begun_by_who_arranges(world: World) -> bool:
    return refuses(Forbidden, lambda: _panel(leader(world), open_call(world)))


@tells("claim", "reviews/actions/conflicts.py", "panel = work.claim(Panel, panel_id)")
def conflicts_are_found_by_the_clerk_and_no_other_machine(world: World) -> bool:
    number = of_county(world, "panel", "draft").pk
    return refuses(Missing, lambda: find_conflicts(Actor.for_job("queue"), panel_id=number))


def _enrolled(actor: Actor, world: World, at: str) -> object:
    person = world.people[at]["author"].pk
    return enrol_judge(actor, union_id=world.tree.county.pk, person_id=person)


@tells("claim", "reviews/actions/pool.py", "union = work.claim(Union, union_id)")
def a_pool_out_of_sight_is_kept_by_nobody(world: World) -> bool:
    return refuses(Missing, lambda: _enrolled(elsewhere(world), world, "far_workshop"))


@tells("require", "reviews/actions/pool.py", "work.require(Power.JUDGE_KEEP, union)")
def a_pool_is_kept_by_who_keeps_it(world: World) -> bool:
    return refuses(
        Forbidden, lambda: _enrolled(officer(Role.UNIT_OFFICER, world.tree.county), world, "county")
    )


@tells("within", "reviews/actions/pool.py", "person = within(")
def a_pool_takes_people_in_sight(world: World) -> bool:
    return refuses(
        Missing, lambda: _enrolled(officer(Role.OFFICER, world.tree.county), world, "far_workshop")
    )


def _score() -> Score:
    return Score.objects.select_related("assignment__panel").first()


@tells(
    "within",
    "reviews/queries/room.py",
    "mine = within(actor, Power.REVIEW_WRITE, Assignment.objects.filter(panel__code=panel_code))",
)
def receipts_are_their_judges_own(world: World) -> bool:
    return not own_receipts(worker(), _score().assignment.panel.code)


@tells("within", "reviews/queries/room.py", "mine = within(actor, Power.REVIEW_WRITE, rows)")
def what_a_judge_asked_is_told_to_that_judge(world: World) -> bool:
    task = _score().assignment
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xinghe.person', %s, true)", [str(task.person_id)])
    Correction.objects.create(
        assignment=task, panel=task.panel, points={"new": 1, "useful": 1}, total=2, reason="两栏填反了",
        asked_by_id=task.person_id, asked_at=clock.now(), territory_path=task.territory_path,
        industry_path=task.industry_path,
    )  # fmt: skip
    return correction_asked(worker(), task.panel.code, task.number) is None


# -- public notice, papers, the tree -----------------------------------------------------------------------------


@tells("claim", "notices/actions/making.py", "call = work.claim(Call, call_id)")
def a_notice_is_made_of_a_call_in_sight(world: World) -> bool:
    number = open_call(world).pk
    return refuses(Missing, lambda: make_notice(elsewhere(world), call_id=number, title="公示", channels=[]))


@tells(
    "within",
    "notices/queries/lists.py",
    "rows = within(actor, Power.NOTICE_MAKE, Call.objects.filter(state=CallState.OPEN, code=code))",
)
def a_call_is_put_on_notice_by_who_makes_notices(world: World) -> bool:
    return call_to_notice(leader(world), open_call(world).code) is None


@tells("claim", "notices/actions/objecting.py", "notice = work.claim(Notice, notice_id)")
def an_objection_is_recorded_to_a_notice_in_sight(world: World) -> bool:
    number = of_county(world, "notice", "published").pk
    return refuses(
        Missing,
        lambda: record_objection(
            elsewhere(world), notice_id=number, application_code="", identity=Identity(objecting=Objecting.PERSON),
            text="", channel=Channel.LETTER, received_at=clock.now(),
        ),
    )  # fmt: skip


def _issued(actor: Actor, world: World) -> object:
    document = SimpleNamespace(title="通知", day=clock.today())
    return issue_paper(
        actor, series_id=of_county(world, "series").pk, kind=PaperKind.NOTICE, document=document
    )


@tells("claim", "papers/actions/issuing.py", "series = work.claim(Series, series_id)")
def no_number_comes_from_a_series_out_of_sight(world: World) -> bool:
    return refuses(Missing, lambda: _issued(elsewhere(world), world))


@tells("require", "papers/actions/issuing.py", "work.require(Power.PAPER_ISSUE, series)")
def who_reads_papers_draws_no_number(world: World) -> bool:
    return refuses(Forbidden, lambda: _issued(leader(world), world))


def _added_on_two_lines(actor: Actor, world: World) -> object:
    return add_union(
        actor, parent_id=world.tree.county.pk, name="新工会", kind=UnionKind.UNIT, from_date=clock.today(),
        industry_parent_id=world.tree.industry.pk,
    )  # fmt: skip


@tells(
    "claim",
    "unions/actions/arranging.py",
    "industry_parent = work.claim(Union, industry_parent_id) if industry_parent_id else None",
)
def a_union_is_put_below_unions_in_sight(world: World) -> bool:
    actor = officer(Role.PROVINCIAL_OFFICER, world.tree.city)
    return refuses(Missing, lambda: _added_on_two_lines(actor, world))


@tells("require", "unions/actions/arranging.py", "work.require(Power.UNION_ARRANGE, industry_parent)")
def a_union_is_put_below_unions_that_one_arranges(world: World) -> bool:
    arranges, reads = (
        officer(Role.PROVINCIAL_OFFICER, world.tree.city),
        officer(Role.LEADER, world.tree.industry),
    )
    both = replace(arranges, offices=arranges.offices + reads.offices)
    return refuses(Forbidden, lambda: _added_on_two_lines(both, world))
