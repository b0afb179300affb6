"""Group robots say at most once a minute what came up at their union, and no titles unless they may."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.db import close_old_connections, connection
from django.utils import translation

from tests.factories.messaging import answered
from tests.factories.unions import officer, worker
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.messaging.actions import (
    RobotKnown,
    RobotSpeaking,
    arrange_robot,
    change_robot,
    remove_robot,
    switch_robot,
    try_robot,
)
from xinghe.messaging.jobs.sending import let_robots_speak
from xinghe.messaging.models import Announcement, Message, Robot
from xinghe.messaging.queries import robot_for, robots_for
from xinghe.messaging.rules.robots import RobotAddressUnread, RobotSecretUnread, robot_key, robot_secret
from xinghe.messaging.vocab import Event, RobotKind

pytestmark = pytest.mark.django_db

KEY = "c0ffee00c0ffee00"
ADDRESSES = {
    RobotKind.WECOM: f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
    RobotKind.DINGTALK: f"https://oapi.dingtalk.com/robot/send?access_token={KEY}",
    RobotKind.FEISHU: f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}",
}
ALL = frozenset({Event.IDEA_HANDED_IN, Event.IDEA_LATE})


@pytest.fixture
def service(monkeypatch):
    """A machine that stands in for all three services and keeps what it was sent; ``answers`` are what it says."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.heard.append((self.path, json.loads(body)))
            status, answer = server.answers.pop(0) if server.answers else (200, {"errcode": 0, "code": 0})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.heard, server.answers = [], []
    address = f"http://127.0.0.1:{server.server_port}"
    for plugin in (NotifyWeComBot, NotifyDingTalk, NotifyFeishu):
        parts = urlsplit(plugin.notify_url)
        monkeypatch.setattr(
            plugin, "notify_url", plugin.notify_url.replace(f"https://{parts.netloc}", address)
        )
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def arranger(tree):
    return officer(Role.OFFICER, tree.county)


@pytest.fixture
def robot_at(arranger):
    def go(union, kind=RobotKind.WECOM, **told):
        given = {"name": "班组群", "address": ADDRESSES[kind], "events": ALL, **told}
        return arrange_robot(arranger, union_id=union.pk, kind=kind, **given)

    return go


def handed_in(union, *, times=1, event=Event.IDEA_HANDED_IN, **told):
    if event is Event.IDEA_LATE:
        told["day"] = clock.today()
    answered(worker(), event=event, union_id=union.pk, path="/desk/ideas/7/", times=times, **told)


def minutes_later(morning, number, *, seconds=0):
    with clock.held_at(morning + timedelta(minutes=number, seconds=seconds)):
        return let_robots_speak()


def texts(service):
    found = [body.get("text") or body["content"] for _, body in service.heard]
    return [text.get("content") or text["text"] for text in found]


# -- what each service gets ----------------------------------------------------------------------------------------

TEXT = "[Xinghe] 车间工会\nIdeas handed in: 12\nLate ideas: 3\nhttp://127.0.0.1:8000/desk/"


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        (
            RobotKind.WECOM,
            f"/cgi-bin/webhook/send?key={KEY}",
            {"msgtype": "text", "text": {"content": TEXT}},
        ),
        (
            RobotKind.DINGTALK,
            f"/robot/send?access_token={KEY}",
            {"msgtype": "text", "at": {"atMobiles": [], "isAtAll": False}, "text": {"content": TEXT}},
        ),
        (
            RobotKind.FEISHU,
            f"/open-apis/bot/v2/hook/{KEY}/",
            {"msg_type": "text", "content": {"text": TEXT}},
        ),
    ],
)
def test_each_service_gets_its_own_body(tree, robot_at, service, morning, kind, path, body):
    tree.workshop.name = "车间工会"
    tree.workshop.save()
    robot_at(tree.workshop, kind)
    handed_in(tree.workshop, times=12)
    handed_in(tree.workshop, times=3, event=Event.IDEA_LATE)

    taken = let_robots_speak()

    assert taken == 1
    assert service.heard == [(path, body)]


