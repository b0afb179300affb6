"""The rows of the policy about judging face to face: sittings, votes, looks on site."""

from tests.matrix.routes import Route, get, post
from tests.matrix.rules import own, writer

_PLACE = {"place": "1"}
_FIRST = {"number": 1}
_ITEMS = {f"holds-{item}": "yes" for item in ("real", "in_use", "figures", "people", "rights", "safety")}
_REPORT = {**_ITEMS, "conclusion": "现场与申报一致，运行正常。", "revision": "1"}

SITTING_PAGES: dict[str, Route] = {
    **{f"GET jury:{name}": get(thing="sitting") for name in ("sitting", "sitting-now", "sitting-screen")},
    # The chair moves it on, and sees scores come in; nobody else on the panel does.
    "POST jury:sitting-call": post(
        writer, thing="sitting", states=("led", "open"), data={**_PLACE, "presenting": "10", "asking": "5"}
    ),
    "POST jury:sitting-part": post(
        writer, thing="sitting", states=("led", "open"), data={**_PLACE, "part": "presenting"}
    ),
    "POST jury:sitting-break": post(writer, thing="sitting", states=("led", "open")),
    "GET jury:chair": get(thing="sitting", reads=writer),
    "GET jury:chair-live": get(thing="sitting", reads=writer),
    "GET jury:votes": get(thing="sitting"),
    "POST jury:vote": post(own, thing="sitting", states=("closed",), given=_FIRST, data={"choice": "yes"}),
    "GET jury:visits": get(thing="site"),
    "POST jury:visit-begin": post(own, thing="site", given=_FIRST, data={"day": "2026-03-02"}),
    **{f"GET jury:{name}": get(thing="visit") for name in ("visit", "visit-print")},
    "POST jury:visit": post(writer, thing="visit", states=("begun", "kept"), data=_REPORT),
    "POST jury:visit-sign": post(writer, thing="visit", states=("kept", "signed"), given={"version": 1}),
}
