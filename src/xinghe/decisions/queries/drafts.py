"""What a draft would become: its list, its document, and what of it could not be printed."""

import hashlib
from datetime import date

from django.utils import translation
from django.utils.translation import gettext

from xinghe.decisions.models import Decision
from xinghe.decisions.rules import wording
from xinghe.decisions.rules.wording import DecisionText, Named
from xinghe.decisions.vocab import DecisionKind
from xinghe.foundation.errors import Refusal
from xinghe.notices.gates import ObjectionOpen, require_no_open
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.wording import ReservedWording
from xinghe.programmes.models import Application, Call
from xinghe.programmes.rules.form import Form, Prefill
from xinghe.programmes.vocab import Phase

CHINESE = "zh-hans"


def text_of(decision: Decision) -> DecisionText:
    """What it says. 0 queries."""
    return DecisionText(
        title=decision.title,
        body=decision.body,
        addressee=decision.addressee,
        cosigners=tuple(decision.cosigners),
        copies=decision.copies,
        dated_on=decision.dated_on,
        list_title=decision.list_title,
        annexes=tuple((one["title"], one["text"]) for one in decision.annexes),
        certificate_words=decision.certificate_words,
    )


def confirmed_of(call: Call, *, is_held: bool = False) -> list[Application]:
    """What of a call is confirmed, in the order of the grades, then of the titles. 1 query, which locks where it is ``is_held``."""
    order = {grade.code: place for place, grade in enumerate(call.said_terms.grades)}
    rows = Application.objects.filter(call=call, phase=Phase.CONFIRMED)
    rows = rows.select_related("call", "unit", "desk", "applicant")
    if is_held:
        rows = rows.select_for_update(of=("self",))
    return sorted(rows, key=lambda one: (order.get(one.grade, len(order)), one.title, one.pk))


def line_of(call: Call, application: Application) -> Named:
    """One application as the list prints it. 0 queries."""
    labels = {grade.code: grade.label for grade in call.said_terms.grades}
    own = call.said_terms.labels.get(application.grade)
    with translation.override(CHINESE):
        grade = own or gettext(labels[application.grade])
    return Named(
        title=application.title,
        unit=application.unit.name,
        people="、".join(_people(call.said_terms.form, application)),
        grade=grade,
    )


def _people(form: Form, application: Application) -> list[str]:
    """Who is named with it: those who made it, else whoever the form puts at its head, else who applied."""
    said = application.answers
    by = {field.prefill: said.get(field.name) for field in form.fields if said.get(field.name)}
    if rows := by.get(Prefill.CREATORS):
        return [name for row in rows if (name := str(row.get("name", "")).strip())]
    return [str(by.get(Prefill.APPLICANT, application.applicant.name))]


def draft_document(decision: Decision, *, day: date, lines: list[Named]) -> OfficialDocument:
    """The document as it would be issued, without its number. 0 queries."""
    text, union = text_of(decision), decision.union.name
    if decision.kind == DecisionKind.REVOCATION:
        return wording.revocation_document(union=union, text=text, day=day)
    return wording.naming_document(union=union, text=text, call=decision.call.title, list_=lines, day=day)


def lines_of_draft(decision: Decision) -> list[Named]:
    """What a draft of naming would name; nothing of a revocation. 1 query."""
    if decision.kind == DecisionKind.REVOCATION:
        return []
    return [line_of(decision.call, one) for one in confirmed_of(decision.call)]


def undecided(decision: Decision) -> Refusal | None:
    """Why what a draft would name may not be named yet, if objections to some of it are open. At most 4 queries."""
    if decision.kind == DecisionKind.REVOCATION:
        return None
    rows = Application.objects.filter(call=decision.call_id, phase=Phase.CONFIRMED)
    try:
        require_no_open(list(rows.values_list("pk", flat=True)))
    except ObjectionOpen as refusal:
        return refusal
    return None


def unprintable(decision: Decision, lines: list[Named], *, day: date) -> Refusal | None:
    """Why the certificate of one of these lines may not be printed, if that is so. 0 queries."""
    try:
        for line in lines:
            wording.certificate(
                recipient=line.recipient,
                text=wording.certificate_text(
                    decision.certificate_words, title=line.title, call=decision.call.title
                ),
                grade=line.grade,
                issuers=(decision.union.name, *decision.cosigners),
                day=day,
                code="",
                address="",
            )
    except ReservedWording as refusal:
        return refusal
    return None


def digest_of_draft(decision: Decision, lines: list[Named]) -> str:
    """SHA-256 of everything that a draft says and names, by which it is known again. 0 queries."""
    return hashlib.sha256(repr((text_of(decision), tuple(lines))).encode()).hexdigest()
