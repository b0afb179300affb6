"""The rows of the policy about a judge's own pages: nobody has them but who sits, whatever offices they hold."""

from tests.matrix.routes import Route, get, post
from tests.matrix.rules import own

_SEATED = ("open", "closed", "released")
_POINTS = {"p-new": "30", "p-useful": "30.5", "comment": "思路新"}
_FIRST = {"number": 1}
_PICTURE = {**_FIRST, "name": "EV08-1.jpg"}
_ACTS = {
    "entry": ("open", _POINTS),
    "entry-save": ("open", _POINTS),
    "entry-score": ("open", _POINTS),
    "entry-abstain": ("open", {"reason": "不熟悉这个专业"}),
    "entry-conflict": ("open", {"kind": "kin", "words": "第一完成人是我表弟"}),
    "entry-correct": ("closed", {**_POINTS, "reason": "两栏填反了"}),
}

REVIEWING_PAGES: dict[str, Route] = {
    "GET jury:home": get(),
    "GET jury:availability": get(),
    "POST jury:availability-say": post(own, thing="availability", data={"load_wish": "8"}),
    "POST jury:accept": post(own, thing="seat", states=("invited",)),
    "POST jury:decline": post(own, thing="seat", states=("invited",), data={"words": "那几天在外地"}),
    **{f"GET jury:{name}": get(thing="seat", states=_SEATED) for name in ("panel", "sheet", "receipts")},
    "POST jury:sheet-send": post(
        own, thing="seat", states=("open",), without_end="without a file nothing is sent: tests/web/jury"
    ),
    "GET jury:entry": get(thing="judged", given=_FIRST),
    "GET jury:entry-file": get(thing="judged", given=_PICTURE),
    "GET jury:entry-preview": get(thing="judged", given=_PICTURE),
    **{
        f"POST jury:{name}": post(own, thing="judged", states=(state,), given=_FIRST, data=data)
        for name, (state, data) in _ACTS.items()
    },
}