def test_dingtalk_is_signed(tree, robot_at, service):
    secret = "SECabcdef0123456789"
    robot = robot_at(tree.workshop, RobotKind.DINGTALK, secret=secret)

    try_robot(officer(Role.OFFICER, tree.county), robot_id=robot.pk)

    [(path, _)] = service.heard
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    signed = f"{query['timestamp']}\n{secret}".encode()
    expected = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    assert query["sign"].replace("%2F", "/").replace("%2B", "+").replace("%3D", "=") == expected


def test_no_title_is_said_unless_the_owner_allows_it(tree, robot_at, service, arranger, morning):
    robot = robot_at(tree.workshop)
    handed_in(tree.workshop, title="CANARY 密封改造")
    minutes_later(morning, 0)
    change_robot(arranger, robot_id=robot.pk, name="班组群", events=ALL, allows_titles=True)
    for number in range(8):
        handed_in(tree.workshop, title=f"夹具 {number}")
    handed_in(tree.workshop, event=Event.IDEA_LATE, title="CANARY 泵")
    minutes_later(morning, 1)

    first, second = texts(service)
    assert "CANARY" not in first
    assert second.splitlines()[1:] == [
        "Ideas handed in: 8",
        *[f"“夹具 {number}”" for number in range(5)],
        "Late ideas: 1",
        "“CANARY 泵”",
        "http://127.0.0.1:8000/desk/",
    ]


def test_titles_that_were_allowed_and_are_forbidden_before_they_are_said_are_not_said(
    tree, robot_at, service, arranger
):
    robot = robot_at(tree.workshop, allows_titles=True)
    handed_in(tree.workshop, title="CANARY")
    change_robot(arranger, robot_id=robot.pk, name="班组群", events=ALL, allows_titles=False)

    let_robots_speak()

    assert "CANARY" not in texts(service)[0]


def test_a_bulk_of_a_thousand_is_one_message(tree, robot_at, service, morning):
    robot_at(tree.workshop)
    handed_in(tree.workshop, times=1000)

    taken = [minutes_later(morning, number) for number in range(3)]

    assert taken == [1, 0, 0]
    assert "Ideas handed in: 1,000" in texts(service)[0]


def test_a_robot_speaks_for_its_own_union_of_its_own_events_and_only_when_on(
    tree, robot_at, service, arranger
):
    robot_at(tree.workshop, events=frozenset({Event.IDEA_LATE}))
    off = robot_at(tree.plant, RobotKind.FEISHU)
    switch_robot(arranger, robot_id=off.pk, is_on=False)
    handed_in(tree.workshop)
    handed_in(tree.sister_workshop, event=Event.IDEA_LATE)
    handed_in(tree.plant)

    assert (let_robots_speak(), service.heard, Announcement.objects.count()) == (0, [], 0)


def test_events_about_people_are_none_for_a_group(tree, robot_at):
    robot = robot_at(tree.workshop, events=frozenset(Event))

    assert set(robot.events) == {
        "idea_handed_in",
        "idea_due_soon",
        "idea_late",
        "call_to_approve",
        "application_arrived",
        "recommendation_arrived",
        "recommendation_returned",
    }


def test_robots_are_silent_at_night(tree, robot_at, service):
    robot_at(tree.workshop)
    with clock.held_at(datetime(2026, 3, 2, 21, 30, tzinfo=CHINA)):
        handed_in(tree.workshop)
        at_night = let_robots_speak()
    with clock.held_at(datetime(2026, 3, 3, 7, 0, tzinfo=CHINA)):
        in_the_morning = let_robots_speak()

    assert (at_night, in_the_morning) == (0, 1)


# -- when it is not taken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"errcode": 93000, "errmsg": "invalid webhook url"}),
        (200, {"code": 19001}),
        (500, {}),
        (404, {}),
    ],
)
def test_what_was_not_taken_is_tried_again_with_what_came_since_in_the_next(
    tree, robot_at, service, morning, answer
):
    robot_at(tree.workshop)
    service.answers.append(answer)
    handed_in(tree.workshop)
    first = minutes_later(morning, 0)
    handed_in(tree.workshop, times=4)

    taken = [minutes_later(morning, number) for number in (1, 2, 3)]

    assert (first, taken) == (0, [1, 1, 0])
    assert [text.splitlines()[1] for text in texts(service)] == [
        "Ideas handed in: 1",
        "Ideas handed in: 1",
        "Ideas handed in: 4",
    ]


