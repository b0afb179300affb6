"""One application: what was handed in, where it lies, whether it holds, and what may be done next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.programmes import actions, queries
from xinghe.programmes.gates import unmet_conditions
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import ENDED, JUDGED, PHASE_LABELS, WITH_APPLICANT, MoveName, Phase
from xinghe.recommendations.vocab import REASON_LABELS
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.desk.applications_acts import acts_shown
from xinghe.web.desk.applications_forms import FORMS, ProposeForm
from xinghe.web.desk.applications_list import kind_title
from xinghe.web.desk.applications_shown import (
    EvidenceShown,
    SealShown,
    StopShown,
    VersionShown,
    evidence_shown,
    seal_shown,
    versions_shown,
    way_shown,
)
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.recommendations import last_day
from xinghe.web.kit.answers import SectionShown, answers_shown
from xinghe.web.kit.applications import OPEN_GRADES, events_of, phase_badge
from xinghe.web.kit.attachments import AttachmentsPart, attachments_part
from xinghe.web.kit.called import called_category, called_grade
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """One application."""

    title: str
    code: str
    phase: Badge
    call: str
    call_url: str
    where: str
    way: tuple[StopShown, ...]
    asked: tuple[str, ...]
    asked_words: str
    asked_by: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    are_findings_asked: bool
    seal: SealShown
    sealed_page: AttachmentsPart | None
    sections: tuple[SectionShown, ...]
    evidence: tuple[EvidenceShown, ...]
    versions: tuple[VersionShown, ...]
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def application(request: HttpRequest, code: str) -> HttpResponse:
    """One application, for everybody on its way; its own people have their page in the portal, drafts too."""
    actor = actor_of(request)
    found = queries.handed_in(actor, code)
    if actor.person_id in found.people:
        return redirect("portal:application", code)
    return _page(request, found)


def _page(
    request: HttpRequest,
    found: queries.Application,
    *,
    typed: Mapping[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``typed`` holds the form of a move that was not filled in rightly, with what is wrong."""
    actor, now = actor_of(request), clock.now()
    terms, language = found.call.said_terms, get_language() or "en"
    passages, versions = queries.passages_of(found), queries.versions_of(found)
    said = versions[-1].answers
    asked = _asked(found, passages)
    may_seal = found.unit_id in actor.desks_for(Power.APPLICATION_SEAL)
    phase = found.seen_phase
    is_live, is_at_desk = phase not in ENDED, phase not in ENDED | WITH_APPLICANT
    acts = acts_shown(actor, found, passages, terms=terms, typed=typed or {})
    page = ApplicationPage(
        title=found.title,
        code=found.code,
        phase=phase_badge(phase, veiled=not found.is_known),
        call=found.call.title,
        call_url=reverse("desk:call", args=[found.call.code]),
        where=_where(found),
        way=way_shown(found, passages, now=now),
        asked=tuple(word(REASON_LABELS, reason) for reason in asked.reasons) if asked else (),
        asked_words=asked.words if asked else "",
        asked_by=asked.desk.name if asked and asked.desk else "",
        facts=_facts(found, terms),
        findings=tuple(one.said(_) for one in unmet_conditions(found)) if is_at_desk else (),
        are_findings_asked=is_at_desk and bool(found.kind.conditions),
        seal=seal_shown(found, versions),
        sealed_page=attachments_part(
            actor, kind="application", subject_id=found.pk, slot=Slot.EV01, next_url=request.path
        )
        if may_seal and is_live
        else None,
        sections=answers_shown(
            terms.form,
            said,
            language=language,
            earlier=versions[-2].answers if len(versions) > 1 else None,
        ),
        evidence=evidence_shown(actor, found, terms, said),
        versions=versions_shown(found, versions, terms, language=language),
        events=_events(found, passages),
        next_words=_next_words(found, acts),
        acts=acts,
    )
    return desk_page(request, "desk/application.html", page, status=status)


def _asked(found: queries.Application, passages: Sequence[Any]) -> Any:
    """The passage that says why it was sent back or declined, if that is how it stands."""
    sent_back = (Phase.RETURNED, Phase.CORRECTION, Phase.DECLINED)
    last = passages[-1] if passages else None
    return last if last is not None and found.seen_phase in sent_back else None


def _where(found: queries.Application) -> str:
    phase = found.seen_phase
    if found.desk is not None and phase not in ENDED:
        return _("It lies at %(desk)s.") % {"desk": found.desk.name}
    if phase in WITH_APPLICANT:
        words = _("It came back to the applicant.")
        if found.due_at is not None:
            words += " " + _("Please correct it by %(day)s.") % {"day": last_day(found.due_at)}
        return words
    return _("It is “%(phase)s”; its way has ended.") % {"phase": word(PHASE_LABELS, phase)}


def _facts(found: queries.Application, terms: Terms) -> tuple[tuple[str, str], ...]:
    recommended = found.recommended_by.name if found.recommended_by else ""
    facts = (
        (_("Kind of programme"), kind_title(found.kind_code)),
        (_("Category"), called_category(terms, found.category)),
        (_("Applicant"), f"{found.applicant.name} · {found.unit.name}"),
        (_("Recommending line"), word(LINE_LABELS, found.line)),
        (_("Recommending unit"), recommended),
        (_("Stand-in"), _("yes, beyond the places of the recommending unit") if found.is_reserve else ""),
        (_("Grade"), called_grade(terms, found.grade) if _is_open(found) else ""),
        (_("Its result"), found.result.title if found.result else ""),
    )
    return tuple((name, value) for name, value in facts if value)


