"""The rows of the policy about public calls and one's own applications."""

from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, post
from tests.matrix.rules import anybody, both, if_public, writer

_WRITES = both(KINDS["application"], writer)
_FIRST = {"screen": "1"}
_ANSWERS = {"a-title": "小车改进", "a-need": "省力", "revision": ""}

APPLYING_PAGES: dict[str, Route] = {
    "GET public:calls": get(door="public"),
    "GET public:call": get(door="public", thing="call", reads=if_public),
    "GET public:call-qr": get(door="public", thing="call", reads=if_public),
    "GET portal:calls": get(),
    "GET portal:call": get(thing="call", reads=if_public),
    "POST portal:call": post(
        anybody,
        thing="call",
        reads=if_public,
        states=("open",),
        without_end="who is enrolled nowhere below applies nowhere: tests/web/portal/test_applying.py",
    ),
    "GET portal:applications": get(),
    "GET portal:application": get(thing="application"),
    "GET portal:application-write": get(thing="application", given=_FIRST),
    "POST portal:application-write": post(
        _WRITES, thing="application", given=_FIRST, states=("draft",), data=_ANSWERS
    ),
    "POST portal:application-save": post(
        _WRITES, thing="application", given=_FIRST, states=("draft",), data=_ANSWERS
    ),
    "GET portal:application-conditions": get(thing="application"),
    "POST portal:application-hand-in": post(
        _WRITES, thing="application", states=("draft",), without_end="its evidence is lacking"
    ),
    "POST portal:application-withdraw": post(
        _WRITES, thing="application", states=("recommending",), data={"words": "重复申报了"}
    ),
    "POST portal:application-throw-away": post(_WRITES, thing="application", states=("draft",)),
    # Its bytes are packed, so that no mark could be read in them: what it may hold is what the page shows.
    "GET portal:application-paper": get(thing="application", given={"form": "docx"}),
}
