"""Checks that hold something back and that no page of the matrix tells: the page never gets there, or shows a count.

Each is asked by itself, by who may not, behind no fence (``asked``). Here those of questions; ``single_acts`` has more.
"""

from tests.factories import texts as texts_of
from tests.factories.unions import officer, worker
from tests.matrix.asked import at_county, elsewhere, leader, of_county, open_call, refuses, tells
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.decisions import queries as decisions
from xinghe.decisions.models import Award
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.messaging.actions.reading import choose_paces
from xinghe.messaging.models import Message, Preference
from xinghe.messaging.queries import paces_of
from xinghe.messaging.vocab import Event, Pace
from xinghe.notices import queries as notices
from xinghe.notices.actions import object_to_notice
from xinghe.notices.gates import may_attach as may_attach_to_objection
from xinghe.notices.models import Objection
from xinghe.notices.rules.words import Identity
from xinghe.notices.vocab import Objecting
from xinghe.papers.actions import open_series
from xinghe.programmes import queries as programmes
from xinghe.programmes.actions import give_places, rank_pile
from xinghe.programmes.actions.desks import PileHasOthers
from xinghe.programmes.gates.attaching import may_attach as may_attach_to_application
from xinghe.programmes.models import Application, Call, Place
from xinghe.programmes.rules.quota import Quota
from xinghe.recommendations.actions import rank_pile as rank_recommendations
from xinghe.recommendations.actions.ranking import NotInThePile
from xinghe.recommendations.models import Recommendation
from xinghe.recommendations.queries.orders import order_of
from xinghe.reviews import queries as reviews
from xinghe.reviews.models import Panel
from xinghe.reviews.queries.releasing import releases_of
from xinghe.texts.queries import family_of

# -- messages ----------------------------------------------------------------------------------------------------


@tells("within", "messaging/queries.py", "rows = within(actor, Power.MESSAGE_READ, Preference.objects.all())")
def somebody_elses_pace_is_not_shown(world: World) -> bool:
    Preference.objects.create(
        person=world.people["county"]["author"], event=Event.IDEA_ANSWERED, pace=Pace.NEVER
    )
    return paces_of(worker())[Event.IDEA_ANSWERED] is not Pace.NEVER


@tells(
    "within",
    "messaging/actions/reading.py",
    "mine = within(work.actor, Power.MESSAGE_READ, Preference.objects.all())",
)
def somebody_elses_pace_is_not_taken_for_mine(world: World) -> bool:
    actor = worker()
    Preference.objects.create(
        person=world.people["county"]["author"], event=Event.IDEA_ANSWERED, pace=Pace.NEVER
    )
    choose_paces(actor, paces={Event.IDEA_ANSWERED: Pace.NEVER})
    return Preference.objects.filter(person=actor.person_id).exists()


@tells(
    "within",
    "messaging/actions/reading.py",
    "waiting = within(work.actor, Power.MESSAGE_READ, Message.objects.filter(event=event))",
)
def somebody_elses_letter_is_not_stopped(world: World) -> bool:
    theirs = Message.objects.create(
        person=world.people["county"]["author"], event=Event.IDEA_ANSWERED, subject_kind="ideas.idea",
        subject_id=1, path="/my/", said_at=clock.now(), mail_at=clock.now(),
    )  # fmt: skip
    choose_paces(worker(), paces={Event.IDEA_ANSWERED: Pace.NEVER})
    return Message.objects.filter(pk=theirs.pk, mail_at=theirs.mail_at).exists()


# -- recommendations, texts --------------------------------------------------------------------------------------


def _ranked_at_county(world: World) -> Recommendation:
    return Recommendation.objects.filter(desk=world.tree.county, state="under_way").first()


@tells(
    "within",
    "recommendations/actions/ranking.py",
    "mine = within(work.actor, Power.RECOMMENDATION_DECIDE, rows).exclude(put_forward_by=work.actor.person_id)",
)
def who_has_a_share_does_not_rank_it(world: World) -> bool:
    actor, one = officer(Role.OFFICER, world.tree.county), _ranked_at_county(world)
    Recommendation.objects.filter(pk=one.pk).update(people=[actor.person_id])
    return refuses(
        NotInThePile,
        lambda: rank_recommendations(actor, desk_id=one.desk_id, year=one.year, order=[one.pk]),
    )


