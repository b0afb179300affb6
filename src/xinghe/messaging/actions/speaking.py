"""Let group robots speak: what happened within a minute is one message, sent until it is taken or the robot is paused."""

import logging
from datetime import timedelta
from importlib import import_module
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.vault import vault
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.messaging.actions.telling import tell
from xinghe.messaging.models import Announcement, Dispatch, Robot
from xinghe.messaging.queries import words_due
from xinghe.messaging.rules.pacing import is_quiet
from xinghe.messaging.rules.robots import next_word_at, robot_text, sealed_place, trial_text
from xinghe.messaging.vocab import SECONDS_BETWEEN_WORDS, Event, RobotKind

log = logging.getLogger(__name__)

MOST_AT_A_TIME = 500
# Apprise's module and class for each service, and what it calls the key.
_PLUGINS = {
    RobotKind.WECOM: ("wecombot", "NotifyWeComBot", "key"),
    RobotKind.DINGTALK: ("dingtalk", "NotifyDingTalk", "token"),
    RobotKind.FEISHU: ("feishu", "NotifyFeishu", "token"),
}
_WHY = "a robot repeats what happened; what happened is in the record"
_GATHERING_LOCK = 7_215_004


class RobotSpeaking(Refusal):
    """It said something just now."""

    code = "robot_speaking"
    message = gettext_noop(
        "A robot is silent for %(seconds)s seconds after each message, so that its service takes them all. "
        "Try again in a moment."
    )
    status = 429


@command
def try_robot(work: Work, *, robot_id: int) -> bool:
    """Let a robot say, once and now, for which union it speaks; whether its service took it.

    Refuses: Missing, RobotSpeaking.
    """
    # Not claimed: a lock for update would keep everybody waiting who tells this robot something meanwhile.
    rows = within(work.actor, Power.ROBOT_ARRANGE, Robot.objects.select_related("union").filter(pk=robot_id))
    robot = rows.select_for_update(of=("self",), no_key=True).first()
    if robot is None:
        raise Missing
    if _is_speaking(work, robot):
        raise RobotSpeaking(seconds=SECONDS_BETWEEN_WORDS)
    with translation.override(settings.LANGUAGE_CODE):
        text = trial_text(union_name=robot.union.name, translate=gettext)
    accepted = _say(robot, text)
    # A message that was not taken counts as well for the service.
    robot.spoke_at = work.now
    robot.save(update_fields=["spoke_at"])
    work.record("robot.try", robot, accepted=(None, accepted))
    return accepted


@command
def gather_words(work: Work) -> int:
    """Write down one message for each robot that has something to say, and what goes into it; how many.

    A robot whose last message was not taken yet gathers on. At night robots are silent.
    """
    work.leave_unrecorded(_WHY)
    if is_quiet(work.now):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GATHERING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    Announcement.objects.filter(dispatch__isnull=True, robot__is_on=False).delete()
    waiting = Announcement.objects.filter(dispatch__isnull=True)
    unsent = Dispatch.objects.filter(
        sent_at__isnull=True, given_up_at__isnull=True, robot_id=OuterRef("robot_id")
    )
    ready = waiting.filter(~Exists(unsent)).order_by("robot_id").values_list("robot_id", flat=True)
    robots = list(ready.distinct()[:MOST_AT_A_TIME])
    for robot_id in robots:
        made = Dispatch.objects.create(robot_id=robot_id, made_at=work.now, next_at=work.now)
        waiting.filter(robot_id=robot_id).update(dispatch=made)
    return len(robots)


