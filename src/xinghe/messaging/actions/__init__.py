"""What is done about messages. ``tell`` is what commands above call inside their own transaction."""

from xinghe.messaging.actions.guarding import tell_of_security
from xinghe.messaging.actions.letters import gather_letters, send_letter
from xinghe.messaging.actions.reading import PaceFixed, choose_paces, read_all, read_message
from xinghe.messaging.actions.robots import (
    RobotKnown,
    arrange_robot,
    change_robot,
    remove_robot,
    switch_robot,
)
from xinghe.messaging.actions.speaking import RobotSpeaking, gather_words, send_words, try_robot
from xinghe.messaging.actions.telling import Told, tell, tell_each

__all__ = [
    "PaceFixed",
    "RobotKnown",
    "RobotSpeaking",
    "Told",
    "arrange_robot",
    "change_robot",
    "choose_paces",
    "gather_letters",
    "gather_words",
    "read_all",
    "read_message",
    "remove_robot",
    "send_letter",
    "send_words",
    "switch_robot",
    "tell",
    "tell_each",
    "tell_of_security",
    "try_robot",
]
