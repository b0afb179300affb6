"""Arrange group robots: who may speak where, of what, and whether titles may be named."""

from django.db import IntegrityError, transaction

from xinghe.access.fence import open_fence
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.vault import vault
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.inserting import reserve_numbers
from xinghe.messaging.actions.telling import MESSENGER
from xinghe.messaging.models import Robot
from xinghe.messaging.rules.robots import robot_key, robot_secret, sealed_place, speakable
from xinghe.messaging.vocab import Event, RobotKind
from xinghe.unions.queries import union_for


class RobotKnown(Refusal):
    """One robot is arranged once, or two unions would share the 20 messages a minute that its service takes."""

    code = "robot_known"
    message = gettext_noop(
        "This robot is set up already. Add another robot to the group and copy its address."
    )


@command
def arrange_robot(
    work: Work,
    *,
    union_id: int,
    kind: RobotKind,
    name: str,
    address: str,
    secret: str = "",
    events: frozenset[Event],
    allows_titles: bool = False,
) -> Robot:
    """Let the robot of a group speak for a union. Of its address only the key is kept, sealed.

    Refuses: Missing, Forbidden, RobotAddressUnread, RobotSecretUnread, RobotKnown.
    """
    union = union_for(work.actor, union_id)
    work.require(Power.ROBOT_ARRANGE, union)
    key, sign = robot_key(kind, address), robot_secret(kind, secret)
    number = reserve_numbers(Robot, 1)[0]
    robot = Robot(
        pk=number,
        union=union,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
        kind=kind,
        name=name.strip(),
        key_sealed=vault().seal(key, place=sealed_place(number, "key")),
        key_index=vault().index(key, kind=f"robot {kind}"),
        secret_sealed=vault().seal(sign, place=sealed_place(number, "secret")) if sign else b"",
        events=speakable(events),
        allows_titles=allows_titles,
        arranged_by_id=work.actor.person_id,
        arranged_at=work.now,
    )
    try:
        with transaction.atomic():
            robot.save(force_insert=True)
    except IntegrityError:  # also where the actor does not see it: the index knows every robot
        raise RobotKnown from None
    work.record("robot.arrange", robot, name=(None, robot.name), union=(None, union.pk))
    return robot


@command
def change_robot(
    work: Work, *, robot_id: int, name: str, events: frozenset[Event], allows_titles: bool
) -> Robot:
    """Say anew what a robot is called, of what it speaks, and whether it may name titles. Refuses: Missing, Forbidden."""
    robot = work.claim(Robot, robot_id)
    work.require(Power.ROBOT_ARRANGE, robot)
    before = robot.name, " ".join(robot.events), robot.allows_titles
    robot.name, robot.events, robot.allows_titles = name.strip(), speakable(events), allows_titles
    robot.save(update_fields=["name", "events", "allows_titles"])
    work.record(
        "robot.change",
        robot,
        name=(before[0], robot.name),
        events=(before[1], " ".join(robot.events)),
        allows_titles=(before[2], allows_titles),
    )
    return robot


@command
def switch_robot(work: Work, *, robot_id: int, is_on: bool) -> Robot:
    """Let a robot speak or be silent. What came up while it was silent is not said later. Refuses: Missing, Forbidden."""
    robot = work.claim(Robot, robot_id)
    work.require(Power.ROBOT_ARRANGE, robot)
    before = robot.is_on
    robot.is_on, robot.paused_at = is_on, None
    robot.save(update_fields=["is_on", "paused_at"])
    work.record("robot.switch", robot, is_on=(before, is_on))
    return robot


@command
def remove_robot(work: Work, *, robot_id: int) -> None:
    """Forget a robot, its key, and what it had to say. Refuses: Missing, Forbidden."""
    robot = work.claim(Robot, robot_id)
    work.require(Power.ROBOT_ARRANGE, robot)
    work.record("robot.remove", robot, name=(robot.name, None), union=(robot.union_id, None))
    # What it had to say lies where only the machine that says it can see.
    open_fence(MESSENGER)
    robot.delete()
    open_fence(work.actor)
