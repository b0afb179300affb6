"""The rows of the policy about public notices and objections."""

from datetime import timedelta
from typing import Any

from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, parent, post
from tests.matrix.rules import Rule, both, if_public, power
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.notices.models import NoticeLine

_MAKES = both(KINDS["notice"], power(Power.NOTICE_MAKE))
_PUBLISHES = both(KINDS["notice"], power(Power.NOTICE_PUBLISH))
_HANDLES = both(KINDS["objection"], power(Power.OBJECTION_HANDLE))
_QUERY = "which one stands in the query: tests/web/desk tries it"
_FACES = ("", "format=xlsx", "format=ods", "format=csv")


def _listed(_world: World, _actor: Actor, thing: Thing) -> list[int]:
    return list(NoticeLine.objects.filter(notice=thing.pk).values_list("application", flat=True))


def _handler(_world: World, actor: Actor, _thing: Thing) -> int:
    return actor.person_id or 0


def _later(_world: World, _actor: Actor, _thing: Thing) -> str:
    return (clock.today() + timedelta(days=20)).isoformat()


_DRAFT: dict[str, Any] = {
    "title": "关于更正后名单的公示", "accept": 3, "investigate": 15, "reply": 5, "label_0": "电话",
    "value_0": "027-88738113", "lines": _listed,
}  # fmt: skip
_NOTICE_ACTS: dict[str, tuple[Rule, str, dict[str, Any]]] = {
    "edit": (_MAKES, "draft", _DRAFT),
    "publish": (_PUBLISHES, "draft", {}),
    "throw-away": (_MAKES, "draft", {}),
    "end": (_MAKES, "over", {}),
    "confirm": (_MAKES, "over", {}),
    "correct": (_MAKES, "published", {"correction": "经核查，更正一项内容。"}),
}
_OBJECTION_ACTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "see-seal": ("unit", {}, ""),
    "admit": ("received", {}, ""),
    "refuse": ("received", {"ground": "no_facts", "words": "没有可核查的事实"}, ""),
    "assign": (
        "admissible",
        {"person": _handler},
        "of the desk's own unit, so nobody there is free: tests/web/desk",
    ),
    "find": (
        "fact_finding",
        {"words": "经核查属实"},
        "findings are those of who was appointed: tests/notices",
    ),
    "give-time": ("received", {"until": _later, "words": "需要鉴定材料"}, ""),
    "decide": ("fact_finding", {"outcome": "uphold", "words": "经核查属实"}, ""),
    "reply": ("decided", {"words": "经核查，维持结果"}, ""),
    "reveal": ("received", {"words": "电话核实情况"}, ""),
}
_OBJECTS: dict[str, Any] = {
    "key": "k1", "line": parent, "text": "该成果早已由他人完成并使用。", "objecting": "person", "name": "欧阳举报",
    "address": "宜昌市伍家岗区", "phone": "13977665544",
}  # fmt: skip

NOTICED_PAGES: dict[str, Route] = {
    "GET public:notices": get(door="public"),
    **{
        f"GET public:{name}": get(door="public", thing="notice", reads=if_public)
        for name in ("notice", "notice-paper", "notice-list", "notice-qr")
    },
    "GET public:notice-object": get(door="public", thing="notice", reads=if_public),
    # Whoever looks through somebody else's eyes objects in nobody's name.
    "POST public:notice-object": post(
        if_public, door="public", thing="notice", reads=if_public, states=("published",), data=_OBJECTS
    ),
    "GET public:receipt": get(door="public"),
    "POST public:receipt": post(
        door="public", missing=True, data={"code": "0000000000"}, without_end="it only tells"
    ),
    "GET desk:notices": get(queries=("", "mine=on", "state=draft"), search="notice"),
    "GET desk:notice-new": get(door=Power.NOTICE_MAKE),
    "POST desk:notice-new": post(door=Power.NOTICE_MAKE, without_end=_QUERY),
    "GET desk:notice": get(thing="notice"),
    "GET desk:notice-edit": get(thing="notice", states=("draft",)),
    "GET desk:notice-paper": get(thing="notice", states=("draft",)),
    **{
        f"POST desk:notice-{name}": post(act, thing="notice", states=(state,), data=data)
        for name, (act, state, data) in _NOTICE_ACTS.items()
    },
    "GET desk:objections": get(
        door=Power.OBJECTION_READ, queries=("", "mine=on", "all=on", "late=on", "state=received")
    ),
    "GET desk:objection-new": get(door=Power.OBJECTION_HANDLE, missing=True),
    "POST desk:objection-new": post(door=Power.OBJECTION_HANDLE, missing=True, without_end=_QUERY),
    "GET desk:objection": get(thing="objection"),
    **{
        f"POST desk:objection-{name}": post(
            _HANDLES, thing="objection", states=(state,), data=data, without_end=without_end
        )
        for name, (state, data, without_end) in _OBJECTION_ACTS.items()
    },
    "GET desk:list-export|notices": get(given={"name": "notices"}, queries=_FACES, lists="notice"),
    "GET desk:list-export|objections": get(given={"name": "objections"}, queries=_FACES),
}
