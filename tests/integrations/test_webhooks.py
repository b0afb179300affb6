"""Endpoints hear what happens at their union and below: in order, signed, again until it arrived, nothing else."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import NOW, officer
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.access.work import Work, command
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.integrations import actions, queries
from xinghe.integrations.actions.deliveries import note_arrival
from xinghe.integrations.actions.endpoints import (
    EndpointInUse,
    EndpointPaused,
    NamesMissing,
    NumberAhead,
    TooManyEndpoints,
)
from xinghe.integrations.actions.happenings import forget_happenings, number_happenings
from xinghe.integrations.jobs import delivering
from xinghe.integrations.models import Endpoint, Happening
from xinghe.integrations.rules.addresses import UrlUnusable
from xinghe.integrations.rules.retrying import wait_after
from xinghe.integrations.vocab import GIVE_UP_AFTER, HAPPENINGS_KEPT, MOST_ENDPOINTS, HappeningName
from xinghe.results.actions import clear_result, publish_result
from xinghe.results.models import Result
from xinghe.unions.models import Union

NAMES = [HappeningName.RESULT_CLEARED]


@command
def say(work: Work, *, result_id: int, **payload: object) -> None:
    """Announce something about a result."""
    result = work.claim(Result, result_id)
    actions.announce(work, HappeningName.RESULT_CLEARED, result, **payload)
    work.record("result.clear", result)


@pytest.fixture
def happen(tree):
    """Something happens at a union; the happening."""
    speaker = officer(Role.PROVINCIAL_OFFICER, tree.province)

    def go(union=None, **payload):
        thing = results_of.result(union or tree.workshop)
        say(speaker, result_id=thing.pk, **({"code": thing.code} | payload))
        return Happening.objects.latest("pk")

    return go


def turn(machine, endpoint_id):
    """What the worker does: numbers, then one turn of one endpoint."""
    number_happenings(machine)
    delivering.deliver_to(endpoint_id)


def numbers_heard(receiver):
    return [json.loads(body)["number"] for _, body in receiver.heard]


def fresh(endpoint):
    return Endpoint.objects.get(pk=endpoint.endpoint.pk)


# -- what is told ------------------------------------------------------------------------------------------


def test_what_happens_below_is_told_in_order_and_signed(endpoint, receiver, machine, happen, tree):
    things = [happen(tree.workshop), happen(tree.plant), happen(tree.workshop)]

    turn(machine, endpoint.endpoint.pk)

    bodies = [json.loads(body) for _, body in receiver.heard]
    assert [one["subject"]["id"] for one in bodies] == [one.subject_id for one in things]
    assert [one["number"] for one in bodies] == [1, 2, 3]
    assert set(bodies[0]) == {"number", "name", "at", "subject", "payload"}
    headers, body = receiver.heard[0]
    key = base64.b64decode(endpoint.secret.removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
    assert headers["webhook-id"] == "happening_1"
    assert headers["content-type"] == "application/json"
    assert fresh(endpoint).cursor == 3


def test_what_happens_elsewhere_or_was_not_asked_for_is_not_told(endpoint, receiver, machine, happen, tree):
    happen(tree.far_workshop)
    happen(tree.sister_workshop)
    happen(tree.branch)
    Happening.objects.update(name=HappeningName.RESULT_CLEARED)
    mine = happen(tree.workshop)
    other = happen(tree.workshop)
    Happening.objects.filter(pk=other.pk).update(name=HappeningName.IDEA_HANDED_IN)

    turn(machine, endpoint.endpoint.pk)

    assert [json.loads(body)["subject"]["id"] for _, body in receiver.heard] == [mine.subject_id]


def test_an_endpoint_hears_by_the_tree_as_it_stands_when_it_is_told(
    endpoint, receiver, machine, happen, tree
):
    mine = happen(tree.workshop)
    away = tree.far_county.territory_path + f"{tree.workshop.pk}."
    Happening.objects.filter(pk=mine.pk).update(territory_path=away)

    turn(machine, endpoint.endpoint.pk)
    assert receiver.heard == []

    county = Union.objects.get(pk=tree.county.pk)
    county.territory_path = tree.far_county.territory_path
    county.save()
    turn(machine, endpoint.endpoint.pk)
    assert numbers_heard(receiver) == [1]


def test_only_ids_and_codes_are_ever_told(happen):
    for planted in ("夹具快换", "Li Jianguo", "a sentence.", "", "x" * 65, "a/b"):
        with pytest.raises(ValueError, match="neither an id nor a code"):
            happen(title=planted)

    assert Happening.objects.count() == 0
    assert happen(count=3, stage="cleared").payload["count"] == 3


def test_commands_of_results_announce_what_they_do(tree, django_capture_on_commit_callbacks):
    thing = results_of.result(tree.workshop)
    someone = officer(Role.OFFICER, tree.county)

    clear_result(someone, result_id=thing.pk)
    publish_result(someone, result_id=thing.pk)

    assert list(Happening.objects.order_by("pk").values_list("name", "payload", "person_id")) == [
        ("result.cleared", {"code": thing.code}, someone.person_id),
        ("result.published", {"code": thing.code}, someone.person_id),
    ]


def test_a_refused_command_announces_nothing(tree):
    thing = results_of.result(tree.workshop)

    with pytest.raises(Forbidden):
        publish_result(officer(Role.LEADER, tree.county), result_id=thing.pk)

    assert Happening.objects.count() == 0


# -- numbers -----------------------------------------------------------------------------------------------


def test_numbers_follow_writing_have_no_gap_and_never_begin_again(machine, happen):
    happen(), happen()
    assert number_happenings(machine) == 2
    happen()
    assert number_happenings(machine) == 1
    assert number_happenings(machine) == 0

    with clock.held_at(clock.now() + HAPPENINGS_KEPT + timedelta(days=1)):
        removed = forget_happenings(machine)
        happen()
        number_happenings(machine)

    assert removed == 2
    assert list(Happening.objects.order_by("number").values_list("number", flat=True)) == [3, 4]


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_numbered_late_and_not_skipped():
    import threading

    from django.db import connections

    tree = unions_of.small_province()
    speaker = officer(Role.PROVINCIAL_OFFICER, tree.province)
    first, second = (results_of.result(tree.workshop) for _ in range(2))
    written, go_on = threading.Event(), threading.Event()

    @command
    def say_and_linger(work: Work, *, result_id: int) -> None:
        result = work.claim(Result, result_id)
        actions.announce(work, HappeningName.RESULT_CLEARED, result, code=result.code)
        work.record("result.clear", result)
        written.set()
        go_on.wait(10)

    def late():
        say_and_linger(speaker, result_id=first.pk)
        connections.close_all()

    thread = threading.Thread(target=late)
    thread.start()
    written.wait(10)
    from xinghe.access.actor import Actor

    machine = Actor.for_job("webhooks")
    say(speaker, result_id=second.pk, code=second.code)
    number_happenings(machine)
    with fenced(machine):
        seen = list(Happening.objects.filter(number__isnull=False).values_list("subject_id", "number"))
    go_on.set()
    thread.join()
    number_happenings(machine)

    assert seen == [(second.pk, 1)]
    # Its row is the older one; by the number of the row it would have been missed.
    assert list(Happening.objects.order_by("number").values_list("subject_id", flat=True)) == [
        second.pk,
        first.pk,
    ]
    assert Happening.objects.get(subject_id=first.pk).pk < Happening.objects.get(subject_id=second.pk).pk


# -- what does not arrive ----------------------------------------------------------------------------------


def test_what_did_not_arrive_is_tried_again_later_and_nothing_overtakes_it(
    endpoint, receiver, machine, happen
):
    receiver.statuses = [500, 503]
    happen(), happen()
    now = clock.now()
    heard = []
    for minutes in (0, 0.5, 1.1, 2, 3.2):
        with clock.held_at(now + timedelta(minutes=minutes)):
            turn(machine, endpoint.endpoint.pk)
        heard.append(numbers_heard(receiver))

    assert heard == [[1], [1], [1, 1], [1, 1], [1, 1, 1, 2]]
    ids = {headers["webhook-id"] for headers, body in receiver.heard if json.loads(body)["number"] == 1}
    assert ids == {"happening_1"}
    assert (fresh(endpoint).failures, fresh(endpoint).last_failure) == (0, "")


def test_waiting_doubles_up_to_four_hours():
    waits = [wait_after(failures) for failures in (1, 2, 3, 8, 9, 500)]

    assert [wait.total_seconds() / 60 for wait in waits] == [1, 2, 4, 128, 240, 240]


def test_after_three_days_it_is_paused_recorded_and_goes_on_where_it_stopped(
    endpoint, receiver, machine, happen, administrator
):
    receiver.statuses = [500, 404]
    happen()
    now = clock.now()
    for age in (timedelta(0), GIVE_UP_AFTER + timedelta(minutes=1)):
        with clock.held_at(now + age):
            turn(machine, endpoint.endpoint.pk)
    paused = fresh(endpoint)
    with clock.held_at(now + GIVE_UP_AFTER + timedelta(days=1)):
        turn(machine, endpoint.endpoint.pk)
    assert (paused.is_on, paused.last_failure, paused.last_status, len(receiver.heard)) == (
        False,
        "refused",
        404,
        2,
    )
    assert AuditEntry.objects.filter(verb="endpoint.pause", system="webhooks").count() == 1

    actions.resume_endpoint(administrator, endpoint_id=paused.pk)
    turn(machine, paused.pk)

    assert numbers_heard(receiver) == [1, 1, 1]


def test_a_redirect_is_not_followed(endpoint, receiver, machine, happen):
    receiver.statuses = [302]
    happen()

    turn(machine, endpoint.endpoint.pk)

    assert (len(receiver.heard), fresh(endpoint).last_failure) == (1, "redirected")


def test_everything_from_a_number_on_is_told_again(endpoint, receiver, machine, happen, administrator):
    for _ in range(3):
        happen()
    turn(machine, endpoint.endpoint.pk)

    actions.resend_from(administrator, endpoint_id=endpoint.endpoint.pk, number=2)
    turn(machine, endpoint.endpoint.pk)

    assert numbers_heard(receiver) == [1, 2, 3, 2, 3]
    for number in (0, 4):
        with pytest.raises(NumberAhead):
            actions.resend_from(administrator, endpoint_id=endpoint.endpoint.pk, number=number)


def test_an_arrival_does_not_undo_a_wish_to_be_told_again(endpoint, machine, happen, administrator):
    happen(), happen()
    number_happenings(machine)
    Endpoint.objects.update(cursor=1)
    actions.resend_from(administrator, endpoint_id=endpoint.endpoint.pk, number=1)

    note_arrival(machine, endpoint_id=endpoint.endpoint.pk, after=1, number=2, status=200)

    assert fresh(endpoint).cursor == 0


def test_while_a_secret_is_renewed_both_sign(endpoint, receiver, machine, happen, administrator):
    with clock.held_at(NOW):
        renewed = actions.renew_secret(administrator, endpoint_id=endpoint.endpoint.pk)
    signatures = []
    for hours in (23, 25):
        happen()
        with clock.held_at(NOW + timedelta(hours=hours)):
            turn(machine, endpoint.endpoint.pk)
        signatures.append(len(receiver.heard[-1][0]["webhook-signature"].split()))

    assert signatures == [2, 1]
    assert renewed.secret != endpoint.secret
    assert endpoint.secret.encode() not in bytes(fresh(endpoint).secret)


def test_a_trial_is_told_to_its_endpoint_alone(endpoint, receiver, machine, administrator, tree):
    other = actions.make_endpoint(administrator, union_id=tree.county.pk, url=receiver.url, names=NAMES)

    actions.try_endpoint(administrator, endpoint_id=endpoint.endpoint.pk)
    for one in (endpoint, other):
        turn(machine, one.endpoint.pk)

    assert [json.loads(body)["name"] for _, body in receiver.heard] == ["endpoint.trial"]


# -- who sets them up --------------------------------------------------------------------------------------


def test_only_who_looks_after_a_union_sets_up_its_endpoints(tree, endpoint, administrator):
    for actor in (
        officer(Role.OFFICER, tree.county),
        officer(Role.SYSTEM_ADMINISTRATOR, tree.far_county),
        unions_of.worker(),
    ):
        with pytest.raises(Forbidden):
            actions.make_endpoint(actor, union_id=tree.county.pk, url="https://x.example/", names=NAMES)
        with pytest.raises(Missing):
            actions.remove_endpoint(actor, endpoint_id=endpoint.endpoint.pk)
        with fenced(actor):
            assert list(queries.endpoints_for(actor)) == []

    above = officer(Role.SYSTEM_ADMINISTRATOR, tree.city)
    actions.pause_endpoint(above, endpoint_id=endpoint.endpoint.pk)
    with pytest.raises(EndpointPaused):
        actions.try_endpoint(above, endpoint_id=endpoint.endpoint.pk)
    actions.resume_endpoint(above, endpoint_id=endpoint.endpoint.pk)
    with pytest.raises(EndpointInUse):
        actions.resume_endpoint(above, endpoint_id=endpoint.endpoint.pk)
    changed = actions.change_endpoint(
        administrator, endpoint_id=endpoint.endpoint.pk, url="https://x.example/", names=NAMES
    )
    actions.remove_endpoint(administrator, endpoint_id=endpoint.endpoint.pk)
    assert (changed.url, Endpoint.objects.count()) == ("https://x.example/", 0)


def test_what_cannot_be_an_endpoint_is_refused(tree, administrator, settings):
    def make(url="https://x.example/", names=NAMES):
        return actions.make_endpoint(administrator, union_id=tree.county.pk, url=url, names=names)

    for url in ("http://x.example/", "https://u:p@x.example/", "ftp://x.example/", "x", "https://"):
        with pytest.raises(UrlUnusable):
            make(url=url)
    with pytest.raises(NamesMissing):
        make(names=[HappeningName.ENDPOINT_TRIAL])
    for _ in range(MOST_ENDPOINTS):
        make()
    with pytest.raises(TooManyEndpoints):
        make()


def test_the_secret_stands_nowhere_in_clear(endpoint):
    row = Endpoint.objects.values_list().get(pk=endpoint.endpoint.pk)
    entries = str(list(AuditEntry.objects.values()))
    part = endpoint.secret.removeprefix("whsec_")

    assert part not in str([bytes(one) if isinstance(one, memoryview) else one for one in row])
    assert base64.b64decode(part) not in bytes(Endpoint.objects.get().secret)
    assert part not in entries
