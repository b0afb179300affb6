"""What an entry of the record says was changed: each field and value by its word."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from xinghe.access.powers import ROLE_LABELS
from xinghe.accounts.vocab import NUMBER_KIND_LABELS
from xinghe.decisions.vocab import DECISION_STATE_LABELS
from xinghe.foundation.errors import gettext_noop
from xinghe.ideas.vocab import IDEA_STAGE_LABELS
from xinghe.jobs.registry import bulk_act_titles, every_job_kind
from xinghe.jobs.vocab import RUN_STATE_LABELS
from xinghe.messaging.vocab import TERMS
from xinghe.notices.vocab import (
    CHANNEL_LABELS,
    GROUND_LABELS,
    NOTICE_STATE_LABELS,
    OBJECTION_STATE_LABELS,
    OUTCOME_LABELS,
)
from xinghe.programmes.registry import every_kind
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS
from xinghe.programmes.vocab import CALL_STATE_LABELS, PHASE_LABELS
from xinghe.recommendations.vocab import REASON_LABELS
from xinghe.recommendations.vocab import STATE_LABELS as STATES
from xinghe.results.vocab import STAGE_LABELS
from xinghe.reviews.vocab import CONFLICT_LABELS, PANEL_STATE_LABELS, PART_LABELS, SEAT_STATE_LABELS
from xinghe.texts.vocab import RELATION_LABELS, RULING_LABELS, VERDICT_LABELS
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.kit.history import SUBJECTS
from xinghe.web.kit.words import word

FIELDS: dict[str, str] = {
    "most": gettext_noop("most places"),
    "reserve": gettext_noop("places of stand-ins"),
    "opens_at": gettext_noop("opens"),
    "terms": gettext_noop("terms"),
    "terms_digest": gettext_noop("digest of the terms"),
    "sealed": gettext_noop("sealed version"),
    "revoked_on": gettext_noop("day of revocation"),
    "found": gettext_noop("found"),
    "settling": gettext_noop("settled by"),
    "part": gettext_noop("stage of the sitting"),
    "method": gettext_noop("method"),
    "employer": gettext_noop("employer"),
    "closes_at": gettext_noop("closes"),
    "new": gettext_noop("new"),
    "dropped": gettext_noop("dropped"),
    "ended": gettext_noop("ended"),
    "began": gettext_noop("begun"),
    "phase": gettext_noop("phase"),
    "caption": gettext_noop("caption"),
    "accepted": gettext_noop("accepted"),
    "act": gettext_noop("act"),
    "address": gettext_noop("network address"),
    "author": gettext_noop("author"),
    "creators": gettext_noop("creators and shares"),
    "day": gettext_noop("day"),
    "days_left": gettext_noop("working days left"),
    "due_at": gettext_noop("due"),
    "escalated_to": gettext_noop("told to"),
    "into": gettext_noop("goes on in"),
    "revision": gettext_noop("version"),
    "reward_yuan": gettext_noop("reward in yuan"),
    "share": gettext_noop("share"),
    "similar_coverage": gettext_noop("share that resembles"),
    "title": gettext_noop("title"),
    "typed_by": gettext_noop("typed by"),
    "belongs_to": gettext_noop("belongs to"),
    "claim": gettext_noop("group"),
    "allows_titles": gettext_noop("may name titles"),
    "cleared": gettext_noop("cleared"),
    "code": gettext_noop("work"),
    "refusal": gettext_noop("code of the refusal"),
    "taken_at": gettext_noop("taken in"),
    "cursor": gettext_noop("heard up to number"),
    "names": gettext_noop("is told"),
    "scopes": gettext_noop("scopes"),
    "url": gettext_noop("address"),
    "coverage": gettext_noop("share of the text"),
    "desk": gettext_noop("desk"),
    "digest": gettext_noop("digest"),
    "earlier": gettext_noop("number of the earlier text"),
    "events": gettext_noop("events"),
    "factors": gettext_noop("second factors"),
    "failures": gettext_noop("failures"),
    "file": gettext_noop("file"),
    "firms": gettext_noop("firms"),
    "first": gettext_noop("first of them"),
    "industry_path": gettext_noop("industry line"),
    "is_active": gettext_noop("may sign in"),
    "is_on": gettext_noop("switched on"),
    "is_public": gettext_noop("public"),
    "kind": gettext_noop("kind"),
    "language": gettext_noop("language"),
    "later": gettext_noop("number of the later text"),
    "line": gettext_noop("line of the tree"),
    "lines": gettext_noop("lines"),
    "masked": gettext_noop("shown as"),
    "methods": gettext_noop("by"),
    "name": gettext_noop("name"),
    "number": gettext_noop("number"),
    "numbers": gettext_noop("numbers"),
    "pairs": gettext_noop("similar pairs"),
    "people": gettext_noop("people"),
    "person": gettext_noop("person"),
    "position": gettext_noop("place"),
    "provider": gettext_noop("provider"),
    "published": gettext_noop("published"),
    "reasons": gettext_noop("reasons"),
    "recorded": gettext_noop("newly recorded"),
    "refused": gettext_noop("refused"),
    "result": gettext_noop("result"),
    "relation": gettext_noop("relation"),
    "role": gettext_noop("office"),
    "ruling": gettext_noop("ruling"),
    "source": gettext_noop("follows from"),
    "staff_number": gettext_noop("staff number"),
    "rows": gettext_noop("rows"),
    "stage": gettext_noop("stage"),
    "state": gettext_noop("state"),
    "territory_path": gettext_noop("territory line"),
    "type": gettext_noop("kind"),
    "union": gettext_noop("union"),
    "unions": gettext_noop("unions"),
    "until_at": gettext_noop("until"),
    "verdict": gettext_noop("finding"),
    "application": gettext_noop("application"),
    "call": gettext_noop("call"),
    "channel": gettext_noop("came by"),
    "closes_on": gettext_noop("last day"),
    "confirmed": gettext_noop("confirmed"),
    "grade": gettext_noop("grade"),
    "ground": gettext_noop("rule"),
    "investigator": gettext_noop("number of the investigator"),
    "notice": gettext_noop("notice"),
    "outcome": gettext_noop("outcome"),
    "paper": gettext_noop("page"),
    "replaces": gettext_noop("takes the place of"),
}
_METHODS = {
    "password": gettext_noop("password"),
    "mfa": gettext_noop("second factor"),
    "totp": gettext_noop("authenticator app"),
    "webauthn": gettext_noop("passkey"),
    "recovery_codes": gettext_noop("recovery codes"),
    "socialaccount": gettext_noop("provider"),
    "provider": gettext_noop("second factor at the provider's"),
}
_VALUES: dict[str, Mapping[Any, str]] = {
    "allows_titles": {"True": gettext_noop("yes"), "False": gettext_noop("no")},
    "events": {event: terms.label for event, terms in TERMS.items()},
    "is_active": {"True": gettext_noop("yes"), "False": gettext_noop("no")},
    "is_on": {"True": gettext_noop("yes"), "False": gettext_noop("no")},
    "is_public": {"True": gettext_noop("yes"), "False": gettext_noop("no")},
    "channel": CHANNEL_LABELS,
    "ground": GROUND_LABELS,
    "outcome": OUTCOME_LABELS,
    "kind": NUMBER_KIND_LABELS,
    "belongs_to": {subject.rpartition(".")[2]: label for subject, label in SUBJECTS.items()},
    "line": LINE_LABELS,
    "methods": _METHODS,
    "method": METHOD_LABELS,
    "phase": PHASE_LABELS,
    "reasons": REASON_LABELS,
    "settling": SETTLING_LABELS,
    "relation": RELATION_LABELS,
    "role": ROLE_LABELS,
    "ruling": RULING_LABELS,
    "part": PART_LABELS,
    # Where a word stands for both, it is the result's: the page of an idea says its own.
    "stage": {**IDEA_STAGE_LABELS, **STAGE_LABELS},
    "type": _METHODS,
    "verdict": VERDICT_LABELS,
}

# What one word says of different things: by what it is said of.
_VALUES_OF: dict[str, dict[str, Mapping[Any, str]]] = {
    "state": {
        "decisions.decision": DECISION_STATE_LABELS,
        "jobs.run": RUN_STATE_LABELS,
        "notices.notice": NOTICE_STATE_LABELS,
        "notices.objection": OBJECTION_STATE_LABELS,
        "programmes.call": CALL_STATE_LABELS,
        "recommendations.recommendation": STATES,
        "reviews.panel": PANEL_STATE_LABELS,
        "reviews.seat": SEAT_STATE_LABELS,
    },
    "kind": {"reviews.conflict": CONFLICT_LABELS},
}


def change_words(
    before: Mapping[str, str | None], after: Mapping[str, str | None], *, subject_kind: str
) -> str:
    """Every change of an entry: “stage: recorded → cleared”. What has no word of its own stands as it was kept."""
    return gettext("; ").join(
        gettext("%(name)s: %(before)s → %(after)s")
        % {
            "name": word(FIELDS, name),
            "before": _value(name, before.get(name), subject_kind),
            "after": _value(name, value, subject_kind),
        }
        for name, value in after.items()
    )


def _value(name: str, kept: str | None, subject_kind: str) -> str:
    if not kept:
        return "–"
    words = _VALUES_OF.get(name, {}).get(subject_kind) or _VALUES.get(name)
    if name == "act":
        return gettext(titles[kept]) if kept in (titles := bulk_act_titles()) else kept
    if name == "code":
        words = {kind.code: kind.title for kind in every_job_kind()}
    if name == "kind" and subject_kind == "programmes.call":
        words = {kind.code: kind.title for kind in every_kind()}
    return " ".join(word(words, part) for part in kept.split()) if words else kept
