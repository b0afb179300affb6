"""The rows of the policy about arranging: the tree, people and their offices, robots and webhooks."""

from tests.matrix.readers import KINDS
from tests.matrix.routes import Route, get, pk, post, union_name
from tests.matrix.rules import both, power
from xinghe.access.powers import Power

_REASON = {"reason": "写错了单位", "words": "写错了单位"}
_ARRANGES = both(KINDS["union"], power(Power.UNION_ARRANGE))
_ENROLS = both(KINDS["person"], power(Power.PERSON_ENROL))
_ROBOT = {"name": "新群", "events": ["idea_handed_in"]}
_ENDPOINT = {"url": "https://hooks.example.org/", "names": ["result.cleared"]}
_ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=c0ffee00-c0ff-ee00-c0ff-ee00c0ffee00"
_THEIRS = "of the sign-in library, which tests/accounts tries"

ARRANGING_PAGES: dict[str, Route] = {
    "GET desk:unions": get(search=""),
    "GET desk:union": get(thing="union"),
    "GET desk:union-poster": get(thing="union"),
    "GET desk:union-qr": get(thing="union"),
    "POST desk:union-add": post(
        _ARRANGES, thing="union", data={"name": "新工会", "kind": "unit", "from_date": "2026-03-01"}
    ),
    "POST desk:union-move": post(
        _ARRANGES,
        thing="union",
        without_end="a tree of its own: tests/access/test_reparenting.py",
        data={"parent": "星河省总工会", "line": "territory", "from_date": "2026-03-01"},
    ),
    "POST desk:union-rename": post(
        _ARRANGES, thing="union", data={"name": "新名工会", "from_date": "2026-03-01"}
    ),
    "GET desk:people": get(search="person"),
    "GET desk:person-new": get(door=Power.PERSON_ENROL),
    "POST desk:person-new": post(
        power(Power.PERSON_ENROL),
        door=Power.PERSON_ENROL,
        thing="union",
        in_body=True,
        data={"name": "新人", "staff_number": "XR000001", "union": union_name},
    ),
    "GET desk:person": get(thing="person"),
    "POST desk:person-password": post(_ENROLS, thing="person"),
    "POST desk:person-factors": post(_ENROLS, thing="person", data=_REASON, without_end=_THEIRS),
    "POST desk:person-close": post(_ENROLS, thing="person", data=_REASON),
    "POST desk:office-give": post(
        both(KINDS["person"], power(Power.UNION_APPOINT)),
        thing="person",
        data={"role": "leader", "union": union_name},
    ),
    "POST desk:office-end": post(
        power(Power.UNION_APPOINT), thing="office", given={"appointment_id": pk, "union_id": "union"}
    ),
    "GET desk:mappings": get(door=Power.UNION_APPOINT),
    "POST desk:mappings": post(
        power(Power.UNION_APPOINT),
        door=Power.UNION_APPOINT,
        thing="union",
        in_body=True,
        data={"claim": "新组", "role": "officer", "union": union_name},
    ),
    "POST desk:mapping-end": post(power(Power.UNION_APPOINT), thing="mapping"),
    "POST desk:look-begin": post(power(Power.PERSON_LOOK_AS), thing="person", data=_REASON),
    "POST desk:person-provider": post(_ENROLS, thing="person", data=_REASON, without_end=_THEIRS),
    "POST desk:look-end": post(looks=True),
    "GET desk:robots": get(door=Power.ROBOT_ARRANGE),
    "GET desk:robot-new": get(door=Power.ROBOT_ARRANGE),
    "POST desk:robot-new": post(
        power(Power.ROBOT_ARRANGE),
        door=Power.ROBOT_ARRANGE,
        thing="union",
        in_body=True,
        data={**_ROBOT, "kind": "wecom", "address": _ADDRESS, "union": union_name},
    ),
    "GET desk:robot": get(thing="robot"),
    "POST desk:robot-change": post(KINDS["robot"], thing="robot", data=_ROBOT),
    **{
        f"POST desk:robot-{name}": post(KINDS["robot"], thing="robot")
        for name in ("on", "off", "try", "remove")
    },
    "GET desk:endpoints": get(door=Power.ENDPOINT_ARRANGE),
    "GET desk:endpoint-new": get(door=Power.ENDPOINT_ARRANGE),
    "POST desk:endpoint-new": post(
        power(Power.ENDPOINT_ARRANGE),
        door=Power.ENDPOINT_ARRANGE,
        thing="union",
        reads=power(Power.ENDPOINT_ARRANGE),
        in_body=True,
        data={**_ENDPOINT, "union": pk},
    ),
    "GET desk:endpoint": get(thing="endpoint"),
    "POST desk:endpoint-change": post(KINDS["endpoint"], thing="endpoint", data=_ENDPOINT),
    **{
        f"POST desk:endpoint-{name}": post(
            KINDS["endpoint"],
            thing="endpoint",
            data={"number": 7_000_000},
            without_end="only what was paused is resumed" if name == "resume" else "",
        )
        for name in ("renew", "pause", "resume", "resend", "try", "remove")
    },
}
