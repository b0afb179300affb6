"""One person drafts a decision: of naming, or of taking a naming back."""

from dataclasses import replace

from django.db import IntegrityError, transaction

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.decisions.models import Award, Decision
from xinghe.decisions.rules import wording
from xinghe.decisions.rules.wording import DecisionText
from xinghe.decisions.vocab import (
    BODY_LIMIT,
    LEAST_ARTICLE,
    LEAST_REASON,
    LONGEST_ISSUER,
    MOST_ANNEXES,
    MOST_COSIGNERS,
    PART_LIMIT,
    REASON_LIMIT,
    TITLE_LIMIT,
    DecisionKind,
    DecisionState,
)
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.notices.registry import revoker
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import Phase

# The constraints by which PostgreSQL says that a draft is there already.
ONE_AT_A_TIME = ("decision_one_draft_a_call", "decision_revokes_once")


class NothingToName(Refusal):
    """Nothing of the call is confirmed."""

    code = "nothing_to_name"
    message = gettext_noop(
        "Of “%(call)s” %(count)s applications are confirmed. End its public notice and confirm what stood on it first."
    )


class DecisionBegun(Refusal):
    """One draft at a time."""

    code = "decision_begun"
    message = gettext_noop("A draft about “%(subject)s” is there already. Open it and go on with it.")


class DecisionNotSo(Refusal):
    """It is issued or dropped."""

    code = "decision_not_so"
    message = gettext_noop(
        "The decision is “%(state)s”, so it cannot be changed. Begin a new one if it is wrong."
    )


class DecisionTextWrong(Refusal):
    """A title or a text that is empty or too long."""

    code = "decision_text_wrong"
    message = gettext_noop(
        "The title has %(title)s characters and the text %(body)s. Write 4 to %(title_limit)s and 10 to %(body_limit)s."
    )
    status = 422


class DecisionPartWrong(Refusal):
    """More signatories or annexes than a document bears, or one of its lines too long."""

    code = "decision_part_wrong"
    message = gettext_noop(
        "A decision bears at most %(cosigners)s further signatories and %(annexes)s further annexes, each with a title "
        "and a text; a line has at most %(limit)s characters. Shorten what is longer."
    )
    status = 422


class ArticleNeeded(Refusal):
    """Nothing is taken back without a rule that says so."""

    code = "article_needed"
    message = gettext_noop(
        "Name the rule by which it is revoked: the document and its article, in %(least)s to %(limit)s characters. "
        "It is printed in the decision."
    )
    status = 422


class RevocationReasonNeeded(Refusal):
    """Taking a naming back is explained."""

    code = "revocation_reason_needed"
    message = gettext_noop(
        "The reason has %(found)s characters. Write %(least)s to %(limit)s; it is printed in the document."
    )
    status = 422


class RevokedAlready(Refusal):
    """It was taken back before."""

    code = "revoked_already"
    message = gettext_noop("“%(title)s” was revoked on %(day)s. Open that decision to read why.")


@command
def begin_naming(work: Work, *, call_id: int) -> Decision:
    """Draft the decision that names everything of a call that is confirmed.

    Refuses: Missing, Forbidden, NothingToName, DecisionBegun.
    """
    call = work.claim(Call, call_id)
    work.require(Power.DECISION_MAKE, call)
    confirmed = Application.objects.filter(call=call, phase=Phase.CONFIRMED).count()
    if not confirmed:
        raise NothingToName(call=call.title, count=0)
    union = call.union.name
    return _begin(
        work,
        Decision(
            kind=DecisionKind.NAMING,
            call=call,
            title=wording.naming_title(union=union, call=call.title)[:TITLE_LIMIT],
            body=wording.naming_body(union=union, call=call.title, number=confirmed),
            list_title=wording.list_title(call=call.title)[:TITLE_LIMIT],
            certificate_words=wording.CERTIFICATE,
        ),
        subject=call.title,
    )


@command
def begin_revocation(work: Work, *, award_id: int, reason: str, article: str) -> Decision:
    """Draft the decision that takes one naming back, by an article of the rules in force.

    Refuses: Missing, Forbidden, RevocationReasonNeeded, ArticleNeeded, RevokedAlready, DecisionBegun.
    """
    return _begin_revocation(work, work.claim(Award, award_id), reason=reason, article=article)


@revoker("decisions")
def begin_upheld_revocation(work: Work, application_id: int, reason: str, article: str) -> None:
    """Draft what takes back the naming of an application, for an objection to it was upheld; a draft that is there will do.

    Refuses: as ``begin_revocation``.
    """
    award = Award.objects.select_for_update().get(application=application_id)
    drafts = Decision.objects.filter(award=award, kind=DecisionKind.REVOCATION, state=DecisionState.DRAFT)
    if not drafts.exists():
        _begin_revocation(work, award, reason=reason, article=article)