def _is_open(found: queries.Application) -> bool:
    """Whether this reader may know what it was proposed for."""
    return found.is_known or found.phase in OPEN_GRADES


def _events(found: queries.Application, passages: Sequence[queries.Passage]) -> tuple[Event, ...]:
    """What was done with it. Since it came to the judges, others than who decides read what was told."""
    if found.is_known or not any(one.target in JUDGED for one in passages):
        return history("programmes.application", found.pk, words={"phase": PHASE_LABELS, "desk": {}})
    return events_of(passages, veiled=True, is_untold=found.is_untold)


def _next_words(found: queries.Application, acts: Sequence[Act]) -> str:
    if any(act.primary or act.reason for act in acts):
        return _("It waits for your desk.")
    phase = found.seen_phase
    if phase in WITH_APPLICANT:
        return _("It is the applicant's turn.")
    if phase in JUDGED:
        if not found.is_known:
            return _("It is under review. What comes of it is said in the public notice.")
        return _("The judges have it.")
    if phase in (Phase.PROPOSED, Phase.PUBLIC_NOTICE, Phase.CONFIRMED):
        return _("The list, the public notice and the decision carry it on.")
    if found.desk is not None and phase not in ENDED and phase is not Phase.NAMED:
        return _("It is the turn of %(desk)s.") % {"desk": found.desk.name}
    return _("Nothing is left to do here.")


Deed = Callable[[Actor, int, dict[str, Any]], str]


def _forward(actor: Actor, number: int, read: dict[str, Any]) -> str:
    made = actions.forward(actor, application_id=number, **_opinion(read))
    assert made.desk is not None  # what climbs lies at a desk
    return _("Forwarded. It lies at %(desk)s now.") % {"desk": made.desk.name}


def _opinion(read: dict[str, Any]) -> dict[str, Any]:
    return {"opinion": read["opinion"], "version": read["version"]}


def _words(read: dict[str, Any]) -> dict[str, Any]:
    return {"words": read["opinion"], "version": read["version"]}


def _sent_back(read: dict[str, Any]) -> dict[str, Any]:
    return {name: read[name] for name in ("reasons", "words", "days", "version")}


def _return(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.return_application(actor, application_id=number, **_sent_back(read))
    return _("Returned. Your clock stands still until it comes back.")


def _ask(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.ask_for_more(actor, application_id=number, **_sent_back(read))
    return _("Asked for. Your clock stands still until it comes back.")


def _decline(actor: Actor, number: int, read: dict[str, Any]) -> str:
    told = {name: read[name] for name in ("reasons", "words", "version")}
    made = actions.decline(actor, application_id=number, **told)
    return _told_when(made, _("Declined. The applicant reads why."))


def _told_when(made: queries.Application, words: str) -> str:
    return _("Done. Its people learn it together with all others of the call.") if made.is_untold else words


def _admit(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.admit(actor, application_id=number, **_opinion(read))
    return _("Admitted to review.")


def _shortlist(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.shortlist(actor, application_id=number, **_words(read))
    return _("It stands on the short list.")


def _visit(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.visit(actor, application_id=number, **_words(read))
    return _("It waits for the inspection.")


def _conclude(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.conclude(actor, application_id=number, **_words(read))
    return _("Concluded. It waits for the decision.")


def _propose(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.propose(actor, application_id=number, grade=read["grade"], version=read["version"])
    return _("Proposed.")


def _remove(actor: Actor, number: int, read: dict[str, Any]) -> str:
    made = actions.remove(actor, application_id=number, words=read["words"], version=read["version"])
    return _told_when(made, _("Removed from the list. The applicant reads why."))


def _undo(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.undo_forward(actor, application_id=number, version=read["version"])
    return _("Undone. It lies at your desk again.")


def _take_back(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.take_back(actor, application_id=number, version=read["version"])
    return _("Taken back. It stands where it stood before.")


def _seal(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.seal(actor, application_id=number, word=read["word"], version=read["version"])
    return _("Sealed. It can be forwarded now.")


_DEEDS: dict[str, Deed] = {
    MoveName.FORWARD: _forward,
    MoveName.RETURN: _return,
    MoveName.ASK_FOR_MORE: _ask,
    MoveName.DECLINE: _decline,
    MoveName.ADMIT: _admit,
    MoveName.SHORTLIST: _shortlist,
    MoveName.VISIT: _visit,
    MoveName.CONCLUDE: _conclude,
    MoveName.PROPOSE: _propose,
    MoveName.REMOVE: _remove,
    MoveName.UNDO_FORWARD: _undo,
    MoveName.TAKE_BACK: _take_back,
    "seal": _seal,
}
ACTS = {str(name).replace("_", "-"): name for name in _DEEDS}


@require_POST
@changing
def application_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Make one of the moves of the bar below."""
    actor, deed = actor_of(request), ACTS[name]
    with fenced(actor):
        found = queries.handed_in(actor, code)
    told: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if FORMS[deed] is ProposeForm:
        told["grades"] = [
            (one.code, called_grade(found.call.said_terms, one.code)) for one in found.call.said_terms.grades
        ]
    form = FORMS[deed](request.POST, **told)
    if not form.is_valid():
        with fenced(actor):
            return _page(request, found, typed={name: form}, status=422)
    messages.success(request, _DEEDS[deed](actor, found.pk, form.cleaned_data))
    return redirect("desk:application", code)
