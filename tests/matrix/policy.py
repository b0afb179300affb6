"""Who may read and do what, route by route, to be read as one document; expected by the slow oracle, never by ``within``.

A kind of thing has readers; a route names the kind its address speaks of, who gets in at its door, and for what it
changes the one rule of who may. Whatever a route shows, to whomever: only fields whose rule says so.
"""

from tests.matrix.policy_applying import APPLYING_PAGES
from tests.matrix.policy_arranging import ARRANGING_PAGES
from tests.matrix.policy_awarded import AWARD_PAGES
from tests.matrix.policy_named import NAMED_PAGES
from tests.matrix.policy_noticed import NOTICED_PAGES
from tests.matrix.policy_panels import PANEL_PAGES
from tests.matrix.policy_programmes import PROGRAMME_PAGES
from tests.matrix.policy_reviewing import REVIEWING_PAGES
from tests.matrix.policy_sitting import SITTING_PAGES
from tests.matrix.readers import KINDS
from tests.matrix.routes import (
    Data,
    Pair,
    Route,
    get,
    key,
    only,
    parent,
    pk,
    post,
    ranks,
    result_code,
)
from tests.matrix.rules import (
    Rule,
    any_of,
    anybody,
    both,
    carries,
    creator,
    if_public,
    nobody,
    own,
    power,
    writer,
)
from xinghe.access.powers import Power

_REASON = {"reason": "写错了单位", "words": "写错了单位"}
_VERSIONED = {"reasons": ["material_incomplete"], "words": "缺少证明材料", "days": 5, "opinion": "同意"}
_ANSWER = both(KINDS["idea"], power(Power.IDEA_ANSWER, at="desk"))
_WRITES = both(KINDS["idea"], writer)
_DECIDES = both(KINDS["recommendation"], power(Power.RECOMMENDATION_DECIDE, at="desk"))
_UNIT_ACTS = both(KINDS["recommendation"], power(Power.RESULT_RECOMMEND))
_CLEARS = both(KINDS["result"], power(Power.RESULT_CLEAR))
_PUBLISHES = both(KINDS["result"], power(Power.RESULT_PUBLISH))
_RECOMMENDS = both(KINDS["result"], power(Power.RESULT_RECOMMEND))
# Files are added, described and removed by who writes the idea, and by its desk once it is accepted.
_FILES = both(KINDS["attachment"], any_of(writer, power(Power.IDEA_ANSWER, at="desk")))
_ATTACHES = both(KINDS["idea"], any_of(writer, power(Power.IDEA_ANSWER, at="desk")))
_NO_FORWARD = "a step back needs a step before it; tests/recommendations tries both"
_THEIRS = "of the sign-in library, which tests/accounts tries"

_IDEA_ACTS: dict[str, tuple[Rule, tuple[str, ...], Data]] = {
    "accept": (_ANSWER, ("handed_in",), _REASON),
    "refuse": (_ANSWER, ("handed_in",), {**_REASON, "reasons": ["unsafe"]}),
    "ask-correction": (_ANSWER, ("handed_in",), {**_REASON, "reasons": ["unclear"]}),
    "merge": (_ANSWER, ("handed_in",), {**_REASON, "into": "ZZZZZZZZ"}),
    "reopen": (_ANSWER, ("accepted",), _REASON),
    "implement": (_ANSWER, ("accepted",), {**_REASON, "day": "2026-03-01"}),
    "verify": (_ANSWER, ("implemented",), _REASON),
    "reward": (_ANSWER, ("accepted",), {**_REASON, "amount": "100.00"}),
    "take-over": (both(KINDS["idea"], power(Power.IDEA_TAKE_OVER)), ("handed_in",), _REASON),
}
_RECOMMENDATION_ACTS: dict[str, tuple[Rule, str]] = {
    "forward": (_DECIDES, "under_way"),
    "accept": (_DECIDES, "under_way"),
    "return": (_DECIDES, "under_way"),
    "decline": (_DECIDES, "under_way"),
    "hand-in-again": (_UNIT_ACTS, "returned"),
    "withdraw": (_UNIT_ACTS, "under_way"),
    "undo-forward": (nobody, "under_way"),
}
_RESULT_ACTS = {
    "clear": (_CLEARS, "recorded"), "publish": (_PUBLISHES, "cleared"),
    "return": (_PUBLISHES, "published"), "withdraw": (_PUBLISHES, "cleared"),
}  # fmt: skip
_PAPER = {"title": "小车改进", "problem": "四人抬运", "revision": ""}
_FACES = ("", "format=xlsx", "format=ods", "format=csv")

