"""The rows of the policy about the pool of judges and about arranging panels; and the draws that anybody checks."""

from typing import Any

from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, post
from tests.matrix.rules import Rule, anybody, both, power
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.reviews.models import Seat

_KEEPS = both(KINDS["judge"], power(Power.JUDGE_KEEP))
_ARRANGES = both(KINDS["panel"], power(Power.PANEL_ARRANGE))
_CLOSES = both(KINDS["panel"], power(Power.PANEL_CLOSE))


def _seat(_world: World, _actor: Actor, thing: Thing) -> str:
    return Seat.objects.filter(panel=thing.pk).values_list("code", flat=True).first() or ""


def _conflict(world: World, _actor: Actor, thing: Thing) -> int:
    return next(one.pk for one in world.things.of("conflict") if one.union == thing.union)


_REASON = {"reason": "核实后并非亲属"}
_PROMISE = {"supervisor": "监督组 周敏", "most_of_employer": 1}
_UNSEEN = "nothing was promised yet: tests/web/desk/test_draws"
_NO_ENTRY = "entries lie before the province's panels alone: tests/web/desk"
# Name → who may, the state in which it comes off, what is sent, what the address names besides, why it has no end here.
_ACTS: dict[str, tuple[Rule, str, dict[str, Any], dict[str, Any], str]] = {
    "commit": (_ARRANGES, "draft", _PROMISE, {}, ""),
    "reveal": (_ARRANGES, "draft", {}, {}, _UNSEEN),
    "commit-order": (_ARRANGES, "draft", _PROMISE, {}, "no defence here: tests/web/desk/test_draws"),
    "reveal-order": (_ARRANGES, "draft", {}, {}, _UNSEEN),
    "invite": (_ARRANGES, "drawn", {}, {}, ""),
    "chair": (_ARRANGES, "drawn", {"seat": _seat}, {}, ""),
    "vacate": (_ARRANGES, "drawn", {"seat": _seat, **_REASON}, {}, ""),
    "assign": (_ARRANGES, "open", {}, {}, ""),
    "open": (_ARRANGES, "drawn", {}, {}, "it must be invited first: tests/web/desk/test_panels"),
    "close": (_CLOSES, "open", {}, {}, ""),
    "grant-correction": (
        _CLOSES,
        "open",
        {},
        {"correction_id": 1},
        "nobody asked: tests/web/desk/test_panel_corrections",
    ),
    "find-conflicts": (_ARRANGES, "draft", {}, {}, ""),
    "pin-conflict": (_ARRANGES, "draft", {"kind": "kin", "words": "表兄弟关系"}, {}, _NO_ENTRY),
    "ask-lift": (_ARRANGES, "draft", _REASON, {"conflict_id": _conflict}, ""),
    "grant-lift": (_ARRANGES, "draft", {}, {"conflict_id": _conflict}, "nobody has asked: tests/web/desk"),
}
_FACES = ("", "format=xlsx", "format=ods", "format=csv")
_JUDGE = {"fields_named": ["tools"], "employer": "第二研究院"}

PANEL_PAGES: dict[str, Route] = {
    "GET desk:judges": get(queries=("", "free=on", "field=tools", "sort=employer"), search="judge"),
    "GET desk:judge-new": get(door=Power.JUDGE_KEEP, queries=("", "q=李"), search="person"),
    "POST desk:judge-new": post(
        door=Power.JUDGE_KEEP, without_end="the person stands in the address: tests/web/desk/test_judges"
    ),
    "GET desk:judge": get(thing="judge"),
    "POST desk:judge-change": post(_KEEPS, thing="judge", data=_JUDGE),
    "POST desk:judge-time": post(_KEEPS, thing="judge", data={"load_wish": 7}),
    "POST desk:judge-switch": post(_KEEPS, thing="judge"),
    "GET desk:panels": get(queries=("", "mine=on", "state=drawn", "sort=closes"), search="call"),
    "GET desk:panel-new": get(door=Power.PANEL_ARRANGE),
    "POST desk:panel-new": post(
        door=Power.PANEL_ARRANGE, without_end="the call stands in the address: tests/web/desk/test_panels"
    ),
    "GET desk:panel": get(thing="panel"),
    **{
        f"GET desk:panel-{name}": get(thing="panel")
        for name in ("draw", "assignment", "names", "conflicts", "corrections")
    },
    **{
        f"GET desk:panel-draw-{name}": get(thing="panel", states=("drawn",), given={"purpose": "judges"})
        for name in ("record", "paper")
    },
    **{
        f"POST desk:panel-{name}": post(
            act, thing="panel", states=(state,), data=data, given=given, without_end=without_end
        )
        for name, (act, state, data, given, without_end) in _ACTS.items()
    },
    "GET public:draw": get(door="public", thing="panel", states=("drawn",), reads=anybody),
    "GET public:draw-qr": get(door="public", thing="panel", states=("drawn",), reads=anybody),
    "GET public:draw-record": get(
        door="public", thing="panel", states=("drawn",), reads=anybody, given={"purpose": "judges"}
    ),
    "GET desk:list-export|panels": get(given={"name": "panels"}, queries=_FACES),
    "GET desk:list-export|judges": get(given={"name": "judges"}, queries=_FACES, lists="judge"),
}