@tells(
    "within",
    "recommendations/queries/orders.py",
    "mine = within(actor, Power.RECOMMENDATION_DECIDE, lying).exclude(put_forward_by=actor.person_id)",
)
def who_reads_an_order_moves_nothing_in_it(world: World) -> bool:
    one = _ranked_at_county(world)
    shown = order_of(leader(world), desk_id=one.desk_id, year=one.year)
    return bool(shown) and not any(line.is_movable for line in shown)


@tells("within", "recommendations/queries/orders.py", "rows = within(")
def an_order_shows_what_one_may_read(world: World) -> bool:
    one = _ranked_at_county(world)
    return not order_of(elsewhere(world), desk_id=one.desk_id, year=one.year)


@tells(
    "within",
    "texts/queries/lineage.py",
    "visible = within(actor, Lineage.READ, Lineage.objects.filter(pk__in=[tie.number for tie in walked.ties]))",
)
def a_tie_drawn_elsewhere_is_not_undone_here(world: World) -> bool:
    earlier = texts_of.text(world.tree.workshop)
    texts_of.tie(texts_of.text(world.tree.far_workshop), earlier)
    family = family_of(
        officer(Role.OFFICER, world.tree.county), subject_kind="result", subject_id=earlier.subject_id
    )
    return len(family.ties) == 1 and not family.ties[0].may_undo


# -- calls and applications --------------------------------------------------------------------------------------


@tells("claim", "programmes/actions/making.py", "union = work.claim(Union, union_id)")
def places_are_given_to_units_below(world: World) -> bool:
    maker, call, far = officer(Role.OFFICER, world.tree.county), open_call(world), world.tree.far_county.pk
    return refuses(Missing, lambda: give_places(maker, call_id=call.pk, union_id=far, quota=Quota(most=2)))


@tells(
    "within",
    "programmes/queries/calls.py",
    'quotas = within(actor, Power.CALL_READ, CallQuota.objects.filter(call=call)).select_related("union")',
)
def places_of_a_call_are_for_its_officers(world: World) -> bool:
    call = open_call(world)
    return bool(programmes.quotas_of(leader(world), call)) and not programmes.quotas_of(
        elsewhere(world), call
    )


@tells(
    "within",
    "programmes/queries/call_lists.py",
    "rows = within(actor, Power.APPLICATION_READ, Application.objects.filter(call=call))",
)
def applications_to_a_call_are_counted_as_far_as_one_reads_them(world: World) -> bool:
    call = at_county(world).call
    return bool(programmes.applications_by_phase(leader(world), call)) and not (
        programmes.applications_by_phase(worker(), call)
    )


@tells("claim", "programmes/actions/desks.py", "desk = work.claim(Union, desk_id)")
def a_desk_out_of_sight_is_as_if_it_were_not(world: World) -> bool:
    one = at_county(world)
    return refuses(
        Missing, lambda: rank_pile(elsewhere(world), desk_id=one.desk_id, call_id=one.call_id, order=[])
    )


@tells("require", "programmes/actions/desks.py", "work.require(Power.APPLICATION_FORWARD, desk)")
def who_reads_a_desk_does_not_rank_there(world: World) -> bool:
    one = at_county(world)
    return refuses(
        Forbidden, lambda: rank_pile(leader(world), desk_id=one.desk_id, call_id=one.call_id, order=[])
    )


@tells(
    "within",
    "programmes/actions/desks.py",
    'pile = within(work.actor, Power.APPLICATION_FORWARD, lying.order_by("pk")).in_bulk(list(order))',
)
def an_applicant_does_not_rank_their_own(world: World) -> bool:
    actor, one = officer(Role.OFFICER, world.tree.county), at_county(world)
    Application.objects.filter(pk=one.pk).update(people=[actor.person_id])
    return refuses(
        PileHasOthers, lambda: rank_pile(actor, desk_id=one.desk_id, call_id=one.call_id, order=[one.pk])
    )


@tells("within", "programmes/queries/lists.py", "mine = within(actor, Power.APPLICATION_FORWARD, lying)")
def who_reads_a_pile_moves_nothing_in_it(world: World) -> bool:
    one = at_county(world)
    Place.objects.create(
        application=one, call=one.call, desk=one.desk, position=1, territory_path=one.territory_path
    )
    shown = programmes.order_of(leader(world), desk_id=one.desk_id, call=one.call.code)
    return bool(shown) and not any(line.is_movable for line in shown)


@tells(
    "within",
    "programmes/gates/attaching.py",
    "application = within(actor, Power.APPLICATION_READ, rows).first()",
)
def files_of_an_application_out_of_sight_are_as_if_it_were_not(world: World) -> bool:
    number = at_county(world).pk
    return refuses(Missing, lambda: may_attach_to_application(elsewhere(world), number, begun_at=clock.now()))