def _begin_revocation(work: Work, award: Award, *, reason: str, article: str) -> Decision:
    call = work.claim(Call, award.call_id)
    work.require(Power.DECISION_MAKE, call)
    if award.revoked_on is not None:
        raise RevokedAlready(title=award.title, day=award.revoked_on)
    said = reason.strip()
    if not LEAST_REASON <= len(said) <= REASON_LIMIT:
        raise RevocationReasonNeeded(found=len(said), least=LEAST_REASON, limit=REASON_LIMIT)
    by = article.strip()
    if not LEAST_ARTICLE <= len(by) <= PART_LIMIT:
        raise ArticleNeeded(least=LEAST_ARTICLE, limit=PART_LIMIT)
    union = call.union.name
    return _begin(
        work,
        Decision(
            kind=DecisionKind.REVOCATION,
            call=call,
            award=award,
            reason=said,
            article=by,
            title=wording.revocation_title(union=union, title=award.title)[:TITLE_LIMIT],
            body=wording.revocation_body(
                title=award.title,
                recipient=award.recipient,
                grade=award.grade_said,
                document=award.document,
                reason=said,
                article=by,
            ),
        ),
        subject=award.title,
    )


def _begin(work: Work, decision: Decision, *, subject: str) -> Decision:
    if work.actor.person_id is None:
        raise Forbidden(power=Power.DECISION_MAKE)
    decision.union_id = decision.call.union_id
    decision.territory_path, decision.industry_path = (
        decision.call.territory_path,
        decision.call.industry_path,
    )
    decision.made_by_id, decision.made_at = work.actor.person_id, work.now
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as failure:
        if not any(name in str(failure) for name in ONE_AT_A_TIME):
            raise
        raise DecisionBegun(subject=subject) from None
    work.record("decision.begin", decision, title=(None, decision.title), reason=decision.reason)
    return decision


@command
def change_decision(work: Work, *, decision_id: int, text: DecisionText) -> Decision:
    """Change the words of a draft.

    Refuses: Missing, Forbidden, DecisionNotSo, DecisionTextWrong, DecisionPartWrong, ReservedWording.
    """
    decision = take_draft(work, decision_id, Power.DECISION_MAKE)
    said = _sound(text)
    before, decision.title = decision.title, said.title
    for name in ("body", "addressee", "copies", "dated_on", "list_title", "certificate_words"):
        setattr(decision, name, getattr(said, name))
    decision.cosigners = list(said.cosigners)
    decision.annexes = [{"title": title, "text": body} for title, body in said.annexes]
    decision.save()
    work.record("decision.change", decision, title=(before, decision.title))
    return decision


def _sound(text: DecisionText) -> DecisionText:
    """Without blanks at the ends and empty parts. Refuses: DecisionTextWrong, DecisionPartWrong, ReservedWording."""
    said = replace(
        text,
        title=text.title.strip(),
        body=text.body.strip(),
        addressee=text.addressee.strip(),
        cosigners=tuple(filter(None, (one.strip() for one in text.cosigners))),
        copies=text.copies.strip().rstrip("。"),
        list_title=text.list_title.strip(),
        annexes=tuple(
            (title.strip(), body.strip()) for title, body in text.annexes if title.strip() or body.strip()
        ),
        certificate_words=text.certificate_words.strip(),
    )
    if not (4 <= len(said.title) <= TITLE_LIMIT and 10 <= len(said.body) <= BODY_LIMIT):
        raise DecisionTextWrong(
            title=len(said.title), body=len(said.body), title_limit=TITLE_LIMIT, body_limit=BODY_LIMIT
        )
    lines = (said.addressee, said.copies, said.certificate_words)
    titles = (said.list_title, *(title for title, _ in said.annexes))
    if (
        len(said.cosigners) > MOST_COSIGNERS
        or len(said.annexes) > MOST_ANNEXES
        or not all(title and body and len(body) <= BODY_LIMIT for title, body in said.annexes)
        or any(len(one) > PART_LIMIT for one in lines)
        or any(len(one) > TITLE_LIMIT for one in titles)
        or any(len(one) > LONGEST_ISSUER for one in said.cosigners)
    ):
        raise DecisionPartWrong(cosigners=MOST_COSIGNERS, annexes=MOST_ANNEXES, limit=PART_LIMIT)
    wording.refuse_title_of_award(said)
    return said


@command
def drop_decision(work: Work, *, decision_id: int) -> Decision:
    """Give a draft up. Refuses: Missing, Forbidden, DecisionNotSo."""
    decision = take_draft(work, decision_id, Power.DECISION_MAKE)
    decision.state = DecisionState.DROPPED
    decision.save(update_fields=["state"])
    work.record("decision.drop", decision, state=(DecisionState.DRAFT, decision.state))
    return decision


def take_draft(work: Work, decision_id: int, power: Power) -> Decision:
    """Claim a draft for an act. Refuses: Missing, Forbidden, DecisionNotSo."""
    decision = work.claim(Decision, decision_id)
    work.require(power, decision)
    if decision.state != DecisionState.DRAFT:
        raise DecisionNotSo(state=DecisionState(decision.state))
    return decision