@command
def send_words(work: Work, *, dispatch_id: int) -> bool:
    """Let a robot say one message that was written down; whether it was taken.

    Robot and message are locked meanwhile, so that of two processes one speaks. After the last attempt in vain the
    robot is paused and whoever set it up is told.
    """
    work.leave_unrecorded(_WHY)
    rows = words_due(work.now).select_related("robot__union").filter(pk=dispatch_id)
    found = rows.select_for_update(of=("self", "robot"), no_key=True, skip_locked=True).first()
    if found is None:
        return False
    robot = found.robot
    assert robot is not None, "words are a robot's"
    if not robot.is_on:
        found.delete()
        return False
    if _is_speaking(work, robot):
        return False
    found.attempts += 1
    robot.spoke_at = work.now
    robot.save(update_fields=["spoke_at"])
    if _is_taken(found, robot):
        found.sent_at, found.failure = work.now, ""
    else:
        next_at = next_word_at(attempts=found.attempts, now=work.now)
        found.failure = "not taken"
        found.next_at, found.given_up_at = next_at or work.now, None if next_at else work.now
        if next_at is None:
            _pause(work, robot)
    found.save(update_fields=["attempts", "sent_at", "given_up_at", "next_at", "failure"])
    return found.sent_at is not None


def _is_taken(dispatch: Dispatch, robot: Robot) -> bool:
    try:
        return _say(robot, _text(dispatch, robot))
    except Exception:  # a key that does not open, say: it must not keep the other robots waiting
        log.exception("robot %s could not speak", robot.pk)
        return False


def _pause(work: Work, robot: Robot) -> None:
    robot.is_on, robot.paused_at = False, work.now
    robot.save(update_fields=["is_on", "paused_at"])
    work.record("robot.pause", robot, is_on=(True, False))
    tell(
        work,
        people=[robot.arranged_by_id] if robot.arranged_by_id else [],
        event=Event.ROBOT_PAUSED,
        subject_kind="messaging.robot",
        subject_id=robot.pk,
        path=f"/desk/robots/{robot.pk}/",
        title=robot.name,
    )


def _is_speaking(work: Work, robot: Robot) -> bool:
    return robot.spoke_at is not None and work.now - robot.spoke_at < timedelta(seconds=SECONDS_BETWEEN_WORDS)


def _text(dispatch: Dispatch, robot: Robot) -> str:
    counts: dict[Event, int] = {}
    titles: dict[Event, list[str]] = {}
    for one in dispatch.announcements.order_by("pk").values_list("event", "number", "title"):
        event = Event(one[0])
        counts[event] = counts.get(event, 0) + one[1]
        # Asked again: titles may have been forbidden since.
        if robot.allows_titles and one[2]:
            titles.setdefault(event, []).append(one[2])
    with translation.override(settings.LANGUAGE_CODE):
        return robot_text(
            counts, titles, union_name=robot.union.name, origin=settings.XINGHE.origin, translate=gettext
        )


def _say(robot: Robot, text: str) -> bool:
    """Hand ``text`` to the robot's service; whether it was taken."""
    key = vault().open(bytes(robot.key_sealed), place=sealed_place(robot.pk, "key"))
    sealed = bytes(robot.secret_sealed)
    secret = vault().open(sealed, place=sealed_place(robot.pk, "secret")) if sealed else None
    return bool(_plugin(RobotKind(robot.kind), key, secret).notify(body=text))


def _plugin(kind: RobotKind, key: str, secret: str | None) -> Any:  # Any: Apprise's plugins have no types
    """Apprise's way to one robot. Loaded late: only the worker and a trial need it."""
    from apprise import AppriseAsset

    name, plugin, argument = _PLUGINS[kind]
    module: Any = import_module(f"apprise.plugins.{name}")
    if not isinstance(module.requests, _Attentive):
        module.requests = _Attentive(module.requests)
    given = {argument: key} | ({"secret": secret} if secret else {})
    asset = AppriseAsset(app_id="Xinghe", http_redirects=False)
    return getattr(module, plugin)(**given, asset=asset, rto=5.0, cto=5.0)


class _Attentive:
    """``requests`` as Apprise's plugins see it, which reads the answer as well.

    All three services answer a dead key or too many messages with status 200 and a code in the body; Apprise takes
    every 200 for a success.
    """

    def __init__(self, requests: Any) -> None:
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Send; an answer that says no is a ``RequestException``, which the plugins know."""
        answer = self._requests.post(*args, **kwargs)
        if answer.status_code == 200:
            try:
                said = orjson.loads(answer.content)
            except orjson.JSONDecodeError:
                said = {}
            if isinstance(said, dict) and (said.get("errcode") or said.get("code")):
                raise self._requests.RequestException("the service said no")
        return answer
