"""The rows of the policy about what a panel found: nothing before the freeze, then for who ranks, at the release for who looks on."""

from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, post
from tests.matrix.rules import both, power
from xinghe.access.powers import Power

_RANKS = both(KINDS["ranked"], power(Power.PANEL_RANK))
_ARRANGES = both(KINDS["ranked"], power(Power.PANEL_ARRANGE))
_STATES = ("closed", "ranked", "released")
_ASKED = {"application": "V0000000", "seat": "S0000000", "closes_at": "2099-01-01T10:00"}
_MINUTES = "held_on=2026-03-02&place=x&led_by=y&present=z"
_TRIED = "tests/web/desk/test_panel_award.py asks judges who are there"

AWARD_PAGES: dict[str, Route] = {
    **{
        f"GET desk:panel-{name}": get(thing="ranked", states=_STATES)
        for name in ("award", "meeting", "release")
    },
    "POST desk:panel-award-freeze": post(_RANKS, thing="ranked", states=("closed",)),
    "POST desk:panel-award-ask": post(
        _ARRANGES, thing="ranked", states=("ranked",), data=_ASKED, without_end=_TRIED
    ),
    "POST desk:panel-award-ask-anew": post(
        _RANKS,
        thing="ranked",
        states=("released",),
        data={"reason": "回避未报"},
        without_end="tests/web/desk/test_panel_award.py finds a conflict first",
    ),
    "POST desk:panel-award-rank-anew": post(
        _RANKS,
        thing="ranked",
        states=("released",),
        given={"rerank_id": 1},
        without_end="tests/web/desk/test_panel_award.py asks for it first",
    ),
    **{
        f"GET desk:panel-award-record|{form}": get(thing="ranked", states=("released",), given={"form": form})
        for form in ("json", "csv")
    },
    "GET desk:panel-minutes": get(
        thing="ranked", states=("released",), reads=_RANKS, queries=(f"{_MINUTES}&format=docx",)
    ),
    "POST desk:panel-release-together": post(
        _RANKS, thing="ranked", states=("ranked",), data={"with": lambda _world, _actor, thing: thing.key}
    ),
    "POST desk:panel-tell-declined": post(
        _ARRANGES,
        thing="ranked",
        states=("released",),
        without_end="tests/web/desk/test_panel_release.py declines first",
    ),
    "GET desk:list-export|award-sheet": get(given={"name": "award-sheet"}, queries=("", "format=csv")),
}