# -- pages -----------------------------------------------------------------------------------------------------

PAGES: dict[str, Route] = {
    "GET public:home": get(door="public"),
    "GET public:results": get(door="public", queries=("", "q=XQ", "sort=title"), search="result"),
    "GET public:answers": get(door="public"),
    "GET public:answers-of": get(door="public", thing="union", reads=anybody),
    "GET public:credential-keys": get(door="public"),
    "GET public:credential-revocations": get(door="public", missing=True),
    "GET public:result": get(door="public", thing="result", reads=if_public),
    "GET public:result-qr": get(door="public", thing="result", reads=if_public),
    "GET portal:home": get(),
    "GET portal:idea-new": get(),
    "POST portal:idea-new": post(data={"unit": pk}, thing="union", in_body=True, reads=anybody),
    "GET portal:idea": get(thing="idea"),
    "GET portal:idea-write": get(thing="idea", given={"screen": "people"}),
    "POST portal:idea-write": post(
        _WRITES, thing="idea", given={"screen": "what"}, states=("draft",), data=_PAPER
    ),
    "POST portal:idea-save": post(
        _WRITES, thing="idea", given={"screen": "what"}, states=("draft",), data=_PAPER
    ),
    "GET portal:idea-similar": get(thing="idea"),
    "POST portal:idea-hand-in": post(_WRITES, thing="idea", states=("draft",), data={"pledged": "on"}),
    "POST portal:idea-take-back": post(_WRITES, thing="idea", states=("handed_in",)),
    "POST portal:idea-confirm": post(both(KINDS["idea"], creator), thing="idea", states=("handed_in",)),
    "POST portal:idea-dispute": post(
        both(KINDS["idea"], creator), thing="idea", states=("handed_in",), data=_REASON
    ),
    "GET portal:typing": get(door=Power.IDEA_TYPE, queries=("", "q=李"), search="person"),
    "POST portal:typing-begin": post(
        any_of(own, power(Power.IDEA_TYPE)), thing="person", in_body=True, reads=anybody, data={"person": pk}
    ),
    "GET portal:tokens": get(),
    "GET portal:token-new": get(),
    "POST portal:token-new": post(data={"name": "程序", "scopes": ["runs:read"], "days": 30}),
    "POST portal:token-revoke": post(own, thing="token"),
    "GET portal:messages": get(),
    "POST portal:messages-read": post(),
    "GET portal:message-preferences": get(),
    "POST portal:message-preferences": post(data={"idea_answered": "never"}),
    "POST portal:message-open": post(own, thing="message"),
    "POST portal:message-read": post(own, thing="message"),
    "GET desk:today": get(),
    **{
        f"GET desk:list-export|{name}": get(given={"name": name}, queries=_FACES, lists=kind)
        for name, kind in (
            ("results", "result"),
            ("recommendations", "recommendation"),
            ("ideas", "idea"),
            ("workbooks", "workbook"),
            ("people", "person"),
            ("unions", ""),
            ("runs", ""),
        )
    },
    "GET desk:list-export|run-rows": get(
        thing="run", in_body=True, given={"name": "run-rows"}, data={"run": pk}, reads=anybody
    ),
    "POST desk:list-export": post(given={"name": "results"}),
    "GET desk:views": get(),
    "POST desk:view-keep": post(data={"list": "results", "name": "我的", "query": "q=x"}),
    "POST desk:view-rename": post(own, thing="view", data={"name": "新名"}),
    "POST desk:view-first": post(own, thing="view", data={"is_default": "on"}),
    "POST desk:view-remove": post(own, thing="view"),
    "POST desk:bulk": post(
        nobody,
        thing="result",
        in_body=True,
        data={"act": "results.clear", "ids": pk},
        without_end="a preview changes nothing",
    ),
    # Row by row it is decided later; asked for is what may be seen.
    "POST desk:bulk-ask": post(
        both(KINDS["result"], carries(Power.RESULT_CLEAR)),
        thing="result",
        in_body=True,
        states=("recorded",),
        data={"act": "results.clear", "ids": pk},
    ),
    "GET desk:results": get(queries=("", "sort=title", "stage=recorded", "similar=on"), search="result"),
    "GET desk:result": get(thing="result"),
    **{
        f"POST desk:result-{name}": post(act, thing="result", states=(state,), data=_REASON)
        for name, (act, state) in _RESULT_ACTS.items()
    },
    "POST desk:result-tie": post(
        _CLEARS,
        thing="result",
        states=("recorded",),
        data={"relation": "improved_from", "code": "ZZZZZZZZ", "reason": "加装自锁托架"},
        without_end="the other end is named in the pairs below",
    ),
    "POST desk:result-untie": post(
        both(KINDS["lineage"], power(Power.RESULT_CLEAR)),
        thing="lineage",
        data=_REASON,
        given={"code": result_code, "lineage_id": pk},
    ),
    "POST desk:result-recommend": post(
        _RECOMMENDS, thing="result", states=("recorded",), data={"line": "territory"}
    ),
    "GET desk:ideas": get(queries=("", "sort=due", "late=on", "desk=on", "similar=on"), search="idea"),
    "GET desk:idea": get(thing="idea"),
    **{
        f"POST desk:idea-{name}": post(
            act,
            thing="idea",
            states=states,
            data=data,
            without_end="the other idea is named in the pairs below" if name == "merge" else "",
        )
        for name, (act, states, data) in _IDEA_ACTS.items()
    },
    "GET desk:recommendations": get(queries=("", "mine=on", "line=industry"), search="recommendation"),
    "GET desk:recommendation-order": get(door=Power.RECOMMENDATION_DECIDE),
    "POST desk:recommendation-order-save": post(door=Power.RECOMMENDATION_DECIDE),
    "GET desk:recommendation": get(thing="recommendation"),
    **{
        f"POST desk:recommendation-{name}": post(
            act,
            thing="recommendation",
            states=(state,),
            data=_VERSIONED,
            without_end=_NO_FORWARD if name == "undo-forward" else "",
        )
        for name, (act, state) in _RECOMMENDATION_ACTS.items()
    },
    **PANEL_PAGES,
    **PROGRAMME_PAGES,
    **APPLYING_PAGES,
    **NOTICED_PAGES,
    **REVIEWING_PAGES,
    **SITTING_PAGES,
    **NAMED_PAGES,
    **AWARD_PAGES,
    "POST desk:similarity-rule": post(
        both(KINDS["similarity"], power(Power.SIMILARITY_RULE)),
        thing="similarity",
        data={**_REASON, "ruling": "independent"},
    ),
    "GET desk:workbooks": get(),
    "GET desk:workbook-new": get(door=Power.RESULT_RECORD),
    "POST desk:workbook-new": post(
        power(Power.RESULT_RECORD),
        door=Power.RESULT_RECORD,
        thing="union",
        in_body=True,
        data={"union": pk},
        without_end="a file that is checked at length: tests/web/desk/test_workbooks.py",
    ),
    "GET desk:workbook": get(thing="workbook"),
    "GET desk:workbook-remarks": get(thing="workbook"),
    "GET desk:workbook-file": get(thing="workbook"),
    "GET desk:runs": get(),
    "GET desk:run": get(thing="run"),
    "GET desk:run-progress": get(thing="run"),
    "GET desk:run-file": get(thing="run", reads=own),
    "GET desk:run-row": get(thing="run_row", given={"run_id": parent, "row_id": pk}, reads=nobody),
    "POST desk:run-cancel": post(power(Power.RUN_CANCEL), thing="run"),
    **ARRANGING_PAGES,
    "GET desk:record": get(door=Power.AUDIT_READ),
    "GET files:begin": get(),
    "POST files:begin": post(
        _ATTACHES,
        thing="idea",
        in_body=True,
        states=("draft",),
        data={"kind": "idea", "subject": pk, "slot": "photo", "name": "照片.jpg", "size": 9},
    ),
    "GET files:part": get(thing="upload"),
    "PATCH files:part": post(own, thing="upload", data={"": "abcd"}),
    "POST files:finish": post(own, thing="upload", without_end="nothing has arrived"),
    "POST files:send": post(
        _ATTACHES,
        thing="idea",
        in_body=True,
        data={"kind": "idea", "subject": pk, "slot": "photo"},
        without_end="without a file nothing is sent",
    ),
    "GET files:list": get(
        thing="idea", given={"kind": "idea", "subject_id": pk, "slot": "paper"}, reads=anybody
    ),
    "GET files:fetch": get(door="public", given={"link": "made-up"}, missing=True),
    "GET files:open": get(thing="attachment"),
    "GET files:preview": get(thing="attachment"),
    "POST files:describe": post(_FILES, thing="attachment", states=("draft",), data={"caption": "说明"}),
    "POST files:remove": post(_FILES, thing="attachment", states=("draft",)),
    "GET kit:gallery": get(),
    "POST kit:prefer": post(door="public", looks=True),
    "POST set_language": post(door="public", looks=True),
    "GET api:documentation": get(door="public"),
    "GET api:document": get(door="public"),
    "GET api:unknown": get(door="public", missing=True),
    "GET account": get(personal=True),
    "GET account_login": get(door="public", personal=True),
    "POST account_login": post(door="public", personal=True, without_end=_THEIRS),
    "POST account_logout": post(door="public", looks=True, without_end=_THEIRS),
    "POST account_sign_out_everywhere": post(personal=True),
    "POST account_language": post(personal=True, data={"language": "en"}),
    "GET account_number": get(personal=True),
    "POST account_number": post(personal=True, without_end=_THEIRS),
    "POST account_reveal_number": post(personal=True, given={"kind": "phone"}),
    **{
        f"{method} {name}": Route(
            personal=True,
            looks=name == "account_logout",
            door="public"
            if name
            in (
                "account_provider",
                "account_provider_return",
                "mfa_authenticate",
                "mfa_login_webauthn",
                "account_logout",
            )
            else "signed in",
            act=anybody if method == "POST" else None,
            without_end=_THEIRS if method == "POST" else "",
            given={"pk": 1} if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else {},
        )
        for name, methods in {
            "account_provider": "POST",
            "account_provider_return": "GET",
            "mfa_authenticate": "GET POST",
            "mfa_login_webauthn": "GET POST",
            "account_logout": "GET",
            "account_reauthenticate": "GET POST",
            "mfa_reauthenticate": "GET POST",
            "mfa_reauthenticate_webauthn": "GET POST",
            "account_change_password": "GET POST",
            "account_second_factor": "GET",
            "mfa_activate_totp": "GET POST",
            "mfa_deactivate_totp": "GET POST",
            "mfa_add_webauthn": "GET POST",
            "mfa_edit_webauthn": "GET POST",
            "mfa_remove_webauthn": "GET POST",
            "mfa_view_recovery_codes": "GET",
            "mfa_generate_recovery_codes": "GET POST",
            "mfa_index": "GET",
            "mfa_list_webauthn": "GET",
        }.items()
        for method in methods.split()
    },
}

