"""A second person issues a decision under its number; what it names is named in the same transaction."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.decisions.actions.drafting import NothingToName, take_draft
from xinghe.decisions.models import Award, Decision
from xinghe.decisions.queries import revocations
from xinghe.decisions.rules import wording
from xinghe.decisions.rules.wording import Named
from xinghe.decisions.vocab import DecisionKind, DecisionState
from xinghe.foundation.codes import new_code
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event
from xinghe.papers.actions import sign_credential, sign_revocation_list, write_paper
from xinghe.papers.models import Paper
from xinghe.papers.rules.credential import Credential, Revocation
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.typesetting import typeset
from xinghe.papers.vocab import PaperKind
from xinghe.programmes import moves
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import MoveName, Phase

CHINESE = "zh-hans"


class OtherKindOfDecision(Refusal):
    """A naming is issued as a naming."""

    code = "other_kind_of_decision"
    message = gettext_noop("This decision is a “%(kind)s”. Issue it from its own page.")


@command
def issue_naming(work: Work, *, decision_id: int, series_id: int, on: date) -> Decision:
    """Issue a decision of naming: draw its number, typeset it, name everything on its list, sign the credentials.

    All of it or nothing. Refuses: Missing, Forbidden, DecisionNotSo, OtherKindOfDecision, NothingToName, and what
    ``write_paper`` and ``moves.apply`` refuse.
    """
    decision = _taken(work, decision_id, DecisionKind.NAMING)
    call = Call.objects.select_related("union").get(pk=decision.call_id)
    rows = _confirmed(call)
    if not rows:
        raise NothingToName(call=call.title, count=0)
    named = [_named(call, one) for one in rows]
    document = wording.naming_document(
        union=call.union.name,
        title=decision.title,
        addressee=decision.addressee,
        body=decision.body,
        call=call.title,
        list_=named,
        day=on,
    )
    paper = _issue(work, decision, document, PaperKind.DECISION, series_id=series_id)
    for position, (application, one) in enumerate(zip(rows, named, strict=True), 1):
        award = _award(work, decision, application, one, paper=paper, position=position, on=on)
        moves.apply(work, application, MoveName.NAME)
        if application.kind.outcome is not None:
            application.kind.outcome(work, award)
    people = sorted({person for one in rows for person in one.people})
    _tell(work, decision, Event.AWARD_NAMED, people, title=call.title)
    return decision


@command
def issue_revocation(work: Work, *, decision_id: int, series_id: int, on: date) -> Decision:
    """Issue a decision of revocation: its number, its document, and the award no longer holds.

    Refuses: as ``issue_naming``.
    """
    decision = _taken(work, decision_id, DecisionKind.REVOCATION)
    assert decision.award_id is not None  # a revocation has one, by constraint
    rows = Award.objects.select_for_update(of=("self",)).select_related("call__union")
    award = rows.get(pk=decision.award_id)
    document = wording.revocation_document(
        union=award.call.union.name,
        title=decision.title,
        addressee=decision.addressee,
        body=decision.body,
        day=on,
    )
    paper = _issue(work, decision, document, PaperKind.REVOCATION, series_id=series_id)
    award.revoked_by, award.revoked_on, award.revoked_document = decision, on, paper.printed_number
    this = Revocation(serial=award.code, on=on, reason=paper.printed_number)
    award.revocation_list = sign_revocation_list(work, (*revocations(), this), by=award.named_by)
    award.save(update_fields=["revoked_by", "revoked_on", "revoked_document", "revocation_list"])
    application = work.claim(Application, award.application_id)
    moves.apply(work, application, MoveName.REVOKE, words=decision.reason[:500])
    work.record("award.revoke", award, reason=decision.reason, revoked_on=(None, on))
    _tell(work, decision, Event.AWARD_REVOKED, application.people, title=award.title)
    return decision


def _taken(work: Work, decision_id: int, kind: DecisionKind) -> Decision:
    decision = take_draft(work, decision_id, Power.DECISION_ISSUE)
    if decision.kind != kind:
        raise OtherKindOfDecision(kind=DecisionKind(decision.kind))
    return decision


def _confirmed(call: Call) -> list[Application]:
    """In the order of the grades, then of the titles."""
    order = {grade.code: place for place, grade in enumerate(call.said_terms.grades)}
    rows = Application.objects.select_for_update(of=("self",)).filter(call=call, phase=Phase.CONFIRMED)
    held = rows.select_related("call", "unit", "desk", "applicant")
    return sorted(held, key=lambda one: (order.get(one.grade, len(order)), one.title, one.pk))


def _named(call: Call, application: Application) -> Named:
    labels = {grade.code: grade.label for grade in call.said_terms.grades}
    own = call.said_terms.labels.get(f"grade:{application.grade}")
    with translation.override(CHINESE):
        grade = own or gettext(labels[application.grade])
    names = [str(row.get("name", "")) for row in application.answers.get("creators", [])] or [
        application.applicant.name
    ]
    return Named(
        title=application.title,
        unit=application.unit.name,
        people="、".join(filter(None, names)),
        grade=grade,
    )


def _issue(
    work: Work, decision: Decision, document: OfficialDocument, kind: PaperKind, *, series_id: int
) -> Paper:
    paper = write_paper(
        work,
        series_id=series_id,
        kind=kind,
        title=document.title,
        on=document.day,
        make=lambda number: typeset(replace(document, number=number)),
    )
    decision.state, decision.paper = DecisionState.ISSUED, paper
    decision.issued_by_id, decision.issued_at = work.actor.person_id, work.now
    decision.save()
    work.record(
        "decision.issue",
        decision,
        state=(DecisionState.DRAFT, decision.state),
        number=(None, paper.printed_number),
    )
    return paper


def _award(
    work: Work,
    decision: Decision,
    application: Application,
    one: Named,
    *,
    paper: Paper,
    position: int,
    on: date,
) -> Award:
    code = new_code()
    credential = Credential(
        serial=code,
        what=f"{application.call.title}：{one.title}",
        to=f"{one.unit} {one.people}",
        grade=one.grade,
        by=application.call.union.name,
        document=paper.printed_number,
        date=on,
        address=f"{settings.XINGHE.origin}/v/{code}/",
    )
    award = Award.objects.create(
        code=code,
        application=application,
        decision=decision,
        call_id=application.call_id,
        position=position,
        title=one.title,
        grade=application.grade,
        grade_said=one.grade,
        recipient=f"{one.unit} {one.people}"[:300],
        unit_name=one.unit,
        named_by=application.call.union.name,
        document=paper.printed_number,
        named_on=on,
        credential=sign_credential(work, credential),
        people=application.people,
        territory_path=application.territory_path,
        industry_path=application.industry_path,
    )
    work.record("award.name", award, grade=(None, one.grade), number=(None, paper.printed_number))
    return award


def _tell(work: Work, decision: Decision, event: Event, people: list[int], *, title: str) -> None:
    if people:
        tell(
            work,
            people=people,
            event=event,
            subject_kind="decision",
            subject_id=decision.pk,
            path="/my/applications/",
            title=title,
        )
