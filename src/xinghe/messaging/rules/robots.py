"""What a group robot is given by its service, and what it says."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.messaging.vocab import MOST_TITLES, ROBOT_KIND_LABELS, TERMS, Event, RobotKind

# The address that each service shows when a robot is added to a group. Only the key in it is kept, and messages go
# to the host that stands here: nobody can point a robot at a machine of their own.
_ADDRESSES: Final[Mapping[RobotKind, tuple[str, str]]] = {
    RobotKind.WECOM: (
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([0-9A-Za-z_-]{8,100})",
    ),
    RobotKind.DINGTALK: (
        "https://oapi.dingtalk.com/robot/send?access_token=",
        r"https://oapi\.dingtalk\.com/robot/send\?access_token=([0-9A-Za-z]{8,100})",
    ),
    RobotKind.FEISHU: (
        "https://open.feishu.cn/open-apis/bot/v2/hook/",
        r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([0-9A-Za-z_-]{8,100})/?",
    ),
}
_BEGINS: Final = gettext_noop("[Xinghe] %(union)s")
# Minutes until the next attempt after the first, second, … in vain. A group waits minutes for its robot, not hours.
_WAITS: Final = (1, 2, 4, 8)
_SECRET: Final = re.compile(r"[0-9A-Za-z]{8,100}")


class RobotAddressUnread(Refusal):
    """The address is none that the service gives out."""

    code = "robot_address_unread"
    message = gettext_noop(
        "This is no address of a robot of %(kind)s: it begins with %(begins)s. Copy it whole from the group's settings."
    )
    status = 422


class RobotSecretUnread(Refusal):
    """The signing secret cannot be one."""

    code = "robot_secret_unread"
    message = gettext_noop(
        "Only DingTalk robots have a signing secret here, of 8 to 100 letters and digits. "
        "Copy it again, or leave the field empty."
    )
    status = 422


def robot_key(kind: RobotKind, address: str) -> str:
    """The key in a robot's address. Refuses: RobotAddressUnread."""
    begins, pattern = _ADDRESSES[kind]
    found = re.fullmatch(pattern, address.strip())
    if found is None:
        raise RobotAddressUnread(kind=Phrase(ROBOT_KIND_LABELS[kind]), begins=begins)
    return found[1]


def robot_secret(kind: RobotKind, secret: str) -> str:
    """The signing secret, empty where there is none. Refuses: RobotSecretUnread."""
    secret = secret.strip()
    if secret and (kind is not RobotKind.DINGTALK or not _SECRET.fullmatch(secret)):
        raise RobotSecretUnread
    return secret


def trial_text(*, union_name: str, translate: Callable[[str], str]) -> str:
    """What a robot says when it is tried."""
    begins = translate(_BEGINS) % {"union": union_name}
    return "\n".join([begins, translate(gettext_noop("This robot will say here what waits at this union."))])


def robot_text(
    counts: Mapping[Event, int],
    titles: Mapping[Event, Sequence[str]],
    *,
    union_name: str,
    origin: str,
    translate: Callable[[str], str],
) -> str:
    """What a robot says: the union, how many of what, titles where they are allowed, and where to go.

    It begins with the product's name, which DingTalk and Feishu may be set to ask of every message.
    """
    lines = [translate(_BEGINS) % {"union": union_name}]
    for event, count in counts.items():
        lines.append(
            translate(gettext_noop("%(what)s: %(count)s"))
            % {"what": translate(TERMS[event].label), "count": f"{count:,}"}
        )
        shown = [f"“{title}”" for title in titles.get(event, ()) if title][:MOST_TITLES]
        lines += shown
    lines.append(origin + (TERMS[next(iter(counts))].list_path if len(counts) == 1 else "/desk/"))
    return "\n".join(lines)


def next_word_at(*, attempts: int, now: datetime) -> datetime | None:
    """When a robot tries again after so many attempts in vain; None when it is to be paused."""
    return now + timedelta(minutes=_WAITS[attempts - 1]) if attempts <= len(_WAITS) else None


def speakable(events: frozenset[Event]) -> list[str]:
    """The events a robot may speak of, in their own order; others are left out."""
    return [str(event) for event in Event if event in events and TERMS[event].for_robots]


def sealed_place(robot_id: int, what: str) -> str:
    """Where a robot's key or secret lies, for the vault."""
    return f"messaging_robot|{what}_sealed|{robot_id}"