# -- the interface for programs: the scope stands in its own document, what may be done is the same --------------

_V1 = "/api/v1"
_HALF = {
    "merge": "the other idea is named in the pairs below",
    "hand-in": "its paper lacks what is asked for",
}
_JSON_IDEA = {
    "confirm-share": (both(KINDS["idea"], creator), ("handed_in",), {}),
    "dispute-share": (both(KINDS["idea"], creator), ("handed_in",), _REASON),
    "save": (_WRITES, ("draft",), {"title": "小车改进"}),
    "creators": (_WRITES, ("draft",), {"creators": []}),
    "hand-in": (_WRITES, ("draft",), {"pledged": True}),
    "take-back": (_WRITES, ("handed_in",), {"words": ""}),
}
PROGRAMS: dict[str, Route] = {
    f"GET {_V1}/me": get(),
    f"GET {_V1}/results": get(queries=("size=100", "sort=title"), lists="result", search="result"),
    f"GET {_V1}/results/{{code}}": get(thing="result"),
    **{
        f"POST {_V1}/results/{{code}}/{name}": post(
            act, thing="result", states=(state,), data={} if name in ("clear", "publish") else {"words": "写错了单位"}
        )
        for name, (act, state) in _RESULT_ACTS.items()
    },
    f"GET {_V1}/ideas": get(queries=("size=100", "late=true", "my_desk=true"), lists="idea", search="idea"),
    f"POST {_V1}/ideas": post(data={"title": "小车", "pledged": True, "creators": []}, without_end="tests/api tries a whole one"),
    f"GET {_V1}/ideas/drafts": get(),
    f"POST {_V1}/ideas/drafts": post(
        any_of(own, power(Power.IDEA_TYPE)), thing="person", in_body=True, reads=anybody, data={"for_person_id": pk}
    ),
    f"GET {_V1}/ideas/{{code}}": get(thing="idea"),
    **{
        f"POST {_V1}/ideas/{{code}}/{name}": post(
            act, thing="idea", states=states, data=only(data, name),
            without_end=_HALF.get(name, ""),
        )
        for name, (act, states, data) in {**_IDEA_ACTS, **_JSON_IDEA}.items()
    },
    f"GET {_V1}/recommendations": get(queries=("size=100", "waits_for_me=true"), lists="recommendation", search="recommendation"),
    f"POST {_V1}/recommendations": post(
        _RECOMMENDS, thing="result", in_body=True, states=("recorded",), data={"result_code": key, "line": "territory"}
    ),
    f"POST {_V1}/recommendations/order": post(_DECIDES, thing="recommendation", in_body=True, states=("under_way",), data={"": ranks}),
    f"GET {_V1}/recommendations/{{recommendation_id}}": get(thing="recommendation"),
    **{
        f"POST {_V1}/recommendations/{{recommendation_id}}/{name}": post(
            act, thing="recommendation", states=(state,), data=only(_VERSIONED, name),
            without_end=_NO_FORWARD if name == "undo-forward" else "",
        )
        for name, (act, state) in _RECOMMENDATION_ACTS.items()
    },
    f"GET {_V1}/ideas/{{code}}/attachments": get(thing="idea"),
    f"POST {_V1}/ideas/{{code}}/attachments": post(
        _ATTACHES, thing="idea", states=("draft",), data={"slot": "photo", "name": "照片.jpg", "size": 9}
    ),
    f"GET {_V1}/uploads/{{token}}": get(thing="upload"),
    f"POST {_V1}/uploads/{{token}}/parts": post(own, thing="upload", data={"": "abcd"}),
    f"POST {_V1}/uploads/{{token}}/finish": post(own, thing="upload", data={"caption": ""}, without_end="nothing has arrived"),
    f"GET {_V1}/attachments/{{key}}": get(thing="attachment"),
    f"POST {_V1}/attachments/{{attachment_id}}/describe": post(
        _FILES, thing="attachment", states=("draft",), data={"caption": "说明"}, given={"attachment_id": pk}
    ),
    f"POST {_V1}/attachments/{{attachment_id}}/remove": post(
        _FILES, thing="attachment", states=("draft",), given={"attachment_id": pk}
    ),
    f"GET {_V1}/results/{{code}}/similarities": get(thing="result"),
    f"GET {_V1}/ideas/{{code}}/similarities": get(thing="idea"),
    f"GET {_V1}/ideas/{{code}}/lineage": get(thing="idea"),
    f"GET {_V1}/results/{{code}}/lineage": get(thing="result"),
    f"POST {_V1}/results/{{code}}/ties": post(
        _CLEARS, thing="result", states=("recorded",),
        data={"relation": "improved_from", "code": "ZZZZZZZZ", "reason": "加装自锁托架"},
        without_end="the other end is named in the pairs below",
    ),
    f"POST {_V1}/ties/{{lineage_id}}/undo": post(
        both(KINDS["lineage"], power(Power.RESULT_CLEAR)), thing="lineage", data={"words": "证据不足"}, given={"lineage_id": pk}
    ),
    f"POST {_V1}/similarities/{{similarity_id}}/rule": post(
        both(KINDS["similarity"], power(Power.SIMILARITY_RULE)), thing="similarity", data={"reason": "写错了单位", "ruling": "independent"},
    ),
    f"GET {_V1}/messages": get(),
    f"POST {_V1}/messages/read": post(),
    f"POST {_V1}/messages/{{message_id}}/read": post(own, thing="message"),
    f"GET {_V1}/unions": get(queries=("size=100",)),
    f"GET {_V1}/unions/{{union_id}}": get(thing="union"),
    f"GET {_V1}/runs": get(queries=("size=100",)),
    f"GET {_V1}/runs/{{run_id}}": get(thing="run"),
    f"POST {_V1}/runs/{{run_id}}/cancel": post(power(Power.RUN_CANCEL), thing="run"),
    f"GET {_V1}/happenings": get(lists="happening"), f"GET {_V1}/deposits/{{key}}": get(thing="deposit"),
}  # fmt: skip

# -- two things in one request: it comes off only where both are theirs -------------------------------------------


PAIRS = (
    Pair(key="POST desk:result-tie", asker="officer@county", first=("result", "recorded"), second=("result", "cleared"), part="code"),
    Pair(key="POST desk:idea-merge", asker="unit_officer@workshop", first=("idea", "handed_in"), second=("idea", "accepted"), part="into"),
    Pair(key="POST desk:office-end", asker="security_administrator@county", first=("union", ""), second=("office", ""), part="appointment_id", told="pk"),
    Pair(key="POST desk:result-untie", asker="officer@county", first=("result", "recorded"), second=("lineage", ""), part="lineage_id", told="pk", second_decides=True),
    Pair(key=f"POST {_V1}/results/{{code}}/ties", asker="token:officer@county", first=("result", "recorded"), second=("result", "cleared"), part="code"),
    Pair(key=f"POST {_V1}/ideas/{{code}}/merge", asker="token:unit_officer@workshop", first=("idea", "handed_in"), second=("idea", "accepted"), part="into"),
)  # fmt: skip
