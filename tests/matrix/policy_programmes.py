"""The rows of the policy about calls and applications."""

from typing import Any

from tests.matrix.applied import DIGEST, KIND, STATES
from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, pk, post, union_name
from tests.matrix.rules import Rule, any_of, anybody, both, if_public, nobody, power
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.programmes.rules.seal import check_word

_READS_CALL = any_of(KINDS["call"], if_public)
_MAKES = both(KINDS["call"], power(Power.CALL_MAKE))
_APPROVES = both(KINDS["call"], power(Power.CALL_APPROVE))


def _at_desk(needed: Power) -> Rule:
    return both(KINDS["application"], power(needed, at="desk"))


def _union_number(_world: World, _actor: Actor, thing: Thing) -> int:
    return thing.union or 0


_REASON = {"reason": "写错了单位"}
_SENT_BACK = {"reasons": ["material_incomplete"], "words": "缺少证明材料", "days": 5}
_DRAFT = {
    "title": "改过的评选", "judges_per_entry": 5, "method": "trimmed", "settling": "score", "notice_days": 5,
    "points_new": 50, "points_useful": 50,
}  # fmt: skip
_CALL_ACTS: dict[str, tuple[Rule, str, dict[str, Any]]] = {
    "edit": (_MAKES, "draft", _DRAFT),
    "copy": (_MAKES, "open", {"title": "又一次评选", "year": 2027}),
    "places-save": (_MAKES, "open", {"remove": _union_number}),
    "places-add": (_MAKES, "open", {"union": union_name, "most": 5}),
    "places-same": (_MAKES, "open", {"kind": "unit", "most": 2}),
    "send": (_MAKES, "draft", {}),
    "approve": (_APPROVES, "in_approval", {}),
    "send-back": (_APPROVES, "in_approval", _REASON),
    "open": (_MAKES, "approved", {}),
    "cancel": (_MAKES, "draft", _REASON),
    "extend": (_MAKES, "open", {**_REASON, "until": "2099-01-01T10:00"}),
    "grant": (_APPROVES, "open", {}),
}
_NO_STAGE = "the small kind has no such stage"
_ACTS: dict[str, tuple[Rule, str, dict[str, Any], str]] = {
    "forward": (_at_desk(Power.APPLICATION_FORWARD), "recommending", {"opinion": "同意"}, ""),
    "return": (_at_desk(Power.APPLICATION_FORWARD), "recommending", _SENT_BACK, ""),
    "decline": (_at_desk(Power.APPLICATION_FORWARD), "recommending", _SENT_BACK, ""),
    "undo-forward": (nobody, "recommending", {}, "tests/programmes tries a step back after a step"),
    "take-back": (
        _at_desk(Power.APPLICATION_DECIDE),
        "decision",
        {},
        "tests/programmes tries a step back after a step",
    ),
    "seal": (
        both(KINDS["application"], power(Power.APPLICATION_SEAL)),
        "unit",
        {"word": check_word(DIGEST)},
        "",
    ),
    "admit": (_at_desk(Power.APPLICATION_EXAMINE), "formal_check", {}, ""),
    "ask-for-more": (_at_desk(Power.APPLICATION_EXAMINE), "formal_check", _SENT_BACK, ""),
    "shortlist": (_at_desk(Power.APPLICATION_DECIDE), "first_review", {}, _NO_STAGE),
    "visit": (_at_desk(Power.APPLICATION_DECIDE), "first_review", {}, _NO_STAGE),
    "conclude": (_at_desk(Power.APPLICATION_DECIDE), "first_review", {}, ""),
    "propose": (_at_desk(Power.APPLICATION_DECIDE), "decision", {"grade": "second"}, ""),
    "remove": (_at_desk(Power.APPLICATION_DECIDE), "proposed", {"words": "重复申报了"}, ""),
}

PROGRAMME_PAGES: dict[str, Route] = {
    "GET desk:calls": get(queries=("", "mine=on", "state=draft"), search="call"),
    "GET desk:call-new": get(door=Power.CALL_MAKE),
    "POST desk:call-new": post(
        power(Power.CALL_MAKE),
        door=Power.CALL_MAKE,
        thing="union",
        in_body=True,
        reads=anybody,
        data={"kind": KIND, "union": pk, "title": "新的评选", "year": 2026},
    ),
    "GET desk:call": get(thing="call", reads=_READS_CALL),
    "GET desk:call-edit": get(thing="call", states=("draft",)),
    "GET desk:call-places": get(thing="call", reads=_READS_CALL),
    **{
        f"POST desk:call-{name}": post(act, thing="call", reads=_READS_CALL, states=(state,), data=data)
        for name, (act, state, data) in _CALL_ACTS.items()
    },
    "GET desk:applications": get(queries=("", "mine=on", "late=on", "sort=since"), search="application"),
    "GET desk:application-order": get(door=Power.APPLICATION_FORWARD),
    "POST desk:application-order-save": post(door=Power.APPLICATION_FORWARD),
    "GET desk:application": get(thing="application", states=tuple(STATES)),
    **{
        f"POST desk:application-{name}": post(
            act, thing="application", states=(state,), data=data, without_end=without_end
        )
        for name, (act, state, data, without_end) in _ACTS.items()
    },
    **{
        f"GET desk:list-export|{name}": get(
            given={"name": name}, queries=("", "format=xlsx", "format=ods", "format=csv"), lists=kind
        )
        for name, kind in (("calls", "call"), ("applications", "application"))
    },
}
