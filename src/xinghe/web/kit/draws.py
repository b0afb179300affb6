"""What stands in the record of a draw, in words: fields, reasons, steps, and how anybody makes it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from xinghe.programmes.registry import every_kind
from xinghe.reviews.rules.draw import ALL, CONFLICT, DECLINED, LEFT, OTHER_FIELD, UNAVAILABLE, seats_in_order
from xinghe.reviews.rules.refusals import NotDrawn
from xinghe.reviews.vocab import DrawPurpose
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.words import word

PURPOSE_LABELS: Final[dict[DrawPurpose, str]] = {
    DrawPurpose.JUDGES: gettext_noop("Draw of the judges"),
    DrawPurpose.ORDER: gettext_noop("Draw of the running order"),
}
# Why somebody is left out, or left, as a record says it.
_REASONS: Final[dict[str, str]] = {
    CONFLICT: gettext_noop("has a conflict with too many of the entries"),
    UNAVAILABLE: gettext_noop("has no time between the opening and the end"),
    OTHER_FIELD: gettext_noop("in none of the fields that are drawn"),
    DECLINED: gettext_noop("turned the seat down"),
    LEFT: gettext_noop("left the panel"),
    "limit_employer": gettext_noop("one more of the same employer"),
    "limit_group": gettext_noop("one more of the same group of enterprises"),
}


def field_words() -> dict[str, str]:
    """What the fields that judges name are called: the categories of every installed kind, by code."""
    return {code: own_words(label) for kind in every_kind() for code, label in kind.categories}


def stratum_word(name: str, words: Mapping[str, str]) -> str:
    """What a stratum of a draw is called."""
    if name == ALL:
        return _("all fields")
    code = name.removeprefix("field_")
    return words.get(code, code)


def reason_word(code: str) -> str:
    """Why somebody was left out, passed over, or left."""
    return word(_REASONS, code)


_LIMITED: Final = {"employer": gettext_noop("employer"), "group": gettext_noop("group of enterprises")}


def not_drawn_words(refusal: NotDrawn) -> str:
    """Why a draw cannot be held, with words in place of the codes that the kernel knows."""
    told = dict(refusal.why.params)
    if "stratum" in told:
        told["stratum"] = stratum_word(str(told["stratum"]), field_words())
    if "of" in told:
        told["of"] = word(_LIMITED, str(told["of"]))
    if "reasons" in told:
        counts = (one.rpartition(" ") for one in str(told["reasons"]).split(", "))
        told["reasons"] = _("; ").join(
            f"{reason_word(code)} {number}".strip() for code, _gap, number in counts
        )
    return gettext(refusal.why.message) % told


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """A step of a record: when, what was done, and the hash that binds all before it."""

    at: datetime
    act: str
    words: str
    digest: str


def links_shown(record: Mapping[str, Any]) -> tuple[LinkShown, ...]:
    """The steps of a record, in their order, by the opaque codes that stand in it."""
    return tuple(
        LinkShown(
            at=datetime.fromisoformat(link["at"]),
            act=_(_ACTS[link["act"]]),
            words=_said(link),
            digest=link["hash"],
        )
        for link in record["links"]
    )


_ACTS: Final = {
    "commit": gettext_noop("Promised"),
    "draw": gettext_noop("Drawn"),
    "replace": gettext_noop("Replaced"),
}


def _said(link: Mapping[str, Any]) -> str:
    match link["act"]:
        case "draw":
            return ", ".join(seats_in_order(link["seated"]))
        case "replace":
            return _("%(leaves)s left (%(reason)s), %(takes)s took the seat") % {
                "leaves": link["leaves"],
                "reason": reason_word(link["reason"]),
                "takes": link["takes"] or _("nobody"),
            }
    return ""


def pool_counts(record: Mapping[str, Any]) -> tuple[int, int]:
    """How many stood in the pool, and how many of them were left out with a reason."""
    pool = record["input"]["pool"]
    return len(pool), sum(bool(one["excluded"]) for one in pool)


def left_out(reasons: Iterable[Iterable[str]]) -> tuple[tuple[str, int], ...]:
    """(reason in words, how many) of those left out, the commonest first."""
    counts: dict[str, int] = {}
    for each in reasons:
        for code in each:
            counts[code] = counts.get(code, 0) + 1
    return tuple(
        (reason_word(code), number) for code, number in sorted(counts.items(), key=lambda one: -one[1])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """How anybody makes a draw again: two commands, each by a program that shares nothing with the other."""

    commands: tuple[str, ...]


def verifying(file_name: str, *, commitment: str, head: str) -> Verifying:
    """The commands, with what was published before and what was signed."""
    known = f"--commitment {commitment} --head {head}"
    return Verifying(
        commands=(
            f"xinghe draw verify {file_name} {known}",
            f"python tools/verify_judging.py {file_name} {known}",
        )
    )


def record_name(code: str, purpose: str) -> str:
    """What the file of a record is called."""
    return f"draw-{code}-{purpose}.json"
