"""The rows of the policy about decisions, awards and numbered papers."""

from typing import Any

from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, key, pk, post
from tests.matrix.rules import Rule, any_of, anybody, both, if_public, power
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power

_READS_CALL = any_of(KINDS["call"], if_public)
_MAKES = both(KINDS["decision"], power(Power.DECISION_MAKE))
_ISSUES = both(KINDS["decision"], power(Power.DECISION_ISSUE))
_NUMBERS = both(KINDS["paper"], power(Power.PAPER_ISSUE))
_WORDS: dict[str, Any] = {"title": "关于公布名单的决定", "body": "正文正文正文正文正文正文"}
_LETTERS = str.maketrans("0123456789", "ABCDEFGHJK")


def _by_its_caller(_world: World, actor: Actor, thing: Thing) -> bool:
    """Each award of the small province was named by its own unit."""
    return thing.union in actor.desks_for(Power.DECISION_MAKE)


def _new_code(_world: World, _actor: Actor, thing: Thing) -> str:
    return "新" + str(thing.pk).translate(_LETTERS)


_REVOKES: Rule = both(KINDS["award"], _by_its_caller)

NAMED_PAGES: dict[str, Route] = {
    "GET public:verify": get(door="public", queries=("", "code=7K3M2")),
    **{
        f"GET public:{name}": get(door="public", thing="award", reads=if_public)
        for name in ("award", "award-qr", "award-certificate", "award-credential")
    },
    "GET desk:decisions": get(queries=("", "mine=on", "state=issued"), search="decision"),
    "GET desk:decision-new": get(door=Power.DECISION_MAKE),
    "POST desk:decision-new": post(
        both(_READS_CALL, power(Power.DECISION_MAKE)),
        door=Power.DECISION_MAKE,
        thing="call",
        reads=_READS_CALL,
        states=("open",),
        in_body=True,
        data={"call": key},
    ),
    "GET desk:decision": get(thing="decision", states=("draft", "issued")),
    "GET desk:decision-edit": get(thing="decision", states=("draft",)),
    "POST desk:decision-edit": post(_MAKES, thing="decision", states=("draft",), data=_WORDS),
    "POST desk:decision-issue": post(
        _ISSUES,
        thing="decision",
        states=("draft",),
        without_end="what is issued is what was read: tests/web/desk/test_decisions.py",
    ),
    "POST desk:decision-drop": post(_MAKES, thing="decision", states=("draft",)),
    "GET desk:decision-paper": get(thing="decision", given={"form": "docx"}),
    "GET desk:decision-page": get(thing="decision", given={"number": 1}, states=("draft",)),
    "POST desk:decision-certificates": post(KINDS["decision"], thing="decision", states=("issued",)),
    "GET desk:awards": get(queries=("", "standing=revoked", "sort=place")),
    **{
        f"GET desk:{name}": get(thing="award")
        for name in ("award", "award-certificate", "award-plaque", "award-credential")
    },
    "POST desk:award-revoke": post(
        _REVOKES,
        thing="award",
        data={"reason": "经核查，成果权属存在争议", "article": "《办法》第十八条"},
    ),
    "GET desk:papers": get(search="paper"),
    "POST desk:series-open": post(
        power(Power.PAPER_ISSUE),
        thing="union",
        in_body=True,
        reads=anybody,
        data={"union": pk, "code": _new_code, "pattern": "{code}〔{year}〕{number}号"},
    ),
    "POST desk:series-close": post(both(KINDS["series"], power(Power.PAPER_ISSUE)), thing="series"),
    "GET desk:paper": get(thing="paper"),
    "GET desk:paper-file": get(thing="paper", given={"form": "pdf"}),
    "POST desk:paper-void": post(_NUMBERS, thing="paper", states=("notice",), data={"reason": "号码写错了"}),
    **{
        f"GET desk:list-export|{name}": get(
            given={"name": name}, queries=("", "format=xlsx", "format=ods", "format=csv"), lists=kind
        )
        for name, kind in (("decisions", "decision"), ("awards", "award"), ("papers", "paper"))
    },
}
