"""One objection: what it says, by which rules it stands, who looks into it, and what may be done next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.attachments.vocab import Slot
from xinghe.decisions.queries import awards_of_applications
from xinghe.foundation import clock
from xinghe.notices import actions, queries
from xinghe.notices.rules.words import Identity
from xinghe.notices.vocab import (
    ACT_LABELS,
    CHANNEL_LABELS,
    GROUND_LABELS,
    OBJECTING_LABELS,
    OBJECTION_STATE_LABELS,
    OUTCOME_LABELS,
    Ground,
    ObjectionState,
    Outcome,
)
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.objections_acts import choices_of, objection_acts
from xinghe.web.desk.objections_forms import FORMS
from xinghe.web.desk.objections_list import due_badge
from xinghe.web.kit.attachments import AttachmentsPart, attachments_part
from xinghe.web.kit.called import called_grade
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.notices import objection_badge
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import day_word, instant_word, word


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateShown:
    """Somebody at the desk, and what keeps them from looking into it."""

    name: str
    why_not: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionShown:
    """One objection. ``identity`` is there in the one answer to a recorded reading, and never else."""

    code: str
    about: str
    about_url: str
    notice: str
    notice_url: str
    state: Badge
    due: Badge | str
    text: str
    facts: tuple[tuple[str, str], ...]
    masked: tuple[str, ...]
    identity: Identity | None
    rules: tuple[str, ...]
    candidates: tuple[CandidateShown, ...]
    outcome: str
    outcome_words: str
    # The naming that is to be revoked, or was.
    award_url: str
    reply: str
    files: AttachmentsPart
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def objection(request: HttpRequest, code: str) -> HttpResponse:
    """One objection, for those who handle objections where its notice was published."""
    return _page(request, code)


def _page(
    request: HttpRequest,
    code: str,
    *,
    typed: Mapping[str, forms.Form] | None = None,
    identity: Identity | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    page = queries.objection_for(actor, code, now)
    found = queries.objection_to_act_on(actor, code)
    row = page.row
    is_admitted = row.state not in (ObjectionState.RECEIVED, ObjectionState.REFUSED)
    is_open = row.state in (
        ObjectionState.ADMISSIBLE,
        ObjectionState.ASSIGNED,
        ObjectionState.FACT_FINDING,
    )
    people = queries.investigators(found, now) if is_open else ()
    shown = ObjectionShown(
        code=code,
        about=row.line or _("not about a line of the list"),
        about_url=reverse("desk:application", args=[row.application_code]) if row.application_code else "",
        notice=row.notice_title,
        notice_url=reverse("desk:notice", args=[row.notice_code]),
        state=objection_badge(row.state),
        due=due_badge(row),
        text=page.text,
        facts=_facts(page),
        masked=tuple(one for one in (page.name_masked, page.address_masked, page.phone_masked) if one),
        identity=identity,
        rules=() if is_admitted else tuple(_(GROUND_LABELS[ground]) for ground in page.grounds),
        candidates=tuple(
            CandidateShown(name=one.name, why_not=tuple(_(conflict.label) for conflict in one.conflicts))
            for one in people
        ),
        outcome=_outcome(found, page),
        outcome_words=page.outcome_words,
        award_url=_award_url(found, page),
        reply=page.reply,
        files=attachments_part(
            actor, kind="objection", subject_id=row.id, slot=Slot.PAPER, next_url=request.path
        ),
        events=_events(page),
        next_words=_next_words(page),
        acts=objection_acts(actor, found, page, people, typed=typed or {}),
    )
    answer = desk_page(request, "desk/objection.html", shown, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _facts(page: queries.ObjectionPage) -> tuple[tuple[str, str], ...]:
    row = page.row
    facts = (
        (_("Received"), instant_word(row.received_at)),
        (_("Came by"), word(CHANNEL_LABELS, row.channel)),
        (_("Entered by"), page.recorded_by),
        (_("Objects"), word(OBJECTING_LABELS, row.objecting)),
        (_("Seal of the unit"), _("seen") if page.has_seal else ""),
        (_("Looks into it"), row.investigator),
        (_("Rule"), word(GROUND_LABELS, page.ground)),
    )
    return tuple((name, value) for name, value in facts if value)


def _outcome(found: queries.Objection, page: queries.ObjectionPage) -> str:
    said = word(OUTCOME_LABELS, page.outcome)
    if page.grade and found.application is not None:
        return f"{said}{_(': ')}{called_grade(found.application.call.said_terms, page.grade)}"
    return said


def _award_url(found: queries.Objection, page: queries.ObjectionPage) -> str:
    """Where the naming stands that an upheld objection takes back, if there is one. At most 1 query."""
    if page.outcome != Outcome.CANCEL or found.application_id is None:
        return ""
    named = awards_of_applications({found.application_id}).get(found.application_id)
    return reverse("desk:award", args=[named.code]) if named else ""


def _events(page: queries.ObjectionPage) -> tuple[Event, ...]:
    return tuple(
        Event(
            at=one.at,
            act=word(ACT_LABELS, one.act),
            who=one.person.name if one.person else _("form on the notice page"),
            after="",
            note="\n".join(
                part
                for part in (
                    one.words,
                    _("Until %(day)s.") % {"day": day_word(one.due_on)} if one.due_on else "",
                )
                if part
            ),
        )
        for one in reversed(page.steps)
    )


def _next_words(page: queries.ObjectionPage) -> str:
    """What comes next, and who must act."""
    row = page.row
    until = _("until %(day)s") % {"day": day_word(row.due_on)} if row.due_on else ""
    told = {"until": until, "name": row.investigator, "state": word(OBJECTION_STATE_LABELS, row.state)}
    match row.state:
        case ObjectionState.RECEIVED:
            return _("Decide %(until)s whether it is admitted.") % told
        case ObjectionState.ADMISSIBLE:
            return _("Appoint who looks into it; it is decided %(until)s.") % told
        case ObjectionState.ASSIGNED:
            return _("%(name)s looks into it; it is decided %(until)s.") % told
        case ObjectionState.FACT_FINDING:
            return _("A colleague of %(name)s decides it %(until)s.") % told
        case ObjectionState.DECIDED:
            return _("Answer whoever objected %(until)s.") % told
    return _("Nothing is left to do here.")


Deed = Callable[[Actor, int, dict[str, Any]], str]


def _see_seal(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.see_seal(actor, objection_id=number, version=read["version"])
    return _("Noted that the seal came.")


def _admit(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.admit_objection(actor, objection_id=number, version=read["version"])
    return _("Admitted. Appoint who looks into it.")


def _refuse(actor: Actor, number: int, read: dict[str, Any]) -> str:
    told = {name: read[name] for name in ("words", "version")}
    actions.refuse_objection(actor, objection_id=number, ground=Ground(read["ground"]), **told)
    return _("Not admitted. Whoever objected reads the rule with their code.")


def _assign(actor: Actor, number: int, read: dict[str, Any]) -> str:
    made = actions.assign_investigator(
        actor, objection_id=number, person_id=read["person"], version=read["version"]
    )
    return _("%(name)s looks into it now.") % {"name": made.investigator.name if made.investigator else ""}


def _find(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.write_finding(actor, objection_id=number, words=read["words"], version=read["version"])
    return _("Written down. A colleague decides.")


def _give_time(actor: Actor, number: int, read: dict[str, Any]) -> str:
    told = {name: read[name] for name in ("until", "words", "version")}
    actions.give_more_time(actor, objection_id=number, **told)
    return _("More time is given.")


def _decide(actor: Actor, number: int, read: dict[str, Any]) -> str:
    told = {name: read[name] for name in ("words", "grade", "article", "version") if name in read}
    outcome = Outcome(read["outcome"])
    actions.decide_objection(actor, objection_id=number, outcome=outcome, **told)
    if outcome is Outcome.CANCEL and "article" in read:
        return _("Decided, and the revocation is drafted: a colleague issues it. Answer whoever objected.")
    return _("Decided. Answer whoever objected.")


def _reply(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.reply_to_objector(actor, objection_id=number, words=read["words"], version=read["version"])
    return _("Answered. They read it with their code; send it to their address too.")


_DEEDS: dict[str, Deed] = {
    "see-seal": _see_seal,
    "admit": _admit,
    "refuse": _refuse,
    "assign": _assign,
    "find": _find,
    "give-time": _give_time,
    "decide": _decide,
    "reply": _reply,
}
ACTS = tuple(_DEEDS)


@require_POST
@changing
def objection_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take one of the steps of the bar below."""
    actor = actor_of(request)
    form, number = _form(request, code, name)
    if not form.is_valid():
        with fenced(actor):
            return _page(request, code, typed={name: form}, status=422)
    messages.success(request, _DEEDS[name](actor, number, form.cleaned_data))
    return redirect("desk:objection", code)


@require_POST
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth ships no types
@changing
def objection_reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show who objected, this once."""
    actor = actor_of(request)
    form, number = _form(request, code, "reveal")
    if not form.is_valid():
        with fenced(actor):
            return _page(request, code, typed={"reveal": form}, status=422)
    identity = actions.reveal_objector(actor, objection_id=number, purpose=form.cleaned_data["words"])
    with fenced(actor):
        return _page(request, code, identity=identity)


def _form(request: HttpRequest, code: str, name: str) -> tuple[forms.Form, int]:
    """The form of a step as it was sent, with what it offers now, and the number of the objection. Refuses: Missing."""
    actor, now = actor_of(request), clock.now()
    with fenced(actor):
        found = queries.objection_to_act_on(actor, code)
        page = queries.objection_for(actor, code, now)
        people = queries.investigators(found, now) if name == "assign" and found.application_id else ()
        offered = choices_of(found, page, people).get(name, {})
    return FORMS[name](request.POST, auto_id=f"{name}-%s", **offered), found.pk
