"""A second person issues a decision under its number; what it names is named in the same transaction."""

from dataclasses import replace
from datetime import date

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.decisions.actions.drafting import NothingToName, take_draft
from xinghe.decisions.models import Award, Decision, RevocationList
from xinghe.decisions.queries import (
    address_of,
    confirmed_of,
    digest_of_draft,
    draft_document,
    line_of,
    revocations,
    undecided,
    unprintable,
)
from xinghe.decisions.rules import wording
from xinghe.decisions.rules.wording import Named
from xinghe.decisions.vocab import DecisionKind, DecisionState
from xinghe.foundation.codes import new_code
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.locks import hold
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event
from xinghe.notices.rules.clock import china_date
from xinghe.papers.actions import sign_credential, sign_revocation_list, write_paper
from xinghe.papers.models import Paper, Series
from xinghe.papers.rules.credential import Credential
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.typesetting import typeset
from xinghe.papers.vocab import PaperKind
from xinghe.programmes import moves
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import MoveName


class OtherKindOfDecision(Refusal):
    """A naming is issued as a naming."""

    code = "other_kind_of_decision"
    message = gettext_noop("This decision is a “%(kind)s”. Issue it from its own page.")


class DecisionChanged(Refusal):
    """What is issued is what its second person read."""

    code = "decision_changed"
    message = gettext_noop(
        "“%(title)s” or its list was changed after you opened it. Read it again, then issue it."
    )


class DatedTooEarly(Refusal):
    """A document bears no day before what it decides on."""

    code = "dated_too_early"
    message = gettext_noop(
        "The document would bear %(day)s, and “%(title)s” stands as it does only since %(since)s. Date it on that day or later."
    )
    status = 422


class OtherUnionsNumbers(Refusal):
    """A union numbers its decisions in its own row."""

    code = "other_unions_numbers"
    message = gettext_noop(
        "The numbers %(series)s are those of %(other)s, and this decision is made by %(union)s. Choose a row of its own."
    )
    status = 422


@command
def issue_naming(
    work: Work, *, decision_id: int, series_id: int, on: date, digest: str | None = None
) -> Decision:
    """Issue a decision of naming: draw its number, typeset it, name everything on its list, sign the credentials.

    All of it or nothing. ``digest`` is what its second person read, as ``digest_of_draft`` gives it.

    Refuses: Missing, Forbidden, DecisionNotSo, OtherKindOfDecision, NothingToName, ObjectionOpen, DecisionChanged,
    DatedTooEarly, ReservedWording, OtherUnionsNumbers, and what ``write_paper`` and ``moves.apply`` refuse.
    """
    decision = _taken(work, decision_id, DecisionKind.NAMING)
    call = Call.objects.select_related("union").get(pk=decision.call_id)
    rows = confirmed_of(call, is_held=True)
    if not rows:
        raise NothingToName(call=call.title, count=0)
    named = [line_of(call, one) for one in rows]
    _require_as_read(decision, named, digest)
    for held in rows:
        _require_not_before(on, china_date(held.lies_since or held.begun_at), title=held.title)
    if refusal := undecided(decision) or unprintable(decision, named, day=on):
        raise refusal
    document = draft_document(decision, day=on, lines=named)
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
def issue_revocation(
    work: Work, *, decision_id: int, series_id: int, on: date, digest: str | None = None
) -> Decision:
    """Issue a decision of revocation: its number, its document, and the award no longer holds.

    Refuses: as ``issue_naming``.
    """
    decision = _taken(work, decision_id, DecisionKind.REVOCATION)
    _require_as_read(decision, [], digest)
    assert decision.award_id is not None  # a revocation has one, by constraint
    # In the order in which a decision on an objection takes them.
    application = work.claim(Application, Award.objects.get(pk=decision.award_id).application_id)
    rows = Award.objects.select_for_update(of=("self",)).select_related("call__union")
    award = rows.get(pk=decision.award_id)
    _require_not_before(on, award.named_on, title=award.title)
    document = draft_document(decision, day=on, lines=[])
    paper = _issue(work, decision, document, PaperKind.REVOCATION, series_id=series_id)
    award.revoked_by, award.revoked_on, award.revoked_document = decision, on, paper.printed_number
    award.save(update_fields=["revoked_by", "revoked_on", "revoked_document"])
    _list_revocations(work, by=award.named_by)
    moves.apply(work, application, MoveName.REVOKE, words=decision.reason[:500])
    work.record("award.revoke", award, reason=decision.reason, revoked_on=(None, on))
    _tell(work, decision, Event.AWARD_REVOKED, application.people, title=award.title)
    return decision


def _list_revocations(work: Work, *, by: str) -> None:
    """Publish the next list of everything that no longer holds.

    One after the other, whatever rows their numbers are drawn from: each names all that were revoked before it.
    """
    hold("revocation list")
    signed = sign_revocation_list(work, revocations(), by=by)
    RevocationList.objects.create(signed=signed, issued_at=work.now)


def _taken(work: Work, decision_id: int, kind: DecisionKind) -> Decision:
    decision = take_draft(work, decision_id, Power.DECISION_ISSUE)
    if decision.kind != kind:
        raise OtherKindOfDecision(kind=DecisionKind(decision.kind))
    return decision


def _require_as_read(decision: Decision, named: list[Named], digest: str | None) -> None:
    if digest is not None and digest != digest_of_draft(decision, named):
        raise DecisionChanged(title=decision.title)


def _require_not_before(on: date, since: date, *, title: str) -> None:
    if on < since:
        raise DatedTooEarly(day=on, title=title, since=since)


def _issue(
    work: Work, decision: Decision, document: OfficialDocument, kind: PaperKind, *, series_id: int
) -> Paper:
    _require_own_numbers(decision, series_id)
    paper = write_paper(
        work,
        series_id=series_id,
        kind=kind,
        title=document.title,
        on=document.day,
        make=lambda number: typeset(replace(document, number=number)),
    )
    decision.state, decision.paper, decision.dated_on = DecisionState.ISSUED, paper, document.day
    decision.issued_by_id, decision.issued_at = work.actor.person_id, work.now
    decision.save()
    work.record(
        "decision.issue",
        decision,
        state=(DecisionState.DRAFT, decision.state),
        number=(None, paper.printed_number),
    )
    return paper


def _require_own_numbers(decision: Decision, series_id: int) -> None:
    """Refuses: OtherUnionsNumbers; a series that is not there is refused where it is claimed."""
    series = Series.objects.select_related("union").filter(pk=series_id).first()
    if series is not None and series.union_id != decision.union_id:
        raise OtherUnionsNumbers(series=series.code, other=series.union.name, union=decision.union.name)


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
    code, issuers = new_code(), [application.call.union.name, *decision.cosigners]
    credential = Credential(
        serial=code,
        what=f"{application.call.title}：{one.title}",
        to=one.recipient,
        grade=one.grade,
        by="、".join(issuers),
        document=paper.printed_number,
        date=on,
        address=address_of(code),
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
        recipient=one.recipient,
        unit_name=one.unit,
        named_by="、".join(issuers),
        issuers=issuers,
        certificate_text=wording.certificate_text(
            decision.certificate_words, title=one.title, call=application.call.title
        ),
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
