"""Rows of messages that could leak: boxes, choices, robots, and what leaves the house."""

from tests.access.test_checks import union_of
from tests.factories.unions import NOW
from xinghe.messaging.models import Announcement, Dispatch, Message, Preference, Robot


def messaging_rows(world):
    """A box for everybody, and at every union a robot with something to say."""
    found = {
        f"messaging_{name}": [] for name in ("announcement", "dispatch", "message", "preference", "robot")
    }
    for person_id in {actor.person_id for actor in world.actors.values() if actor.person_id}:
        letter = Dispatch.objects.create(person_id=person_id, made_at=NOW, next_at=NOW)
        told = {"event": "idea_answered", "subject_kind": "x", "subject_id": 1, "path": "/x/", "said_at": NOW}
        message = Message.objects.create(person_id=person_id, dispatch=letter, **told)
        choice = Preference.objects.create(person_id=person_id, event="idea_late", pace="daily")
        found["messaging_dispatch"].append((letter, None, person_id, False))
        found["messaging_message"].append((message, None, person_id, False))
        found["messaging_preference"].append((choice, None, person_id, False))
    for number, run in enumerate(world.runs):
        place = {"territory_path": run.territory_path, "industry_path": run.industry_path}
        robot = Robot.objects.create(
            union_id=union_of(run),
            kind="wecom",
            key_index=bytes([number]),
            key_sealed=b"",
            arranged_at=NOW,
            **place,
        )
        words = Dispatch.objects.create(robot=robot, made_at=NOW, next_at=NOW)
        announcement = Announcement.objects.create(
            robot=robot, event="idea_late", said_at=NOW, dispatch=words
        )
        found["messaging_robot"].append((robot, union_of(run), None, False))
        found["messaging_dispatch"].append((words, None, None, False))
        found["messaging_announcement"].append((announcement, None, None, False))
    return found
