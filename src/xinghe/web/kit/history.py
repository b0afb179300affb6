"""The record as a timeline: who, as what, when, from what to what, and why, in words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, pgettext

from xinghe.access.powers import ROLE_LABELS
from xinghe.accounts.queries import names_of
from xinghe.audit.queries import entries_about
from xinghe.foundation.errors import gettext_noop
from xinghe.web.kit.parts import Event
from xinghe.web.kit.words import word

ACTS: dict[str, str] = {
    "result.record": gettext_noop("recorded"),
    "result.clear": gettext_noop("cleared"),
    "result.publish": gettext_noop("published"),
    "result.return": gettext_noop("taken back"),
    "result.withdraw": gettext_noop("withdrawn"),
    "workbook.receive": gettext_noop("workbook received"),
    "workbook.finish": gettext_noop("workbook checked"),
    "run.ask": gettext_noop("long work asked for"),
    "run.cancel": gettext_noop("long work stopped"),
    "similarity.note": gettext_noop("similarity found"),
    "similarity.rule": gettext_noop("similarity ruled on"),
    "union.place": gettext_noop("placed in the tree"),
    "union.move": gettext_noop("moved in the tree"),
    "union.rename": gettext_noop("renamed"),
    "union.appoint": gettext_noop("office given"),
    "union.dismiss": gettext_noop("office ended"),
}


def act_word(verb: str) -> str:
    """What the verb of the record is called; a new one shows itself."""
    return gettext(ACTS[verb]) if verb in ACTS else verb


def history(
    subject_kind: str, subject_id: int, *, words: Mapping[str, Mapping[str, str]]
) -> tuple[Event, ...]:
    """What happened to one thing, the newest first. 2 queries.

    ``words`` says how the values of a changed field are called: {"stage": STAGE_LABELS}.
    """
    entries = list(entries_about(subject_kind, subject_id))
    names = names_of({entry.person_id for entry in entries if entry.person_id})
    return tuple(
        Event(
            at=entry.at,
            act=act_word(entry.verb),
            who=names.get(entry.person_id, "") or pgettext("actor", "the system"),
            office="、".join(_offices(entry.offices)),
            before=" ".join(
                word(words[name], value) for name, value in entry.before.items() if name in words and value
            ),
            after=" ".join(
                word(words[name], value) for name, value in entry.after.items() if name in words and value
            ),
            note=entry.reason,
        )
        for entry in reversed(entries)
    )


def _offices(held: str) -> list[str]:
    return list(dict.fromkeys(word(ROLE_LABELS, one.split("@")[0]) for one in held.split()))