# -- judging -----------------------------------------------------------------------------------------------------


def _released(world: World) -> str:
    return next(one.key for one in world.things.of("seat", state="released"))


@tells(
    "within",
    "reviews/queries/outcomes.py",
    "mine = within(actor, Power.REVIEW_WRITE, Seat.objects.filter(state=SeatState.ACCEPTED))",
)
def a_panel_is_there_for_its_judges(world: World) -> bool:
    return refuses(Missing, lambda: reviews.outcomes_for_judge(worker(), _released(world)))


@tells(
    "within",
    "reviews/queries/room.py",
    "mine = within(actor, Power.REVIEW_WRITE, Seat.objects.filter(state=SeatState.ACCEPTED))",
)
def entries_are_there_for_who_sits(world: World) -> bool:
    return refuses(Missing, lambda: reviews.entries_for(worker(), _released(world)))


@tells(
    "within",
    "reviews/queries/releasing.py",
    "rows = within(actor, Power.PANEL_RANK, panels_for(actor)).filter(",
)
def who_watches_a_panel_does_not_release_it(world: World) -> bool:
    call = Panel.objects.get(code=_released(world)).call_id
    ranks, watches = (
        officer(role, world.tree.province) for role in (Role.PROVINCIAL_OFFICER, Role.SUPERVISOR)
    )
    return bool(releases_of(ranks, call)) and not releases_of(watches, call)


# -- public notice -----------------------------------------------------------------------------------------------


def _objection(world: World, state: str = "received") -> Objection:
    return Objection.objects.get(pk=of_county(world, "objection", state).pk)


@tells(
    "carries",
    "notices/actions/objecting.py",
    "if work.actor.person_id is not None or not work.actor.carries(Power.OBJECTION_HANDLE):",
)
def the_box_alone_takes_objections_from_anybody(world: World) -> bool:
    one = _objection(world)
    return refuses(
        Forbidden,
        lambda: object_to_notice(
            Actor.public(), notice_code=one.notice.code, application_code=one.application.code,
            identity=Identity(objecting=Objecting.PERSON, name="欧阳举报", address="宜昌市", phone="13977665544"),
            text="该成果早已由他人完成并使用。", key="k1", address=None,
        ),
    )  # fmt: skip


@tells(
    "within",
    "notices/gates.py",
    "rows = within(actor, Power.OBJECTION_READ, Objection.objects.filter(pk=subject_id))",
)
def files_of_an_objection_out_of_sight_are_as_if_it_were_not(world: World) -> bool:
    number = _objection(world).pk
    return refuses(Missing, lambda: may_attach_to_objection(elsewhere(world), number, begun_at=clock.now()))


@tells(
    "within",
    "notices/queries/lists.py",
    'counted = within(actor, Power.OBJECTION_READ, rows).order_by().values("notice")',
)
def objections_are_counted_for_who_handles_them(world: World) -> bool:
    number = _objection(world).notice_id
    handler = officer(Role.OFFICER, world.tree.county)
    return bool(notices.open_counts(handler, [number])) and not notices.open_counts(leader(world), [number])


@tells(
    "within",
    "notices/queries/lists.py",
    "rows = within(actor, Power.APPLICATION_READ, Application.objects.filter(call=call, phase=Phase.PROPOSED))",
)
def what_could_go_on_a_notice_is_what_one_reads(world: World) -> bool:
    call = Call.objects.get(pk=Application.objects.filter(phase="proposed").first().call_id)
    return not notices.proposed_in(elsewhere(world), call) or not notices.proposed_in(worker(), call)


# -- decisions and papers ----------------------------------------------------------------------------------------


@tells(
    "within",
    "decisions/queries/awards.py",
    "return {one.kind: one for one in within(actor, Power.DECISION_READ, Decision.objects.filter(about))}",
)
def decisions_about_an_award_are_for_their_readers(world: World) -> bool:
    award = Award.objects.get(pk=of_county(world, "award").pk)
    return bool(decisions.decisions_about(leader(world), award)) and not (
        decisions.decisions_about(elsewhere(world), award)
    )


@tells("require", "papers/actions/series.py", "work.require(Power.PAPER_ISSUE, union)")
def no_series_is_opened_in_the_name_of_a_union_below(world: World) -> bool:
    actor, below = officer(Role.OFFICER, world.tree.county), world.tree.workshop.pk
    return refuses(Forbidden, lambda: open_series(actor, union_id=below, code="车间工发"))