def test_after_five_attempts_in_vain_it_is_paused_and_its_owner_is_told(
    tree, robot_at, service, arranger, morning
):
    robot = robot_at(tree.workshop)
    service.answers.extend([(200, {"errcode": 93000})] * 9)
    handed_in(tree.workshop)
    for number in range(40):
        minutes_later(morning, number)

    robot.refresh_from_db()
    assert len(service.heard) == 5
    assert (robot.is_on, robot.paused_at) == (False, morning + timedelta(minutes=15))
    told = Message.objects.get(event=Event.ROBOT_PAUSED)
    assert (told.person_id, told.path) == (arranger.person_id, f"/desk/robots/{robot.pk}/")
    assert AuditEntry.objects.filter(verb="robot.pause", subject_id=robot.pk).count() == 1


def test_a_robot_whose_key_does_not_open_does_not_keep_the_others_silent(tree, robot_at, service, morning):
    broken = robot_at(tree.workshop)
    robot_at(tree.plant, RobotKind.FEISHU)
    Robot.objects.filter(pk=broken.pk).update(key_sealed=b"spoiled")
    handed_in(tree.workshop)
    handed_in(tree.plant)

    assert (minutes_later(morning, 0), len(service.heard)) == (1, 1)


def test_a_paused_robot_that_is_switched_on_again_does_not_say_what_is_over(
    tree, robot_at, service, arranger, morning
):
    robot = robot_at(tree.workshop)
    service.answers.extend([(200, {"errcode": 93000})] * 5)
    handed_in(tree.workshop)
    for number in range(20):
        minutes_later(morning, number)
    switch_robot(arranger, robot_id=robot.pk, is_on=True)
    handed_in(tree.workshop, times=2)

    minutes_later(morning, 30)

    assert texts(service)[-1].splitlines()[1] == "Ideas handed in: 2"


def test_a_robot_is_silent_for_three_seconds_so_at_most_twenty_times_a_minute(
    tree, robot_at, service, arranger, morning
):
    robot = robot_at(tree.workshop)
    spoke, refused = 0, 0
    for second in range(60):
        with clock.held_at(morning + timedelta(seconds=second)):
            try:
                try_robot(arranger, robot_id=robot.pk)
                spoke += 1
            except RobotSpeaking:
                refused += 1

    assert (spoke, refused, len(service.heard)) == (20, 40, 20)


def test_what_comes_up_right_after_a_trial_waits_for_the_next_minute(
    tree, robot_at, service, arranger, morning
):
    robot = robot_at(tree.workshop)
    try_robot(arranger, robot_id=robot.pk)
    handed_in(tree.workshop)

    assert (minutes_later(morning, 0, seconds=2), minutes_later(morning, 0, seconds=3)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_let_it_speak_once(robot_at, tree, service, morning):
    robot_at(tree.workshop)
    handed_in(tree.workshop, times=3)
    taken = []

    def work():
        taken.append(minutes_later(morning, 0))
        taken.append(minutes_later(morning, 1))
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    close_old_connections()

    assert (sum(taken), len(service.heard)) == (1, 1)


# -- who arranges it, and what is kept -------------------------------------------------------------------------------


def test_a_trial_says_for_whom_it_speaks_and_is_recorded(tree, robot_at, service, arranger):
    robot = robot_at(tree.workshop)
    service.answers.append((200, {"errcode": 93000}))

    heard = [try_robot(arranger, robot_id=robot.pk)]
    with clock.held_at(clock.now() + timedelta(seconds=3)):
        heard.append(try_robot(arranger, robot_id=robot.pk))

    assert heard == [False, True]
    assert texts(service)[1] == (
        f"[Xinghe] {tree.workshop.name}\nThis robot will say here what waits at this union."
    )
    accepted = AuditEntry.objects.filter(verb="robot.try").order_by("pk").values_list("after", flat=True)
    assert list(accepted) == [{"accepted": "False"}, {"accepted": "True"}]


def test_neither_key_nor_secret_stands_anywhere_in_the_clear(tree, robot_at):
    secret = "SECabcdef0123456789"
    robot_at(tree.workshop, RobotKind.DINGTALK, secret=secret)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text, encode(key_sealed, 'escape') FROM messaging_robot r")
        kept = "".join(cursor.fetchone())
    recorded = "".join(map(str, AuditEntry.objects.values_list("before", "after", "reason")))
    assert KEY not in kept + recorded
    assert KEY.encode().hex() not in kept
    assert secret not in kept + recorded


def test_one_robot_is_arranged_once_also_where_it_is_not_seen(tree, robot_at):
    robot_at(tree.workshop)

    with pytest.raises(RobotKnown):
        robot_at(tree.workshop)
    with pytest.raises(RobotKnown):
        arrange_robot(
            officer(Role.UNIT_OFFICER, tree.far_workshop),
            union_id=tree.far_workshop.pk,
            kind=RobotKind.WECOM,
            name="x",
            address=ADDRESSES[RobotKind.WECOM],
            events=ALL,
        )
    assert Robot.objects.count() == 1


def test_robots_are_arranged_at_ones_union_and_below_and_nowhere_else(tree, robot_at):
    robot = robot_at(tree.workshop)
    sees = {
        "officer above": officer(Role.OFFICER, tree.city),
        "unit officer": officer(Role.UNIT_OFFICER, tree.workshop),
    }
    misses = {
        "leader": officer(Role.LEADER, tree.county),
        "sister": officer(Role.OFFICER, tree.sister_county),
        "worker": worker(),
    }

    for actor in sees.values():
        with fenced(actor):
            assert [one.pk for one in robots_for(actor)] == [robot.pk]
    for actor in misses.values():
        with fenced(actor), pytest.raises(Missing):
            robot_for(actor, robot.pk)
        for act in (
            lambda actor=actor: switch_robot(actor, robot_id=robot.pk, is_on=False),
            lambda actor=actor: change_robot(
                actor, robot_id=robot.pk, name="x", events=ALL, allows_titles=True
            ),
            lambda actor=actor: remove_robot(actor, robot_id=robot.pk),
            lambda actor=actor: try_robot(actor, robot_id=robot.pk),
        ):
            with pytest.raises(Missing):
                act()
    with pytest.raises(Forbidden):
        arrange_robot(
            officer(Role.LEADER, tree.county),
            union_id=tree.workshop.pk,
            kind=RobotKind.FEISHU,
            name="x",
            address=ADDRESSES[RobotKind.FEISHU],
            events=ALL,
        )


def test_a_removed_robot_leaves_nothing_behind_but_the_record(tree, robot_at, arranger):
    robot = robot_at(tree.workshop)
    handed_in(tree.workshop)

    remove_robot(arranger, robot_id=robot.pk)

    assert (Robot.objects.count(), Announcement.objects.count()) == (0, 0)
    verbs = (
        AuditEntry.objects.filter(subject_kind="messaging.robot")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["robot.arrange", "robot.remove"]


@pytest.mark.parametrize("kind", RobotKind)
def test_only_the_address_that_the_service_gives_out_is_read(kind):
    assert robot_key(kind, f" {ADDRESSES[kind]}\n") == KEY
    others = [address for other, address in ADDRESSES.items() if other is not kind]
    for wrong in (
        "",
        KEY,
        ADDRESSES[kind].replace("https", "http"),
        ADDRESSES[kind].replace(".c", ".evil.c"),
        ADDRESSES[kind].replace("https://", "https://a@"),
        ADDRESSES[kind] + "/../x",
        ADDRESSES[kind] + "&debug=1",
        *others,
    ):
        with pytest.raises(RobotAddressUnread):
            robot_key(kind, wrong)


def test_only_dingtalk_has_a_secret():
    assert robot_secret(RobotKind.DINGTALK, " SECabc12345 ") == "SECabc12345"
    assert robot_secret(RobotKind.FEISHU, "") == ""
    for kind, secret in ((RobotKind.FEISHU, "SECabc12345"), (RobotKind.DINGTALK, "SEC abc/../")):
        with pytest.raises(RobotSecretUnread):
            robot_secret(kind, secret)
